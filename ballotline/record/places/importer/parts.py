"""Divisions that are given by a list of others: `id,name,part`, one line a part.

New Hampshire's floterial districts are such.

What the files of one run name for a division is its whole list. Divisions that they don't name stay as they are.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from ballotline.foundation.ingest.cells import BadRow, bad, needed, text_of
from ballotline.foundation.ingest.limits import Refused
from ballotline.foundation.ingest.tables import Table, table_at
from ballotline.foundation.ingest.traces import Trace
from ballotline.record.places import rules
from ballotline.record.places.importer.reports import Report
from ballotline.record.places.models import Part, Plan

COLUMNS = ("id", "part")
ROWS_AT_MOST = 200_000  # they are held in memory


def parts_at(path: Path, label: str) -> Table:
    """Raises Refused without the columns, without a row, or without a plan's label."""
    table = needed(table_at(path, rows_at_most=ROWS_AT_MOST), COLUMNS, what="list of parts")
    if not label:
        raise Refused(path, "doesn't say of which year it is. Say it with --plan.")
    if not any(table.rows(lambda _problem: None)):
        raise Refused(path, "names columns, and has no part below them.")
    return table


def import_parts(
    lists: Sequence[Table], label: str, report: Report, trace: Trace, *, at: datetime
) -> tuple[list[str], int]:
    """Of a division that they name, the lists name all parts: what else is on file of it goes. Gives back what that is,
    and of how many. Where a row can't be read nothing goes: nobody knows whose part it is."""
    named, new, wrong = dict[str, set[str]](), report.new, report.wrong
    for table in lists:
        report.note_table(table)
        for line, cells in table.rows(report.note):
            try:
                ocd_id, part = _one(line, cells, label, report, trace, at=at)
            except BadRow as unread:
                report.note(unread.args[0])
            else:
                named.setdefault(ocd_id, set()).add(part)
    on_file = [row for row in Part.objects.filter(plan__label=label).order_by("pk") if row.ocd_id in named]
    gone = [row for row in on_file if row.part_ocd_id not in named[row.ocd_id]]
    if report.wrong > wrong:
        report.stayed += len(gone)
        return [], 0
    _take_away(gone, trace, at=at)
    return [f"{row.part_ocd_id} ({row.name or row.ocd_id})" for row in gone], len(on_file) - (report.new - new)


def _take_away(gone: Sequence[Part], trace: Trace, *, at: datetime) -> None:
    plans = Plan.objects.filter(pk__in={row.plan_id for row in gone})
    trace.before(plans)
    plans.update(changed_at=at)
    trace.before(gone)
    for row in gone:
        row.delete()


def _one(
    line: int, cells: dict[str, str], label: str, report: Report, trace: Trace, *, at: datetime
) -> tuple[str, str]:
    """The division and its part."""
    ocd_id, part = _id(line, cells, "id"), _id(line, cells, "part")
    name = text_of(line, cells, "name", at_most=300)
    kind = rules.kind_of(ocd_id)
    known = Part.objects.filter(plan__kind=kind, plan__label=label, ocd_id=ocd_id, part_ocd_id=part).first()
    if known and known.name == name:
        report.same += 1
        return ocd_id, part
    report.new, report.changed = report.new + (known is None), report.changed + (known is not None)
    trace.before(Plan.objects.filter(kind=kind, label=label))
    plan, is_new = Plan.objects.update_or_create(kind=kind, label=label, defaults={"changed_at": at})
    trace.made([plan] if is_new else [])
    trace.before([known] if known else [])
    row, is_new = Part.objects.update_or_create(plan=plan, ocd_id=ocd_id, part_ocd_id=part, defaults={"name": name})
    trace.made([row] if is_new else [])
    return ocd_id, part


def _id(line: int, cells: dict[str, str], column: str) -> str:
    text = cells[column].strip()
    if not rules.is_division_id(text):
        raise bad(line, column, text, "Write it like ocd-division/country:us/state:nh/place:concord.")
    return text
