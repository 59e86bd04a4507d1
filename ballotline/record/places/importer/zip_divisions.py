"""Brings in which ZIP codes lie in which congressional districts: the table `state_abbr,zcta,cd`. Split codes have several rows.

It has no plan of its own, so whoever brings it in says which Congress it is. It replaces what was on file of that plan.
"""

from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from ballotline.record.places import rules
from ballotline.record.places.drawn import congress_of, first_day_of_congress
from ballotline.record.places.importer.tables import BadRow, NotATable, Report, Table, bad, opened
from ballotline.record.places.models import Plan, ZipDivision
from ballotline.record.places.states import POSTAL_BY_FIPS

COLUMNS = ("state_abbr", "zcta", "cd")
AT_LARGE = frozenset({"0", "00", "98"})
ROWS_A_STATEMENT = 2_000


def is_zip_divisions(header: list[str]) -> bool:
    return not set(COLUMNS) - set(header)


def import_zip_divisions(path: Path, *, congress: int, at: datetime, apply: bool) -> Report:
    """Raises NotATable if it is no such table, OSError if it can't be opened."""
    report = Report()
    with opened(path) as text:
        table = Table(text)
        if table.missing(COLUMNS):
            raise NotATable(f"{path.name} is no such table: its first line must name the columns {', '.join(COLUMNS)}.")
        wanted = _pairs(table, report)
    kept = set(
        ZipDivision.objects.filter(plan__kind="cd", plan__label=congress_of(congress)).values_list("code", "ocd_id")
    )
    report.new, report.same = len(wanted - kept), len(wanted & kept)
    report.gone = len(kept - wanted)
    if apply and wanted != kept:
        _replace(wanted, congress_of(congress), first_day_of_congress(congress), path.name, at=at)
    return report


def _pairs(table: Table, report: Report) -> set[tuple[str, str]]:
    pairs: set[tuple[str, str]] = set()
    for line, cells in table.rows(report):
        try:
            pairs.add(_pair(line, cells))
        except BadRow as unread:
            report.note(unread.args[0])
    return pairs


def _pair(line: int, cells: dict[str, str]) -> tuple[str, str]:
    code, postal, number = cells["zcta"].strip(), cells["state_abbr"].strip().upper(), cells["cd"].strip()
    if rules.five_digits(code) != code:
        raise bad(line, "zcta", code, "A ZIP code has five digits.")
    if postal not in POSTAL_BY_FIPS.values():
        raise bad(line, "state_abbr", postal, "Write a state's two letters.")
    if not number.isdigit():
        raise bad(line, "cd", number, "Write the district's number, or 0 for at-large.")
    district = "at-large" if number in AT_LARGE else number.lstrip("0")
    return code, f"{rules.state_id(postal)}/cd:{district}"


@transaction.atomic
def _replace(wanted: set[tuple[str, str]], label: str, first_day: date, source: str, *, at: datetime) -> None:
    facts = {"valid_from": first_day, "source": source, "changed_at": at}
    plan, _new = Plan.objects.update_or_create(kind="cd", label=label, defaults=facts)
    plan.zips.all().delete()
    rows = [ZipDivision(plan=plan, code=code, ocd_id=ocd_id) for code, ocd_id in sorted(wanted)]
    ZipDivision.objects.bulk_create(rows, batch_size=ROWS_A_STATEMENT)
