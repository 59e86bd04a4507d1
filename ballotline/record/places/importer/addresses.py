"""Brings in addresses with their points: a CSV as OpenAddresses has them, or JSON with a list under "addresses".

CSV columns: address, or number and street; postcode (or zip); lat and lon (or latitude and longitude). With them a
street is placed without asking anybody outside. The same file again changes nothing; a point that moved a little is
updated.

An address is a number and a street in a ZIP code. Rural codes hold several towns that have the same one: where two
points of one address lie apart, in the file or on file, they may be two houses, and neither is on file afterwards.
"""

from array import array
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
from django.db import transaction
from django.db.models import Q

from ballotline.foundation.ingest.cells import BadRow, Seen, bad
from ballotline.foundation.ingest.limits import Refused
from ballotline.foundation.ingest.tables import RowProblem, table_at
from ballotline.foundation.ingest.traces import NO_TRACE, Trace
from ballotline.foundation.ingest.trees import json_at
from ballotline.record.places.extents import EXTENTS, is_point_of
from ballotline.record.places.geocoding import SAME_PLACE, is_beyond_its_code, lie_apart, miles_between
from ballotline.record.places.importer.reports import Report
from ballotline.record.places.models import AddressPoint, ZipCode
from ballotline.record.places.rules import five_digits, is_invented, street_key
from ballotline.record.places.streets import as_written

# While they are written nobody else writes; between two commits a signature gets in
ROWS_A_COMMIT = 500
# Of JSON, where a cell may be anything; the longest of 2,120 real streets has 33 signs
LONGEST_CELL = 400
Row = tuple[int, dict[str, str]]  # its number, column → cell
Key = tuple[str, str]  # ZIP code, street
Place = tuple[float, float]  # longitude, latitude
NAMES = {
    "postcode": "zip",
    "postalcode": "zip",
    "zip_code": "zip",
    "latitude": "lat",
    "longitude": "lon",
    "lng": "lon",
    "long": "lon",
}


class Code(NamedTuple):
    """Where a ZIP code on file lies; `middle` is None if nobody knows."""

    state: str
    middle: Place | None


UNKNOWN = Code("", None)


@dataclass(frozen=True, slots=True)
class House:
    """A line of the file that can be read."""

    line: int
    key: Key
    place: Place

    @property
    def mark(self) -> int:
        """A number instead of the key, as in Seen."""
        return hash(self.key)

    @property
    def point(self) -> AddressPoint:
        (code, street), (longitude, latitude) = self.key, self.place
        return AddressPoint(street=street, zip_code=code, longitude=longitude, latitude=latitude)


def import_addresses(path: Path, *, apply: bool, trace: Trace = NO_TRACE) -> Report:
    """Reads the file twice: which addresses lie in two places is known only at its end. Raises Refused if it is no such
    file, OSError if it can't be opened."""
    codes = _codes_on_file()
    apart = _apart(path, codes)
    report = Report()
    houses = _houses(_rows(path, report), codes, report)
    once = _once(houses, apart, report)
    while chunk := list(islice(once, ROWS_A_COMMIT)):
        _bring_in(chunk, apart, report, trace, apply=apply)
    if apply:
        trace.end(report.as_dict())
    return report


def _codes_on_file() -> dict[str, Code]:
    rows = ZipCode.objects.values_list("code", "state", "longitude", "latitude")
    return {code: Code(state, None if x is None or y is None else (float(x), float(y))) for code, state, x, y in rows}


def _apart(path: Path, codes: Mapping[str, Code]) -> dict[int, float]:
    """The mark of each address that the file puts in two places → how many miles lie between them. Raises Refused."""
    looked = Report()
    marks, x, y = array("q"), array("d"), array("d")
    for house in _houses(_rows(path, looked), codes, looked):
        marks.append(house.mark)
        x.append(house.place[0])
        y.append(house.place[1])
    if not looked.rows and not marks:
        raise Refused(path, "holds no address.")
    if not marks:
        looked.refuse_if_nothing_is_good(path)
    return dict(_far_corners(np.array(marks), np.array([x, y])))


def _far_corners(marks: np.ndarray, places: np.ndarray) -> Iterator[tuple[int, float]]:
    order = np.argsort(marks)
    marks, places = marks[order], places[:, order]
    starts = np.flatnonzero(np.r_[True, marks[1:] != marks[:-1]])
    low, high = np.minimum.reduceat(places, starts, axis=1), np.maximum.reduceat(places, starts, axis=1)
    for n in np.flatnonzero((high - low > SAME_PLACE).any(axis=0)).tolist():
        yield int(marks[starts[n]]), miles_between(tuple(low[:, n].tolist()), tuple(high[:, n].tolist()))


def _rows(path: Path, report: Report) -> Iterator[Row]:
    return _json_rows(path) if path.name.removesuffix(".gz").endswith(".json") else _csv_rows(path, report)


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


def _houses(rows: Iterable[Row], codes: Mapping[str, Code], report: Report) -> Iterator[House]:
    for line, cells in rows:
        try:
            yield _house(line, cells, codes)
        except BadRow as unread:
            report.note(unread.args[0])


def _once(houses: Iterable[House], apart: Container[int], report: Report) -> Iterator[House]:
    """Each address the first time it comes; those in two places each time, so that each line is named."""
    seen = Seen()
    for house in houses:
        if house.mark not in apart and seen.again(*house.key):
            report.repeated += 1
        else:
            yield house


def _house(line: int, cells: dict[str, str], codes: Mapping[str, Code]) -> House:
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
    if doubt := _doubt(code, codes.get(code, UNKNOWN), (longitude, latitude)):
        raise bad(line, "lat", f"{latitude}, {longitude}", doubt)
    return House(line, (code, street), (longitude, latitude))


def _doubt(code: str, known: Code, place: Place) -> str:
    """Why the point can't be of that ZIP code."""
    if not known.state and not is_invented(code) and not any(is_point_of(state, *place) for state in EXTENTS):
        return "That is outside of every state. Are the two swapped?"
    if not is_point_of(known.state, *place):
        return f"That is outside of {known.state}, where {code} lies. Are the two swapped?"
    if known.middle and is_beyond_its_code(place, known.middle, known.state):
        miles = miles_between(place, known.middle)
        return f"That is {miles:.0f} miles from the middle of {code}. Is it another ZIP code's?"
    return ""


def _bring_in(chunk: list[House], apart: Mapping[int, float], report: Report, trace: Trace, *, apply: bool) -> None:
    known = _known(chunk)
    good = list(_in_one_place(chunk, apart, known, report))
    left_out = {one.key for one in chunk} - {one.key for one in good}
    unsure = [row for key, row in known.items() if key in left_out]
    moved = [old for one in good if (old := known.get(one.key)) and _place(old) != one.place]
    new = sum(one.key not in known for one in good)
    report.new, report.changed = report.new + new, report.changed + len(moved)
    report.same += len(good) - new - len(moved)
    if apply:
        with transaction.atomic():
            trace.before([*moved, *unsure])
            AddressPoint.objects.filter(pk__in=[row.pk for row in unsure]).delete()
            _write(good, known, trace)
            trace.keep()


def _write(good: Iterable[House], known: Container[Key], trace: Trace) -> None:
    points = [house.point for house in good]
    AddressPoint.objects.bulk_create(
        points,
        update_conflicts=True,
        unique_fields=["zip_code", "street"],
        update_fields=["latitude", "longitude"],
    )
    trace.made(point for point in points if _key(point) not in known)


def _known(chunk: Iterable[House]) -> dict[Key, AddressPoint]:
    keys = [house.key for house in chunk]
    same_code = Q(zip_code__in={code for code, _street in keys}) & Q(street__in={street for _code, street in keys})
    return {_key(row): row for row in AddressPoint.objects.filter(same_code)}


def _in_one_place(
    chunk: Iterable[House], apart: Mapping[int, float], known: Mapping[Key, AddressPoint], report: Report
) -> Iterator[House]:
    for house in chunk:
        if problem := _two_places(house, apart, known.get(house.key)):
            report.note(problem)
        else:
            yield house


def _two_places(house: House, apart: Mapping[int, float], old: AddressPoint | None) -> RowProblem | None:
    """The file, or what is on file, has that address elsewhere: of two houses of one name none can be sure."""
    if house.mark in apart:
        hint = f"The file has this address in places {apart[house.mark]:.1f} miles apart. None of them is kept."
    elif old and lie_apart(_place(old), house.place):
        away = miles_between(_place(old), house.place)
        hint = f"On file it lies {away:.1f} miles away. Neither is kept: if this is right, bring the file in once more."
    else:
        return None
    code, street = house.key
    return RowProblem(house.line, "address", f"{as_written(street)}, {code}", hint)


def _key(row: AddressPoint) -> Key:
    return row.zip_code, row.street


def _place(row: AddressPoint) -> Place:
    return row.longitude, row.latitude
