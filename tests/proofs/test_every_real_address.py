"""Every real address of the list, by its point, by its ZIP code and by what one types in five ways: the same place or
an honest question, and nothing sure that is wrong. Right is what the maps' own files say around the address's own
coordinates (real_maps.py), its own state, and where the map has no lines or old ones, the table of ZIP codes by itself.
"""

import csv
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import pytest
from django.utils import timezone

from ballotline.record.places.geocoding import OnFile
from ballotline.record.places.importer.addresses import import_addresses
from ballotline.record.places.importer.boundaries import Said, import_boundaries
from ballotline.record.places.importer.divisions import import_divisions
from ballotline.record.places.importer.zip_divisions import import_zip_divisions
from ballotline.record.places.importer.zips import import_zips
from ballotline.record.places.locating import Placement, locate
from ballotline.record.places.tests.by_hand import Atlas, Tally, Truth
from ballotline.record.places.tests.test_streets import DIRECTIONS, TYPES
from tests.proofs import real_maps
from tests.proofs.real_maps import FOLDER

pytestmark = [
    pytest.mark.real,
    pytest.mark.django_db,
    pytest.mark.skipif(not FOLDER.exists(), reason=f"no real addresses at {FOLDER}; set BALLOTLINE_DATA"),
]
LIST = FOLDER / "addresses-us" / "addresses-us.json.gz"
TABLE = FOLDER / "zip" / "zcta_cd119.csv.gz"
ON = date(2026, 8, 5)
DRAWN_ANEW = ("AL", "GA", "LA", "NC", "NY")  # README of the data, section 3: their map is of 2022, the table of 2024


@dataclass(frozen=True, slots=True)
class Address:
    street: str
    town: str
    state: str
    code: str
    place: tuple[float, float]

    @property
    def line(self) -> str:
        return f"{self.town}, {self.state} {self.code}" if self.town else f"{self.state} {self.code}"

    @property
    def short(self) -> str:
        """As people shorten it: the type, and directions before and behind; never the street's only name."""
        number, *words = self.street.split()
        behind = [words.pop()] if len(words) > 2 and words[-1] in DIRECTIONS else []
        before = [words.pop(0)] if len(words) > 2 and words[0] in DIRECTIONS else []
        kind = [words.pop()] if len(words) > 1 and words[-1] in TYPES else []
        short = [*(DIRECTIONS[one] for one in before), *words, *(TYPES[one].capitalize() for one in kind)]
        return " ".join([number, *short, *(DIRECTIONS[one] for one in behind)])


WAYS: dict[str, Callable[[Address], str]] = {
    "with a unit": lambda one: f"{one.street} Apt 4B, {one.line}",
    "with the country": lambda one: f"{one.street}, {one.line}, USA",
    "with ZIP+4": lambda one: f"{one.street}, {one.line}-1234",
    "with town and state, without ZIP": lambda one: f"{one.street}, {one.town}, {one.state}",
    "abbreviated": lambda one: f"{one.short}, {one.line}",
}


@pytest.fixture
def on_file() -> None:
    import_divisions([FOLDER / "divisions"], apply=True)
    import_zips(FOLDER / "zip" / "zipcodes.csv.gz", apply=True)
    import_zip_divisions(TABLE, congress=119, at=timezone.now(), apply=True)
    import_boundaries([FOLDER / folder for folder in real_maps.MAPS], Said(), at=timezone.now(), apply=True)
    import_addresses(LIST, apply=True)


def addresses() -> list[Address]:
    listed = json.loads(gzip.decompress(LIST.read_bytes()))["addresses"]
    return [
        Address(
            one["address1"],
            one.get("city", ""),
            one["state"],
            one["postalCode"],
            (one["coordinates"]["lng"], one["coordinates"]["lat"]),
        )
        for one in listed
    ]


def truths_of(some: list[Address]) -> list[dict[str, Truth]]:
    """What the maps say, and the state that is written in the address; of old or missing lines what the table says."""
    atlas = Atlas([one for one in real_maps.in_force() if one.kind not in ("county", "state")])
    drawn = {one.state for one in atlas.grounds if one.kind == "cd"} - set(DRAWN_ANEW)
    found = atlas.truths([one.place for one in some])
    for one, truths in zip(some, found, strict=True):
        truths["home"] = Truth(frozenset([real_maps.state_id(one.state)]))
        if one.state not in drawn:
            truths["cd"] = Truth(districts_of(one.code))
    return found


def by_the_table(one: Address, truths: dict[str, Truth]) -> dict[str, Truth]:
    """Where the map's own line may be wrong, it can't deny what the table says of the whole code."""
    return truths if truths["cd"].is_clear else {**truths, "cd": Truth(districts_of(one.code))}


def is_at_home(one: Address, truths: dict[str, Truth]) -> bool:
    """Does the map put the house into a district of the state that is written? Beside a coarse line it may not."""
    return any(ocd_id.startswith(real_maps.state_id(one.state)) for ocd_id in truths["cd"].ids)


def districts_of(code: str) -> frozenset[str]:
    return by_code().get(code, frozenset())


@cache
def by_code() -> dict[str, frozenset[str]]:
    """ZIP code → the districts that the table names."""
    found = defaultdict(set)
    with gzip.open(TABLE, "rt", newline="") as file:
        for row in csv.DictReader(file):
            part = "at-large" if row["cd"] in ("0", "98") else row["cd"]
            found[row["zcta"]].add(f"{real_maps.state_id(row['state_abbr'])}/cd:{part}")
    return {code: frozenset(ids) for code, ids in found.items()}


@dataclass
class Written:
    """How the houses of the list fare that are written in one way."""

    placed: int = 0
    offered: int = 0  # not placed, and their own address is among the ones to choose from
    asked: int = 0  # not placed, and said what is missing
    tally: Tally = field(default_factory=Tally)

    def note(self, one: Address, text: str, truths: dict[str, Truth]) -> None:
        placement = asked(text)
        place = by_street(placement)
        assert place in (None, one.place), f"{text} is another house"
        is_offered = place is None and one.place in map(by_street, map(asked, placement.suggestions))
        self.placed, self.offered = self.placed + (place is not None), self.offered + is_offered
        self.asked += place is None and not is_offered and placement.hint != ""
        self.tally.note(text, placement.found, truths)

    def __str__(self) -> str:
        return f"{self.placed:,} placed, {self.offered} offered to choose from, {self.asked} asked; {self.tally}"


def asked(text: str) -> Placement:
    return locate(text, on=ON, geocoder=OnFile())


def by_street(placement: Placement) -> tuple[float, float] | None:
    point = placement.point
    return (point.longitude, point.latitude) if point and point.precision == "address" else None


def test_every_real_address_however_it_is_written_is_the_same_place_or_an_honest_question(on_file):
    houses = [one for one in addresses() if one.street[0].isdigit()]
    truths = truths_of(houses)

    for name, way in WAYS.items():
        pairs = [(one, true) for one, true in zip(houses, truths, strict=True) if one.town or "town" not in name]
        written = Written()
        for one, true in pairs:
            text = way(one)
            written.note(one, text, true if is_at_home(one, true) or one.code not in text else by_the_table(one, true))
        print(f"\n{len(pairs):,} houses {name}: {written}", end="")
        assert written.tally.wrong == []
        assert written.placed + written.offered + written.asked == len(pairs)
        assert written.placed + written.offered >= 0.97 * len(pairs)
        assert "without" in name or written.placed >= 0.97 * len(pairs)


def test_every_real_address_is_the_same_place_by_its_point_and_by_its_zip_code(on_file):
    some = addresses()
    truths = truths_of(some)
    by_point, by_zip = Tally(), Tally()

    for one, true in zip(some, truths, strict=True):
        longitude, latitude = one.place
        by_point.note(f"{latitude}, {longitude}", asked(f"{latitude}, {longitude}").found, true)
        by_zip.note(f"{one.code} of {latitude}, {longitude}", asked(one.code).found, by_the_table(one, true))

    nowhere = Counter(one.state for one, true in zip(some, truths, strict=True) if not true["cd"].ids)
    split = sum(len(districts_of(one.code)) > 1 for one in some)
    print(f"\n{len(some):,} addresses, {sum(not one.town for one in some)} without a town, {split} with a split code;")
    print(f"in no district by map or table: {dict(nowhere)}\nby point: {by_point}\nby ZIP code: {by_zip}")
    assert by_point.wrong == by_zip.wrong == by_point.silent == []
