"""Tables that leave the house: what a spreadsheet would run gets an apostrophe."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballotline.foundation.ui.tables import csv_lines, guarded

CALL = 'HYPERLINK("https://elsewhere.example")'
DISGUISES = {
    "plain": ["=", "+", "-", "@"],
    "full width": ["＝", "＋", "－", "＠"],
    "small": ["﹦", "﹢", "﹣", "﹫"],
    "raised and lowered": ["⁼", "⁺", "⁻", "₌", "₊", "₋"],
    "behind spaces": [" =", "\u00a0=", "\u3000＝", "\u2003+", "\u2028@"],
    "behind what has no width": [
        "\u200b=",
        "\ufeff=",
        "\u2060＝",
        "\u00ad-",
        "\u202e=",
        "\ufe0f=",
        "\u0301=",
        "\u180e=",
    ],
    "behind letters that can't be seen": ["\u3164=", "\uffa0=", "\u2800=", "\u115f＝"],
    "behind controls": ["\t", "\r", "\x0b=", "\x1b=", "\x85=", " \t\u200b＝"],
}


@pytest.mark.parametrize("begin", [one for many in DISGUISES.values() for one in many])
def test_a_formula_in_any_disguise_gets_an_apostrophe(begin):
    assert guarded(begin + CALL) == f"'{begin}{CALL}"


@pytest.mark.parametrize(
    "cell, shown",
    [
        ("Six days;=1+1", "Six days;'=1+1"),  # where a semicolon separates cells
        ("Six days;\u200b＝1", "Six days;'\u200b＝1"),
        ("Six days\n=1+1", "Six days\n'=1+1"),
        ("\n=1", "\n'=1"),
    ],
)
def test_a_formula_after_what_may_separate_cells_gets_one_too(cell, shown):
    assert guarded(cell) == shown


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "Ana",
        "1-2",
        "a@b.example",
        "'x",
        "’tis",
        "José",
        "李小龙",
        "\u202bعلي",
        "e\u0301a",
        "Two lines\n\nand a gap",
        "; ;",
        "<3 =)",
        "½ of us",
        "№ 9",
        "“=”",
        "\u200b",
        "(+1)",
    ],
)
def test_other_cells_stay_as_they_are(cell):
    assert guarded(cell) == cell


@given(st.text(st.sampled_from("=+-@＝﹣⁺ \u200b\ufeff\u3000\t\r\n;'\"ab1é\u0301"), max_size=12))
def test_no_cell_begins_a_formula_once_it_is_folded(cell):
    """Read as a spreadsheet would that trims and folds, cell by cell also at semicolons and lines."""
    for part in guarded(cell).replace(";", "\n").split("\n"):
        folded = unicodedata.normalize("NFKC", part)
        seen = [sign for sign in folded if unicodedata.category(sign)[0] not in "CZM"]
        assert "".join(seen[:1]) not in {"=", "+", "-", "−", "@"}
    assert guarded(cell).replace("'", "") == cell.replace("'", "")


def test_every_cell_of_a_table_is_guarded_and_its_columns_too():
    text = "".join(csv_lines(["name", "=1"], [["＝1", "Ana"], (cell for cell in ("Ben", " @x"))]))

    assert list(csv.reader(io.StringIO(text))) == [["name", "'=1"], ["'＝1", "Ana"], ["Ben", "' @x"]]
