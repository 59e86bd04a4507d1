"""Brings in addresses with their points: a CSV as OpenAddresses has them, or JSON with a list under "addresses".

CSV columns: address, or number and street; postcode (or zip); lat and lon (or latitude and longitude). With them a street is
placed without asking anybody outside. The same file again changes nothing; a point that moved is updated.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from ballotline.foundation.ingest.limits import Refused
from ballotline.foundation.ingest.tables import table_at
from ballotline.foundation.ingest.traces import NO_TRACE, Trace
from ballotline.foundation.ingest.trees import json_at
from ballotline.record.places.extents import is_point_of
from ballotline.record.places.importer.tables import BadRow, Report, Seen, bad
from ballotline.record.places.models import AddressPoint, ZipCode
from ballotline.record.places.rules import five_digits, street_key

ROWS_A_COMMIT = 500
LONGEST_CELL = 400
Row = tuple[int, dict[str, str]]  # its number, column → cell
NAMES = {
    "postcode": "zip",
    "postalcode": "zip",
    "zip_code": "zip",
    "latitude": "lat",
    "longitude": "lon",
    "lng": "lon",
    "long": "lon",
}


def import_addresses(path: Path, *, apply: bool, trace: Trace = NO_TRACE) -> Report:
    """Raises Refused if it is no such file, OSError if it can't be opened."""
    report = Report()
    rows = _json_rows(path) if path.name.removesuffix(".gz").endswith(".json") else _csv_rows(path, report)
    states = dict(ZipCode.objects.values_list("code", "state"))
    points = _points(rows, states, report, Seen())
    while chunk := list(islice(points, ROWS_A_COMMIT)):
        _bring_in(chunk, report, trace, apply=apply)
    if not report.rows:
        raise Refused(path, "holds no address.")
    report.refuse_if_nothing_is_good(path)
    if apply:
        trace.end(report.as_dict())
    return report


def _csv_rows(path: Path, report: Report) -> Iterator[Row]:
    table = table_at(path)
    table = replace(table, names=tuple(NAMES.get(name, name) for name in table.names))
    if table.missing(("zip", "lat", "lon")) or not {"address", "street"} & set(table.names):
        raise Refused(path, "is no table of addresses: it needs the columns address, zip, lat and lon.")
    report.note_table(table)
    for line, cells in table.rows(report.note):
        number_and_street = f"{cells.get('number', '')} {cells.get('street', '')}"
        yield line, {**cells, "address": cells.get("address") or number_and_street}


def _json_rows(path: Path) -> Iterator[Row]:
    document = json_at(path)
    listed = document.get("addresses") if isinstance(document, dict) else None
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise Refused(path, "is no list of addresses: it needs a list under “addresses”.")
    for number, one in enumerate(listed, start=1):
        point = one.get("coordinates")
        point = point if isinstance(point, dict) else {}
        cells = {
            "address": one.get("address1"),
            "zip": one.get("postalCode"),
            "lat": point.get("lat"),
            "lon": point.get("lng"),
        }
        yield number, {name: "" if value is None else str(value)[:LONGEST_CELL] for name, value in cells.items()}


def _points(rows: Iterable[Row], states: Mapping[str, str], report: Report, seen: Seen) -> Iterator[AddressPoint]:
    for line, cells in rows:
        try:
            point = _point(line, cells, states)
        except BadRow as unread:
            report.note(unread.args[0])
            continue
        if seen.again(point.zip_code, point.street):
            report.repeated += 1
        else:
            yield point


def _point(line: int, cells: dict[str, str], states: Mapping[str, str]) -> AddressPoint:
    street, code = street_key(cells["address"]), five_digits(cells["zip"])
    if not street:
        raise bad(line, "address", cells["address"], "Write a house number and a street.")
    if not code:
        raise bad(line, "zip", cells["zip"], "A ZIP code has five digits.")
    try:
        latitude, longitude = float(cells["lat"]), float(cells["lon"])
    except ValueError:
        raise bad(line, "lat", cells["lat"], "Write degrees, like 40.8154.")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad(line, "lat", cells["lat"], "Latitude goes to 90, longitude to 180 degrees.")
    if not is_point_of(states.get(code, ""), longitude, latitude):
        hint = f"That is outside of {states[code]}, where {code} lies. Are the two swapped?"
        raise bad(line, "lat", f"{latitude}, {longitude}", hint)
    return AddressPoint(street=street, zip_code=code, latitude=latitude, longitude=longitude)


def _bring_in(chunk: list[AddressPoint], report: Report, trace: Trace, *, apply: bool) -> None:
    same_code = Q(zip_code__in={row.zip_code for row in chunk}) & Q(street__in={row.street for row in chunk})
    known = {(row.zip_code, row.street): row for row in AddressPoint.objects.filter(same_code)}
    new = [row for row in chunk if (row.zip_code, row.street) not in known]
    moved = [
        old for row in chunk if (old := known.get((row.zip_code, row.street))) and _point_of(old) != _point_of(row)
    ]
    report.new, report.changed = report.new + len(new), report.changed + len(moved)
    report.same += len(chunk) - len(new) - len(moved)
    if apply:
        with transaction.atomic():
            trace.before(moved)
            AddressPoint.objects.bulk_create(
                chunk,
                update_conflicts=True,
                unique_fields=["zip_code", "street"],
                update_fields=["latitude", "longitude"],
            )
            trace.made(new)
            trace.keep()


def _point_of(row: AddressPoint) -> tuple[float, float]:
    return row.latitude, row.longitude
