"""An address, a ZIP code or a point → the divisions around it, each sure or "may be". Asking stores nothing.

Never a guess silently: a ZIP code that lies in several districts answers all of them; near a line, as near as that map may
be wrong, both sides may be; off the coast the nearest within two kilometres may be; and lines that were drawn anew since
our map was made are not sure. An address is sure only if exactly that one is found: what differs in a direction, a
street's type or its ZIP code is offered to choose from instead.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from ballotline.record.places import on_file, pack, rules, typed
from ballotline.record.places.geocoding import Geocoder, GeocoderFailed, Point
from ballotline.record.places.models import Division, Part, Plan, ZipCode, ZipDivision
from ballotline.record.places.on_file import Place
from ballotline.record.places.pack import Drawing, Pack
from ballotline.record.places.rules import COUNTRY
from ballotline.record.places.states import MILITARY
from ballotline.record.places.typed import Asked

NEAREST_WITHIN = 2_000.0
COVERING = ("cd", "sldu", "sldl", "county", "state")  # kinds that leave no ground of a state out


@dataclass(frozen=True, slots=True)
class Found:
    """A division. `why` it may be another: "line" (we think it is this one), "across" (or this one, over the line), "near",
    "zip" (only the code is known), "redrawn", "split"; for all of a lookup "zero_lost", "box", "state", "town", "matched" and
    "place", as words.py explains them; "" if sure."""

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
    """`hint` says what would help, a key of words.HINTS; "" if nothing is missing. `split` are the districts that the ZIP code
    lies in. `suggestions` are texts that can be typed instead: addresses near by name, streets or towns of that name."""

    asked: Asked
    point: Point | None = None
    town: str = ""
    state: str = ""
    found: tuple[Found, ...] = ()
    split: tuple[Found, ...] = ()
    hint: str = ""
    suggestions: tuple[str, ...] = ()

    @property
    def plans(self) -> list[str]:
        return sorted({one.plan for one in self.found if one.plan})


def locate(text: str, *, on: date, geocoder: Geocoder | None = None) -> Placement:
    """What lies around the address, ZIP code or point in `text` on that day."""
    asked = typed.understood(text)
    code = ZipCode.objects.filter(code=asked.zip_code).first() if asked.zip_code else None
    placement = Placement(asked, town=code.town if code else "", state=code.state if code else "")
    point, trouble, other = _point(asked, geocoder)
    placement = replace(placement, suggestions=(other,) if other else ())
    if point:
        return _named(_doubted(_at(placement, point, code, on), _doubt(asked, code, point)))
    placement = _by_zip(placement, code, trouble, on) if asked.zip_code else _by_place(replace(placement, hint=trouble))
    return _named(_helped(_doubted(placement, _doubt(asked, code, None))))


def _point(asked: Asked, geocoder: Geocoder | None) -> tuple[Point | None, str, str]:
    """(the point, or None and what would help, and another address that a service has found instead)."""
    if asked.point:
        longitude, latitude = asked.point
        return Point(longitude, latitude, "given"), "", ""
    if not asked.street or asked.is_box:
        return None, "box" if asked.is_box else "zero_lost" if asked.zero_lost else "street", ""
    if geocoder is None:
        return None, "geocoder", ""
    try:
        found = geocoder.find(", ".join(filter(None, [asked.street, asked.zip_code])))
    except GeocoderFailed:
        return None, "geocoder", ""
    if found and not _is_that_one(asked, found):
        return None, "near", found.matched
    return found, "" if found else "not_found", ""


def _is_that_one(asked: Asked, point: Point) -> bool:
    """Services answer "Main St" to who asks for "Main St NW": what was matched must be what was typed."""
    matched = typed.understood(point.matched)
    is_other_code = asked.zip_code and matched.zip_code not in ("", asked.zip_code)
    if is_other_code or not matched.street or not asked.ways:
        return not is_other_code
    return on_file.means(asked, rules.street_key(matched.street))


def _doubt(asked: Asked, code: ZipCode | None, point: Point | None) -> str:
    """Why nothing of the whole answer is sure; "" if nothing speaks against it."""
    if asked.zero_lost or asked.is_box:
        return "box" if asked.is_box else "zero_lost"
    if code and on_file.contradicts(asked, Place(code.code, code.town, code.state)):
        return "state"
    if point is None or point.precision == "given":
        return ""
    if not asked.ways:
        return "matched"
    return "" if asked.zip_code or on_file.is_place(asked, point.matched) else "town"


def _doubted(placement: Placement, doubt: str) -> Placement:
    if not doubt:
        return placement
    found = tuple(replace(one, why=one.why or doubt) for one in placement.found)
    return replace(placement, found=found, hint=placement.hint or ("state" if doubt == "state" else ""))


def _by_place(placement: Placement) -> Placement:
    """Of a place's name alone we say the state, if there is one only, and offer what is on file of that name."""
    asked = placement.asked
    if not asked.street or asked.is_box or asked.ways:
        return placement
    towns = on_file.towns_named(asked.street)
    named = {state for town, state in typed.places(asked.street) if state and not town}
    states = {town.state for town in towns} or named
    if not states:
        return placement
    offered = tuple(f"{town.town}, {town.state}" for town in towns) if len(towns) > 1 else ()
    found = tuple(_only_named(states.pop())) if len(states) == 1 else ()
    return replace(placement, found=found, hint="place", suggestions=offered)


def _only_named(state: str) -> list[Found]:
    around = [(rules.country_of(state), "country"), (rules.state_id(state), "state")]
    return [Found(ocd_id, kind, why="place") for ocd_id, kind in around]


def _helped(placement: Placement) -> Placement:
    """With what is on file near by name, where a street was typed and not found."""
    asked, hint = placement.asked, placement.hint
    if hint not in ("not_found", "geocoder"):
        return placement
    has_number = bool(asked.ways)
    some = on_file.near_by_name(asked) if has_number else list(map(str, on_file.streets_named(asked)))
    if some:
        return replace(placement, hint="near" if has_number else "number", suggestions=tuple(some))
    return replace(placement, hint=_what_is_missing(asked, has_number=has_number) if hint == "not_found" else hint)


def _what_is_missing(asked: Asked, *, has_number: bool) -> str:
    if asked.zip_code:
        return "street" if not has_number and not re.search("[0-9]", asked.street) else "not_found"
    return "not_found" if has_number and typed.state_named(asked.street) else "no_zip"


def _at(placement: Placement, point: Point, code: ZipCode | None, on: date) -> Placement:
    here = pack.current()
    found = _around(here, point, on, placement.state)
    found = list(_as_drawn_now(found, here, placement.asked.zip_code or typed.zip_in(point.matched), on))
    found += _not_on_the_map(found, code, on)
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


def _not_on_the_map(found: Iterable[Found], code: ZipCode | None, on: date) -> list[Found]:
    """What the ZIP code alone would answer of kinds that no map names there: with a street we never know less."""
    named = {one.kind for one in found}
    return [one for one in _listed(code, on) if one.kind not in named] if code else []


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
    """What is around everything: sure if a district or the ZIP code is its ground, and if there is one state only."""
    found = list(found)
    grounded = [one for one in found if one.why != "near"]
    why = "" if grounded or state else "near"
    states = sorted({rules.state_of(one.ocd_id) for one in grounded or (() if state else found)} - {""})
    states = states or [state] * bool(state)
    if found or states:
        yield Found(rules.country_of(states[0] if states else ""), "country", why=why)
    if not any(one.kind == "state" for one in found):
        yield from (Found(rules.state_id(one), "state", why="line" if len(states) > 1 else why) for one in states)


def _by_zip(placement: Placement, code: ZipCode | None, trouble: str, on: date) -> Placement:
    if code is None:
        return replace(placement, hint="unknown_zip" if placement.asked.zip_code else trouble)
    if code.state in MILITARY:
        return replace(placement, found=(Found(COUNTRY, "country"),), hint="military")
    listed = _listed(code, on)
    whole = [one for one in listed if one.why != "split"]
    around = [*whole, *_around_the_middle(code, on, without={one.kind for one in listed} | {"state"})]
    states = {rules.state_of(one.ocd_id) for one in listed} or {code.state}
    of_states = [Found(rules.state_id(one), "state", why="split" if len(states) > 1 else "") for one in sorted(states)]
    found = (Found(rules.country_of(code.state), "country"), *(one for one in of_states if one.sure), *around)
    split = tuple(one for one in [*of_states, *listed] if one.why == "split")
    return replace(
        placement, point=_middle(code), found=(*found, *_made_of(found, on)), split=split, hint=_hint(code, trouble)
    )


def _listed(code: ZipCode, on: date) -> list[Found]:
    """The districts of the code's own table; where nobody lives under the code, each only "may be"."""
    is_home = code.kind == ZipCode.Kind.STANDARD and code.is_active
    return [one if is_home else replace(one, why=one.why or "zip") for one in _of_zip(code.code, on)]


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
