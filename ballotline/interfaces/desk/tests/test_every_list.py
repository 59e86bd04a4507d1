"""Every page of the desk with each of its filters, walked as an organizer would press: found from the links and forms
on the pages themselves, so a new list joins by standing there. One name means one thing in all of their templates."""

import re
from collections import deque
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from ballotline.foundation.ui.context import NAMES
from ballotline.movement.accounts.testing import signed_in_client
from ballotline.organizing.actions.kinds.call.testing import OPEN_ASKS as CALLS
from ballotline.organizing.actions.kinds.petition.models import Signature
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition, signed
from ballotline.organizing.actions.kinds.pledge.testing import make_pledge
from ballotline.record.offices import services as offices
from ballotline.record.offices.rules import Role
from tests.rivertown import make_rivertown

pytestmark = pytest.mark.django_db
TYPED = "ferry"  # into each field that takes words
OURS = {*NAMES, "messages", "request", "user", "perms", "csp_nonce"}


class _Page(HTMLParser):
    """Its links, its forms that ask by GET with what may be chosen in each field, and what the search box holds."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[tuple[str, dict[str, list[str]]]] = []
        self.box = ""
        self.is_asking, self.choosing = False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "form":
            self.is_asking = given.get("method", "get").lower() == "get" and given.get("class") != "search"
            self.forms += [(given.get("action", ""), {})] if self.is_asking else []
        elif tag == "input" and given.get("id") == "search":
            self.box = given.get("value", "")
        elif self.is_asking and given.get("name"):
            self.choosing = given["name"]
            self.forms[-1][1][self.choosing] = [] if tag == "select" else [given.get("value") or TYPED]
        elif self.is_asking and tag == "option" and given.get("value"):
            self.forms[-1][1][self.choosing].append(given["value"])

    def handle_endtag(self, tag: str) -> None:
        self.is_asking = self.is_asking and tag != "form"

    def leads_to(self) -> Iterator[str]:
        yield from self.links
        for action, fields in self.forms:
            yield from (f"{action}?{urlencode({name: one})}" for name, some in fields.items() for one in some)


def kind_of_page(address: str) -> tuple[object, ...] | None:
    """Which page it is and how it is filtered; None outside the desk. Of a page of one thing the first is enough."""
    parts = urlsplit(address)
    if not parts.path.startswith("/desk/") or parts.netloc:
        return None
    asked = sorted((name, value) for name, value in parse_qsl(parts.query) if name not in ("page", "q"))
    return (resolve(parts.path).view_name, *asked) if asked else (resolve(parts.path).view_name, "q=" in parts.query)


def walked(desk: Client, *, filtered: bool = True) -> Iterator[tuple[str, HttpResponse, _Page]]:
    """(address, answer, what stands on it) of every page that can be reached from Today."""
    waiting, seen = deque(["/desk/"]), set()
    while waiting:
        address = waiting.popleft()
        kind = kind_of_page(address)
        if kind is None or kind in seen or ("?" in address and not filtered):
            continue
        seen.add(kind)
        answer = desk.get(address)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        page = _Page()
        page.feed(answer.content.decode())
        waiting.extend(urljoin(address, link) for link in page.leads_to())
        yield address, answer, page


@pytest.fixture
def town() -> None:
    """Something in every list."""
    make_rivertown()
    petition = make_petition()
    counted(petition, "Ana Flores", comment="Six days")
    signed(petition, "Ben Weiss", email="ben@rivertown.example")
    aside = signed(petition, "Chidi Okoro", email="chidi@rivertown.example")
    Signature.objects.filter(pk=aside.pk).update(state="quarantined", suspicion="network")
    make_pledge()
    next(iter(CALLS.values()))()
    place = "ocd-division/country:us/state:mr/place:rivertown"
    role = Role(jurisdiction=f"{place}/government", role="mayor", title="Mayor", divisions=(place,), label="")
    offices.open_seat(role, source="desk", as_of=timezone.localdate())


def test_what_a_list_was_asked_never_stands_in_the_search_over_everything(town):
    """Only the search's own page shows there what it was asked."""
    pages = {address: page.box for address, _answer, page in walked(signed_in_client(role="owner"))}

    filtered = {re.sub("[?].*", "", address) for address in pages if "?" in address}
    assert {"/desk/people/", "/desk/petitions/", "/desk/offices/", "/desk/mail/"} <= filtered
    assert any(address.endswith("/people/?state=quarantined") for address in pages)
    assert {address: box for address, box in pages.items() if box and not address.startswith("/desk/search/")} == {}
    assert [box for address, box in pages.items() if address.startswith("/desk/search/?")] == [TYPED]


def test_no_page_takes_a_name_of_the_frame_for_something_of_its_own(town):
    """What context processors give to every template means the same in each."""
    taken: dict[str, set[str]] = {}
    for address, answer, _page in walked(signed_in_client(role="owner"), filtered=False):
        for context in answer.context or ():
            given = [set(layer) & OURS for layer in context.dicts]
            twice = {name for name in OURS if sum(name in layer for layer in given) > 1}
            if twice:
                taken.setdefault(address, set()).update(twice)

    assert taken == {}
