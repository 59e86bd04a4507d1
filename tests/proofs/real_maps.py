"""The real maps and lists, read a second way: by the standard library and pyshp, and none of the product's reading.

The folder is BALLOTLINE_DATA, or shared/data beside the checkout. What its files are stands in their SOURCE.md.
"""

import csv
import gzip
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import shapefile
import shapely

from ballotline.record.places.tests.by_hand import Ground

FOLDER = Path(os.environ.get("BALLOTLINE_DATA", "../shared/data"))
MAPS = ("boundaries-congress", "boundaries-state-legislative", "boundaries-wards")
COUNTIES = FOLDER / "boundaries-counties"
OF_COUNTIES = "2017"
COUNTRY = "ocd-division/country:us"
FIPS = """
    01AL 02AK 04AZ 05AR 06CA 08CO 09CT 10DE 11DC 12FL 13GA 15HI 16ID 17IL 18IN 19IA 20KS 21KY 22LA 23ME 24MD 25MA 26MI
    27MN 28MS 29MO 30MT 31NE 32NV 33NH 34NJ 35NM 36NY 37NC 38ND 39OH 40OK 41OR 42PA 44RI 45SC 46SD 47TN 48TX 49UT 50VT
    51VA 53WA 54WV 55WI 56WY 60AS 66GU 69MP 72PR 78VI
"""
POSTAL = {one[:2]: one[2:] for one in FIPS.split()}
TERRITORIES = ("AS", "GU", "MP", "PR", "VI")
CITIES_FROM = 510  # by number, the independent cities of Maryland, Missouri, Nevada and Virginia
CITIES = ("MD", "MO", "NV", "VA")
COUNTY_KINDS = {"LA": ("parish",), "AK": ("borough", "census_area")}

Feature = tuple[dict[str, str], dict[str, Any]]  # what is said of a shape, and the shape as GeoJSON has it


@dataclass(frozen=True, slots=True)
class Drawn:
    """A shape of a file.

    `year` is the Congress, the session or the edition: of the same state the latest is in force.
    """

    kind: str
    ocd_id: str
    state: str
    year: int
    shape: shapely.Geometry

    @property
    def corners(self) -> int:
        return int(shapely.get_num_coordinates(self.shape))


def in_force() -> list[Ground]:
    """Of each division the latest drawing, and of two of the same year the finer one."""
    every = [one for folder in MAPS for path in sorted((FOLDER / folder).iterdir()) for one in _districts(path)]
    every += _counties_and_states()
    latest: dict[tuple[str, str], int] = {}
    for one in every:
        latest[one.kind, one.state] = max(one.year, latest.get((one.kind, one.state), 0))
    finest: dict[tuple[str, str], Drawn] = {}
    for one in every:
        key = (one.kind, one.ocd_id)
        if one.year == latest[one.kind, one.state] and (key not in finest or one.corners >= finest[key].corners):
            finest[key] = one
    return [ground_of(one) for one in finest.values()]


def ground_of(one: Drawn) -> Ground:
    return Ground(one.kind, one.ocd_id, one.state, one.shape, str(one.year))


def _districts(path: Path) -> Iterator[Drawn]:
    for facts, geometry in _features(path):
        plain = {re.sub(r"(?<=[A-Z])20$", "", name): value for name, value in facts.items()}
        if found := _district(plain):
            kind, part, year = found
            postal = POSTAL[plain["STATEFP"]]
            ground = valid(shapely.geometry.shape(geometry))
            yield Drawn(kind, f"{state_id(postal)}/{part}", postal, year, ground)


def state_id(postal: str) -> str:
    kind = "district" if postal == "DC" else "territory" if postal in TERRITORIES else "state"
    return f"{COUNTRY}/{kind}:{postal.lower()}"


def _district(facts: dict[str, str]) -> tuple[str, str, int] | None:
    """(kind, last part of the id, year); None of water."""
    if "CD118FP" in facts:
        code = facts["CD118FP"]
        return ("cd", "cd:at-large" if code in ("00", "98") else f"cd:{int(code)}", 118) if code.isdigit() else None
    column = "SLDLST" if "SLDLST" in facts else "SLDUST" if "SLDUST" in facts else ""
    if not column or facts[column].startswith("Z"):
        return None
    kind, code = {"SLDLST": "sldl", "SLDUST": "sldu"}[column], facts[column].lstrip("0").lower()
    if facts["STATEFP"] == "11":
        kind = "ward"
    if facts["STATEFP"] == "33" and kind == "sldl":  # New Hampshire's house: by county and number, "Grafton 15"
        county, number = facts["NAMELSAD"].removeprefix("State House District ").rsplit(" ", 1)
        code = f"{_slug(county)}_{int(number)}"
    return kind, f"{kind}:{code}", int(facts["LSY"])


def _features(path: Path) -> Iterator[Feature]:
    if path.suffix == ".zip":
        with shapefile.Reader(path) as reader:
            for row in reader.iterShapeRecords():
                yield row.record.as_dict(), row.shape.__geo_interface__
    elif path.name.endswith(".geojson.gz"):
        for feature in json.loads(gzip.decompress(path.read_bytes()))["features"]:
            yield feature["properties"], feature["geometry"]


def _counties_and_states() -> Iterator[Drawn]:
    for path in sorted(COUNTIES.glob("*.topojson.gz")):
        for layer, fips, name, ground in _of_topology(path):
            postal = POSTAL.get(fips[:2], "")
            if postal and layer == "counties":
                yield Drawn("county", _county_id(postal, fips, name), postal, int(OF_COUNTIES), ground)
            if postal and layer == "states":
                yield Drawn("state", state_id(postal), postal, int(OF_COUNTIES), ground)


def _county_id(postal: str, fips: str, name: str) -> str:
    """A borough of Alaska and a census area are told apart by the list of divisions."""
    kinds = COUNTY_KINDS.get(postal, ("county",))
    kinds = ("place",) if int(fips[2:]) >= CITIES_FROM and postal in CITIES else kinds
    ids = [f"{state_id(postal)}/{kind}:{_slug(name)}" for kind in kinds]
    return next((one for one in ids if len(ids) > 1 and one in _listed()), ids[0])


@cache
def _listed() -> frozenset[str]:
    with gzip.open(FOLDER / "divisions" / "us_census_places.csv.gz", "rt", newline="") as file:
        return frozenset(row[0] for row in csv.reader(file))


def _slug(name: str) -> str:
    return re.sub(r"[^\w~-]", "~", name.lower().replace(".", "").replace(" ", "_"))


def _of_topology(path: Path) -> Iterator[tuple[str, str, str, shapely.Geometry]]:
    document = json.loads(gzip.decompress(path.read_bytes()))
    (x, y), (x0, y0) = document["transform"]["scale"], document["transform"]["translate"]
    arcs = []
    for arc in document["arcs"]:
        steps = zip(accumulate(dx for dx, _dy in arc), accumulate(dy for _dx, dy in arc), strict=True)
        arcs.append([(east * x + x0, north * y + y0) for east, north in steps])

    def ring(numbers: list[int]) -> list[tuple[float, float]]:
        lines = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
        return [lines[0][0], *(place for line in lines for place in line[1:])]

    for layer, collection in document["objects"].items():
        for one in collection["geometries"]:
            parts = one["arcs"] if one["type"] == "MultiPolygon" else [one["arcs"]]
            areas = [[ring(numbers) for numbers in part] for part in parts]
            polygons = [
                shapely.Polygon(outer, [hole for hole in holes if len(hole) > 3])
                for outer, *holes in areas
                if len(outer) > 3
            ]
            ground = valid(shapely.MultiPolygon(polygons))
            if ground.area and "id" in one:
                yield layer, one["id"], one["properties"]["name"], ground


def valid(ground: shapely.Geometry) -> shapely.Geometry:
    whole = ground if ground.is_valid else shapely.make_valid(ground)
    areas = [piece for part in shapely.get_parts(whole) for piece in shapely.get_parts(part) if piece.area]
    return shapely.MultiPolygon(areas)


def state_of(ocd_id: str) -> str:
    return ocd_id.removeprefix(f"{COUNTRY}/").partition("/")[0][-2:].upper()
