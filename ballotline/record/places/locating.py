"""An address, a ZIP code or a point → the divisions around it, each sure or "may be". Asking stores nothing.

Never a guess silently: a ZIP code that lies in several districts answers all of them; near a line, as near as that map
may be wrong, both sides may be; and lines that were drawn anew since our map was made are not sure. Where nothing is
around a point nothing is named by it: only for somebody who types a ZIP code or a state may the nearest district of
that state be theirs, up to two kilometers, as on a pier. An address is sure only if exactly that one is found: what
differs in a direction, a street's type or its ZIP code is offered to choose from instead. What holds on a day is said
in lines.py.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from ballotline.record.places import lines as places_lines
from ballotline.record.places import on_file, rules, typed
from ballotline.record.places.found import Coming as Coming
from ballotline.record.places.found import Found as Found
from ballotline.record.places.found import Placement as Placement
from ballotline.record.places.geocoding import Geocoder, GeocoderFailed, Point, is_beyond_its_code, miles_between
from ballotline.record.places.ground import ground_at, in_doubt, nearest
from ballotline.record.places.lines import Lines
from ballotline.record.places.models import Division, ZipCode
from ballotline.record.places.on_file import Place
from ballotline.record.places.pack import Drawing
from ballotline.record.places.rules import COUNTRY
from ballotline.record.places.states import MILITARY
from ballotline.record.places.streets import is_part_of_a_street, words_of
from ballotline.record.places.typed import Asked

# Meters: as far as a line may be wrong at most (decision 0010), as on a pier or where a coast has few corners
NEAREST_WITHIN = 2_000.0
# Miles between the middles of ZIP codes: of 1,990 real addresses 129 name another town
# than their code's, 20 away at most
TOWNS_APART = 25.0
AROUND_ALL = ("country", "state")


def locate(text: str, *, on: date, geocoder: Geocoder | None = None) -> Placement:
    """What lies around the address, ZIP code or point in `text` on that day."""
    asked = typed.understood(text)
    point, trouble, other = _point(asked, geocoder)
    suggestions = (other,) if other else ()
    return _placed(Placement(asked, point=point, hint=trouble, suggestions=suggestions), on)


def coming(placement: Placement, *, on: date) -> list[Coming]:
    """Which lines that are on file hold only from a later day, and put whoever was looked up into another district
    then."""
    found: list[Coming] = []
    known = _by_kind(placement)
    for day in places_lines.days_to_come(on):
        then = _by_kind(_placed(replace(placement, found=(), split=()), day))
        new = tuple(one for kind, some in then.items() for one in _other_districts(known.get(kind, []), some))
        found += [Coming(day, new)] if new else []
        known |= then  # of a kind that nobody knows on that day, the last that was known
    return found


def _by_kind(placement: Placement) -> dict[str, list[Found]]:
    districts: dict[str, list[Found]] = {}
    for one in (*placement.found, *placement.split):
        if one.kind not in AROUND_ALL:
            districts.setdefault(one.kind, []).append(one)
    return districts


def _other_districts(before: Iterable[Found], then: list[Found]) -> list[Found]:
    """What was not named before; and if that is not sure, with it all that it may be instead."""
    known = {one.ocd_id for one in before}
    new = [one for one in then if one.ocd_id not in known]
    return [one for one in then if one in new or not one.sure] if new else []


def with_one_district(placement: Placement, district_of: Callable[[str], Found | None]) -> Placement:
    """A state that has one congressional district only, as `district_of` its id says,
    has it as surely as the state itself."""
    found, split = list(placement.found), list(placement.split)
    for around in (found, split):
        for state in [one for one in around if one.kind == "state"]:
            if district := district_of(state.ocd_id):
                _put_in(around, replace(district, why=state.why))
    return replace(placement, found=tuple(found), split=tuple(split))


def _put_in(around: list[Found], district: Found) -> None:
    """In place of what was thought of that state until now, unless that is more than we know now."""
    state = rules.whole_state(district.ocd_id)
    there = [one for one in around if one.kind == "cd" and rules.whole_state(one.ocd_id) == state]
    if there and not district.sure:
        return
    place = around.index(there[0]) if there else len(around)
    around[:] = [one for one in around if one not in there]
    around.insert(place, replace(district, plan=district.plan or "".join(one.plan for one in there[:1])))


def _placed(start: Placement, on: date) -> Placement:
    """What is around where somebody was found, or what the words alone say;
    `start` has the point and what would help."""
    asked, lines = start.asked, places_lines.on_day(on)
    code = ZipCode.objects.filter(code=asked.zip_code).first() if asked.zip_code else None
    placement = replace(start, town=code.town if code else "", state=code.state if code else "")
    found = placement.point if placement.point and placement.point.precision != "zip" else None
    point = None if found and _is_far_from(code, found) else found
    if point:
        placement = _at(placement, point, code, lines)
    else:
        placement = replace(placement, hint=placement.hint or "not_found")
        placement = _by_zip(placement, code, lines) if asked.zip_code else _by_place(placement)
    placement = with_one_district(placement if found else _helped(placement), lines.at_large)
    return _named(_doubted(placement, _doubt(asked, code, point)))


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
    if asked.zip_code and asked.street and (doubt := _doubt_of_the_code(asked, code, point)):
        return doubt
    if point is None or point.precision == "given":
        return ""
    if not asked.ways:
        return "matched"
    return "" if asked.zip_code or on_file.is_place(asked, point.matched) else "town"


def _is_far_from(code: ZipCode | None, point: Point) -> bool:
    """Such a point is no answer: the wrong code is on file with it, or a service has matched another town."""
    middle = _middle(code) if code else None
    return bool(code and middle and is_beyond_its_code(_place(point), _place(middle), code.state))


def _place(point: Point) -> tuple[float, float]:
    return point.longitude, point.latitude


def _doubt_of_the_code(asked: Asked, code: ZipCode | None, point: Point | None) -> str:
    """What stands before a ZIP code can make another number of it,
    as in "Drawer 55401", or name a town far from there."""
    if _is_right_behind(asked, point):
        return ""
    state = code.state if code else ""
    named = typed.towns_before_the_code(asked, state)
    if any(_is_town_of(code, town) or _was_matched(town, point) for town in named):
        return ""
    named = {town for town in named if not all(map(is_part_of_a_street, town))}  # there is an Avenue in Maryland
    towns = _middles_of(named, state) if code else []
    if towns and not any(_are_neighbors(code, middle) for middle in towns):
        return "elsewhere"
    is_read = asked.is_apart or towns or typed.is_behind_its_state(asked, state) or typed.is_behind_a_street(asked)
    return "" if is_read or (code and _has_a_place(named, state)) else "number"


def _is_town_of(code: ZipCode | None, town: tuple[str, ...]) -> bool:
    return code is not None and code.town in typed.spellings(town)


def _was_matched(town: tuple[str, ...], point: Point | None) -> bool:
    """Has a service found the house in that town?"""
    return point is not None and tuple(words_of(point.matched.partition(",")[2])[: len(town)]) == town


def _middles_of(towns: Iterable[tuple[str, ...]], state: str) -> list[Point | None]:
    """Where each ZIP code of towns of these names lies, as far as it is known: none if there is no such town."""
    names = {name for town in towns for name in typed.spellings(town)}
    rows = ZipCode.objects.filter(town__in=names, state=state) if names else ()
    return [_middle(row) for row in rows]


def _has_a_place(names: Iterable[tuple[str, ...]], state: str) -> bool:
    """Is a place of such a name on the list of divisions? Many a town is none for the post office."""
    ids = [f"{rules.state_id(state)}/place:{'_'.join(name)}" for name in names]
    return Division.objects.filter(ocd_id__in=ids).exists() if ids else False


def _are_neighbors(code: ZipCode | None, other: Point | None) -> bool:
    """Post towns reach over into the next ones, and a code has more names than its main one."""
    middle = _middle(code) if code else None
    return middle is not None and other is not None and miles_between(_place(middle), _place(other)) <= TOWNS_APART


def _is_right_behind(asked: Asked, point: Point | None) -> bool:
    """The house was found in that ZIP code, and nothing stands between it and the code."""
    key = rules.street_key(point.matched) if point else ""
    return any(way.key == key and not way.town for way in asked.ways)


def _doubted(placement: Placement, doubt: str) -> Placement:
    if not doubt:
        return placement
    hint = placement.hint or ("state" if doubt == "state" else "")
    if hint in ("street", "not_found") and doubt in ("number", "elsewhere"):
        hint = "no_zip" if doubt == "number" else doubt
    return replace(placement, found=tuple(replace(one, why=one.why or doubt) for one in placement.found), hint=hint)


def _by_place(placement: Placement) -> Placement:
    """Of a place's name alone we say the state, if there is one only, and offer what is on file of that name."""
    asked = placement.asked
    if not asked.street or asked.is_box or asked.ways:
        return placement
    towns = on_file.towns_named(asked.street)
    named = {state for town, state in typed.places(asked.street) if state and not town}
    states = named | {town.state for town in towns} or {typed.state_named(asked.street)} - {""}
    if not states:
        return placement
    offered = (*sorted(named), *(f"{town.town}, {town.state}" for town in towns))
    said = _by_state(placement, states.pop() if len(states) == 1 else "")
    return replace(said, hint="place", suggestions=offered if len(towns) > 1 or not said.found else ())


def _by_state(placement: Placement, state: str) -> Placement:
    """Somebody named the state, in words: it may be theirs. Nothing if it is ""."""
    around = [(rules.country_of(state), "country"), (rules.state_id(state), "state")] if state else []
    return replace(placement, found=tuple(Found(ocd_id, kind, why="place") for ocd_id, kind in around))


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


def _at(placement: Placement, point: Point, code: ZipCode | None, lines: Lines) -> Placement:
    near = lines.near(point, NEAREST_WITHIN)
    if all(near.values()):
        return _outside(placement, code, near, lines)
    ground = ground_at(point, near, placement.state, lines)
    around_all, drawn = ground.country_and_state(), [one for one in ground.found if one.kind not in AROUND_ALL]
    found = list(_as_drawn_now(drawn, placement.asked.zip_code or typed.zip_in(point.matched), lines))
    found += _not_on_the_map(found, code, lines)
    split = tuple(one for one in found if one.why == "split")
    whole = [one for one in found if one.why != "split"]
    all_of_it = (*around_all, *whole)
    return replace(placement, found=(*all_of_it, *lines.made_of(all_of_it)), split=split, hint="")


def _outside(placement: Placement, code: ZipCode | None, near: dict[Drawing, float], lines: Lines) -> Placement:
    """Nothing is around the point. What the words say without it still holds,
    and of the state that they name the nearest may be."""
    named = typed.state_named(placement.asked.street)
    said = _by_zip(placement, code, lines) if code else _by_state(placement, named)
    known = {one.kind for one in (*said.found, *said.split) if one.why != "zip"}
    of_state = {drawing: away for drawing, away in near.items() if drawing.state == (placement.state or named)}
    theirs = [one for one in nearest(of_state) if one.kind not in known]
    kinds = {one.kind for one in theirs}
    found = [*(one for one in said.found if one.kind not in kinds), *theirs]
    found += [one for one in lines.made_of(theirs) if one.ocd_id not in {other.ocd_id for other in found}]
    has_district = any(one.kind not in AROUND_ALL for one in (*found, *said.split))
    hint = "" if has_district else "no_lines" if found else "outside"
    return replace(said, point=placement.point, found=tuple(found), hint=hint)


def _not_on_the_map(found: Iterable[Found], code: ZipCode | None, lines: Lines) -> list[Found]:
    """What the ZIP code alone would answer of kinds that no map names there: with a street we never know less."""
    named = {one.kind for one in found}
    return [one for one in _listed(code, lines) if one.kind not in named] if code else []


def _as_drawn_now(found: Iterable[Found], zip_code: str, lines: Lines) -> Iterator[Found]:
    """Where a state was drawn anew since our map, the newer ZIP table says what it can, and the map only "may be"."""
    done: set[str] = set()
    for one in found:
        if lines.drawn_anew(one.kind, rules.state_of(one.ocd_id)) != "map":
            yield one
        elif one.kind not in done:
            done.add(one.kind)
            newer = lines.of_zip(zip_code, one.kind)
            yield from (newer or [replace(one, why="redrawn")])


def _by_zip(placement: Placement, code: ZipCode | None, lines: Lines) -> Placement:
    trouble = placement.hint
    if code is None:
        return replace(_by_state(placement, typed.state_named(placement.asked.street)), hint="unknown_zip")
    if code.state in MILITARY:
        return replace(placement, found=(Found(COUNTRY, "country"),), hint="military")
    listed = _listed(code, lines)
    whole = [one for one in listed if one.why != "split"]
    around = [*whole, *_around_the_middle(code, lines, without={one.kind for one in listed} | {"state"})]
    states = {rules.state_of(one.ocd_id) for one in listed} or {code.state}
    why = "split" if len(states) > 1 else _nobody_lives_there(code)
    of_states = [Found(rules.state_id(one), "state", why=why) for one in sorted(states)]
    found = (Found(rules.country_of(code.state), "country"), *(one for one in of_states if why != "split"), *around)
    split = tuple(one for one in [*of_states, *listed] if one.why == "split")
    return replace(
        placement, point=_middle(code), found=(*found, *lines.made_of(found)), split=split, hint=_hint(code, trouble)
    )


def _listed(code: ZipCode, lines: Lines) -> list[Found]:
    """The districts of the code's own table; where nobody lives under the code, each only "may be"."""
    why = _nobody_lives_there(code)
    return [replace(one, why=one.why or why) for one in lines.of_zip(code.code)]


def _nobody_lives_there(code: ZipCode) -> str:
    """Why nothing is sure by the code alone: who rents a box in the capital may live in Maryland."""
    return "" if code.kind == ZipCode.Kind.STANDARD and code.is_active else "zip"


def _hint(code: ZipCode, trouble: str) -> str:
    if not code.is_active:
        return "inactive"
    return {"po_box": "po_box", "unique": "unique", "military": "military"}.get(code.kind, trouble)


def _middle(code: ZipCode) -> Point | None:
    if code.longitude is None or code.latitude is None:
        return None
    return Point(float(code.longitude), float(code.latitude), "zip", code.town)


def _around_the_middle(code: ZipCode, lines: Lines, *, without: set[str]) -> list[Found]:
    """What lies around the middle of the code: each only "may be", since nobody lives there by that alone."""
    middle = _middle(code)
    inside = lines.around(middle) if middle else []
    return in_doubt((one for one in inside if one.kind not in without and one.state == code.state), "zip")


def _named(placement: Placement) -> Placement:
    """With the names of the list of divisions, where the map has none."""
    nameless = [one.ocd_id for one in (*placement.found, *placement.split) if not one.name]
    names = dict(Division.objects.filter(ocd_id__in=nameless).values_list("ocd_id", "name"))

    def named(one: Found) -> Found:
        return one if one.name else replace(one, name=names.get(one.ocd_id, ""))

    return replace(placement, found=tuple(map(named, placement.found)), split=tuple(map(named, placement.split)))
