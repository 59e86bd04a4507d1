"""TopoJSON's arcs put together again: neighbors share a line, and each line is kept once, as small steps on a grid."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

Position = tuple[float, float]
SMALLEST_RING = 4  # a triangle, whose first point comes again
# Of a shape: a few bytes of TopoJSON can ask for one line a million times. The finest shape of the Bureau's that we
# have, a state house district in Alaska, has 36,240 points
POINTS_AT_MOST = 500_000
# 16 bytes each on the disk, where shapes wait until all were judged: 320 MB. A national map of congressional districts
# has 30,901
POINTS_OF_A_MAP = 20_000_000


def features_of_topology(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, object], dict[str, Any]]]:
    """(object's name, properties with the id, GeoJSON geometry) of each geometry of each object."""
    arcs, points = [_positions(arc, document.get("transform")) for arc in document["arcs"]], 0
    for layer, collection in document["objects"].items():
        for geometry in collection.get("geometries", [collection]):
            facts = {**(geometry.get("properties") or {}), "id": geometry.get("id")}
            parts = _parts(geometry)
            points += _within(_points(parts, arcs), POINTS_AT_MOST, "a shape")
            _within(points, POINTS_OF_A_MAP, "the map")
            yield layer, facts, _geometry(parts, arcs)


def _positions(arc: Sequence[Sequence[float]], transform: dict[str, Any] | None) -> list[Position]:
    if not transform:
        return [(point[0], point[1]) for point in arc]
    (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
    steps_x, steps_y = accumulate(step[0] for step in arc), accumulate(step[1] for step in arc)
    return [(x * scale_x + move_x, y * scale_y + move_y) for x, y in zip(steps_x, steps_y, strict=True)]


def _parts(geometry: dict[str, Any]) -> list[Any]:
    """Areas as lists of rings, which are lists of the numbers of lines; none of what is no area."""
    kinds: dict[str, Any] = {"Polygon": [geometry.get("arcs")], "MultiPolygon": geometry.get("arcs")}
    return kinds.get(geometry.get("type", "")) or []


def _points(parts: list[Any], arcs: list[list[Position]]) -> int:
    return sum(len(arcs[max(number, ~number)]) for part in parts for ring in part for number in ring)


def _within(points: int, most: int, what: str) -> int:
    if points > most:
        raise ValueError(f"{what} has more than {most:,} points")
    return points


def _geometry(parts: list[Any], arcs: list[list[Position]]) -> dict[str, Any]:
    areas = [area for part in parts if (area := _area(part, arcs))]
    return {"type": "MultiPolygon", "coordinates": areas} if areas else {}


def _area(part: Any, arcs: list[list[Position]]) -> list[list[Position]]:
    """The ring and its holes; on a coarse grid small ones shrink to a line or a point, and are no more."""
    outer, *holes = (_ring(ring, arcs) for ring in part)
    return [outer, *(hole for hole in holes if len(hole) >= SMALLEST_RING)] if len(outer) >= SMALLEST_RING else []


def _ring(numbers: Sequence[int], arcs: list[list[Position]]) -> list[Position]:
    """Lines end to end; a negative number (~n) is line n walked backwards. Where two meet, the point stands once."""
    ring: list[Position] = []
    for number in numbers:
        line = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring.extend(line[1:] if ring else line)
    return ring
