"""Maps as files: GeoJSON, zipped shapefiles, TopoJSON; the first and the last also in gzip.

Shape by shape, with what is said of it.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import shapefile
import shapely
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry

from ballotline.foundation.ingest import text
from ballotline.foundation.ingest.archives import members_of_zip
from ballotline.foundation.ingest.content import DAMAGED
from ballotline.foundation.ingest.limits import MB, Refused
from ballotline.foundation.ingest.trees import json_at
from ballotline.record.places.importer.topology import POINTS_AT_MOST, features_of_topology

ENDINGS = (".geojson", ".topojson", ".json", ".zip")
UNREADABLE = (shapefile.ShapefileException, struct.error, KeyError, TypeError, ValueError, IndexError, AttributeError)

# A shapefile: a head of 100 bytes that says what kind of shapes follow, then each shape behind its number and its
# length in words of 16 bits (ESRI Shapefile Technical Description, 1998)
SHAPES_BEGIN = 100
SHAPEFILE = b"\x00\x00\x27\x0a"
AREAS = frozenset({5, 15, 25})  # plain, with heights, with measures
NOTHING = 0
BYTES_A_POINT = 16  # two numbers of eight bytes
# Of each the facts are held in memory until the whole map was judged; maps of districts have some thousand
SHAPES_AT_MOST = 500_000

Raw = tuple[str, dict[str, object], Any]  # TopoJSON's object or "", what is said of it, its geometry as GeoJSON has it


@dataclass(frozen=True, slots=True)
class Mapped:
    """One shape of a file, the first is 1.

    `layer` is TopoJSON's object ("counties") or "". `ground` is None if it is no area.
    """

    number: int
    layer: str
    facts: dict[str, object]
    ground: MultiPolygon | None
    repaired: bool = False


def is_map(path: Path) -> bool:
    return path.name.removesuffix(".gz").endswith(ENDINGS)


def shapes_of(path: Path) -> Iterator[Mapped]:
    """Raises Refused for a file that is none, also on its way to the end; OSError if it can't be opened."""
    for number, (layer, facts, geometry) in enumerate(_raw(path), start=1):
        ground, repaired = _ground(geometry)
        yield Mapped(number, layer, facts, ground, repaired)


def _raw(path: Path) -> Iterator[Raw]:
    try:
        yield from _shapefile(path) if path.name.endswith(".zip") else _json(path)
    except (*UNREADABLE, AssertionError) as problem:
        raise Refused(path, f"is no map that can be read ({problem}).")


def _json(path: Path) -> Iterator[Raw]:
    document = json_at(path)
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "Topology":
        yield from features_of_topology(document)
        return
    if kind != "FeatureCollection":
        raise Refused(path, "is no map: it is neither a FeatureCollection (GeoJSON) nor a Topology (TopoJSON).")
    for feature in document["features"]:
        yield "", dict(feature.get("properties") or {}), feature.get("geometry")


def _shapefile(path: Path) -> Iterator[Raw]:
    with members_of_zip(path, (".shp", ".dbf")) as files:
        if len(files) < 2:
            raise Refused(path, "is no zipped shapefile: it holds no .shp and .dbf.")
        if _shapes_in(files[".shp"], path) != _rows_in(files[".dbf"]):
            raise Refused(path, f"{DAMAGED} Its shapes and the table beside them are not of one length.")
        # The index of the shapes (.shx) is left out: it says again what was just measured, and may say it wrong.
        letters = {"encoding": _encoding(files[".dbf"], path), "encodingErrors": "replace"}
        with shapefile.Reader(shp=files[".shp"], dbf=files[".dbf"], **letters) as reader:
            for row in reader.iterShapeRecords():
                yield "", dict(row.record.as_dict()), row.shape.__geo_interface__


def _shapes_in(shp: IO[bytes], path: Path) -> int:
    """How many there are. Each must lie in the file whole, and its points in it: the library takes what they say for
    true."""
    size = shp.seek(0, 2)
    shp.seek(0)
    if shp.read(4) != SHAPEFILE:
        raise Refused(path, "is no zipped shapefile: its .shp is something else.")
    count, position = 0, SHAPES_BEGIN
    while position < size:
        shp.seek(position)
        position += 8 + _length(shp.read(52), path)
        count += 1
        if position > size:
            raise Refused(path, DAMAGED)
        if count > SHAPES_AT_MOST:
            raise Refused(path, f"holds more than {SHAPES_AT_MOST:,} shapes. Cut it into several files.")
    shp.seek(0)
    return count


def _length(start: bytes, path: Path) -> int:
    """Of one shape, in bytes: the head has the length and the kind, and of an area how many parts and points it has."""
    if len(start) < 12:
        raise Refused(path, DAMAGED)
    length, kind = 2 * struct.unpack_from(">i", start, 4)[0], struct.unpack_from("<i", start, 8)[0]
    if kind not in (*AREAS, NOTHING):
        raise Refused(path, "is a map of points or lines, and not of areas.")
    parts, points = struct.unpack_from("<2i", start, 44) if kind in AREAS and len(start) == 52 else (0, 0)
    least = 44 + 4 * parts + BYTES_A_POINT * points if kind in AREAS else 4
    if min(parts, points) < 0 or length < least:
        raise Refused(path, DAMAGED)
    if points > POINTS_AT_MOST or length > 4 * BYTES_A_POINT * POINTS_AT_MOST:
        raise Refused(path, f"has a shape of more than {POINTS_AT_MOST:,} points. Take a coarser map.")
    return length


def _rows_in(dbf: IO[bytes]) -> int:
    """How many rows its head promises, if the file is long enough for them; else -1."""
    rows, head, row = struct.unpack_from("<IHH", dbf.read(12), 4)
    size = dbf.seek(0, 2)
    dbf.seek(0)
    return rows if head + rows * row <= size else -1


def _encoding(dbf: IO[bytes], path: Path) -> str:
    """By all of its rows: a city's own map is often in Windows-1252, and seldom says so."""
    dbf.seek(struct.unpack_from("<H", dbf.read(10), 8)[0])
    found = text.written_in(iter(lambda: dbf.read(MB), b""), path).encoding
    dbf.seek(0)
    return text.WINDOWS if found == text.WINDOWS else "utf-8"


def _ground(geometry: Any) -> tuple[MultiPolygon | None, bool]:
    """The areas in it, made valid where lines cross, and whether that was needed. Ring order doesn't matter."""
    try:
        found: BaseGeometry = shape(geometry) if geometry else Polygon()
        valid = found.is_valid
        parts = [part for part in shapely.get_parts(found if valid else shapely.make_valid(found)) if part.area]
    except (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError):
        return None, False
    flat = [piece for part in parts for piece in shapely.get_parts(part) if isinstance(piece, Polygon) and piece.area]
    return (MultiPolygon(flat) if flat else None), not valid
