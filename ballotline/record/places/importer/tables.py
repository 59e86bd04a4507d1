"""Tables of the public record: CSV, or CSV in gzip (seen by its content), row by row in constant memory.

A row that can't be read is named with its line, and the rest goes on. What a row means stands in zips.py and divisions.py.
"""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, TypeVar, cast

ROWS_A_COMMIT = 1_000
PROBLEMS_SHOWN = 100
LONGEST_LINE = 100_000
Meaning = TypeVar("Meaning")


class NotATable(Exception):
    """A file that can't be read as the table that it should be; the sentence says why."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one line of the file (the first is 1), and what to do."""

    line: int
    column: str
    found: str
    hint: str
    file: str = ""

    def __str__(self) -> str:
        where = f"{self.file}, line" if self.file else "Line"
        return f"{where} {self.line}, {self.column} {self.found!r}: {self.hint}"


class BadRow(Exception):
    """Its first argument is the RowProblem."""


@dataclass(slots=True)
class Report:
    """What an import did, or would do. Only the first problems are kept; `wrong` counts all.

    Of maps: `water` are shapes that are no district, `repaired` those whose lines crossed, `unlisted` those whose id is on
    no list of divisions on file. Of officials: `gone` left their seat, `vacant` are districts without anybody on the list.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    repeated: int = 0
    wrong: int = 0
    gone: int = 0
    water: int = 0
    repaired: int = 0
    unlisted: int = 0
    vacant: int = 0
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.new + self.changed + self.same + self.repeated + self.wrong

    def note(self, problem: RowProblem) -> None:
        self.wrong += 1
        if len(self.problems) < PROBLEMS_SHOWN:
            self.problems.append(problem)

    def as_dict(self) -> dict[str, object]:
        return {"rows": self.rows, **asdict(self)}


class Table:
    """The lines of the file as columns by name, written small. `missing` are those that its first line doesn't name."""

    def __init__(self, text: io.TextIOWrapper, *, header: Sequence[str] = ()) -> None:
        self.reader = csv.reader(iter(lambda: text.readline(LONGEST_LINE), ""))
        self.header = list(header) or [cell.strip().lower() for cell in next(self._cells(Report()), (0, []))[1]]

    def missing(self, needed: Sequence[str]) -> list[str]:
        return [column for column in needed if column not in self.header]

    def rows(self, report: Report, *, at_least: int = 0) -> Iterator[tuple[int, dict[str, str]]]:
        """(line, column → cell). What is no row at all goes into the report.

        With `at_least` a line needs only so many columns: what it leaves out is empty, what it has more is not read.
        """
        for line, cells in self._cells(report):
            if at_least and len(cells) >= at_least:
                cells = (cells + [""] * len(self.header))[: len(self.header)]
            if len(cells) == len(self.header):
                yield line, dict(zip(self.header, cells, strict=True))
            else:
                hint = f"The line has {len(cells)} columns and the first line {len(self.header)}. Look at its quotes."
                report.note(RowProblem(line, "columns", ",".join(cells)[:40], hint))

    def _cells(self, report: Report) -> Iterator[tuple[int, list[str]]]:
        while True:
            line = self.reader.line_num + 1
            try:
                cells = next(self.reader)
            except StopIteration:
                return
            except csv.Error as problem:
                report.note(RowProblem(line, "line", "", f"It can't be read ({problem}). Look at its quotes."))
            else:
                if cells:
                    yield line, cells


@contextmanager
def opened(path: Path) -> Iterator[io.TextIOWrapper]:
    """The text of the file. Raises OSError if it can't be opened, NotATable while it is read if it is cut off."""
    with path.open("rb") as file:
        is_gzip = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        content = cast(IO[bytes], gzip.GzipFile(fileobj=file)) if is_gzip else file
        text = io.TextIOWrapper(content, encoding="utf-8-sig", errors="surrogateescape", newline="")
        try:
            yield text
        except (gzip.BadGzipFile, zlib.error, EOFError):
            raise NotATable(f"{path.name} is cut off or damaged. Get the file again; what is in already is no harm.")


def text_of(line: int, cells: dict[str, str], column: str, *, at_least: int = 0, at_most: int = 80) -> str:
    text = " ".join(cells.get(column, "").split())
    if not text.isprintable():  # NUL, and bytes that are no UTF-8
        raise bad(line, column, text, "This is not readable text. Save the file as “CSV UTF-8”.")
    if not at_least <= len(text) <= at_most:
        length = f"{at_least} to {at_most}" if at_least != at_most else at_most
        raise bad(line, column, text, f"Write {length} characters.")
    return text


def one_of(line: int, cells: dict[str, str], column: str, meanings: dict[str, Meaning]) -> Meaning:
    text = cells.get(column, "").strip().upper()
    if text not in meanings:
        raise bad(line, column, text, "Write one of " + ", ".join(filter(None, meanings)) + ".")
    return meanings[text]


def bad(line: int, column: str, found: str, hint: str) -> BadRow:
    return BadRow(RowProblem(line, column, found[:40], hint))
