"""Tables: CSV with commas, semicolons, tabs or pipes, plain or in gzip,
or a spreadsheet's sheet (sheets.py), row by row in constant memory.

`table_at` reads the file to its end once, so that whatever is refused is refused before the first row is given out. A
row that can't be read is told to `note` with its line, and the rest goes on. What a row means is its importer's to
know. A quote that is opened and not closed makes one row of several lines, and such a row is never taken for one.
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ballotline.foundation.ingest import text
from ballotline.foundation.ingest.limits import COLUMNS_AT_MOST, ROWS_AT_MOST, TABLE_AT_MOST, OtherKind, Refused
from ballotline.foundation.ingest.sheets import ERRORS, Sheet, is_sheet, sheet_at
from ballotline.foundation.ingest.text import Written

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
# A longer one is cut there: else a file without line ends would be read whole into the memory
LONGEST_LINE = 100_000
TOO_MANY_ROWS = "has more than {most:,} rows. Cut it into several files."


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one line of the file (the first is 1; 0 is none of its own), and what to do."""

    line: int
    column: str
    found: str
    hint: str
    file: str = ""

    def __str__(self) -> str:
        line = f"line {self.line}" if self.line else ""
        where = ", ".join(filter(None, [self.file, line, f"{self.column} {self.found!r}"]))
        return f"{where if self.file else where[0].upper() + where[1:]}: {self.hint}"


Note = Callable[[RowProblem], None]


@dataclass(frozen=True, slots=True)
class Plain:
    """A table as text: how it is written, and what separates its cells."""

    path: Path
    written: Written
    separator: str
    advice: str = "Look at its quotes."

    @property
    def read_as(self) -> str:
        return f"{SEPARATORS[self.separator]}, {self.written.called}"

    def cells(self, note: Note) -> Iterator[tuple[int, list[str]]]:
        with text.opened(self.path, self.written, at_most=TABLE_AT_MOST) as lines:
            yield from _readable(iter(lambda: lines.readline(LONGEST_LINE), ""), self.separator, note)


@dataclass(frozen=True, slots=True)
class Spread:
    """A table as a sheet. Its rows end with their last full cell, so they are as wide as they must be."""

    sheet: Sheet
    width: int
    separator: str = ", "
    advice: str = "Move what stands beside the table."

    @property
    def read_as(self) -> str:
        return f"spreadsheet, sheet “{self.sheet.name}”"

    def cells(self, note: Note) -> Iterator[tuple[int, list[str]]]:
        for line, cells in self.sheet.rows():
            if broken := next((cell for cell in cells if cell in ERRORS), ""):
                note(
                    RowProblem(
                        line, "cell", broken, "The spreadsheet says that it can't reckon this. Correct it there."
                    )
                )
            else:
                yield line, cells + [""] * (self.width - len(cells))


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was read to its end once. `names` are its columns, written small; `has_names`: its first line says
    them."""

    path: Path
    source: Plain | Spread
    names: tuple[str, ...]
    has_names: bool

    @property
    def read_as(self) -> str:
        """ "semicolon, Windows-1252", for whoever wonders what became of a name with an accent."""
        return self.source.read_as

    def missing(self, needed: Sequence[str]) -> list[str]:
        return [name for name in needed if name not in self.names]

    def rows(self, note: Note, *, at_least: int = 0) -> Iterator[tuple[int, dict[str, str]]]:
        """(line, column → cell). What is no row at all is told to `note`.

        With `at_least` a line needs only so many columns: what it leaves out is empty, what it has more is not read.
        """
        for line, cells in self._below_the_names(note):
            if at_least and len(cells) >= at_least:
                cells = (cells + [""] * len(self.names))[: len(self.names)]
            if len(cells) == len(self.names):
                yield line, dict(zip(self.names, cells, strict=True))
            else:
                widths = f"The line has {len(cells)} columns and the first line {len(self.names)}."
                hint = f"{widths} {self.source.advice}"
                note(RowProblem(line, "columns", self.source.separator.join(cells)[:40], hint))

    def _below_the_names(self, note: Note) -> Iterator[tuple[int, list[str]]]:
        is_first = self.has_names
        for line, cells in self.source.cells(note):
            if not is_first:
                yield line, cells
            is_first = False


def table_at(
    path: Path,
    *,
    rows_at_most: int = ROWS_AT_MOST,
    names: Sequence[str] = (),
    is_row: Callable[[str], bool] = lambda _cell: False,
) -> Table:
    """Reads it to its end. Where the first cell of the first line `is_row`, the columns are called `names`.

    Raises Refused if it is cut off, too large or no table, OSError if it can't be opened.
    """
    source, cells = (_spread if is_sheet(path) else _plain)(path, rows_at_most)
    if len(cells) > COLUMNS_AT_MOST:
        raise Refused(path, f"is no table: its first line has more than {COLUMNS_AT_MOST:,} columns.")
    has_names = not is_row(cells[0])
    found = tuple(cell.strip().lower() for cell in cells) if has_names else tuple(names)
    if twice := next((name for name in found if name and found.count(name) > 1), ""):
        raise OtherKind(path, f"is no table that can be read: its first line names the column “{twice}” twice.")
    return Table(path, source, found, has_names)


def _plain(path: Path, rows_at_most: int) -> tuple[Plain, list[str]]:
    """A table as text, and the cells of its first line."""
    how = text.written(path, at_most=TABLE_AT_MOST)
    if how.lines > rows_at_most + 1:
        raise Refused(path, TOO_MANY_ROWS.format(most=rows_at_most))
    with text.opened(path, how, at_most=TABLE_AT_MOST) as lines:
        first = next((line for line in iter(lambda: lines.readline(LONGEST_LINE), "") if line.strip()), "")
    if first.lstrip().startswith(("{", "[")):
        raise OtherKind(path, "is JSON, and no table.")
    separator, cells = first_line(first)
    return Plain(path, how, separator), cells


def _spread(path: Path, rows_at_most: int) -> tuple[Spread, list[str]]:
    sheet, first = sheet_at(path), list[str]()
    for number, (_line, cells) in enumerate(sheet.rows()):
        first = first or cells
        if number > rows_at_most:
            raise Refused(path, TOO_MANY_ROWS.format(most=rows_at_most))
    return Spread(sheet, len(first)), first


def columns_at(path: Path) -> set[str]:
    """What the first line of a table names, for a look; nothing of what can't be read."""
    try:
        cells = next(sheet_at(path).rows())[1] if is_sheet(path) else _first_cells(path)
    except (OSError, Refused):
        return set()
    return {cell.strip().lower() for cell in cells}


def _first_cells(path: Path) -> list[str]:
    return first_line(text.beginning(path).lstrip().partition("\n")[0])[1]


def first_line(line: str) -> tuple[str, list[str]]:
    """What separates its cells, and the cells: whatever makes the most of them, a comma if nothing does."""
    split = {separator: _split(line, separator) for separator in SEPARATORS}
    best = max(SEPARATORS, key=lambda separator: len(split[separator]))
    return best, split[best]


def _split(line: str, separator: str) -> list[str]:
    """Strictly: with a wrong separator there is something between a quote that closes and the next cell."""
    with suppress(csv.Error, StopIteration):
        return next(csv.reader([line], delimiter=separator, strict=True)) or [""]
    return [line.strip()]


def _readable(lines: Iterator[str], separator: str, note: Note) -> Iterator[tuple[int, list[str]]]:
    taken: list[str] = []  # of the row that is read
    reader = csv.reader(_remembered(lines, taken), delimiter=separator)
    while True:
        line = reader.line_num + 1
        taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            note(RowProblem(line, "line", "", f"It can't be read ({problem}). Look at its quotes."))
        else:
            if len(taken) > 1 and not _is_closed(taken, separator):
                note(RowProblem(line, "columns", taken[0].strip()[:40], _not_closed(line, taken)))
            elif cells:
                yield line, cells


def _remembered(lines: Iterator[str], taken: list[str]) -> Iterator[str]:
    """Who asks for more behind the last line is inside of a quote, and gets an empty one."""
    for line in lines:
        taken.append(line)
        yield line
    taken.append("")


def _is_closed(row: Sequence[str], separator: str) -> bool:
    """Strictly: what closes the quote of a cell stands at the cell's end."""
    try:
        return bool(list(csv.reader(row, delimiter=separator, strict=True)))
    except csv.Error:
        return False


def _not_closed(line: int, taken: Sequence[str]) -> str:
    if not taken[-1]:
        return (
            "A quote is opened here and never closed: the rest of the file is in it. Close it, or fetch the file again."
        )
    return (
        "A quote is opened here and not closed: "
        f"this and the lines to {line + len(taken) - 1} are read as one. Close it."
    )
