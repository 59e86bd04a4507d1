"""Brings in addresses with their points: a CSV as OpenAddresses has them, or JSON with a list under "addresses".

CSV columns: address, or number and street; postcode (or zip); lat and lon (or latitude and longitude). With them a street is
placed without asking anybody outside. The same file again changes nothing; a point that moved is updated.
"""

import gzip
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q

from ballotline.record.places.importer.tables import BadRow, NotATable, Report, Table, bad, opened
from ballotline.record.places.models import AddressPoint
from ballotline.record.places.rules import five_digits, street_key

ROWS_A_COMMIT = 500
NAMES = {
    "postcode": "zip",
    "postalcode": "zip",
    "zip_code": "zip",
    "latitude": "lat",
    "longitude": "lon",
    "lng": "lon",
    "long": "lon",
}


def import_addresses(path: Path, *, apply: bool) -> Report:
    """Raises NotATable if it is no such file, OSError if it can't be opened."""
    report, seen = Report(), set[tuple[str, str]]()
    rows = _points(
        _json_rows(path) if path.name.removesuffix(".gz").endswith(".json") else _csv_rows(path, report), report, seen
    )
    while chunk := list(islice(rows, ROWS_A_COMMIT)):
        _bring_in(chunk, report, apply=apply)
    return report


def _csv_rows(path: Path, report: Report) -> Iterator[tuple[int, dict[str, str]]]:
    with opened(path) as text:
        table = Table(text)
        table.header = [NAMES.get(column, column) for column in table.header]
        if table.missing(("zip", "lat", "lon")) or not {"address", "street"} & set(table.header):
            raise NotATable(f"{path.name} is no table of addresses: it needs the columns address, zip, lat and lon.")
        for line, cells in table.rows(report):
            yield (
                line,
                {**cells, "address": cells.get("address") or f"{cells.get('number', '')} {cells.get('street', '')}"},
            )


def _json_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    data = path.read_bytes()
    try:
        found: Any = json.loads(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)["addresses"]
        for number, one in enumerate(found, start=1):
            point = one.get("coordinates") or {}
            cells = {
                "address": one.get("address1"),
                "zip": one.get("postalCode"),
                "lat": point.get("lat"),
                "lon": point.get("lng"),
            }
            yield number, {name: "" if value is None else str(value) for name, value in cells.items()}
    except (ValueError, KeyError, TypeError, AttributeError, EOFError, OSError):
        raise NotATable(f"{path.name} is no list of addresses that we can read.")


def _points(
    rows: Iterable[tuple[int, dict[str, str]]], report: Report, seen: set[tuple[str, str]]
) -> Iterator[AddressPoint]:
    for line, cells in rows:
        try:
            point = _point(line, cells)
        except BadRow as unread:
            report.note(unread.args[0])
            continue
        if (point.zip_code, point.street) in seen:
            report.repeated += 1
        else:
            seen.add((point.zip_code, point.street))
            yield point


def _point(line: int, cells: dict[str, str]) -> AddressPoint:
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
    return AddressPoint(street=street, zip_code=code, latitude=latitude, longitude=longitude)


def _bring_in(chunk: list[AddressPoint], report: Report, *, apply: bool) -> None:
    same_code = Q(zip_code__in={row.zip_code for row in chunk}) & Q(street__in={row.street for row in chunk})
    known = {(row.zip_code, row.street): row for row in AddressPoint.objects.filter(same_code)}
    for row in chunk:
        old = known.get((row.zip_code, row.street))
        moved = old is not None and (old.latitude, old.longitude) != (row.latitude, row.longitude)
        report.new, report.changed = report.new + (old is None), report.changed + moved
        report.same += old is not None and not moved
    if apply:
        with transaction.atomic():
            AddressPoint.objects.bulk_create(
                chunk,
                update_conflicts=True,
                unique_fields=["zip_code", "street"],
                update_fields=["latitude", "longitude"],
            )
