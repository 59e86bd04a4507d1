"""Of what maps draw of one division under one plan: what its pieces make together, and which of two drawings counts.

Two shapes that share less than half of the smaller one lie apart: they are pieces of one division, or one of them is
wrong. Else they are two drawings. They are of the same ground if each corner of the one lies as near to the line of the
other as the coarser one may be wrong. Measured: corners of the full lines of Pennsylvania, Delaware and Alaska lie up
to 1.35 times the blur (pack.py) off the national map of congressional districts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from ballotline.record.places.drawn import Drawn
from ballotline.record.places.importer.reports import Report
from ballotline.record.places.metres import blur_of, in_metres

TOGETHER = 0.5  # of the smaller one
OFF_THE_LINE = 1.5  # times the blur


@dataclass(frozen=True, slots=True)
class Judged:
    """A shape that can be brought in: what it is, its facts as a row has them,
    and from which file and of which number."""

    drawn: Drawn
    facts: dict[str, Any]
    file: str
    number: int

    @property
    def wkb(self) -> bytes:
        return bytes(self.facts["wkb"])


def whole(shapes: Iterable[Judged], report: Report) -> Judged:
    """All that one run gives of one division: the pieces of each map together,
    and of several maps the finest drawing."""
    by_map: dict[str, list[Judged]] = {}
    for one in shapes:
        by_map.setdefault(one.file, []).append(one)
    return reduce(
        lambda one, other: _of_two_maps(one, other, report), (_put_together(some, report) for some in by_map.values())
    )


def _of_two_maps(one: Judged, other: Judged, report: Report) -> Judged:
    if lie_apart(one.wkb, other.wkb):
        return _put_together([one, other], report)
    report.repeated += 1
    return one if is_finer(one.wkb, other.wkb) else other


def _put_together(pieces: Sequence[Judged], report: Report) -> Judged:
    """It has the name of the first one, and its point."""
    different = list(dict.fromkeys(one.wkb for one in pieces))
    report.repeated += len(pieces) - len(different)
    report.pieces += len(different) - 1
    first = pieces[0]
    return first if len(different) == 1 else replace(first, facts={**first.facts, "wkb": united(different)})


def is_finer(wkb: bytes, other: bytes) -> bool:
    """By how much is drawn; of two alike the other one counts."""
    return len(wkb) > len(other)


def united(grounds: Iterable[bytes]) -> bytes:
    """Pieces that touch are one area; without the lines at which areas only meet."""
    parts = shapely.get_parts(shapely.union_all([_ground(wkb) for wkb in grounds]))
    return bytes(shapely.multipolygons([part for part in parts if part.area]).wkb)


def lie_apart(wkb: bytes, other: bytes) -> bool:
    one, two = _ground(wkb), _ground(other)
    return bool(shapely.intersection(one, two).area < TOGETHER * min(one.area, two.area))


def is_same_ground(fine: bytes, coarse: bytes) -> bool:
    if lie_apart(fine, coarse):
        return False
    ground = _ground(coarse)
    flat = in_metres(0.0, ground.centroid.y)
    one, other = (shapely.transform(area, flat).boundary for area in (_ground(fine), ground))
    return max(_farthest(one, other), _farthest(other, one)) <= OFF_THE_LINE * blur_of(ground)


def _farthest(line: BaseGeometry, other: BaseGeometry) -> float:
    """How far the corners of the one line lie from the other."""
    shapely.prepare(other)
    return float(shapely.distance(other, shapely.points(shapely.get_coordinates(line))).max())


def _ground(wkb: bytes) -> BaseGeometry:
    found = shapely.from_wkb(wkb)
    return found if found.is_valid else shapely.make_valid(found)
