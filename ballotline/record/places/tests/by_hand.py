"""A second way to every answer about a point, for tests: each polygon is asked by itself whether it covers the point,
and every stretch of its line how far away it is. No tree, no pack, no table of the product's: only the shapes as the
map's own file has them, and the published lengths of a degree.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, field
from functools import cached_property

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ballotline.record.places.locating import Found

NO_LINE_MATTERS_BEYOND = 2_300.0  # metres: decision 0010 lets no line be wrong by more than 2 km
A_STEP = 50.0  # metres to each side of a line
MARGIN, A_LITTLE = 1.1, 2.0  # between two ways to measure a blur

Place = tuple[float, float]  # longitude, latitude


@dataclass(frozen=True, eq=False)
class Ground:
    """One division as its map draws it."""

    kind: str
    ocd_id: str
    state: str
    shape: BaseGeometry
    plan: str = ""

    @cached_property
    def lines(self) -> np.ndarray:
        """Every stretch of its line, a row each: from longitude, latitude to longitude, latitude."""
        rings = [shapely.get_coordinates(ring) for part in shapely.get_parts(self.shape) for ring in _rings(part)]
        return np.concatenate([np.hstack([ring[:-1], ring[1:]]) for ring in rings])

    @cached_property
    def lengths(self) -> np.ndarray:
        x, y = metres_a_degree((self.lines[:, 1] + self.lines[:, 3]) / 2)
        return np.hypot((self.lines[:, 2] - self.lines[:, 0]) * x, (self.lines[:, 3] - self.lines[:, 1]) * y)

    @cached_property
    def blur(self) -> float:
        """As decision 0010 says it: a fifth of the mean way from corner to corner, at least 37 m and at most 2 km."""
        return min(max(0.2 * self.lengths.sum() / len(self.lines), 37.0), 2_000.0)

    def covers(self, places: np.ndarray) -> np.ndarray:
        shapely.prepare(self.shape)
        return np.asarray(shapely.covers(self.shape, shapely.points(places)))

    def metres_to_its_line(self, place: Place) -> float:
        """On a plane around the place, which is right for what is near; along the whole line, stretch by stretch."""
        scale = np.array(metres_a_degree(np.float64(place[1])))
        start, end = (self.lines[:, :2] - place) * scale, (self.lines[:, 2:] - place) * scale
        way = end - start
        along = -(start * way).sum(axis=1) / np.maximum((way**2).sum(axis=1), 1e-12)
        nearest = start + way * np.clip(along, 0, 1)[:, None]
        return float(np.hypot(*nearest.T).min())


def _rings(polygon: BaseGeometry) -> Iterator[BaseGeometry]:
    yield polygon.exterior
    yield from polygon.interiors


def metres_a_degree(latitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Along the parallel and the meridian: the series that the mapping agencies publish for WGS 84."""
    a = np.radians(latitude)
    along_parallel = 111_412.84 * np.cos(a) - 93.5 * np.cos(3 * a) + 0.118 * np.cos(5 * a)
    along_meridian = 111_132.92 - 559.82 * np.cos(2 * a) + 1.175 * np.cos(4 * a) - 0.0023 * np.cos(6 * a)
    return along_parallel, along_meridian


def on_both_sides(grounds: list[Ground], dice: random.Random, *, of: int, metres: float = A_STEP) -> list[Place]:
    """Places taken by chance on all lines of these grounds, by their length; of each a point so far inside and so far
    outside."""
    lengths = np.concatenate([ground.lengths for ground in grounds])
    lines = np.concatenate([ground.lines for ground in grounds])
    upto = np.cumsum(lengths)
    chosen = [int(np.searchsorted(upto, dice.uniform(0, upto[-1]))) for _n in range(of)]
    return [place for n in chosen for place in _beside(lines[n], dice.random(), metres)]


def _beside(line: np.ndarray, share: float, metres: float) -> list[Place]:
    west, south, east, north = line.tolist()
    x, y = (float(one) for one in metres_a_degree(np.float64((south + north) / 2)))
    across = np.array([(south - north) * y, (east - west) * x])
    step = across / max(float(np.hypot(*across)), 1e-9) * metres / [x, y]
    middle = np.array([west + (east - west) * share, south + (north - south) * share])
    return [as_typed(*(middle + step * side)) for side in (1, -1)]


def as_typed(longitude: float, latitude: float) -> Place:
    """What is left of a point when it is typed with seven digits, the way back over the 180th meridian included."""
    return round((longitude + 180) % 360 - 180, 7), round(latitude, 7)


def inner_point(ground: Ground) -> Place:
    point = shapely.maximum_inscribed_circle(max(shapely.get_parts(ground.shape), key=lambda part: part.area))
    return as_typed(*shapely.get_coordinates(point)[0])


@dataclass(frozen=True, slots=True)
class Truth:
    """What covers a place, of one kind. If it is one: `is_clear` says that every line is farther than it may be wrong,
    and `is_doubtful` that a neighbor's is nearer."""

    ids: frozenset[str]
    is_clear: bool = False
    is_doubtful: bool = False


@dataclass
class Atlas:
    """All grounds of a day; of each kind in each state one plan only."""

    grounds: list[Ground]
    kinds: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.kinds = list(dict.fromkeys(ground.kind for ground in self.grounds))

    def truths(self, places: list[Place]) -> list[dict[str, Truth]]:
        """For each place kind → what is true there."""
        around: list[list[tuple[Ground, bool]]] = [[] for _place in places]
        for ground in self.grounds:
            for n, is_in in self._near(ground, np.array(places)):
                around[n].append((ground, is_in))
        return [
            {kind: _truth(place, [pair for pair in near if pair[0].kind == kind]) for kind in self.kinds}
            for place, near in zip(places, around, strict=True)
        ]

    @staticmethod
    def _near(ground: Ground, places: np.ndarray) -> Iterable[tuple[int, bool]]:
        """(number, covered?) of the places in the boxes around its parts, with a good two kilometres on each side."""
        numbers = _in_box(places, ground.shape.bounds)
        boxes = [part.bounds for part in shapely.get_parts(ground.shape)]
        numbers = np.unique(np.concatenate([numbers[_in_box(places[numbers], box)] for box in boxes]))
        return zip(numbers.tolist(), ground.covers(places[numbers]).tolist(), strict=True) if len(numbers) else ()


def _in_box(places: np.ndarray, box: tuple[float, ...]) -> np.ndarray:
    west, south, east, north = box
    reach = NO_LINE_MATTERS_BEYOND / np.stack(metres_a_degree(places[:, 1]), axis=1)
    is_in = (places + reach >= [west, south]) & (places - reach <= [east, north])
    return np.flatnonzero(is_in.all(axis=1))


def _truth(place: Place, near: list[tuple[Ground, bool]]) -> Truth:
    covering = [ground for ground, is_in in near if is_in]
    ids = frozenset(ground.ocd_id for ground in covering)
    if len(covering) != 1:
        return Truth(ids)
    [home] = covering
    apart = [(ground, ground.metres_to_its_line(place), max(home.blur, ground.blur)) for ground, _is_in in near]
    return Truth(
        ids,
        is_clear=all(metres > MARGIN * blur + A_LITTLE for _ground, metres, blur in apart),
        is_doubtful=any(metres < blur / MARGIN - A_LITTLE for ground, metres, blur in apart if ground is not home),
    )


@dataclass
class Tally:
    """What the product answered, held against what is true. An answer is one division around one place."""

    sure: int = 0
    clear: int = 0
    wrong: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)  # clear, and not answered as sure

    def note(self, where: str, found: Iterable[Found], truths: dict[str, Truth]) -> None:
        sure: dict[str, set[str]] = {}
        for one in found:
            if one.sure:
                sure.setdefault(one.kind, set()).add(one.ocd_id)
        self.sure += sum(len(ids) for ids in sure.values())
        self.wrong += [f"{where}: {ids}" for kind, ids in sure.items() if not _is_so(kind, ids, truths)]
        for kind, truth in truths.items():
            if truth.is_clear:
                self.clear += 1
                self.silent += [] if kind in sure else [f"{where}: {kind}"]

    def __add__(self, other: "Tally") -> "Tally":
        mine, theirs = astuple(self), astuple(other)
        return Tally(*(one + another for one, another in zip(mine, theirs, strict=True)))

    def __str__(self) -> str:
        return (
            f"{self.sure:,} answers sure, {len(self.wrong)} of them wrong; "
            f"{self.clear:,} had to be sure, {len(self.silent)} of them are not"
        )


def _is_so(kind: str, ids: set[str], truths: dict[str, Truth]) -> bool:
    """A division is so if it alone covers the place, and no neighbor's line may be on this side of it. A state and a
    country are so if something of them covers it, and nothing of another one: a coast is drawn more coarsely on the map
    of states than on that of districts."""
    if kind not in ("state", "country"):
        return ids == truths[kind].ids and not truths[kind].is_doubtful
    covering = {ocd_id for truth in truths.values() for ocd_id in truth.ids}
    return bool(covering) and all(f"{one}/".startswith(f"{around}/") for one in covering for around in ids)
