"""Raw text becomes a number in one place (foundation/ui/numbers.py): `isdigit` is true for ², and `int` then raises."""

import ast
import itertools
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, get_resolver

from ballotline.foundation.access.checks import all_routes
from ballotline.movement.accounts.testing import make_account, signed_in_client
from ballotline.organizing.actions.kinds.petition.testing import make_petition
from tests.architecture.house import is_test, name_of, sources
from tests.architecture.test_doors import SOME, address_of

READER = "ballotline/foundation/ui/numbers.py"
NO_DIGITS = ("²", "9" * 5_000)
RAW = ("GET", "POST", "META", "COOKIES", "headers", "get", "getlist", "pop")


def read_elsewhere(module: ast.Module) -> Iterator[int]:
    """The lines that judge digits by themselves, or make an `int` of what a request or a mapping of raw text holds."""
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and node.attr in ("isdigit", "isdecimal", "isnumeric"):
            yield node.lineno
        if (
            isinstance(node, ast.Call)
            and ast.unparse(node.func) in ("int", "map")
            and any(map(_is_raw, ast.walk(node)))
        ):
            yield node.lineno


def _is_raw(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in RAW


def test_raw_text_becomes_a_number_in_one_place():
    code = [path for path in sources() if not is_test(path) and name_of(path) != READER]

    found = {name_of(path) for path in code if any(read_elsewhere(ast.parse(path.read_text())))}

    assert found == set()


@pytest.mark.parametrize(
    "source, lines",
    [
        ("if text.isdigit(): pass", [1]),
        ("found = filter(str.isdecimal, parts)", [1]),
        ("page = int(request.GET['page'])", [1]),
        ("version = int(self.request.POST.get('version', 0))", [1]),
        ("asks = list(map(int, request.POST.getlist('ask')))", [1]),
        ("size = int(headers.get('Content-Length'))", [1]),
        ("size = whole_number(request.GET.get('size'))", []),
        ("late = int(at.timestamp()) // 600", []),
    ],
)
def test_a_planted_reader_is_seen(source, lines):
    assert list(read_elsewhere(ast.parse(source))) == lines


def patterns() -> list[tuple[str, URLPattern]]:
    return list(all_routes(get_resolver().url_patterns))


def faults(addresses: set[str], *asked_for: dict[str, str]) -> list[tuple[str, str]]:
    """Where an owner gets an answer that is a fault of ours, by GET and by POST."""
    owner, found = make_account(role="owner"), []
    for address, asked in itertools.product(addresses, asked_for):
        browser = signed_in_client(owner)
        browser.raise_request_exception = False
        for method in (browser.get, browser.post):
            if method(address, asked).status_code == 500:
                found.append((method.__name__, address))
    return found


@pytest.mark.django_db
def test_no_page_falls_over_a_number_that_is_none():
    """Every address of ours, with the names that pages read numbers from, each text under some of them in turn."""
    make_petition()
    addresses = {address_of(route, pattern) for route, pattern in patterns()}
    assert len(addresses) > 100

    names = ("page", "past", "version", "sheet", "ask")
    one, other = (dict(zip(names, itertools.cycle(texts), strict=False)) for texts in (NO_DIGITS, NO_DIGITS[::-1]))
    assert faults(addresses, one, other) == []


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["2147483648", "9" * 30, "9" * 5_000])
def test_no_page_falls_over_a_number_in_its_address_that_is_too_large(monkeypatch, number):
    monkeypatch.setitem(SOME, "int", number)
    addresses = {address_of(route, pattern) for route, pattern in patterns() if "<int:" in route}
    assert len(addresses) > 8

    assert faults(addresses, {}) == []
