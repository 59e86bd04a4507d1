"""Divisions that are given by a list of others: `id,name,part`, one line a part. New Hampshire's floterial districts are such."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from ballotline.record.places import rules
from ballotline.record.places.importer.tables import BadRow, NotATable, Report, Table, bad, opened, text_of
from ballotline.record.places.models import Part, Plan

COLUMNS = ("id", "part")


def import_parts(path: Path, label: str, report: Report, *, at: datetime, apply: bool) -> None:
    """Raises NotATable without the columns, or without a plan's label."""
    if not label:
        raise NotATable(f"{path.name} doesn't say of which year it is. Say it with --plan.")
    with opened(path) as text, transaction.atomic():
        table = Table(text)
        if table.missing(COLUMNS):
            raise NotATable(f"{path.name} is no list of parts: its first line must name the columns id and part.")
        for line, cells in table.rows(report):
            try:
                _one(line, cells, label, report, at=at, apply=apply)
            except BadRow as unread:
                report.note(unread.args[0])


def _one(line: int, cells: dict[str, str], label: str, report: Report, *, at: datetime, apply: bool) -> None:
    ocd_id, part = _id(line, cells, "id"), _id(line, cells, "part")
    name = text_of(line, cells, "name", at_most=300)
    kind = rules.kind_of(ocd_id)
    known = Part.objects.filter(plan__kind=kind, plan__label=label, ocd_id=ocd_id, part_ocd_id=part).first()
    if known and known.name == name:
        report.same += 1
        return
    report.new, report.changed = report.new + (known is None), report.changed + (known is not None)
    if apply:
        plan, _new = Plan.objects.get_or_create(kind=kind, label=label, defaults={"changed_at": at})
        Part.objects.update_or_create(plan=plan, ocd_id=ocd_id, part_ocd_id=part, defaults={"name": name})
        Plan.objects.filter(pk=plan.pk).update(changed_at=at)


def _id(line: int, cells: dict[str, str], column: str) -> str:
    text = cells[column].strip()
    if not rules.is_division_id(text):
        raise bad(line, column, text, "Write it like ocd-division/country:us/state:nh/place:concord.")
    return text
