"""Brings in which ZIP codes lie in which congressional districts: the table `state_abbr,zcta,cd`.

Split codes have several rows.

It has no plan of its own, so whoever brings it in says which Congress it is. It replaces what was on file of that plan.
Codes of an earlier Congress's table that it leaves out in its states are named: nobody would answer for them.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from ballotline.foundation.ingest.cells import BadRow, bad, needed
from ballotline.foundation.ingest.limits import Refused
from ballotline.foundation.ingest.tables import Table, table_at
from ballotline.foundation.ingest.traces import NO_TRACE, Trace
from ballotline.record.places import rules
from ballotline.record.places.drawn import congress_of, first_day_of_congress
from ballotline.record.places.importer.reports import Report
from ballotline.record.places.listed import DivisionList
from ballotline.record.places.models import Plan, ZipDivision
from ballotline.record.places.states import POSTAL_BY_FIPS

COLUMNS = ("state_abbr", "zcta", "cd")
AT_LARGE = frozenset({"0", "00", "98"})
NUMBER = re.compile(r"[0-9]{1,2}", re.ASCII)
# About twenty statements for all pairs of the country
ROWS_A_STATEMENT = 2_000
ROWS_AT_MOST = 200_000  # all pairs of the country are about 42,000, and they are held in memory


def import_zip_divisions(
    path: Path, *, congress: int, at: datetime, apply: bool, retire: int | None = None, trace: Trace = NO_TRACE
) -> Report:
    """Raises Refused if it is no such table, OSError if it can't be opened. `retire` confirms how many pairs go, where
    that is many, or have no answer any more: of a table that was cut off a split code would be left as if it lay in one
    district."""
    what = "table of ZIP codes and their districts"
    table = needed(table_at(path, rows_at_most=ROWS_AT_MOST), COLUMNS, what=what)
    report = Report(read_as={table.read_as: 1})
    wanted = _pairs(table, report)
    if not wanted:
        raise Refused(path, f"is no {what} that can be read: {_first(report)}")
    kept = set(
        ZipDivision.objects.filter(plan__kind="cd", plan__label=congress_of(congress)).values_list("code", "ocd_id")
    )
    report.new, report.same = len(wanted - kept), len(wanted & kept)
    gone, codes = sorted(kept - wanted), {code for code, _id in wanted}
    unanswered = () if kept else _unanswered(wanted, congress)
    # Of a code that stays: with one pair less a split code would be sure of the other.
    at_once = any(code in codes for code, _id in gone)
    named = (f"{code} {ocd_id}" for code, ocd_id in gone)
    report.leave(named, of=len(kept), confirmed=retire, unanswered=unanswered, at_once=at_once)
    if apply and not report.is_held:
        with transaction.atomic():
            if wanted != kept:
                _replace(
                    wanted, congress_of(congress), path.name, trace, at=at, first_day=first_day_of_congress(congress)
                )
            trace.end(report.as_dict())
    return report


def _unanswered(wanted: set[tuple[str, str]], congress: int) -> Iterator[str]:
    """Codes of the table of an earlier Congress that the new one leaves out:
    in the states that it has only it is asked."""
    earlier = Plan.objects.filter(kind="cd", valid_from__lt=first_day_of_congress(congress), zips__isnull=False)
    older = earlier.order_by("valid_from", "label").last()
    if older is None:
        return
    codes, states = {code for code, _id in wanted}, {rules.state_of(ocd_id) for _code, ocd_id in wanted}
    rows = older.zips.order_by("code", "ocd_id").values_list("code", "ocd_id")
    missing = (code for code, ocd_id in rows if rules.state_of(ocd_id) in states and code not in codes)
    yield from (f"{code} ({older.label})" for code in dict.fromkeys(missing))


def _pairs(table: Table, report: Report) -> set[tuple[str, str]]:
    """What can be read. A code of which one row can't be is left out whole: it may lie in that district too."""
    pairs, in_doubt, on_list = set[tuple[str, str]](), set[str](), DivisionList()
    for line, cells in table.rows(report.note):
        try:
            pairs.add(_pair(line, cells, on_list))
        except BadRow as unread:
            report.note(unread.args[0])
            in_doubt.add(cells["zcta"].strip())
    return {pair for pair in pairs if pair[0] not in in_doubt}


def _first(report: Report) -> str:
    return str(report.problems[0]) if report.problems else "it names columns, and has no row below them."


def _pair(line: int, cells: dict[str, str], on_list: DivisionList) -> tuple[str, str]:
    code, postal, number = cells["zcta"].strip(), cells["state_abbr"].strip().upper(), cells["cd"].strip()
    if rules.five_digits(code) != code:
        raise bad(line, "zcta", code, "A ZIP code has five digits.")
    if postal not in POSTAL_BY_FIPS.values():
        raise bad(line, "state_abbr", postal, "Write a state's two letters.")
    if not NUMBER.fullmatch(number):
        raise bad(line, "cd", number, "Write the district's number, or 0 for at-large.")
    district = "at-large" if number in AT_LARGE else number.lstrip("0")
    ocd_id = f"{rules.state_id(postal)}/cd:{district}"
    if not on_list.find([ocd_id]) and not on_list.is_silent_about(ocd_id):
        raise bad(line, "cd", number, f"{postal} has no such district on the list of divisions on file.")
    return code, ocd_id


def _replace(
    wanted: set[tuple[str, str]], label: str, source: str, trace: Trace, *, at: datetime, first_day: date
) -> None:
    trace.before(Plan.objects.filter(kind="cd", label=label))
    facts = {"valid_from": first_day, "source": source, "changed_at": at}
    plan, is_new = Plan.objects.update_or_create(kind="cd", label=label, defaults=facts)
    trace.made([plan] if is_new else [])
    gone = [row for row in plan.zips.all() if (row.code, row.ocd_id) not in wanted]
    kept = set(plan.zips.values_list("code", "ocd_id")) & wanted
    trace.before(gone)
    plan.zips.filter(pk__in=[row.pk for row in gone]).delete()
    rows = [ZipDivision(plan=plan, code=code, ocd_id=ocd_id) for code, ocd_id in sorted(wanted - kept)]
    ZipDivision.objects.bulk_create(rows, batch_size=ROWS_A_STATEMENT)
    trace.made(rows)
