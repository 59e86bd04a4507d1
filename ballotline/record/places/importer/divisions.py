"""Brings in divisions by their Open Civic Data ids: the files of the `ocd-division-ids` list, one or a whole folder.

Columns are `id` and `name`, and where they are there `sameAs`, `validFrom`, `validThrough` and a `census_geoid`; many of the
files have no first line that names them. An id that comes twice in one run is taken where it came first. The same files
again change nothing; newer ones update; ids that they leave out stay.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

from django.db import transaction

from ballotline.record.places import rules
from ballotline.record.places.importer.tables import (
    ROWS_A_COMMIT,
    BadRow,
    NotATable,
    Report,
    RowProblem,
    Table,
    bad,
    opened,
    text_of,
)
from ballotline.record.places.models import Division

UNNAMED = ("id", "name")
UPDATED = ("name", "kind", "parent_ocd_id", "state", "census_geoid", "same_as", "valid_from", "valid_through")
DAY = re.compile(r"([0-9]{4})(-[0-9]{2})?(-[0-9]{2})?", re.ASCII)


def import_divisions(paths: Sequence[Path], *, apply: bool) -> Report:
    """Reads files, and all tables of folders, and brings their rows in; without `apply` only says what would happen.

    A file that is no such table is named among the problems, and the others go on. Raises OSError, and NotATable if
    one is cut off.
    """
    report, seen = Report(), set[str]()
    for path in files_of(paths):
        with opened(path) as text:
            rows = _good_rows(path.name, text, report, seen)
            while chunk := list(islice(rows, ROWS_A_COMMIT)):
                _bring_in(chunk, report, apply=apply)
    return report


def files_of(paths: Iterable[Path]) -> list[Path]:
    """Files as they are given; of folders the tables right in them, by name. Raises NotATable for a folder without any."""
    found: list[Path] = []
    for path in paths:
        tables = sorted([*path.glob("*.csv"), *path.glob("*.csv.gz")]) if path.is_dir() else [path]
        if not tables:
            raise NotATable(f"{path} holds no file that ends in .csv or .csv.gz.")
        found += tables
    return found


def _good_rows(file: str, text: Iterable[str], report: Report, seen: set[str]) -> Iterator[Division]:
    """The rows that can be brought in; the others go into the report, with the file's name."""
    lines = _Peeked(text)
    header = UNNAMED if rules.is_division_id(lines.first_cell()) else ()
    table = Table(lines, header=header)  # type: ignore[arg-type]
    problems = Report()
    for line, cells in table.rows(problems, at_least=len(UNNAMED)):
        if line <= 2 and not cells.get("id", "").startswith("ocd-division/"):
            hint = (
                "This is no list of divisions: its first row has no id that begins with ocd-division. It was left out."
            )
            report.note(RowProblem(line, "columns", ",".join(table.header)[:40], hint, file))
            return
        try:
            row = _division(line, cells)
        except BadRow as unread:
            report.note(replace(unread.args[0], file=file))
            continue
        if row.ocd_id in seen:
            report.repeated += 1
        else:
            seen.add(row.ocd_id)
            yield row
    for problem in problems.problems:
        report.note(replace(problem, file=file))


class _Peeked:
    """Lines of which the first was looked at before they are read."""

    def __init__(self, text: Iterable[str]) -> None:
        self.lines = iter(text)
        self.first = next(self.lines, "")

    def first_cell(self) -> str:
        return self.first.partition(",")[0].strip().strip('"')

    def readline(self, _at_most: int = -1) -> str:
        first, self.first = self.first, ""
        return first or next(self.lines, "")


def _division(line: int, cells: dict[str, str]) -> Division:
    ocd_id = cells["id"].strip()
    if not rules.is_division_id(ocd_id):
        hint = "Write it like ocd-division/country:us/state:mn/sldl:1a, at most 200 characters."
        raise bad(line, "id", ocd_id, hint)
    same_as = cells.get("sameas", "").strip()
    if same_as and not rules.is_division_id(same_as):
        raise bad(line, "sameAs", same_as, "It must be the id of another division.")
    return Division(
        ocd_id=ocd_id,
        name=text_of(line, cells, "name", at_most=300),
        kind=rules.kind_of(ocd_id),
        parent_ocd_id=rules.parent_of(ocd_id),
        state=rules.state_of(ocd_id),
        census_geoid=text_of(line, cells, _geoid(cells), at_most=40),
        same_as=same_as,
        valid_from=_day(line, cells, "validfrom", last=False),
        valid_through=_day(line, cells, "validthrough", last=True),
    )


def _geoid(cells: dict[str, str]) -> str:
    return next((column for column in cells if column.startswith("census_geoid")), "census_geoid")


def _day(line: int, cells: dict[str, str], column: str, *, last: bool) -> date | None:
    """A day, or the first or last one of a year or month that is named alone."""
    text = cells.get(column, "").strip()
    if not text:
        return None
    found = DAY.fullmatch(text)
    try:
        if found:
            month, day = (int(part[1:]) if part else None for part in (found[2], found[3]))
            return rules.day_of(int(found[1]), month, day, last=last)
    except ValueError:
        pass
    raise bad(line, column, text, "Write a day like 2026-03-19, or a year.")


def _bring_in(chunk: list[Division], report: Report, *, apply: bool) -> None:
    known = Division.objects.in_bulk([row.ocd_id for row in chunk], field_name="ocd_id")
    new = [row for row in chunk if row.ocd_id not in known]
    changed = [row for row in chunk if row.ocd_id in known and _facts(row) != _facts(known[row.ocd_id])]
    report.new, report.changed = report.new + len(new), report.changed + len(changed)
    report.same += len(chunk) - len(new) - len(changed)
    if apply and (new or changed):
        with transaction.atomic():
            Division.objects.bulk_create(
                new + changed, update_conflicts=True, unique_fields=["ocd_id"], update_fields=UPDATED
            )


def _facts(row: Division) -> list[object]:
    return [getattr(row, name) for name in UPDATED]
