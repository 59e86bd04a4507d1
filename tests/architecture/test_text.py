"""What can be seen in the text of the code: our ways of writing that no linter knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.house import CHECKOUT, PACKAGE, is_test, name_of, sources

LONGEST_FILE = 400
TIMELESS = ("rules", "models", "queries", "services")
MAY_SAY_NOW = {  # the only clock that a door has (foundation/access/doors.py calls it without a moment)
    "ballotline/organizing/chapters/queries.py": "scope_of",
}
SAFE_MARKUP = ("ballotline/foundation/ui/",)
NO_NAMES = ("utils", "helpers", "common", "manager", "misc")

CODE = [path for path in sources() if not is_test(path)]
EVERYTHING = [*sources(), *sorted((CHECKOUT / "tests").rglob("*.py"))]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def functions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_no_file_is_longer_than_one_can_read():
    long = {name_of(path): lines for path in EVERYTHING if (lines := len(path.read_text().splitlines())) > LONGEST_FILE}

    assert long == {}


def test_every_module_of_some_length_says_what_it_is_for():
    silent = [
        name_of(path) for path in CODE if len(path.read_text().splitlines()) > 15 and not ast.get_docstring(tree(path))
    ]

    assert silent == []


def test_nothing_is_imported_inside_a_function():
    inside = [
        f"{name_of(path)}:{node.lineno}"
        for path in EVERYTHING
        for function in functions(tree(path))
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert inside == []


def test_markup_is_called_safe_only_by_the_writers_of_the_ui():
    templates = [path for path in PACKAGE.rglob("templates/**/*") if path.is_file()]
    said = [name_of(path) for path in templates if re.search(r"\|\s*safe(seq)?\b|autoescape\s+off", path.read_text())]
    marked = [name_of(path) for path in CODE if re.search(r"\bmark_safe\b|\bSafeString\(", path.read_text())]

    assert [name for name in said + marked if not name.startswith(SAFE_MARKUP)] == []


def clocks(module: ast.Module) -> Iterator[str]:
    """Each function (or the module itself) in which the present moment is asked for."""
    for function in functions(module):
        if any(_asks_for_now(node) for node in ast.walk(function)):
            yield function.name


def _asks_for_now(node: ast.AST) -> bool:
    """timezone.now(), datetime.now(), date.today(), time.time() and timezone.now handed on."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return (node.value.id, node.attr) in {
            ("timezone", "now"),
            ("datetime", "now"),
            ("date", "today"),
            ("timezone", "localdate"),
            ("time", "time"),
        }
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "now"


def test_verbs_queries_and_rules_are_told_the_moment():
    rooms = [path for path in CODE if path.stem in TIMELESS or path.parent.name in TIMELESS]
    asked = [
        f"{name_of(path)} {name}"
        for path in rooms
        for name in clocks(tree(path))
        if MAY_SAY_NOW.get(name_of(path)) != name
    ]

    assert len(rooms) > 20
    assert asked == []


def test_no_signal_steers_anything():
    steered = [
        name_of(path)
        for path in CODE
        if re.search(r"@receiver\b|from django\.dispatch|(pre|post)_(save|delete|migrate|init)\b", path.read_text())
    ]

    assert steered == []


def test_no_room_has_a_drawer_for_odds_and_ends():
    drawers = [name_of(path) for path in CODE if set(re.split(r"[_/.]", name_of(path))) & set(NO_NAMES)]

    assert drawers == []


def test_saving_stays_djangos_own():
    own = [
        f"{name_of(path)} {node.name}"
        for path in CODE
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and any(base_is_model(base) for base in node.bases)
        for function in node.body
        if isinstance(function, ast.FunctionDef) and function.name in ("save", "delete")
    ]

    assert own == []


def base_is_model(base: ast.expr) -> bool:
    return ast.unparse(base) in ("models.Model", "AbstractBaseUser")


@pytest.mark.parametrize(
    "source, found",
    [
        ("def sign(*, at): return at", []),
        ("def sign(): return timezone.now()", ["sign"]),
        ("def sign(): return datetime.now(UTC)", ["sign"]),
        ("def sign(clock=timezone.now): return clock()", ["sign"]),
        ("def sign(): return date.today()", ["sign"]),
    ],
)
def test_a_planted_clock_is_seen(source, found):
    assert list(clocks(ast.parse(source))) == found
