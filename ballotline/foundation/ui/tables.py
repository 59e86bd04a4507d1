"""Tables that leave the house as CSV: the one writer of all exports, and the guard that no cell gets past.

A spreadsheet runs a cell that begins like a formula. It may fold full-width letters and drop what can't be seen before
it looks, and in some countries a semicolon begins a cell too. Nothing here needs Django.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

FORMULA_BEGINS = frozenset("=+-−@")
# Also behind a line end or a semicolon within the text: a reader with other settings splits there
A_CELL_MAY_BEGIN = re.compile(r"^|(?<=[\n;])")
UNSEEN_KINDS = ("C", "Z", "M")  # controls and marks of direction, spaces, accents that stand on nothing
UNSEEN_LETTERS = frozenset("\u115f\u1160\u2800")


def guarded(cell: str, *, and_before: str = "") -> str:
    """An apostrophe before what a spreadsheet would run, and before a sign of `and_before` in such a place."""

    def guard(place: re.Match[str]) -> str:
        text = cell[place.end() :]
        needs_one = text[:1] in ("\t", "\r") or _first_seen(text) in FORMULA_BEGINS
        return "'" if needs_one or (text[:1] and text[:1] in and_before) else ""

    return A_CELL_MAY_BEGIN.sub(guard, cell)


def _first_seen(text: str) -> str:
    """The first sign that a reader sees in this cell, in its plain form: ＝ is =, a space without width is none."""
    for sign in text:
        if sign in "\n;":
            return ""
        for plain in unicodedata.normalize("NFKC", sign):
            if unicodedata.category(plain)[0] not in UNSEEN_KINDS and plain not in UNSEEN_LETTERS:
                return plain
    return ""


def csv_lines(header: Sequence[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """The table line by line, for any number of rows, every cell guarded."""
    writer = csv.writer(_Line(), lineterminator="\n")
    yield writer.writerow(map(guarded, header))
    for row in rows:
        yield writer.writerow(map(guarded, row))


class _Line:
    """csv.writer hands back what `write` returns."""

    def write(self, line: str) -> str:
        return line
