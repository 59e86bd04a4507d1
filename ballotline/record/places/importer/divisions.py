"""Brings in divisions by their Open Civic Data ids: the files of the `ocd-division-ids` list, one or a whole folder.

Columns are `id` and `name`, and where they are there `sameAs`, `validFrom`, `validThrough` and a `census_geoid`; many
of the files have no first line that names them. An id that comes twice in one run is taken where it came first. The
same files again change nothing; newer ones update; ids that they leave out stay.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

from django.db import transaction

from ballotline.foundation.ingest.cells import BadRow, Seen, bad, files_of, text_of
from ballotline.foundation.ingest.limits import OtherKind, Refused
from ballotline.foundation.ingest.tables import RowProblem, Table, table_at
from ballotline.foundation.ingest.traces import NO_TRACE, Trace
from ballotline.record.places import rules
from ballotline.record.places.importer.reports import ROWS_A_STATEMENT, Report
from ballotline.record.places.models import Division

UNNAMED = ("id", "name")
UPDATED = ("name", "kind", "parent_ocd_id", "state", "census_geoid", "same_as", "valid_from", "valid_through")
# As lists of divisions write them: 2022, 2022-01, 2022-01-03
DAY = re.compile(r"([0-9]{4})(-[0-9]{2})?(-[0-9]{2})?", re.ASCII)


def import_divisions(paths: Sequence[Path], *, apply: bool, trace: Trace = NO_TRACE) -> Report:
    """Reads files, and all tables of folders and their sub-folders, and brings their rows in; without `apply` only says
    what would happen.

    In a folder, a file that is no such table is named among the problems, and the others go on. Raises Refused for
    such a file that is given by itself, for one that is cut off, and where nothing is left; OSError if one can't be
    opened.
    """
    report, seen = Report(), Seen()
    lists = _lists(paths, report)  # all of them are read to their end before the first row is brought in
    with transaction.atomic():
        for table in lists:
            report.note_table(table)
            rows = _good_rows(table, report, seen)
            while chunk := list(islice(rows, ROWS_A_STATEMENT)):
                _bring_in(chunk, report, trace, apply=apply)
        report.refuse_if_nothing_is_good(lists[0].path)
        if apply:
            trace.end(report.as_dict())
    return report


def _lists(paths: Sequence[Path], report: Report) -> list[Table]:
    found: list[Table] = []
    for path in files_of(paths, _is_table, what="file that ends in .csv, .csv.gz or .xlsx"):
        try:
            found.append(_list_at(path))
        except OtherKind as other:
            if path in paths:
                raise
            report.note(RowProblem(1, "file", "", f"{other} It was left out.", path.name))
    if not found:
        raise Refused(paths[0], "holds no list of divisions.")
    return found


def _is_table(path: Path) -> bool:
    return path.name.endswith((".csv", ".csv.gz", ".xlsx"))


def _list_at(path: Path) -> Table:
    table = table_at(path, names=UNNAMED, is_row=lambda cell: rules.is_division_id(cell.strip()))
    if "part" in table.names:
        raise OtherKind(path, "is a list of what divisions are made of, and not of divisions.")
    _line, first = next(table.rows(lambda _problem: None, at_least=len(UNNAMED)), (0, {"id": ""}))
    if not first.get("id", "").startswith("ocd-division/"):
        raise OtherKind(path, "is no list of divisions: its first row has no id that begins with ocd-division.")
    return table


def _good_rows(table: Table, report: Report, seen: Seen) -> Iterator[Division]:
    """The rows that can be brought in; the others go into the report, with the file's name."""

    def note(problem: RowProblem) -> None:
        report.note(replace(problem, file=table.path.name))

    for line, cells in table.rows(note, at_least=len(UNNAMED)):
        try:
            row = _division(line, cells)
        except BadRow as unread:
            note(unread.args[0])
            continue
        if seen.again(row.ocd_id):
            report.repeated += 1
        else:
            yield row


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


def _bring_in(chunk: list[Division], report: Report, trace: Trace, *, apply: bool) -> None:
    known = Division.objects.in_bulk([row.ocd_id for row in chunk], field_name="ocd_id")
    new = [row for row in chunk if row.ocd_id not in known]
    changed = [row for row in chunk if row.ocd_id in known and _facts(row) != _facts(known[row.ocd_id])]
    report.new, report.changed = report.new + len(new), report.changed + len(changed)
    report.same += len(chunk) - len(new) - len(changed)
    if apply and (new or changed):
        trace.before(known[row.ocd_id] for row in changed)
        Division.objects.bulk_create(
            new + changed, update_conflicts=True, unique_fields=["ocd_id"], update_fields=UPDATED
        )
        trace.made(new)


def _facts(row: Division) -> list[object]:
    return [getattr(row, name) for name in UPDATED]
