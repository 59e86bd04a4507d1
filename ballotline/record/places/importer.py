"""Brings in a table of ZIP codes: CSV, or CSV in gzip (seen by its content), with the columns of the free `zipcodes` list.

Row by row in constant memory, a thousand rows a commit. A row that can't be read is named with its line, and the rest
goes on. The same file again changes nothing; a newer one updates; codes that it leaves out stay.
"""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import islice
from pathlib import Path
from typing import IO, TypeVar, cast

from django.db import transaction

from ballotline.record.places.models import ZipCode
from ballotline.record.places.rules import CODES_AT_MOST, five_digits

ROWS_A_COMMIT = 1_000
PROBLEMS_SHOWN = 100
LONGEST_LINE = 100_000
COLUMNS_NEEDED = ("zip_code", "city", "state")
KINDS = {"": "standard", "STANDARD": "standard", "PO BOX": "po_box", "UNIQUE": "unique", "MILITARY": "military"}
YES_AND_NO = {"": True, "TRUE": True, "1": True, "FALSE": False, "0": False}
Meaning = TypeVar("Meaning")
UPDATED = ("town", "state", "kind", "is_active", "county", "latitude", "longitude")


class NotAZipTable(Exception):
    """A file that can't be read as a table of ZIP codes at all; the sentence says why."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one line of the file (the first is 1), and what to do."""

    line: int
    column: str
    found: str
    hint: str

    def __str__(self) -> str:
        return f"Line {self.line}, {self.column} {self.found!r}: {self.hint}"


class _BadRow(Exception):
    """Its first argument is the RowProblem."""


@dataclass(slots=True)
class Report:
    """What an import did, or would do. Only the first problems are kept; `wrong` counts all."""

    new: int = 0
    changed: int = 0
    same: int = 0
    wrong: int = 0
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.new + self.changed + self.same + self.wrong

    def note(self, problem: RowProblem) -> None:
        self.wrong += 1
        if len(self.problems) < PROBLEMS_SHOWN:
            self.problems.append(problem)

    def as_dict(self) -> dict[str, object]:
        return {"rows": self.rows, **asdict(self)}


def import_zips(path: Path, *, apply: bool) -> Report:
    """Reads the file and brings its rows in, or without `apply` only says what would happen.

    Raises NotAZipTable if it is no such table, OSError if it can't be opened.
    """
    report = Report()
    with _table(path) as table:
        rows = _good_rows(table, report)
        while chunk := list(islice(rows, ROWS_A_COMMIT)):
            _bring_in(chunk, report, apply=apply)
    return report


def _bring_in(chunk: list[ZipCode], report: Report, *, apply: bool) -> None:
    known = ZipCode.objects.in_bulk([row.code for row in chunk], field_name="code")
    new = [row for row in chunk if row.code not in known]
    changed = [row for row in chunk if row.code in known and _facts(row) != _facts(known[row.code])]
    report.new, report.changed = report.new + len(new), report.changed + len(changed)
    report.same += len(chunk) - len(new) - len(changed)
    if apply and (new or changed):
        with transaction.atomic():
            ZipCode.objects.bulk_create(
                new + changed, update_conflicts=True, unique_fields=["code"], update_fields=UPDATED
            )


def _facts(row: ZipCode) -> list[object]:
    return [getattr(row, name) for name in UPDATED]


class _Table:
    """The lines of the file as columns by name. Raises NotAZipTable if the columns that we need are not there."""

    def __init__(self, text: io.TextIOWrapper, name: str) -> None:
        self.reader = csv.reader(iter(lambda: text.readline(LONGEST_LINE), ""))
        self.header = [cell.strip().lower() for cell in next(self._cells(Report()), (0, []))[1]]
        missing = [column for column in COLUMNS_NEEDED if column not in self.header]
        if missing:
            raise NotAZipTable(
                f"{name} is no table of ZIP codes: its first line must name the columns {', '.join(COLUMNS_NEEDED)}."
            )

    def rows(self, report: Report) -> Iterator[tuple[int, dict[str, str]]]:
        """(line, column → cell). What is no row at all goes into the report."""
        for line, cells in self._cells(report):
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
def _table(path: Path) -> Iterator[_Table]:
    with path.open("rb") as file:
        is_gzip = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        content = cast(IO[bytes], gzip.GzipFile(fileobj=file)) if is_gzip else file
        text = io.TextIOWrapper(content, encoding="utf-8-sig", errors="surrogateescape", newline="")
        try:
            yield _Table(text, path.name)
        except (gzip.BadGzipFile, zlib.error, EOFError):
            raise NotAZipTable(f"{path.name} is cut off or damaged. Get the file again; what is in already is no harm.")


def _good_rows(table: _Table, report: Report) -> Iterator[ZipCode]:
    """The rows that can be brought in; the others go into the report."""
    seen = bytearray(CODES_AT_MOST)
    for line, cells in table.rows(report):
        try:
            row = _zip_code(line, cells)
            if seen[int(row.code)]:
                raise _bad(line, "zip_code", row.code, "The file has this code further up. Keep one of the two.")
        except _BadRow as bad:
            report.note(bad.args[0])
        else:
            seen[int(row.code)] = True
            yield row


def _zip_code(line: int, cells: dict[str, str]) -> ZipCode:
    code = five_digits(cells["zip_code"])
    if not code:
        hint = "A ZIP code has five digits; a spreadsheet may have dropped the zeros at its beginning."
        raise _bad(line, "zip_code", cells["zip_code"], hint)
    latitude, longitude = _point(line, cells)
    return ZipCode(
        code=code,
        town=_text(line, cells, "city", at_least=1),
        state=_text(line, cells, "state", at_least=2, at_most=2).upper(),
        kind=_one_of(line, cells, "zip_code_type", KINDS),
        is_active=_one_of(line, cells, "active", YES_AND_NO),
        county=_text(line, cells, "county"),
        latitude=latitude,
        longitude=longitude,
    )


def _text(line: int, cells: dict[str, str], column: str, *, at_least: int = 0, at_most: int = 80) -> str:
    text = " ".join(cells.get(column, "").split())
    if not text.isprintable():  # NUL, and bytes that are no UTF-8
        raise _bad(line, column, text, "This is not readable text. Save the file as “CSV UTF-8”.")
    if not at_least <= len(text) <= at_most:
        length = f"{at_least} to {at_most}" if at_least != at_most else at_most
        raise _bad(line, column, text, f"Write {length} characters.")
    return text


def _one_of(line: int, cells: dict[str, str], column: str, meanings: dict[str, Meaning]) -> Meaning:
    text = cells.get(column, "").strip().upper()
    if text not in meanings:
        raise _bad(line, column, text, "Write one of " + ", ".join(filter(None, meanings)) + ".")
    return meanings[text]


def _point(line: int, cells: dict[str, str]) -> tuple[Decimal | None, Decimal | None]:
    """(latitude, longitude). Where nobody knows, the list says nothing, or 0 and 0: a point in the Atlantic."""
    latitude, longitude = _degrees(line, cells, "lat", 90), _degrees(line, cells, "long", 180)
    if (latitude is None) != (longitude is None):
        raise _bad(line, "lat", cells.get("lat", ""), "Latitude and longitude come together, or neither.")
    return (latitude, longitude) if latitude or longitude else (None, None)


def _degrees(line: int, cells: dict[str, str], column: str, most: int) -> Decimal | None:
    text = cells.get(column, "").strip()
    if not text:
        return None
    try:
        degrees = Decimal(text)
        if abs(degrees) <= most:
            return degrees.quantize(Decimal("0.000001"))
    except InvalidOperation:
        pass
    raise _bad(line, column, text, f"Write degrees from -{most} to {most}, like 40.8154.")


def _bad(line: int, column: str, found: str, hint: str) -> _BadRow:
    return _BadRow(RowProblem(line, column, found[:40], hint))
