"""The maps, tables and lists as they hold on one day. A plan that begins tomorrow says nothing today, one that ended
yesterday nothing any more, and of several that hold the newest one counts, state by state.

A map and a table of ZIP codes may be of different years. Where they differ so much that a state was drawn anew between
them (pack.py), the older of the two is not believed.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

from django.db.models import Max, Q

from ballotline.foundation.ingest.models import Import
from ballotline.record.places import pack, rules
from ballotline.record.places.found import Found
from ballotline.record.places.geocoding import Point
from ballotline.record.places.models import Division, Part, Plan, ZipDivision
from ballotline.record.places.pack import Drawing, Pack, Table

ONE_DAY = timedelta(days=1)
MARK_AT_MOST = 32


@dataclass(frozen=True)
class Lines:
    """Asked by locating.py. `here` is all that is on file, of every year."""

    here: Pack
    on: date

    @cached_property
    def in_force(self) -> frozenset[Drawing]:
        return self.here.in_force(self.on)

    @cached_property
    def maps(self) -> dict[tuple[str, str], Drawing]:
        """(kind, state) → one of the drawings of the map that counts."""
        return {(one.kind, one.state): one for one in self.in_force}

    @cached_property
    def drawn_for_congress(self) -> dict[str, set[str]]:
        """state → its congressional districts on the map that counts."""
        found: dict[str, set[str]] = {}
        for one in self.in_force:
            if one.kind == "cd":
                found.setdefault(one.state, set()).add(one.ocd_id)
        return found

    @cached_property
    def tables(self) -> dict[tuple[str, str], Table]:
        """(kind, state) → the newest table of ZIP codes that holds."""
        holding = [table for table in self.here.tables if table.holds_on(self.on)]
        return {(one.kind, one.state): one for one in sorted(holding, key=lambda one: (one.valid_from, one.plan))}

    def near(self, point: Point, metres: float) -> dict[Drawing, float]:
        found = self.here.near(point.longitude, point.latitude, metres)
        return {drawing: away for drawing, away in found.items() if drawing in self.in_force}

    def around(self, point: Point) -> list[Drawing]:
        [drawings] = self.here.containing([(point.longitude, point.latitude)])
        return [one for one in drawings if one in self.in_force]

    def drawn_anew(self, kind: str, state: str) -> str:
        """Which of the two is too old there: "map", "table", or "" if neither is."""
        table, drawing = self.tables.get((kind, state)), self.maps.get((kind, state))
        if not table or not drawing or drawing.plan not in table.unlike or drawing.valid_from == table.valid_from:
            return ""
        return "map" if drawing.valid_from < table.valid_from else "table"

    def of_zip(self, code: str, kind: str = "") -> list[Found]:
        """What a ZIP code lies in by the table that counts: of each kind one, or several that are each "split"."""
        rows = ZipDivision.objects.select_related("plan").filter(code=code).order_by("ocd_id") if code else []
        counting = [row for row in rows if kind in ("", row.plan.kind) and self._counts(row)]
        kinds = [row.plan.kind for row in counting]
        return [
            Found(row.ocd_id, row.plan.kind, "", row.plan.label, "split" if kinds.count(row.plan.kind) > 1 else "")
            for row in sorted(counting, key=lambda row: kinds.index(row.plan.kind))
        ]

    def _counts(self, row: ZipDivision) -> bool:
        kind, state = row.plan.kind, rules.state_of(row.ocd_id)
        table = self.tables.get((kind, state))
        return table is not None and table.plan == row.plan.label and self.drawn_anew(kind, state) != "table"

    def made_of(self, found: Iterable[Found]) -> list[Found]:
        """Divisions that are given by their parts, as sure as the part that was found;
        not sure if their list is older than the lines of their kind."""
        by_id = {one.ocd_id: one for one in found}
        rows = list(Part.objects.select_related("plan").filter(part_ocd_id__in=by_id).order_by("ocd_id", "pk"))
        newest = self._newest_lists(rows)
        likelier = list(by_id)
        made: dict[str, Found] = {}
        for row in sorted(rows, key=lambda row: likelier.index(row.part_ocd_id)):
            plan, state = row.plan, rules.whole_state(row.ocd_id)
            if newest.get((plan.kind, state)) == plan:
                why = by_id[row.part_ocd_id].why or ("redrawn" if self._is_older(plan, row.ocd_id) else "")
                made.setdefault(row.ocd_id, Found(row.ocd_id, plan.kind, row.name, plan.label, why))
        return list(made.values())

    def _newest_lists(self, rows: Iterable[Part]) -> dict[tuple[str, str], Plan]:
        """(kind, state's id) → the list of parts that counts there,
        which need not be one of those that the rows are of."""
        wanted = {(row.plan.kind, rules.whole_state(row.ocd_id)) for row in rows}
        return {pair: newest for pair in wanted if (newest := self._newest_list(*pair))}

    def _newest_list(self, kind: str, state: str) -> Plan | None:
        plans = Plan.objects.filter(self._holding(), kind=kind, parts__ocd_id__startswith=f"{state}/").distinct()
        return max(plans, key=lambda plan: (plan.valid_from or date.min, plan.label), default=None)

    def _holding(self) -> Q:
        begun = Q(valid_from=None) | Q(valid_from__lte=self.on)
        return begun & (Q(valid_through=None) | Q(valid_through__gte=self.on))

    def _is_older(self, plan: Plan, ocd_id: str) -> bool:
        drawn = self.maps.get((plan.kind, rules.state_of(ocd_id)))
        return bool(drawn and plan.valid_from and plan.valid_from.isoformat() < drawn.valid_from)

    def at_large(self, state: str) -> Found | None:
        """The congressional district of a state, territory or the capital that has one only, by its id."""
        table, drawing = self._of_congress(state)
        is_whole = self.congressional_districts(state) == {rules.at_large(state)}
        return Found(rules.at_large(state), "cd", plan=_plan(table or drawing)) if is_whole else None

    def congressional_districts(self, state: str) -> set[str]:
        """Of that state all, or enough of them to see that there are several: by the newer of map and table, and where
        neither knows the state, by the list of divisions. Empty if nobody knows."""
        table, drawing = self._of_congress(state)
        if table:
            return set(table.ids)
        if drawing:
            return self.drawn_for_congress[drawing.state]
        rows = Division.objects.filter(self._holding(), kind="cd", parent_ocd_id=state, same_as="")
        return set(rows.values_list("ocd_id", flat=True)[:2])

    def _of_congress(self, state: str) -> tuple[Table | None, Drawing | None]:
        """The newer one of the two; none if neither is there."""
        place = ("cd", rules.state_of(state))
        table, drawing = self.tables.get(place), self.maps.get(place)
        if table and (drawing is None or drawing.valid_from <= table.valid_from):
            return table, None
        return None, drawing


def _plan(source: Table | Drawing | None) -> str:
    return source.plan if source else ""


def on_day(on: date) -> Lines:
    return _lines(pack.current(), on)


@lru_cache(maxsize=4)
def _lines(here: Pack, on: date) -> Lines:
    return Lines(here, on)


def days_to_come(on: date) -> list[date]:
    """The days after this one on which a plan begins, or the day after one's last."""
    plans = Plan.objects.filter(Q(valid_from__gt=on) | Q(valid_through__gte=on))
    return sorted(set(_turns(plans, on)))


def mark(on: date) -> str:
    """Changes whenever an answer of that day may be another one: with what is on file,
    and on a day on which a plan begins or has ended."""
    plans = Plan.objects.filter(Q(valid_from__lte=on) | Q(valid_through__lt=on))
    begun = (plan.valid_from for plan in plans if plan.valid_from and plan.valid_from <= on)
    ended = (plan.valid_through + ONE_DAY for plan in plans if plan.valid_through and plan.valid_through < on)
    imports = Import.objects.aggregate(newest=Max("pk"), taken_back=Max("undone_at"))
    turned = max([*begun, *ended], default=date.min)
    on_file = f"{pack.mark()} {turned} {imports['newest']} {imports['taken_back']}"
    return hashlib.sha256(on_file.encode()).hexdigest()[:MARK_AT_MOST]


def _turns(plans: Iterable[Plan], on: date) -> Iterator[date]:
    for plan in plans:
        if plan.valid_from and plan.valid_from > on:
            yield plan.valid_from
        if plan.valid_through and on <= plan.valid_through < date.max:
            yield plan.valid_through + ONE_DAY
