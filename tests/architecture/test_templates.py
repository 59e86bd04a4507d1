"""Templates and styles that can be read: short lines, and pieces that say what they take.

How they are set is djangofmt's business (`make check`); here stands what it does not know.
"""

import re

import pytest

from tests.architecture.house import PACKAGE, name_of

LONGEST_LINE = 120
INCLUDED = re.compile(r"\{%\s*include\s+[\"']([^\"']+\.html)[\"']")
TEMPLATES = sorted(PACKAGE.rglob("*.html"))
STYLES = sorted(PACKAGE.rglob("static/**/*.css"))


def long_lines(text: str) -> list[int]:
    """The numbers of the lines that no screen shows whole."""
    return [number for number, line in enumerate(text.splitlines(), start=1) if len(line) > LONGEST_LINE]


@pytest.mark.parametrize("files", [TEMPLATES, STYLES], ids=["templates", "styles"])
def test_no_line_is_longer_than_a_screen(files):
    long = {name_of(path): numbers for path in files if (numbers := long_lines(path.read_text()))}

    assert files
    assert long == {}


def test_a_piece_that_others_include_says_first_what_it_takes():
    included = {name for path in PACKAGE.rglob("*.html") for name in INCLUDED.findall(path.read_text())}
    pieces = [path for path in TEMPLATES if path.as_posix().endswith(tuple(f"templates/{name}" for name in included))]
    silent = [name_of(path) for path in pieces if not path.read_text().startswith("{# ")]

    assert len(pieces) > 15
    assert silent == []


def test_a_comment_is_one_line():
    """Django shows one of two lines as text."""
    shown = [name_of(path) for path in TEMPLATES if re.search(r"\{#(?:(?!#\}).)*$", path.read_text(), re.M)]

    assert shown == []


@pytest.mark.parametrize("text, found", [("x" * 120, []), ("x" * 121, [1]), ("x\n" + "x" * 121 + "\nx", [2]), ("", [])])
def test_a_planted_long_line_is_seen(text, found):
    assert long_lines(text) == found
