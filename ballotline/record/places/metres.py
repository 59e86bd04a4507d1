"""Degrees as meters on the ellipsoid of GPS, and how far a drawn line may be off. No Django here."""

import math
from collections.abc import Callable

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

EQUATOR, SQUASHED = 6_378_137.0, 0.00669437999014  # WGS 84: meters from the middle, eccentricity squared
# Maps for a whole country are drawn with few corners. Against the full lines of Pennsylvania and Delaware the national
# map of congressional districts (a corner each 5 km) is wrong by 600 m in the 95th and by at most 1,005 m in the worst
# place: docs/decisions/0010. A fifth of the way from corner to corner covers both that and the finer ones.
BLUR_OF_A_CORNER = 0.2
BLUR_AT_LEAST, BLUR_AT_MOST = 37.0, 2_000.0  # meters; 40 yards is a street and its houses


def blur_of(ground: BaseGeometry) -> float:
    """How far off its line may be, from how far its corners lie apart."""
    flat = shapely.transform(ground, in_metres(0.0, ground.centroid.y))
    rings = sum(1 + len(piece.interiors) for piece in shapely.get_parts(flat))  # the first corner of each stands twice
    apart = flat.length / max(1, shapely.get_num_coordinates(flat) - rings)
    return round(min(max(apart * BLUR_OF_A_CORNER, BLUR_AT_LEAST), BLUR_AT_MOST), 1)


def metres_a_degree(latitude: float) -> tuple[float, float]:
    """Along the parallel and along the meridian there, on the ellipsoid of GPS (WGS 84)."""
    around = math.radians(latitude)
    bulge = 1 - SQUASHED * math.sin(around) ** 2
    along_parallel = EQUATOR / math.sqrt(bulge) * math.cos(around)
    along_meridian = EQUATOR * (1 - SQUASHED) / bulge**1.5
    return math.radians(along_parallel), math.radians(along_meridian)


def metres_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The geodesic between two (longitude, latitude) pairs on WGS 84, by Lambert's formula:
    good to ten meters in a thousand km."""
    flat = 1 - math.sqrt(1 - SQUASHED)
    (x1, y1), (x2, y2) = ((math.radians(x), math.atan((1 - flat) * math.tan(math.radians(y)))) for x, y in (a, b))
    half = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    angle = 2 * math.asin(min(1.0, math.sqrt(half)))
    if angle < 1e-12:
        return 0.0
    p, q = (y1 + y2) / 2, (y2 - y1) / 2
    x = (angle - math.sin(angle)) * (math.sin(p) * math.cos(q) / math.cos(angle / 2)) ** 2
    y = (angle + math.sin(angle)) * (math.cos(p) * math.sin(q) / math.sin(angle / 2)) ** 2
    return EQUATOR * (angle - flat / 2 * (x + y))


def in_metres(longitude: float, latitude: float) -> Callable[[np.ndarray], np.ndarray]:
    """Corners on a flat map around a point, both axes in meters."""
    scale = np.array(metres_a_degree(latitude))
    return lambda corners: (corners - [longitude, latitude]) * scale
