"""Brings in the lines of divisions: maps (shapes.py) and tables of divisions that are made of others.

Plans stand side by side: a map of another year is another plan. Of two drawings of one plan the finer stays: the same files
again, in any order, change nothing. What a file leaves out stays. Afterwards the pack (pack.py) is put together anew.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

import shapely
from django.db import transaction

from ballotline.foundation.ingest.tables import RowProblem, Table
from ballotline.record.places import drawn as maps
from ballotline.record.places import rules
from ballotline.record.places.drawn import Drawn
from ballotline.record.places.importer import parts
from ballotline.record.places.importer.shapes import Mapped, is_map, looked_through, shapes_of
from ballotline.record.places.importer.tables import Report, files_of
from ballotline.record.places.models import Boundary, Division, Plan

A_COMMIT = 100
POINTS_A_COMMIT = 300_000
UPDATED = ("name", "wkb", "longitude", "latitude")


Row = tuple[Drawn, Mapped]


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing of a division, small enough to keep of a whole map: how fine it is, and a mark of all that it
    says."""

    size: int
    mark: bytes

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> "Drawing":
        said = repr([facts["name"], facts["longitude"], facts["latitude"]]).encode(errors="surrogatepass")
        return cls(len(facts["wkb"]), blake2b(said + bytes(facts["wkb"]), digest_size=16).digest())


Drafts = dict[tuple[str, str, str], Drawing]  # kind, plan, id → what a dry run would have written by now


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


def import_boundaries(paths: Sequence[Path], said: Said, *, at: datetime, apply: bool) -> Report:
    """Reads maps, and all maps of folders; without `apply` only says what would happen. Raises OSError and Refused."""
    report, drafts, lists = Report(), Drafts(), dict[Path, Table]()
    files = files_of(paths, is_map, what="map: no .geojson, .topojson or .zip, plain or in gzip")
    for path in files:  # all of them are read to their end before the first shape is brought in
        if _is_list(path):
            lists[path] = parts.parts_at(path, said.plan)
        else:
            looked_through(path)
    for path in files:
        if path in lists:
            parts.import_parts(lists[path], said.plan, report, at=at, apply=apply)
            continue
        for chunk in _chunks(_good_rows(path, said, report)):
            _bring_in(chunk, said, path, report, drafts, at=at, apply=apply)
    return report


def _is_list(path: Path) -> bool:
    return path.name.removesuffix(".gz").endswith(".csv")


def _good_rows(path: Path, said: Said, report: Report) -> Iterator[Row]:
    """The shapes that can be brought in; the others go into the report."""
    for row in shapes_of(path):
        try:
            found = _read(row, said)
            if row.ground is None:
                raise maps.NotKnown("It has no area on the map.")
            if not (said.plan or found.plan):
                raise maps.NotKnown("The map doesn't say of which year it is. Say it with --plan.")
        except maps.NotADistrict:
            report.water += 1
        except maps.NotKnown as problem:
            report.note(RowProblem(row.number, "shape", _named(row), str(problem), path.name))
        else:
            report.repaired += row.repaired
            yield replace(found, plan=said.plan or found.plan, valid_from=said.valid_from or found.valid_from), row


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """A hundred shapes at a time, or fewer large ones."""
    chunk, points = list[Row](), 0
    for found, row in rows:
        chunk.append((found, row))
        points += shapely.get_num_coordinates(row.ground)
        if len(chunk) == A_COMMIT or points > POINTS_A_COMMIT:
            yield chunk
            chunk, points = [], 0
    if chunk:
        yield chunk


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
    chunk: list[Row],
    said: Said,
    path: Path,
    report: Report,
    drafts: Drafts,
    *,
    at: datetime,
    apply: bool,
) -> None:
    on_file = _ids_on_file(found for found, _row in chunk)
    with transaction.atomic():
        plans: dict[tuple[str, str], Plan] = {}
        for found, row in chunk:
            key = (found.kind, found.plan)
            plans[key] = plans.get(key) or _plan(found, said, path, at=at, apply=apply)
            _one(plans[key], found, row, on_file, report, drafts, at=at, apply=apply)


def _ids_on_file(found: Iterable[Drawn]) -> set[str]:
    wanted = [ocd_id for one in found for ocd_id in one.ids]
    return set(Division.objects.filter(ocd_id__in=wanted).values_list("ocd_id", flat=True))


def _plan(found: Drawn, said: Said, path: Path, *, at: datetime, apply: bool) -> Plan:
    """The plan on file, or a new one. What was said now about its days and source counts over what stood there."""
    told = {"valid_from": said.valid_from, "valid_through": said.valid_through, "source": said.source}
    plan = Plan.objects.filter(kind=found.kind, label=found.plan).first()
    if plan is None:
        plan = Plan(kind=found.kind, label=found.plan, changed_at=at, valid_from=found.valid_from, source=path.name)
    changed = {name: value for name, value in told.items() if value and getattr(plan, name) != value}
    for name, value in changed.items():
        setattr(plan, name, value)
    if apply and (changed or plan.pk is None):
        plan.changed_at = at
        plan.save()
    return plan


def _one(
    plan: Plan,
    found: Drawn,
    row: Mapped,
    on_file: set[str],
    report: Report,
    drafts: Drafts,
    *,
    at: datetime,
    apply: bool,
) -> None:
    ocd_id = next((one for one in found.ids if one in on_file), found.ids[0])
    report.unlisted += ocd_id not in on_file
    if row.ground is None or not rules.is_division_id(ocd_id):
        report.note(RowProblem(row.number, "shape", _named(row), f"{ocd_id!r} is no division's id."))
        return
    name, (longitude, latitude) = " ".join(found.name.split()), found.point or (None, None)
    if not name.isprintable():
        report.note(RowProblem(row.number, "name", _named(row), "This is not readable text."))
        return
    facts = {"name": name[:300], "wkb": row.ground.wkb, "longitude": longitude, "latitude": latitude}
    drawing, known = Drawing.of(facts), _known(plan, ocd_id, drafts)
    if known and known.size > drawing.size:
        report.repeated += 1
        return
    if known == drawing:
        report.same += 1
        return
    report.new, report.changed = report.new + (known is None), report.changed + (known is not None)
    if apply:
        Boundary.objects.update_or_create(plan=plan, ocd_id=ocd_id, defaults=facts)
        Plan.objects.filter(pk=plan.pk).update(changed_at=at)
    else:
        drafts[plan.kind, plan.label, ocd_id] = drawing


def _known(plan: Plan, ocd_id: str, drafts: Drafts) -> Drawing | None:
    """What a dry run would have written by now, or what is on file."""
    if draft := drafts.get((plan.kind, plan.label, ocd_id)):
        return draft
    on_file = Boundary.objects.filter(plan=plan, ocd_id=ocd_id).values(*UPDATED).first() if plan.pk else None
    return Drawing.of(on_file) if on_file else None
