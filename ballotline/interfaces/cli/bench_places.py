"""`ballotline bench places`: how fast a point finds its districts, on the boundaries that are on file here.

The other way is geopandas.sjoin over the same shapes and the same points in the same run,
if geopandas is installed; both must find the same pairs.
"""

import json
import random
import statistics
import sys
import time
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from importlib.util import find_spec

import click
import numpy as np
import shapely
from django.conf import settings
from django.utils import timezone

from ballotline.record.places import pack
from ballotline.record.places.locating import locate
from ballotline.record.places.models import Boundary
from ballotline.record.places.pack import Pack

Place = tuple[float, float]
KINDS = ("cd", "sldu", "sldl")


@dataclass(frozen=True, slots=True)
class Placing:
    """Times in milliseconds; `times_faster` is None without geopandas."""

    boundaries: int
    opening: float
    lookup_p50: float
    lookup_p99: float
    points: int
    together: float
    other_way: float | None = None
    times_faster: float | None = None
    same_pairs: bool | None = None


@click.command("places")
@click.option("--points", type=click.IntRange(1_000, 1_000_000), default=100_000, help="How many are placed together.")
@click.option("--lookups", type=click.IntRange(100, 100_000), default=2_000, help="How many are looked up one by one.")
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
def places(points: int, lookups: int, as_json: bool) -> None:
    """One lookup after the other, and many points at once, over the boundaries on file."""
    here = pack.current()
    if not here.drawings:
        raise click.ClickException("No boundaries are on file: bring some in with `ballotline data import boundaries`.")
    found = _measure(here, points, lookups)
    click.echo(json.dumps(asdict(found)) if as_json else _in_words(found))


def _measure(here: Pack, many: int, lookups: int) -> Placing:
    dice = random.Random(7)  # noqa: S311  # nothing secret
    some = _points(here, many, dice)
    began = time.perf_counter()
    Pack(here.folder)
    opening = time.perf_counter() - began
    times = sorted(_lookup(point) for point in some[:lookups])
    ours, together = _ours(here, some)
    alone = Placing(
        len(here.drawings),
        opening * 1_000,
        statistics.median(times) * 1_000,
        times[int(len(times) * 0.99)] * 1_000,
        many,
        together * 1_000,
    )
    if find_spec("geopandas") is None:
        return alone
    theirs, other_way = _sjoin(some)
    return replace(alone, other_way=other_way * 1_000, times_faster=other_way / together, same_pairs=ours == theirs)


def _points(here: Pack, many: int, dice: random.Random) -> list[Place]:
    """Anywhere in the boxes of parts taken by chance: most lie in several districts, some in none."""
    boxes = [here.boxes[dice.randrange(len(here.boxes))] for _n in range(many)]
    return [(dice.uniform(west, east), dice.uniform(south, north)) for west, south, east, north in boxes]


def _lookup(point: Place) -> float:
    longitude, latitude = point
    began = time.perf_counter()
    locate(f"{latitude:.6f}, {longitude:.6f}", on=timezone.localdate())
    return time.perf_counter() - began


def _ours(here: Pack, points: list[Place]) -> tuple[set[tuple[int, str, str]], float]:
    wanted = [number for number, one in enumerate(here.drawings) if one.kind in KINDS]
    array = np.array(points)
    began = time.perf_counter()
    numbers, drawings = here.pairs(array, wanted)
    took = time.perf_counter() - began
    named = [(here.drawings[number].plan, here.drawings[number].ocd_id) for number in drawings.tolist()]
    return {(number, *name) for number, name in zip(numbers.tolist(), named, strict=True)}, took


def _sjoin(points: list[Place]) -> tuple[set[tuple[int, str, str]], float]:
    geopandas = import_module("geopandas")
    rows = list(Boundary.objects.select_related("plan").filter(plan__kind__in=KINDS))
    shapes = shapely.from_wkb(np.array([bytes(row.wkb) for row in rows], dtype=object))
    names = {"plan": [row.plan.label for row in rows], "ocd_id": [row.ocd_id for row in rows]}
    districts = geopandas.GeoDataFrame(names, geometry=list(shapes), crs="EPSG:4326")
    places = geopandas.GeoDataFrame(
        {"n": range(len(points))}, geometry=shapely.points(np.array(points)), crs="EPSG:4326"
    )
    began = time.perf_counter()
    joined = geopandas.sjoin(places, districts, predicate="intersects")
    took = time.perf_counter() - began
    return set(zip(joined["n"], joined["plan"], joined["ocd_id"], strict=True)), took


def _in_words(found: Placing) -> str:
    lines = [
        (
            f"{found.boundaries:,} boundaries on file in {settings.CONFIG.home}; "
            f"opening their pack {found.opening:.0f} ms."
        ),
        f"One lookup: {found.lookup_p50:.1f} ms, 99 in 100 within {found.lookup_p99:.1f} ms.",
        f"{found.points:,} points together: {found.together:,.0f} ms.",
    ]
    if found.other_way is None:
        lines.append(f"Not compared: geopandas is not installed for {sys.executable}.")
    else:
        pairs = "the same pairs" if found.same_pairs else "OTHER PAIRS"
        lines.append(f"geopandas.sjoin: {found.other_way:,.0f} ms, {found.times_faster:.1f} times as long, {pairs}.")
    return "\n".join(lines)
