"""From an address to a point: one port.

Offline there is only the middle of a ZIP code; the Census Bureau knows streets.

With the bureau's service the address leaves the house, so a page that asks for one says who hears it (`heard_by`).
"""

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

import requests
from django.conf import settings

from ballotline.record.places import on_file, typed
from ballotline.record.places.models import AddressPoint

CENSUS = "https://geocoding.geo.census.gov"
BENCHMARK = "Public_AR_Current"
# Seconds: to connect, to answer. Somebody waits for the page; requests advises a little more than a multiple of TCP's 3
PATIENCE = (3.05, 8.0)
# Of ten thousand addresses at once, for a command that nobody waits for; less would end what only takes long
PATIENCE_WITH_MANY = (3.05, 300.0)
ROWS_A_REQUEST = 10_000  # what the service takes
# Bytes. An answer for one address has some thousand; whoever answers in the service's place fills no memory
ANSWER_AT_MOST = 10_000_000
SAME_PLACE = 0.001  # degrees, about 100 meters
MILES_A_DEGREE = 69.0  # of latitude
A_CODE_REACHES = 60.0  # miles from its middle: the widest of the deserts; of 1,990 real addresses none lies beyond 12
WIDER = frozenset({"AK", "HI"})  # codes for a coast, or for several islands


class GeocoderFailed(Exception):
    """The service can't be asked now, or says what we don't understand."""


@dataclass(frozen=True, slots=True)
class Point:
    """`precision` is "given" (somebody pointed at it), "address" (along a street) or "zip" (the middle of a code).

    `matched` is the address that was found, "14 DOCK ST, RIVERTOWN, MR, 00010":
    if it is not the one that was asked for, the point is no answer.
    """

    longitude: float
    latitude: float
    precision: str
    matched: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """One line of many: `key` comes back with the answer."""

    key: str
    street: str
    city: str = ""
    state: str = ""
    zip_code: str = ""


class Geocoder(Protocol):
    """`heard_by` names who else sees an address that is looked up."""

    heard_by: str

    def find(self, address: str) -> Point | None:
        """None where nothing, or no single place, fits. Raises GeocoderFailed."""
        ...


class OnFile:
    """The addresses that were brought in: nobody else hears anything.

    `then` is asked about those that are not on file.
    """

    def __init__(self, then: Geocoder | None = None) -> None:
        self.then = then
        self.heard_by = then.heard_by if then else ""

    def find(self, address: str) -> Point | None:
        """None also if the words mean several houses on file: then nobody but the asker can choose."""
        found = on_file.houses(typed.understood(address))
        if not found:
            return self.then.find(address) if self.then else None
        return _where(found[0]) if len(found) == 1 else None


def _where(row: AddressPoint) -> Point:
    return Point(row.longitude, row.latitude, "address", f"{row.street.upper()}, {row.zip_code}")


class Census:
    """The service of the US Census Bureau: free, without a key, for addresses in the United States."""

    heard_by = "the US Census Bureau"

    def __init__(self, base: str = CENSUS) -> None:
        self.base = base

    def find(self, address: str) -> Point | None:
        query = {"address": address, "benchmark": BENCHMARK, "format": "json"}
        try:
            with requests.get(
                f"{self.base}/geocoder/locations/onelineaddress", query, timeout=PATIENCE, stream=True
            ) as said:
                said.raise_for_status()
                body = said.raw.read(ANSWER_AT_MOST, decode_content=True)
            return _the_one(requests.compat.json.loads(body)["result"]["addressMatches"])
        except (requests.RequestException, ValueError, KeyError, TypeError) as problem:
            raise GeocoderFailed(type(problem).__name__) from None  # its text holds the address

    def find_many(self, addresses: Iterable[Address]) -> dict[str, Point]:
        """key → point, for those that were found; ten thousand a request. Raises GeocoderFailed."""
        rows, found = iter(addresses), dict[str, Point]()
        while chunk := list(islice(rows, ROWS_A_REQUEST)):
            found |= dict(self._many(chunk))
        return found

    def _many(self, chunk: list[Address]) -> Iterator[tuple[str, Point]]:
        table = io.StringIO(newline="")
        csv.writer(table).writerows((a.key, a.street, a.city, a.state, a.zip_code) for a in chunk)
        files = {"addressFile": ("addresses.csv", table.getvalue(), "text/csv")}
        try:
            said = requests.post(
                f"{self.base}/geocoder/locations/addressbatch",
                {"benchmark": BENCHMARK},
                files=files,
                timeout=PATIENCE_WITH_MANY,
            )
            said.raise_for_status()
        except requests.RequestException as problem:
            raise GeocoderFailed(type(problem).__name__) from None
        for row in csv.reader(io.StringIO(said.text)):
            if len(row) >= 6 and row[2] == "Match" and (point := _pair(row[5])):
                yield row[0], Point(*point, "address", row[4])


def lie_apart(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Two (longitude, latitude) that are no longer one house."""
    return any(abs(a - b) > SAME_PLACE for a, b in zip(one, other, strict=True))


def miles_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Of two (longitude, latitude), on a flat map: good to a hundredth within a state."""
    (x1, y1), (x2, y2) = one, other
    east = (x2 - x1) * math.cos(math.radians((y1 + y2) / 2))
    return math.hypot(east, y2 - y1) * MILES_A_DEGREE


def is_beyond_its_code(point: tuple[float, float], middle: tuple[float, float], state: str) -> bool:
    """Does a house lie further from the middle of its ZIP code than any code of that state reaches?"""
    return state not in WIDER and miles_between(point, middle) > A_CODE_REACHES


def _the_one(matches: list[dict[str, Any]]) -> Point | None:
    """The match; None if there is none, or if they lie apart."""
    points = [(float(m["coordinates"]["x"]), float(m["coordinates"]["y"]), str(m["matchedAddress"])) for m in matches]
    if not points:
        return None
    x, y, matched = points[0]
    apart = any(lie_apart((x, y), other[:2]) for other in points)
    return None if apart else Point(x, y, "address", matched)


def _pair(text: str) -> tuple[float, float] | None:
    found = re.fullmatch(r"\s*(-?\d+\.?\d*)\s*,\s*(-?\d+\.?\d*)\s*", text)
    return (float(found[1]), float(found[2])) if found else None


def ours() -> Geocoder | None:
    """Addresses on file first, then the service that the host has set; None where neither is there."""
    service = Census() if settings.CONFIG.geocoder == "census" else None
    return OnFile(service) if service or AddressPoint.objects.exists() else None
