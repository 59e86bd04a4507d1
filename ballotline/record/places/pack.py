"""All boundaries on file as one folder of arrays, put together once and mapped into memory by each process.
What of it holds on a day is in lines.py.

A boundary stands in it part by part: a district on both sides of the 180th meridian would otherwise have a box around
the whole world. The boxes are in memory as a tree; a part's line is read when a point falls into its box.
Its name is the sum of what is on file, so a new import makes a new pack, and no process ever reads half of one. What a
power loss, a full disk or a copy that ended early has left of one doesn't meet its sums, and is put together anew.
"""

import fcntl
import hashlib
import json
import math
import mmap
import os
import shutil
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import shapely
from django.conf import settings
from django.db.models import Count, Subquery
from shapely.geometry.base import BaseGeometry

from ballotline.record.places import rules
from ballotline.record.places.metres import blur_of, in_metres, metres_a_degree
from ballotline.record.places.models import Boundary, Plan, ZipCode, ZipDivision

FOLDER = "places"
FILES = ("boxes.npy", "ends.npy", "owners.npy", "lines", "facts.json")
SUMS = "sums.json"
FORMAT = 4  # of what stands in the folder: a pack of an older one is not opened
# Parts that were asked for last, as shapes; all others are read from the mapped file, which costs no memory of ours
LINES_IN_MEMORY = 512
# The corners of a circle around 0, 0, which lies inside of them: 32 make it half a hundredth wider at most
TURNS = np.linspace(0, 2 * np.pi, 32, endpoint=False)
AROUND = np.stack([np.cos(TURNS), np.sin(TURNS)], axis=1) / np.cos(np.pi / 32)
# The share of a state's whole ZIP codes that lie elsewhere in a table of another year. On the real files that names the
# five states that were drawn anew, and no other (decision 0010).
REDRAWN_FROM = 0.03


@dataclass(frozen=True, slots=True)
class Drawing:
    """One division under one plan. Within `blur` meters of its line nobody can say which side is which."""

    ocd_id: str
    name: str
    kind: str
    state: str
    plan: str
    valid_from: str = ""
    valid_through: str = ""
    blur: float = 0.0

    def holds_on(self, day: date) -> bool:
        return rules.holds(self.valid_from, self.valid_through, day)


@dataclass(frozen=True, slots=True)
class Table:
    """What a table of ZIP codes says of one kind in one state. It puts many codes elsewhere than the maps of the plans
    in `unlike`: between the older and the newer of the two that state was drawn anew. `ids` are its districts, at most
    two."""

    kind: str
    state: str
    plan: str
    ids: tuple[str, ...]
    valid_from: str = ""
    valid_through: str = ""
    unlike: tuple[str, ...] = ()

    def holds_on(self, day: date) -> bool:
        return rules.holds(self.valid_from, self.valid_through, day)


class Pack:
    """Asks points of it. Distances are geodesic, in meters, good to a meter within two kilometers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        facts = json.loads((folder / "facts.json").read_text())
        self.drawings = [Drawing(**row) for row in facts["drawings"]]
        self.tables = [_table(row) for row in facts["tables"]]
        self.boxes = np.load(folder / "boxes.npy", mmap_mode="r")
        self.ends = np.load(folder / "ends.npy", mmap_mode="r")
        self.owners = np.load(folder / "owners.npy", mmap_mode="r")
        with (folder / "lines").open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            self.lines = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        self.tree = shapely.STRtree(shapely.box(*self.boxes.T) if len(self.boxes) else [])
        self.part = lru_cache(maxsize=LINES_IN_MEMORY)(self._part)
        self.in_force = lru_cache(maxsize=8)(self._in_force)

    def _part(self, number: int) -> BaseGeometry:
        start = int(self.ends[number - 1]) if number else 0
        found = shapely.from_wkb(bytes(self.lines[start : int(self.ends[number])]))
        shapely.prepare(found)
        return found

    def near(self, longitude: float, latitude: float, metres: float) -> dict[Drawing, float]:
        """Each drawing within so many meters, with its distance: 0 inside, and on its line."""
        found: dict[Drawing, float] = {}
        for drawing, part, there in self._within(longitude, latitude, metres):
            away = _metres_between(part, there, latitude)
            if away <= metres:
                found[drawing] = min(away, found.get(drawing, away))
        return found

    def shares(
        self, longitude: float, latitude: float, metres: float, wanted: Container[Drawing]
    ) -> dict[Drawing, float]:
        """How much of the ground so many meters around the point each drawing fills: 0 to 1."""
        found: dict[Drawing, float] = {}
        for drawing, part, there in self._within(longitude, latitude, metres):
            if drawing in wanted:
                found[drawing] = found.get(drawing, 0.0) + _share(part, _circle(there, latitude, metres))
        return found

    def _within(
        self, longitude: float, latitude: float, metres: float
    ) -> Iterator[tuple[Drawing, BaseGeometry, float]]:
        """Each part whose box is in reach, with its drawing and the longitude to ask it with.

        Around the 180th meridian there are two: 180 and -180 are one place.
        """
        reach_x, reach_y = _reach(latitude, metres)
        turned = [longitude - math.copysign(360, longitude)] if abs(longitude) + reach_x >= 180 else []
        for there in (longitude, *turned):
            box = shapely.box(there - reach_x, latitude - reach_y, there + reach_x, latitude + reach_y)
            for number in self.tree.query(box):
                yield self.drawings[int(self.owners[number])], self.part(int(number)), there

    def containing(self, points: Sequence[tuple[float, float]]) -> list[list[Drawing]]:
        """For each (longitude, latitude) the drawings it lies in; made for thousands at once."""
        found: list[list[Drawing]] = [[] for _ in points]
        if points and self.drawings:
            numbers, drawings = self.pairs(np.array(points, dtype=np.float64), range(len(self.drawings)))
            for number, drawing in zip(numbers.tolist(), drawings.tolist(), strict=True):
                found[number].append(self.drawings[drawing])
        return found

    def pairs(self, points: np.ndarray, wanted: Iterable[int]) -> tuple[np.ndarray, np.ndarray]:
        """(numbers of points, numbers of drawings) of every pair in which the one lies in the other, once each.

        The tree is asked with the boxes of the parts, and each part is looked at once, with all the points in its box.
        """
        parts = np.flatnonzero(np.isin(self.owners, np.fromiter(wanted, dtype=np.int64)))
        x, y = np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1])
        tree = shapely.STRtree(shapely.points(points))
        at, numbers = tree.query(shapely.box(*self.boxes[parts].T))
        starts = np.searchsorted(at, np.arange(len(parts) + 1))
        inside = np.zeros(len(numbers), dtype=bool)
        for n, part in enumerate(parts.tolist()):
            mine = slice(starts[n], starts[n + 1])
            if starts[n] < starts[n + 1]:
                inside[mine] = shapely.intersects_xy(self.part(part), x[numbers[mine]], y[numbers[mine]])
        found = np.unique(np.stack([numbers[inside], self.owners[parts[at[inside]]]], axis=1), axis=0)
        return found[:, 0], found[:, 1]

    def _in_force(self, day: date) -> frozenset[Drawing]:
        """Of each kind in each place the newest plan that holds on that day:
        one city's wards don't outdate another's."""
        newest: dict[tuple[str, str], tuple[str, str]] = {}
        holding = [drawing for drawing in self.drawings if drawing.holds_on(day)]
        for one in holding:
            key, age = _ground_of(one), (one.valid_from, one.plan)
            newest[key] = max(newest.get(key, age), age)
        return frozenset(one for one in holding if newest[_ground_of(one)] == (one.valid_from, one.plan))


def _ground_of(one: Drawing) -> tuple[str, str]:
    return one.kind, rules.parent_of(one.ocd_id)


def _table(row: dict[str, Any]) -> Table:
    return Table(**row | {"ids": tuple(row["ids"]), "unlike": tuple(row["unlike"])})


def _metres_between(part: BaseGeometry, longitude: float, latitude: float) -> float:
    """On a flat map around the point: the part is stretched until both axes are meters."""
    if shapely.intersects_xy(part, longitude, latitude):
        return 0.0
    flat = shapely.transform(part, in_metres(longitude, latitude))
    return float(shapely.distance(flat, shapely.points(0, 0)))


def _reach(latitude: float, metres: float) -> tuple[float, float]:
    """So many meters in degrees, along the parallel and along the meridian."""
    a_degree_x, a_degree_y = metres_a_degree(latitude)
    return metres / max(a_degree_x, 1.0), metres / a_degree_y


def _circle(longitude: float, latitude: float, metres: float) -> BaseGeometry:
    return shapely.polygons(AROUND * _reach(latitude, metres) + (longitude, latitude))


def _share(part: BaseGeometry, circle: BaseGeometry) -> float:
    """Mostly the answer is "all of it", which a prepared part knows at once."""
    if shapely.contains_properly(part, circle):
        return 1.0
    nearby = shapely.make_valid(shapely.clip_by_rect(part, *circle.bounds))
    return float(shapely.intersection(nearby, circle).area / circle.area)


def current() -> Pack:
    """The pack of what is on file now; put together first where it isn't there yet."""
    return _opened(settings.CONFIG.home / FOLDER, mark())


@lru_cache(maxsize=2)
def _opened(home: Path, name: str) -> Pack:
    folder = home / name
    if not _is_whole(folder):
        _put_together(home, name)
    return Pack(folder)


def _is_whole(folder: Path) -> bool:
    """Is each of its files there, as it was written?"""
    try:
        return bool(json.loads((folder / SUMS).read_text()) == _sums(folder))
    except (OSError, ValueError):
        return False


def _sums(folder: Path) -> dict[str, str]:
    sums = {}
    for name in FILES:
        with (folder / name).open("rb") as file:
            sums[name] = hashlib.file_digest(file, "sha256").hexdigest()
    return sums


def mark() -> str:
    """The name of the pack of what is on file now.

    The newest ZIP code counts too: by the middles of the codes maps and tables are compared.
    """
    newest = ZipCode.objects.order_by("-pk").values("pk")[:1]
    rows = Plan.objects.annotate(newest_code=Subquery(newest)).order_by("pk")
    plans = rows.values_list("pk", "kind", "label", "valid_from", "valid_through", "changed_at", "newest_code")
    return "pack-" + hashlib.sha256(repr([FORMAT, *plans]).encode()).hexdigest()[:16]


def _put_together(home: Path, name: str) -> None:
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = Path(mkdtemp(dir=home, prefix=".draft-"))
    try:
        drawings = _write_lines(draft)
        _write_facts(draft, drawings, tables=[])
        _write_facts(draft, drawings, tables=_tables(Pack(draft)))
        _seal(draft)
        _put_in_place(draft, home / name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    for old in sorted(home.glob("pack-*"), key=lambda path: path.stat().st_mtime)[:-2]:
        shutil.rmtree(old, ignore_errors=True)


def _seal(folder: Path) -> None:
    """All of it is on the disk before its name is."""
    (folder / SUMS).write_text(json.dumps(_sums(folder)))
    for name in (*FILES, SUMS, "."):
        _sync(folder / name)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _put_in_place(draft: Path, folder: Path) -> None:
    """Unless another process was quicker; one at a time, so that none takes away what the other has just put there."""
    home = os.open(folder.parent, os.O_RDONLY)
    try:
        fcntl.flock(home, fcntl.LOCK_EX)
        if not _is_whole(folder):
            shutil.rmtree(folder, ignore_errors=True)
            draft.rename(folder)
            os.fsync(home)
    finally:
        os.close(home)


def _write_lines(folder: Path) -> list[Drawing]:
    """The lines of all parts end to end, with where each ends, its box, and whose it is."""
    drawings: list[Drawing] = []
    boxes, ends, owners, end = [], [], [], 0
    with (folder / "lines").open("wb") as lines:
        for boundary in Boundary.objects.select_related("plan").order_by("plan_id", "ocd_id").iterator(50):
            for part in shapely.get_parts(shapely.from_wkb(bytes(boundary.wkb))):
                end += lines.write(part.wkb)
                ends.append(end)
                boxes.append(part.bounds)
                owners.append(len(drawings))
            drawings.append(_drawing(boundary))
    np.save(folder / "boxes.npy", np.array(boxes, dtype=np.float64).reshape(-1, 4))
    np.save(folder / "ends.npy", np.array(ends, dtype=np.int64))
    np.save(folder / "owners.npy", np.array(owners, dtype=np.int32))
    return drawings


def _drawing(boundary: Boundary) -> Drawing:
    plan = boundary.plan
    first, last = _days(plan)
    state = rules.state_of(boundary.ocd_id)
    blur = blur_of(shapely.from_wkb(bytes(boundary.wkb)))
    return Drawing(boundary.ocd_id, boundary.name, plan.kind, state, plan.label, first, last, blur)


def _days(plan: Plan) -> tuple[str, str]:
    """Its first and its last, as text that sorts; "" where nobody knows one."""
    return _text(plan.valid_from), _text(plan.valid_through)


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _write_facts(folder: Path, drawings: Iterable[Drawing], *, tables: Iterable[Table]) -> None:
    facts = {"drawings": [asdict(drawing) for drawing in drawings], "tables": [asdict(table) for table in tables]}
    (folder / "facts.json").write_text(json.dumps(facts))


def _tables(pack: Pack) -> list[Table]:
    """Every table of ZIP codes, state by state, each compared with the maps of its kind
    that were drawn for other years."""
    plans = Plan.objects.annotate(rows=Count("zips")).filter(rows__gt=0).order_by("pk")
    return [table for plan in plans for table in _of_each_state(plan, pack)]


def _of_each_state(plan: Plan, pack: Pack) -> list[Table]:
    rows = list(ZipDivision.objects.filter(plan=plan).values_list("code", "ocd_id"))
    ids: dict[str, set[str]] = {}
    for _code, ocd_id in rows:
        ids.setdefault(rules.state_of(ocd_id), set()).add(ocd_id)
    unlike = _unlike(plan, _whole_codes(rows), pack)
    first, last = _days(plan)
    return [
        Table(plan.kind, state, plan.label, tuple(sorted(some)[:2]), first, last, tuple(sorted(unlike.get(state, ()))))
        for state, some in sorted(ids.items())
    ]


def _unlike(plan: Plan, district_by_code: dict[str, str], pack: Pack) -> dict[str, set[str]]:
    """state → the plans of maps here that were drawn otherwise than the table says.

    Compared are the codes that lie in one district whole, by the middle of each.
    """
    points = [(code, float(x), float(y)) for code, x, y in _middles() if x and y and code in district_by_code]
    elsewhere, of = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    found = pack.containing([(x, y) for _code, x, y in points])
    for (code, _x, _y), drawings in zip(points, found, strict=True):
        of_kind = [one for one in drawings if one.kind == plan.kind and one.plan != plan.label]
        for one in {one.plan: one for one in reversed(of_kind)}.values():
            of[one.state, one.plan] += 1
            elsewhere[one.state, one.plan] += one.ocd_id != district_by_code[code]
    unlike: dict[str, set[str]] = {}
    for (state, label), n in of.items():
        if elsewhere[state, label] > max(2, n * REDRAWN_FROM):
            unlike.setdefault(state, set()).add(label)
    return unlike


def _whole_codes(rows: Iterable[tuple[str, str]]) -> dict[str, str]:
    districts: dict[str, list[str]] = {}
    for code, ocd_id in rows:
        districts.setdefault(code, []).append(ocd_id)
    return {code: some[0] for code, some in districts.items() if len(some) == 1}


def _middles() -> Iterable[tuple[str, Decimal | None, Decimal | None]]:
    known = ZipCode.objects.filter(latitude__isnull=False)
    return known.values_list("code", "longitude", "latitude").iterator(5_000)
