"""Brings in the lines of divisions: maps (shapes.py) and tables of divisions that are made of others.

Plans stand side by side: a map of another year is another plan. Of two drawings of the same ground under one plan the
finer stays: the same files again, in any order, change nothing. Of different ground the one that comes now counts
(drawings.py). What a map leaves out stays; what a newer plan leaves out is named (unanswered.py). Afterwards the pack
(pack.py) is put together anew.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from shapely.geometry import MultiPolygon

from ballotline.foundation.ingest.cells import files_of
from ballotline.foundation.ingest.limits import Refused
from ballotline.foundation.ingest.staged import Staged, staged
from ballotline.foundation.ingest.tables import RowProblem
from ballotline.foundation.ingest.traces import NO_TRACE, Trace
from ballotline.record.places import drawn as maps
from ballotline.record.places import rules
from ballotline.record.places.drawn import CHAMBERS, Drawn
from ballotline.record.places.extents import EXTENTS, lies_in
from ballotline.record.places.importer import parts, unanswered
from ballotline.record.places.importer.drawings import Judged, is_finer, is_same_ground, whole
from ballotline.record.places.importer.reports import Report
from ballotline.record.places.importer.shapes import Mapped, is_map, shapes_of
from ballotline.record.places.listed import DivisionList
from ballotline.record.places.models import Boundary, Plan

UPDATED = ("name", "wkb", "longitude", "latitude")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What whoever brings a map in says about it, in place of or beside what the map says itself."""

    plan: str = ""
    valid_from: date | None = None
    valid_through: date | None = None
    source: str = ""
    kind: str = ""
    within: str = ""
    column: str = "name"

    @property
    def is_of_a_place(self) -> bool:
        return bool(self.kind and self.within)


def import_boundaries(
    paths: Sequence[Path],
    said: Said,
    *,
    at: datetime,
    apply: bool,
    unlisted: int | None = None,
    retire: int | None = None,
    trace: Trace = NO_TRACE,
) -> Report:
    """Reads maps, and all maps of folders, to their end, and then brings all in at once; without `apply` only says what
    would happen. `unlisted` confirms how many are on no list of divisions, where that is many; `retire` how many go, or
    have nobody who answers for them any more. Raises OSError and Refused."""
    report, on_list = Report(), DivisionList()
    files = files_of(paths, is_map, what="map: no .geojson, .topojson or .zip, plain or in gzip")
    lists = [parts.parts_at(path, said.plan) for path in files if _is_list(path)]
    maps_ = [path for path in files if not _is_list(path)]
    with staged() as waiting:
        divisions = _divisions((one for path in maps_ for one in _good_shapes(path, said, report)), on_list, waiting)
        with transaction.atomic():
            was = unanswered.before()
            shapes = ((ocd_id, _all_of_it(numbers, waiting, report)) for ocd_id, numbers in divisions)
            _bring_in(shapes, said, on_list, report, trace, at=at)
            gone, of = parts.import_parts(lists, said.plan, report, trace, at=at)
            report.refuse_if_nothing_is_good(files[0])
            report.leave(gone, of=of, confirmed=retire, unanswered=was.named_now())
            report.hold_what_is_lost(confirmed=unlisted)
            if not apply or report.is_held:
                transaction.set_rollback(True)
            else:
                trace.end(report.as_dict())
    return report


def _is_list(path: Path) -> bool:
    return path.name.removesuffix(".gz").endswith((".csv", ".xlsx"))


def _divisions(shapes: Iterable[Judged], on_list: DivisionList, waiting: Staged) -> Iterable[tuple[str, list[int]]]:
    """(id, where its shapes wait) of each division under each plan:
    a map may draw it in pieces, and several maps may have it."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for one in shapes:
        ocd_id = on_list.find(one.drawn.ids) or one.drawn.ids[0]
        found.setdefault((one.drawn.kind, one.drawn.plan, ocd_id), []).extend(waiting.add([_waiting(one)]))
    return [(ocd_id, numbers) for (_kind, _plan, ocd_id), numbers in found.items()]


def _all_of_it(numbers: Iterable[int], waiting: Staged, report: Report) -> Judged:
    return whole([_judged(waiting[number]) for number in numbers], report)


def _good_shapes(path: Path, said: Said, report: Report) -> Iterator[Judged]:
    """The shapes that can be brought in; the others go into the report. Raises Refused for a map of another place."""
    number = 0
    for row in shapes_of(path):
        number = row.number
        try:
            yield _good(row, said, path, report)
        except maps.NotADistrict:
            report.water += 1
        except maps.NotKnown as problem:
            report.note(RowProblem(row.number, "shape", _named(row), str(problem), path.name))
    if not number:
        raise Refused(path, "is a map without any shape.")


def _good(row: Mapped, said: Said, path: Path, report: Report) -> Judged:
    found = _read(row, said)
    if row.ground is None:
        raise maps.NotKnown("It has no area on the map.")
    if not (said.plan or found.plan):
        raise maps.NotKnown("The map doesn't say of which year it is. Say it with --plan.")
    state = rules.state_of(found.ids[0])
    if not all(lies_in(state, piece.bounds) for piece in row.ground.geoms):
        raise Refused(path, _elsewhere(row, row.ground, state))
    report.repaired += row.repaired
    found = replace(found, plan=said.plan or found.plan, valid_from=said.valid_from or found.valid_from)
    longitude, latitude = found.point or (None, None)
    facts = {"name": found.name, "wkb": row.ground.wkb, "longitude": longitude, "latitude": latitude}
    return Judged(found, facts, str(path), row.number)


def _elsewhere(row: Mapped, ground: MultiPolygon, state: str) -> str:
    west, south, _east, _north = ground.bounds
    where = f"outside of {state}" if state in EXTENTS else "outside of the world"
    return (
        f"has shape {row.number} ({_named(row)}) at longitude {west:.6g}, latitude {south:.6g}, {where}. Are "
        "the two swapped, or is it in meters? Take the map in degrees (WGS 84)."
    )


def _waiting(one: Judged) -> list[Any]:
    """As plain values."""
    found, first_day = one.drawn, one.drawn.valid_from
    what = [found.kind, list(found.ids), found.name, found.plan, first_day and first_day.isoformat()]
    return [what, list(one.facts.items()), one.file, one.number]


def _judged(row: list[Any]) -> Judged:
    (kind, ids, name, plan, first_day), facts, file, number = row
    found = Drawn(kind, tuple(ids), name, plan, first_day and date.fromisoformat(first_day))
    return Judged(found, dict(facts), file, number)


def _read(row: Mapped, said: Said) -> Drawn:
    if said.is_of_a_place:
        return maps.of_a_place(row.facts, kind=said.kind, within=said.within, column=said.column)
    fips, name = str(row.facts.get("id") or ""), str(row.facts.get("name") or "")
    if row.layer == "counties":
        return maps.county(fips, name)
    if row.layer == "states":
        return maps.state(fips, name)
    if row.layer == "nation":
        raise maps.NotADistrict(row.layer)
    return maps.drawn(row.facts)


def _named(row: Mapped) -> str:
    return str(row.facts.get("NAMELSAD") or row.facts.get("name") or row.facts.get("id") or "")[:40]


def _bring_in(
    divisions: Iterable[tuple[str, Judged]],
    said: Said,
    on_list: DivisionList,
    report: Report,
    trace: Trace,
    *,
    at: datetime,
) -> None:
    plans = dict[tuple[str, str], Plan]()
    for ocd_id, one in divisions:
        key = (one.drawn.kind, one.drawn.plan)
        plans[key] = plans.get(key) or _plan(one, said, trace, at=at)
        _one(plans[key], ocd_id, one, on_list, report, trace, at=at)


def _plan(one: Judged, said: Said, trace: Trace, *, at: datetime) -> Plan:
    """The plan on file, or a new one. What was said now about its days and source counts over what stood there. Raises
    Refused where it would never hold."""
    found, told = one.drawn, {"valid_from": said.valid_from, "valid_through": said.valid_through, "source": said.source}
    plan = Plan.objects.filter(kind=found.kind, label=found.plan).first()
    if plan is None:
        plan = Plan(kind=found.kind, label=found.plan, changed_at=at, valid_from=found.valid_from, source=_name(one))
    changed = {name: value for name, value in told.items() if value and getattr(plan, name) != value}
    for name, value in changed.items():
        setattr(plan, name, value)
    if plan.valid_from and plan.valid_through and plan.valid_through < plan.valid_from:
        days = f"from {plan.valid_from} through {plan.valid_through}"
        raise Refused(Path(one.file), f"would hold on no day: {days}. Look at --from and --through.")
    if changed or plan.pk is None:
        _save(plan, trace, at=at)
    return plan


def _name(one: Judged) -> str:
    """Of its file."""
    return Path(one.file).name


def _save(plan: Plan, trace: Trace, *, at: datetime) -> None:
    is_new = plan.pk is None
    trace.before(Plan.objects.filter(pk=plan.pk))
    plan.changed_at = at
    plan.save()
    trace.made([plan] if is_new else [])


def _one(
    plan: Plan, ocd_id: str, one: Judged, on_list: DivisionList, report: Report, trace: Trace, *, at: datetime
) -> None:
    name = " ".join(one.drawn.name.split())
    if not on_list.find((ocd_id,)) and not on_list.is_silent_about(ocd_id):
        report.unlisted.append(f"{name} ({ocd_id})")
        report.lost += one.drawn.kind in CHAMBERS.values() or one.drawn.kind == "cd"
    if not rules.is_division_id(ocd_id):
        report.note(RowProblem(one.number, "shape", name[:40], f"{ocd_id!r} is no division's id.", _name(one)))
    elif not name.isprintable():
        report.note(RowProblem(one.number, "name", name[:40], "This is not readable text.", _name(one)))
    else:
        _keep(plan, ocd_id, {**one.facts, "name": name[:300]}, report, trace, at=at)


def _keep(plan: Plan, ocd_id: str, facts: dict[str, Any], report: Report, trace: Trace, *, at: datetime) -> None:
    """Of two drawings of the same ground the finer one stays; else the one that comes now counts."""
    known = Boundary.objects.filter(plan=plan, ocd_id=ocd_id).first()
    if known and all(facts[name] == _plain(getattr(known, name)) for name in UPDATED):
        report.same += 1
    elif known and _stays(bytes(known.wkb), facts["wkb"]):
        report.repeated += 1
    else:
        report.new, report.changed = report.new + (known is None), report.changed + (known is not None)
        trace.before([known] if known else [])
        row, is_new = Boundary.objects.update_or_create(plan=plan, ocd_id=ocd_id, defaults=facts)
        trace.made([row] if is_new else [])
        _save(plan, trace, at=at)


def _stays(known: bytes, now: bytes) -> bool:
    return is_finer(known, now) and is_same_ground(known, now)


def _plain(value: Any) -> Any:
    """PostgreSQL gives bytes as a memoryview."""
    return bytes(value) if isinstance(value, memoryview) else value
