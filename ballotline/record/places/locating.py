"""An address, a ZIP code or a point → the divisions around it, each sure or "may be". Asking stores nothing.

Never a guess silently: a ZIP code that lies in several districts answers all of them; near a line, as near as that map may
be wrong, both sides may be; off the coast the nearest within two kilometres may be; and lines that were drawn anew since
our map was made are not sure.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from ballotline.record.places import pack, rules
from ballotline.record.places.geocoding import Geocoder, GeocoderFailed, Point
from ballotline.record.places.models import Division, Part, Plan, ZipCode, ZipDivision
from ballotline.record.places.pack import Drawing, Pack
from ballotline.record.places.rules import COUNTRY, Asked
from ballotline.record.places.states import MILITARY

NEAREST_WITHIN = 2_000.0
COVERING = ("cd", "sldu", "sldl", "county", "state")  # kinds that leave no ground of a state out


@dataclass(frozen=True, slots=True)
class Found:
    """A division. `why` it may be another: "line" (we think it is this one), "across" (or this one, over the line), "near",
    "zip" (only the code is known), "redrawn", "split"; "" if sure."""

    ocd_id: str
    kind: str
    name: str = ""
    plan: str = ""
    why: str = ""

    @property
    def sure(self) -> bool:
        return not self.why


@dataclass(frozen=True, slots=True)
class Placement:
    """`hint` says what would help: "street", "po_box", "unique", "military", "inactive", "unknown_zip", "not_found",
    "outside", "geocoder"; "" if nothing is missing. `split` are the districts that the ZIP code lies in."""

    asked: Asked
    point: Point | None = None
    town: str = ""
    state: str = ""
    found: tuple[Found, ...] = ()
    split: tuple[Found, ...] = ()
    hint: str = ""

    @property
    def plans(self) -> list[str]:
        return sorted({one.plan for one in self.found if one.plan})


def locate(text: str, *, on: date, geocoder: Geocoder | None = None) -> Placement:
    """What lies around the address, ZIP code or point in `text` on that day."""
    asked = rules.understood(text)
    code = ZipCode.objects.filter(code=asked.zip_code).first() if asked.zip_code else None
    placement = Placement(asked, town=code.town if code else "", state=code.state if code else "")
    point, trouble = _point(asked, geocoder)
    if point:
        return _named(_at(placement, point, on))
    return _named(_by_zip(placement, code, trouble, on))


def _point(asked: Asked, geocoder: Geocoder | None) -> tuple[Point | None, str]:
    """(the point, or None and what would help)."""
    if asked.point:
        longitude, latitude = asked.point
        return Point(longitude, latitude, "given"), ""
    if not asked.street:
        return None, "street"
    if geocoder is None:
        return None, "geocoder"
    try:
        found = geocoder.find(", ".join(filter(None, [asked.street, asked.zip_code])))
    except GeocoderFailed:
        return None, "geocoder"
    return found, "" if found else "not_found"


def _at(placement: Placement, point: Point, on: date) -> Placement:
    here = pack.current()
    found = _around(here, point, on, placement.state)
    found = list(_as_drawn_now(found, here, placement.asked.zip_code or rules.zip_in(point.matched), on))
    split = tuple(one for one in found if one.why == "split")
    whole = [one for one in found if one.why != "split"]
    all_of_it = (*_country_and_state(whole, placement.state), *whole)
    return replace(
        placement,
        point=point,
        found=(*all_of_it, *_made_of(all_of_it, on)),
        split=split,
        hint="" if found else "outside",
    )


def _around(here: Pack, point: Point, on: date, state: str) -> list[Found]:
    force = here.in_force(on)
    near = {d: m for d, m in here.near(point.longitude, point.latitude, NEAREST_WITHIN).items() if d in force}
    states = {drawing.state for drawing, away in near.items() if not away} or {state} - {""}
    found: list[Found] = []
    for kind in dict.fromkeys(drawing.kind for drawing in near):
        of_kind = sorted((away, drawing.ocd_id, drawing) for drawing, away in near.items() if drawing.kind == kind)
        found += _of_kind([(away, drawing) for away, _ocd_id, drawing in of_kind], states)
    return found


def _of_kind(nearest_first: list[tuple[float, Drawing]], states: set[str]) -> list[Found]:
    """The one around the point; with it each that is as near as the lines may be wrong. Off the coast, the nearest."""
    inside = [drawing for away, drawing in nearest_first if not away]
    if inside:
        blur = max(drawing.blur for drawing in inside)
        across = [one for away, one in nearest_first if away and away <= max(blur, one.blur)]
        why = "line" if len(inside) + len(across) > 1 else ""
        return [*(_found(one, why) for one in inside), *(_found(one, "across") for one in across)]
    ours = [one for _away, one in nearest_first if one.state in states or not states]
    return [_found(ours[0], "near")] if ours and ours[0].kind in COVERING else []


def _found(drawing: Drawing, why: str = "") -> Found:
    return Found(drawing.ocd_id, drawing.kind, drawing.name, drawing.plan, why)


def _as_drawn_now(found: Iterable[Found], here: Pack, zip_code: str, on: date) -> Iterator[Found]:
    """Where a state was drawn anew since our map, the newer ZIP table says what it can, and the map only "may be"."""
    done: set[str] = set()
    for one in found:
        if (one.kind, rules.state_of(one.ocd_id)) not in here.redrawn:
            yield one
        elif one.kind not in done:
            done.add(one.kind)
            newer = _of_zip(zip_code, on, one.kind)
            yield from (newer or [replace(one, why="redrawn")])


def _of_zip(zip_code: str, on: date, kind: str = "") -> list[Found]:
    """What a ZIP code lies in by the newest table of each kind: one, or several that are each "split"."""
    rows = ZipDivision.objects.select_related("plan").filter(code=zip_code).order_by("ocd_id") if zip_code else []
    holding = [row for row in rows if kind in ("", row.plan.kind) and _holds(row.plan, on)]
    found: list[Found] = []
    for one in dict.fromkeys(row.plan.kind for row in holding):
        newest = max(
            (row.plan for row in holding if row.plan.kind == one), key=lambda plan: (str(plan.valid_from), plan.pk)
        )
        ids = [row.ocd_id for row in holding if row.plan_id == newest.pk]
        found += [Found(ocd_id, one, "", newest.label, "split" if len(ids) > 1 else "") for ocd_id in ids]
    return found


def _holds(plan: Plan, on: date) -> bool:
    return (plan.valid_from is None or plan.valid_from <= on) and (
        plan.valid_through is None or on <= plan.valid_through
    )


def _country_and_state(found: Iterable[Found], state: str) -> Iterator[Found]:
    """What is around everything: sure unless the districts lie in two states."""
    found = list(found)
    states = sorted({rules.state_of(one.ocd_id) for one in found} - {""}) or [state] * bool(state)
    yield Found(rules.country_of(states[0] if states else ""), "country")
    if not any(one.kind == "state" for one in found):
        yield from (Found(rules.state_id(one), "state", why="line" if len(states) > 1 else "") for one in states)


def _by_zip(placement: Placement, code: ZipCode | None, trouble: str, on: date) -> Placement:
    if code is None:
        return replace(placement, hint="unknown_zip" if placement.asked.zip_code else trouble)
    if code.state in MILITARY:
        return replace(placement, found=(Found(COUNTRY, "country"),), hint="military")
    listed = _of_zip(code.code, on)
    is_home = code.kind == ZipCode.Kind.STANDARD and code.is_active
    districts = [one if is_home else replace(one, why=one.why or "zip") for one in listed]
    whole = [one for one in districts if one.why != "split"]
    around = [*whole, *_around_the_middle(code, on, without={one.kind for one in listed} | {"state"})]
    states = {rules.state_of(one.ocd_id) for one in listed} or {code.state}
    of_states = [Found(rules.state_id(one), "state", why="split" if len(states) > 1 else "") for one in sorted(states)]
    found = (Found(rules.country_of(code.state), "country"), *(one for one in of_states if one.sure), *around)
    split = tuple(one for one in [*of_states, *districts] if one.why == "split")
    return replace(
        placement, point=_middle(code), found=(*found, *_made_of(found, on)), split=split, hint=_hint(code, trouble)
    )


def _hint(code: ZipCode, trouble: str) -> str:
    if not code.is_active:
        return "inactive"
    return {"po_box": "po_box", "unique": "unique", "military": "military"}.get(code.kind, trouble)


def _middle(code: ZipCode) -> Point | None:
    if code.longitude is None or code.latitude is None:
        return None
    return Point(float(code.longitude), float(code.latitude), "zip", code.town)


def _around_the_middle(code: ZipCode, on: date, *, without: set[str]) -> list[Found]:
    """What lies around the middle of the code: each only "may be", since nobody lives there by that alone."""
    middle = _middle(code)
    if middle is None:
        return []
    here = pack.current()
    force = here.in_force(on)
    [drawings] = here.containing([(middle.longitude, middle.latitude)])
    inside = [one for one in drawings if one in force and one.kind not in without and one.state == code.state]
    return [_found(one, "zip") for one in inside]


def _made_of(found: Iterable[Found], on: date) -> list[Found]:
    """Divisions that are given by their parts, as sure as the part that was found."""
    by_id = {one.ocd_id: one for one in found}
    likelier = {ocd_id: place for place, ocd_id in enumerate(by_id)}
    rows = list(Part.objects.select_related("plan").filter(part_ocd_id__in=by_id).order_by("ocd_id", "pk"))
    rows.sort(key=lambda row: likelier[row.part_ocd_id])
    rows.sort(key=lambda row: str(row.plan.valid_from or ""), reverse=True)
    made: dict[str, Found] = {}
    for row in rows:
        plan = row.plan
        if _holds(plan, on):
            part = by_id[row.part_ocd_id]
            made.setdefault(row.ocd_id, Found(row.ocd_id, plan.kind, row.name, plan.label, part.why))
    return list(made.values())


def _named(placement: Placement) -> Placement:
    """With the names of the list of divisions, where the map has none."""
    nameless = [one.ocd_id for one in (*placement.found, *placement.split) if not one.name]
    names = dict(Division.objects.filter(ocd_id__in=nameless).values_list("ocd_id", "name"))

    def named(one: Found) -> Found:
        return one if one.name else replace(one, name=names.get(one.ocd_id, ""))

    return replace(placement, found=tuple(map(named, placement.found)), split=tuple(map(named, placement.split)))
