"""Brings in a table of ZIP codes with the columns of the free `zipcodes` list, all rows or none.

The same file again changes nothing; a newer one updates; codes that it leaves out stay.
"""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import islice
from pathlib import Path

from django.db import transaction

from ballotline.foundation.ingest.cells import BadRow, bad, needed, one_of, text_of
from ballotline.foundation.ingest.limits import Refused
from ballotline.foundation.ingest.tables import Table, table_at
from ballotline.foundation.ingest.traces import NO_TRACE, Trace
from ballotline.record.places.extents import is_point_of
from ballotline.record.places.importer.reports import ROWS_A_STATEMENT, Report
from ballotline.record.places.models import ZipCode
from ballotline.record.places.rules import CODES_AT_MOST, KNOWN, five_digits, is_invented

COLUMNS_NEEDED = ("zip_code", "city", "state")
KINDS = {"": "standard", "STANDARD": "standard", "PO BOX": "po_box", "UNIQUE": "unique", "MILITARY": "military"}
MAILED_TO = KNOWN | {"FM", "MH", "PW"}  # free states in the Pacific whose mail goes by our codes
YES_AND_NO = {"": True, "TRUE": True, "1": True, "FALSE": False, "0": False}
UPDATED = ("town", "state", "kind", "is_active", "county", "latitude", "longitude")


def import_zips(path: Path, *, apply: bool, trace: Trace = NO_TRACE) -> Report:
    """Reads the file and brings its rows in, or without `apply` only says what would happen.

    Raises Refused if it is no such table, OSError if it can't be opened.
    """
    table = needed(table_at(path), COLUMNS_NEEDED, what="table of ZIP codes")
    report = Report(read_as={table.read_as: 1})
    rows = _good_rows(table, report)
    with transaction.atomic():
        while chunk := list(islice(rows, ROWS_A_STATEMENT)):
            _bring_in(chunk, report, trace, apply=apply)
        report.refuse_if_nothing_is_good(path)
        if not report.rows:
            raise Refused(path, "names columns, and has no ZIP code below them.")
        if apply:
            trace.end(report.as_dict())
    return report


def _bring_in(chunk: list[ZipCode], report: Report, trace: Trace, *, apply: bool) -> None:
    known = ZipCode.objects.in_bulk([row.code for row in chunk], field_name="code")
    new = [row for row in chunk if row.code not in known]
    changed = [row for row in chunk if row.code in known and _facts(row) != _facts(known[row.code])]
    report.new, report.changed = report.new + len(new), report.changed + len(changed)
    report.same += len(chunk) - len(new) - len(changed)
    if apply and (new or changed):
        trace.before(known[row.code] for row in changed)
        ZipCode.objects.bulk_create(new + changed, update_conflicts=True, unique_fields=["code"], update_fields=UPDATED)
        trace.made(new)


def _facts(row: ZipCode) -> list[object]:
    return [getattr(row, name) for name in UPDATED]


def _good_rows(table: Table, report: Report) -> Iterator[ZipCode]:
    """The rows that can be brought in; the others go into the report."""
    seen = bytearray(CODES_AT_MOST)
    for line, cells in table.rows(report.note):
        try:
            row = _zip_code(line, cells)
            if seen[int(row.code)]:
                raise bad(line, "zip_code", row.code, "The file has this code further up. Keep one of the two.")
        except BadRow as unread:
            report.note(unread.args[0])
        else:
            seen[int(row.code)] = True
            yield row


def _zip_code(line: int, cells: dict[str, str]) -> ZipCode:
    code = five_digits(cells["zip_code"])
    if not code:
        hint = "A ZIP code has five digits; a spreadsheet may have dropped the zeros at its beginning."
        raise bad(line, "zip_code", cells["zip_code"], hint)
    state = text_of(line, cells, "state", at_least=2, at_most=2).upper()
    if not is_invented(code) and state not in MAILED_TO:
        raise bad(line, "state", state, "No post office knows that state. Write its two letters.")
    latitude, longitude = _point(line, cells)
    if latitude is not None and longitude is not None and not is_point_of(state, float(longitude), float(latitude)):
        raise bad(line, "lat", f"{latitude}, {longitude}", f"That is outside of {state}. Are the two swapped?")
    return ZipCode(
        code=code,
        town=text_of(line, cells, "city", at_least=1),
        state=state,
        kind=one_of(line, cells, "zip_code_type", KINDS),
        is_active=one_of(line, cells, "active", YES_AND_NO),
        county=text_of(line, cells, "county"),
        latitude=latitude,
        longitude=longitude,
    )


def _point(line: int, cells: dict[str, str]) -> tuple[Decimal | None, Decimal | None]:
    """(latitude, longitude). Where nobody knows, the list says nothing, or 0 and 0: a point in the Atlantic."""
    latitude, longitude = _degrees(line, cells, "lat", 90), _degrees(line, cells, "long", 180)
    if (latitude is None) != (longitude is None):
        raise bad(line, "lat", cells.get("lat", ""), "Latitude and longitude come together, or neither.")
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
    raise bad(line, column, text, f"Write degrees from -{most} to {most}, like 40.8154.")
