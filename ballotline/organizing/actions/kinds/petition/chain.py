"""What a delivered list is, to the byte: its rows, the hash that chains them, and the table they travel in.

Each hash is SHA-256 over the hash before it and the row's values, so that nobody can change, drop, move or
add a row without every later hash changing, and the last one, the head hash, is public. The first link covers
the header: which petition, what people signed, to whom, from whom, when, how many.
The form is documented in docs/reference/delivery-format.md; change it only with a new one in FORMATS.

Not here: what is wrong with a list (verify.py), writing files (delivery.py), choosing the rows (queries.py).
Nothing here needs Django, so that a list can be checked where there is no Ballotline to speak of.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from ballotline.foundation.ui.tables import guarded

NAME = "Ballotline delivery"
ON_WORD = "on their word"
FACTS = ("petition", "title", "asks", "to", "from", "made", "online", "on paper", "check")
# The facts of each format's header. A list that counts nobody on their word is written in the older one, so that every
# reader can check it.
FORMATS = {"1": FACTS, "2": (*FACTS[:7], ON_WORD, *FACTS[7:])}
COLUMNS = ("number", "name", "place", "comment", "signed", "hash")
MOMENT = "%Y-%m-%d %H:%M UTC"
MOST_ROWS = 10_000_000  # a header may say anything, and is believed before the rows are read
LONGEST_ROW = 200_000  # an open quote makes all that follows one cell
NO_COUNT = "The lines 'online' and 'on paper' don't say how many rows there are. Ask for the file again."

# Where the guard may have put an apostrophe (foundation/ui/tables.py), and one before each that stood there.
GUARDED = re.compile(r"(^|[\n;])'")


class NotADelivery(Exception):
    """The text is no delivered list that we can read; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryHeader:
    """What the first link covers. `made_at` knows its zone; `asks` is the sentence people signed; of those `online`,
    `on_word` were counted on their word."""

    petition: str
    title: str
    asks: str
    target: str
    organization: str
    made_at: datetime
    online: int
    paper: int
    check_url: str
    on_word: int = 0

    @property
    def rows(self) -> int:
        return self.online + self.paper

    def facts(self) -> dict[str, str]:
        made = self.made_at.astimezone(UTC).strftime(MOMENT)
        words = (self.petition, self.title, self.asks, self.target, self.organization, made)
        counts = (self.online, self.on_word, self.paper) if self.on_word else (self.online, self.paper)
        values = (*words, *map(str, counts), self.check_url)
        return dict(zip(FORMATS["2" if self.on_word else "1"], map(plain, values), strict=True))


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One signature as the target gets it: never e-mail, phone or street. `number` counts from 1.

    `on_word` only adds to the header's number; in the row itself it does not stand.
    """

    number: int
    name: str
    place: str
    comment: str = ""
    on_paper: bool = False
    on_word: bool = False

    def values(self) -> tuple[str, str, str, str, str]:
        signed = "on paper" if self.on_paper else "online"
        return (str(self.number), plain(self.name), plain(self.place), plain(self.comment), signed)


def plain(text: str) -> str:
    """A value as it is hashed: Unicode form NFC, and every line break one line feed."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def link(before: str, *values: str) -> str:
    """The next hash, in 64 small hexadecimal digits.

    `before` and each value go in as netstrings (length in bytes, colon, UTF-8, comma): "Ana" is `3:Ana,`.
    """
    encoded = (value.encode() for value in (before, *values))
    return sha256(b"".join(b"%d:%b," % (len(value), value) for value in encoded)).hexdigest()


def format_of(facts: Mapping[str, str]) -> str:
    return "2" if ON_WORD in facts else "1"


def first_link(facts: Mapping[str, str]) -> str:
    """The header's hash, which the first row is chained to; of an empty list it is the head hash."""
    return link(f"{NAME} {format_of(facts)}", *facts.values())


def guard(value: str) -> str:
    """An apostrophe before what a spreadsheet would run as a formula, and before an apostrophe in that place."""
    return guarded(value, and_before="'")


def unguard(cell: str) -> str:
    """The value behind a cell, whatever its line breaks have become: exactly undoes `guard`."""
    return GUARDED.sub(r"\1", plain(cell))


def header_lines(facts: Mapping[str, str]) -> list[tuple[str, ...]]:
    pairs = [(name, guard(value)) for name, value in facts.items()]
    return [(NAME, format_of(facts)), *pairs, ("hash", first_link(facts)), COLUMNS]


def row_cells(values: Iterable[str], row_hash: str) -> tuple[str, ...]:
    return (*map(guard, values), row_hash)


def records(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """The line on which each row of the table begins, counted from 1, and its cells; empty rows are passed over.

    The separator may be a comma, a semicolon or a tab: whatever the first line uses.
    """
    source = _RowByRow(iter(lines))
    first = next(source, "")
    yield 1, _first_cells(first)
    table = csv.reader(source, delimiter=_separator(first), strict=True)
    begins = 2
    try:
        for cells in table:
            source.length = 0
            if any(cells):
                yield begins, cells
            begins = table.line_num + 2
    except csv.Error as problem:
        raise NotADelivery(f"Line {begins} can't be read as a row of a table ({problem}). Ask for the file again.")


class _RowByRow:
    """Lines for one row after another. A row of quotes around line breaks must not gather the whole file."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines, self.length = lines, 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self.lines)
        self.length += len(line)
        if self.length > LONGEST_ROW:
            raise csv.Error("it has no end")
        return line


def read_facts(table: Iterator[tuple[int, list[str]]]) -> tuple[dict[str, str], str]:
    """The header's values and the hash it was delivered with; takes everything up to the columns' names."""
    _line, (_name, number, *_rest) = next(table)
    facts = {name: unguard(_fact(table, name)[0]) for name in FORMATS[number]}
    stored = _fact(table, "hash")[0]
    _fact(table, *COLUMNS)
    return facts, stored


def row_count(facts: Mapping[str, str]) -> int:
    """How many rows the header promises."""
    counts = [facts["online"], facts["on paper"], facts.get(ON_WORD, "0")]
    if not all(re.fullmatch("[0-9]{1,8}", count) for count in counts):
        raise NotADelivery(NO_COUNT)
    online, on_paper, on_word = map(int, counts)
    if online + on_paper > MOST_ROWS or on_word > online:
        raise NotADelivery(NO_COUNT)
    return online + on_paper


def read_values(cells: list[str]) -> tuple[str, ...]:
    """Number, name, place, comment, signed and hash of one row, whatever a spreadsheet left of it."""
    number, name, place, comment, signed, row_hash = [*cells, *[""] * len(COLUMNS)][: len(COLUMNS)]
    values = (unguard(cell) for cell in (name, place, comment, signed))
    return (number.strip(), *values, row_hash.strip().lower())


def read_row(cells: list[str]) -> tuple[DeliveryRow, str]:
    """A row of a list that is known to be true, and its hash."""
    number, name, place, comment, signed, row_hash = read_values(cells)
    return DeliveryRow(int(number), name, place, comment, signed == "on paper"), row_hash


def _first_cells(line: str) -> list[str]:
    cells = re.split("[,;\t]", line.rstrip("\r\n").removeprefix("\ufeff").replace('"', ""))
    if cells[0] != NAME:
        raise NotADelivery(f"This is not a delivered list: its first line should begin with '{NAME}'.")
    if len(cells) < 2 or cells[1] not in FORMATS or any(cells[2:]):
        raise NotADelivery("This list has a newer form than this Ballotline can read. Check it with a newer one.")
    return cells


def _separator(line: str) -> str:
    found = re.search("[,;\t]", line)
    return found[0] if found else ","


def _fact(table: Iterator[tuple[int, list[str]]], *names: str) -> list[str]:
    """What follows the names with which the next line has to begin: one value, and nothing after it."""
    line, cells = next(table, (0, []))
    if tuple(cells[: len(names)]) != names or any(cells[max(len(names), 2) :]):
        where = f"line {line} should be" if line else "it ends before the line"
        raise NotADelivery(f"This list's beginning is damaged: {where} '{names[0]}'. Ask for the file again.")
    return [*cells[len(names) :], ""]
