"""Maps of Meander for tests: squares of a tenth of a degree, so that every answer can be found with a pencil."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import shapefile

from ballotline.record.places.locating import locate

MR = "ocd-division/country:zz/state:mr"
SIDE = 0.1  # degrees: about 11 km


def square(west: float, south: float, side: float = SIDE) -> list[list[list[float]]]:
    """A ring from its south-western corner, clockwise, with a corner each hundredth: lines that are not coarse."""
    steps = [side * n / 100 for n in range(100)]
    ring = [[west, south + d] for d in steps] + [[west + d, south + side] for d in steps]
    ring += [[west + side, south + side - d] for d in steps] + [[west + side - d, south] for d in steps]
    return [[*ring, ring[0]]]


def feature(geometry: dict[str, Any] | None, **facts: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": facts, "geometry": geometry}


def area(*coordinates: object) -> dict[str, Any]:
    return {"type": "MultiPolygon", "coordinates": list(coordinates)}


def write(path: Path, *features: dict[str, Any]) -> Path:
    text = json.dumps({"type": "FeatureCollection", "features": list(features)})
    path.write_bytes(gzip.compress(text.encode()) if path.name.endswith(".gz") else text.encode())
    return path


def house_districts(folder: Path, name: str = "house.geojson", *, moved: float = 0.0) -> Path:
    """1, 2 and 3 side by side from 100 W to 99.7 W at 40 N; `moved` shifts their lines to the east."""
    three = [feature(area(square(-100 + SIDE * n + moved, 40)), code=str(n + 1)) for n in range(3)]
    return write(folder / name, *three)


def zipped_shapefile(path: Path, **changed: Callable[[bytes], bytes]) -> Path:
    """As the Census Bureau packs it: .shp, .shx and .dbf in one zip. `changed` says what became of one of them."""
    parts = {ending: io.BytesIO() for ending in ("shp", "shx", "dbf")}
    with shapefile.Writer(**parts) as writer:
        writer.field("STATEFP", "C", 2)
        writer.field("CD118FP", "C", 2)
        writer.poly([[[-100, 40], [-100, 40.1], [-99.9, 40.1], [-99.9, 40], [-100, 40]]])
        writer.record("31", "03")
    with zipfile.ZipFile(path, "w") as archive:
        for ending, content in parts.items():
            change = changed.get(ending, bytes)
            archive.writestr(f"tl_2022_27_cd118.{ending}", change(content.getvalue()))
    return path


def four_corners(west: float) -> dict[str, object]:
    """The square of a tenth of a degree, coarse."""
    return area([[[west, 40], [west, 40.1], [west + 0.1, 40.1], [west + 0.1, 40], [west, 40]]])


def districts_at(*places: str) -> list[list[tuple[str, str]]]:
    """At each place its house districts, with why they may be."""
    found = [locate(place, on=date(2026, 11, 24)).found for place in places]
    return [[(one.ocd_id.rpartition(":")[2], one.why) for one in some if one.kind == "sldl"] for some in found]
