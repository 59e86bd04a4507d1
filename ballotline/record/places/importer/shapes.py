"""Maps as files: GeoJSON, zipped shapefiles, TopoJSON; the first and the last also in gzip. Shape by shape, with what is said of it."""

import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapefile
import shapely
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry

from ballotline.record.places.importer.tables import NotATable
from ballotline.record.places.importer.topology import features_of_topology

UNPACKED_AT_MOST = 1_000_000_000
ENDINGS = (".geojson", ".topojson", ".json", ".zip")


@dataclass(frozen=True, slots=True)
class Mapped:
    """One shape of a file, the first is 1. `layer` is TopoJSON's object ("counties") or "". `ground` is None if it is no area."""

    number: int
    layer: str
    facts: dict[str, object]
    ground: MultiPolygon | None
    repaired: bool = False


def is_map(path: Path) -> bool:
    return path.name.removesuffix(".gz").endswith(ENDINGS)


def shapes_of(path: Path) -> Iterator[Mapped]:
    """Raises NotATable, with a sentence, for a file that is none of these; OSError if it can't be opened."""
    read: Callable[[Path], Iterator[tuple[str, dict[str, object], Any]]] = (
        _shapefile if path.name.endswith(".zip") else _json
    )
    try:
        for number, (layer, facts, geometry) in enumerate(read(path), start=1):
            ground, repaired = _ground(geometry)
            yield Mapped(number, layer, facts, ground, repaired)
    except (json.JSONDecodeError, UnicodeDecodeError, gzip.BadGzipFile, zlib.error, EOFError, zipfile.BadZipFile):
        raise NotATable(
            f"{path.name} is cut off or damaged, or no map. Get the file again; what is in already is no harm."
        )
    except (shapefile.ShapefileException, KeyError, TypeError, ValueError, IndexError, AttributeError) as problem:
        raise NotATable(f"{path.name} is no map that we can read ({problem}).")


def _json(path: Path) -> Iterator[tuple[str, dict[str, object], Any]]:
    data = path.read_bytes()
    document = json.loads(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)
    if document.get("type") == "Topology":
        yield from features_of_topology(document)
        return
    if document.get("type") != "FeatureCollection":
        raise ValueError(f"its type is {document.get('type')!r}, and not FeatureCollection or Topology")
    for feature in document["features"]:
        yield "", dict(feature.get("properties") or {}), feature.get("geometry")


def _shapefile(path: Path) -> Iterator[tuple[str, dict[str, object], Any]]:
    with zipfile.ZipFile(path) as archive:
        parts = {Path(info.filename).suffix.lower(): info for info in archive.infolist()}
        if not {".shp", ".dbf"} <= parts.keys():
            raise ValueError("it holds no .shp and .dbf")
        if sum(info.file_size for info in parts.values()) > UNPACKED_AT_MOST:
            raise ValueError("it is larger than 1 GB")
        files = {
            ending[1:]: io.BytesIO(archive.read(parts[ending]))
            for ending in (".shp", ".dbf", ".shx")
            if ending in parts
        }
    with shapefile.Reader(**files) as reader:
        for row in reader.iterShapeRecords():
            yield "", dict(row.record.as_dict()), row.shape.__geo_interface__


def _ground(geometry: Any) -> tuple[MultiPolygon | None, bool]:
    """The areas in it, made valid where lines cross, and whether that was needed. Ring order doesn't matter."""
    try:
        found: BaseGeometry = shape(geometry) if geometry else Polygon()
    except (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError):
        return None, False
    valid = found.is_valid
    parts = [part for part in shapely.get_parts(found if valid else shapely.make_valid(found)) if part.area]
    flat = [piece for part in parts for piece in shapely.get_parts(part) if isinstance(piece, Polygon) and piece.area]
    return (MultiPolygon(flat) if flat else None), not valid
