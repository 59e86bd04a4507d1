"""Invented maps of a few hundred districts, and points beside their lines: what is sure is what a second way finds, and
what lies clear of every line is answered as sure.

The same over the real maps is a proof: tests/proofs/test_every_real_line.py.
"""

import random
from datetime import date
from itertools import pairwise, product
from pathlib import Path

import pytest
import shapely
from django.utils import timezone
from shapely.geometry.base import BaseGeometry

from ballotline.record.places.importer.boundaries import Said, import_boundaries
from ballotline.record.places.locating import locate
from ballotline.record.places.tests import maps
from ballotline.record.places.tests.by_hand import Atlas, Ground, Place, Tally, inner_point, on_both_sides
from ballotline.record.places.tests.maps import MR

pytestmark = pytest.mark.django_db

SIDE = 0.04  # degrees of a field: about 2.8 km from west to east, 4.5 km from south to north
STRETCHES = 24  # of a line from corner to corner: about 150 m each
DAY_BY_PLAN = {"2022": date(2026, 3, 10), "2026": date(2026, 7, 1)}
FIRST_DAYS = {"2022": date(2022, 1, 1), "2026": date(2026, 6, 1)}


class Fields:
    """A grid whose corners and lines are moved by chance; two fields that meet share their line, point by point."""

    def __init__(self, west: float, south: float, columns: int, rows: int, dice: random.Random) -> None:
        self.dice, self.columns, self.rows = dice, columns, rows
        self.corners = {
            (x, y): (west + SIDE * (x + self._moved(0.3)), south + SIDE * (y + self._moved(0.3)))
            for x, y in product(range(columns + 1), range(rows + 1))
        }
        self.lines: dict[tuple[tuple[int, int], tuple[int, int]], list[Place]] = {}

    def _moved(self, share: float) -> float:
        return self.dice.uniform(-share, share)

    def _line(self, start: tuple[int, int], end: tuple[int, int]) -> list[Place]:
        if start > end:
            return self._line(end, start)[::-1]
        if (start, end) not in self.lines:
            (x, y), (x2, y2) = self.corners[start], self.corners[end]
            shares = [n / STRETCHES for n in range(STRETCHES + 1)]
            by = [0.0, *(SIDE * self._moved(0.01) for _n in shares[2:]), 0.0]
            line = [(x + (x2 - x) * at + off, y + (y2 - y) * at + off) for at, off in zip(shares, by, strict=True)]
            self.lines[start, end] = line
        return self.lines[start, end]

    def field(self, x: int, y: int) -> shapely.Polygon:
        around = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]
        return shapely.Polygon([place for start, end in pairwise(around) for place in self._line(start, end)[:-1]])

    def all(self) -> list[shapely.Polygon]:
        return [self.field(x, y) for x, y in product(range(self.columns), range(self.rows))]


def districts(kind: str, plan: str, dice: random.Random) -> list[Ground]:
    """Fields on both sides of the 180th meridian and far from it. Each ninth has a hole, with a town or a lake in it;
    some are one with a field far away."""
    grounds: list[BaseGeometry] = []
    for west, south in ((179.82, 51.0), (-100.0, 40.0)):
        fields = Fields(west, south, 9, 6, dice).all()
        for n in range(0, len(fields), 9):
            town = fields[n].centroid.buffer(SIDE / 6, quad_segs=24)
            fields[n] -= town
            grounds += [town] if n % 2 else []
        far = fields.pop()
        grounds += [shapely.union(fields[0], far), *fields[1:]]
    numbered = enumerate(map(_on_earth, grounds), start=1)
    return [Ground(kind, f"{MR}/{kind}:{number}", "MR", ground, plan) for number, ground in numbered]


def _on_earth(ground: BaseGeometry) -> BaseGeometry:
    """What lies beyond 180° east begins again at 180° west."""
    here = shapely.intersection(ground, shapely.box(-180, -90, 180, 90))
    there = shapely.intersection(ground, shapely.box(180, -90, 540, 90))
    back = shapely.transform(there, lambda corners: corners - [360, 0])
    parts = [*shapely.get_parts(here), *shapely.get_parts(back)]
    return shapely.MultiPolygon([part for part in parts if part.area])


def brought_in(grounds: list[Ground], folder: Path) -> None:
    """Through the door that a host uses: a GeoJSON file and what is said beside it."""
    first = grounds[0]
    shapes = [
        maps.feature(shapely.geometry.mapping(ground.shape), code=ground.ocd_id.rpartition(":")[2])
        for ground in grounds
    ]
    said = Said(plan=first.plan, kind=first.kind, within=MR, column="code", valid_from=FIRST_DAYS[first.plan])
    file = maps.write(folder / f"{first.kind}-{first.plan}.geojson", *shapes)
    assert import_boundaries([file], said, at=timezone.now(), apply=True).new == len(grounds)


def held_against(layers: list[list[Ground]], places: list[Place], day: date) -> Tally:
    tally = Tally()
    truths = Atlas([ground for grounds in layers for ground in grounds]).truths(places)
    for (longitude, latitude), truth in zip(places, truths, strict=True):
        text = f"{latitude:.7f}, {longitude:.7f}"
        tally.note(text, locate(text, on=day).found, truth)
    return tally


@pytest.fixture
def layers(tmp_path) -> dict[tuple[str, str], list[Ground]]:
    """Two chambers, each under two plans; (kind, plan) → its districts."""
    dice = random.Random(9)
    found = {(kind, plan): districts(kind, plan, dice) for kind in ("sldl", "sldu") for plan in DAY_BY_PLAN}
    for grounds in found.values():
        brought_in(grounds, tmp_path)
    return found


@pytest.mark.parametrize("plan", DAY_BY_PLAN)
def test_beside_every_line_and_inside_every_district_what_is_sure_is_so(layers, plan):
    now = [grounds for (_kind, its_plan), grounds in layers.items() if its_plan == plan]
    dice = random.Random(50)
    places = [place for grounds in now for place in on_both_sides(grounds, dice, of=200)]
    places += [place for grounds in now for place in on_both_sides(grounds, dice, of=50, metres=20.0)]
    places += [inner_point(ground) for grounds in now for ground in grounds]

    tally = held_against(now, places, DAY_BY_PLAN[plan])

    print(f"{len(places):,} points, plan of {plan}: {tally}")
    assert tally.wrong == [] and tally.silent == []
    assert tally.clear > len(places), "of the two kinds at each point more than half lie clear of every line"
