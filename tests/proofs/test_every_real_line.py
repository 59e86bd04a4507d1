"""Every real division that has a polygon: a point inside it, and points 50 m to both sides of its layer's lines. What a
lookup says as sure is what the map's own file says, asked polygon by polygon
(ballotline/record/places/tests/by_hand.py); what lies clear of every line is answered as sure; and whoever represents
the division is found from the point.

It guards arithmetic and no statement of SQL that other tests don't run on both databases, so one of them is enough.
"""

import random
from collections import defaultdict
from dataclasses import replace
from datetime import date

import pytest
import shapely
import yaml
from django.utils import timezone

from ballotline.record.offices.importer.run import import_congress, import_openstates
from ballotline.record.offices.models import Office
from ballotline.record.offices.queries import representing
from ballotline.record.places.importer.boundaries import Said, import_boundaries
from ballotline.record.places.importer.divisions import import_divisions
from ballotline.record.places.importer.zip_divisions import import_zip_divisions
from ballotline.record.places.importer.zips import import_zips
from ballotline.record.places.locating import Placement, locate
from ballotline.record.places.rules import whole_state
from ballotline.record.places.tests.by_hand import Atlas, Ground, Place, Tally, Truth, inner_point, on_both_sides
from tests.proofs import real_maps
from tests.proofs.real_maps import FOLDER, state_of

pytestmark = [
    pytest.mark.real,
    pytest.mark.django_db,
    pytest.mark.skipif(not FOLDER.exists(), reason=f"no real maps at {FOLDER}; set BALLOTLINE_DATA"),
]
ON = date(2026, 8, 5)
PLACES_A_LAYER = 200
ONE_MAP = ("county", "state")  # of the whole country
PLACES_A_COUNTRY = 2_000
# Their congressional districts were drawn anew for 2024, and the map is of 2022 (README of the data, section 3)
DRAWN_ANEW = ("AL", "GA", "LA", "NC", "NY")

# Apportionment of 2020; the delegates
ONE_DISTRICT = ("AK", "DC", "DE", "ND", "SD", "VT", "WY", "AS", "GU", "MP", "PR", "VI")
# Its national map has a corner each 9 km, up to 50 on the outer coast, and a line is doubted up to 2 km (decision 0010)
TOO_COARSE_ALONE = ("AK",)

FULL_LINES = ("PA", "DE", "AK")


@pytest.fixture
def on_file() -> None:
    """The maps, with the lists that say what their divisions are called and which lines are old."""
    import_divisions([FOLDER / "divisions"], apply=True)
    import_zips(FOLDER / "zip" / "zipcodes.csv.gz", apply=True)
    import_zip_divisions(FOLDER / "zip" / "zcta_cd119.csv.gz", congress=119, at=timezone.now(), apply=True)
    import_boundaries([FOLDER / folder for folder in real_maps.MAPS], Said(), at=timezone.now(), apply=True)
    counties = Said(plan=real_maps.OF_COUNTIES)
    import_boundaries(sorted(real_maps.COUNTIES.glob("*.topojson.gz")), counties, at=timezone.now(), apply=True)


@pytest.fixture
def officials() -> None:
    import_congress([FOLDER / "officials-us-congress"], as_of=ON, apply=True)
    import_openstates([FOLDER / "officials-openstates"], as_of=ON, apply=True)


def looked_up(place: Place) -> Placement:
    longitude, latitude = place
    return locate(f"{latitude:.7f}, {longitude:.7f}", on=ON)


def held_against(atlas: Atlas, places: list[Place]) -> Tally:
    tally = Tally()
    for place, truths in zip(places, atlas.truths(places), strict=True):
        true = _where_maps_agree(_with_one_district(_without_old_lines(truths)))
        tally.note(_said(place), looked_up(place).found, true)
    return tally


def _where_maps_agree(truths: dict[str, Truth]) -> dict[str, Truth]:
    """Where they put a place into two states nothing has to be sure:
    one of them is wrong by more than its corners say."""
    states = {whole_state(ocd_id) for truth in truths.values() for ocd_id in truth.ids}
    return truths if len(states) < 2 else {kind: replace(truth, is_clear=False) for kind, truth in truths.items()}


def _with_one_district(truths: dict[str, Truth]) -> dict[str, Truth]:
    """A state with one member of Congress, and the capital, has the district wherever it is, also where no map draws
    it."""
    alone = {f"{state}/cd:at-large" for state in truths["state"].ids if state[-2:].upper() in ONE_DISTRICT}
    return {**truths, "cd": replace(truths["cd"], ids=frozenset(alone))} if alone and not truths["cd"].ids else truths


def _without_old_lines(truths: dict[str, Truth]) -> dict[str, Truth]:
    """Of districts that were drawn anew only the state is true, so none of them may be sure."""
    states = {one.partition("/cd:")[0] for one in truths["cd"].ids}
    old = states & {real_maps.state_id(state) for state in DRAWN_ANEW}
    return {**truths, "cd": Truth(frozenset(states))} if old else truths


def layers_of(grounds: list[Ground]) -> dict[tuple[str, str], list[Ground]]:
    """(kind, state) → its divisions; of counties and states there is one map for all."""
    found = defaultdict(list)
    for ground in grounds:
        found[ground.kind, "" if ground.kind in ONE_MAP else ground.state].append(ground)
    return found


def test_beside_every_real_line_and_inside_every_real_division_what_is_sure_is_so(on_file):
    grounds = real_maps.in_force()
    atlas, dice = Atlas(grounds), random.Random(50)

    inside = held_against(atlas, [inner_point(ground) for ground in grounds])
    print(f"\n{len(grounds):,} divisions, a point inside each: {inside}")
    beside = defaultdict(list)
    for (kind, state), some in layers_of(grounds).items():
        places = on_both_sides(some, dice, of=PLACES_A_LAYER if state else PLACES_A_COUNTRY)
        beside[kind].append(held_against(atlas, places))
    for kind, tallies in beside.items():
        print(f"{len(tallies)} layers of {kind}, points beside their lines: {sum(tallies, Tally())}")

    all_of_them = sum((tally for tallies in beside.values() for tally in tallies), inside)
    assert (all_of_them.wrong, all_of_them.silent) == ([], [])


def test_from_inside_every_real_division_whoever_represents_it_is_found(on_file, officials):
    with_office = set(Office.objects.values_list("division", flat=True))
    kinds = ("cd", "sldu", "sldl", "ward")
    some = [one for one in real_maps.in_force() if one.kind in kinds and one.ocd_id in with_office]
    places = [inner_point(one) for one in some]
    members, named = members_by_district(), 0

    for ground, place, truths in zip(some, places, Atlas(some).truths(places), strict=True):
        found = [one.ocd_id for one in looked_up(place).found if one.sure]
        seats = [seated for seated in representing(found, on=ON) if seated.office.kind == ground.kind]
        assert {seated.office.division for seated in seats} <= {ground.ocd_id}
        is_old = ground.kind == "cd" and ground.state in DRAWN_ANEW
        assert seats or is_old or not truths[ground.kind].is_clear, f"nobody at {_said(place)} in {ground.ocd_id}"
        if ground.kind == "cd" and seats:
            [seated] = seats
            assert (seated.term.official.key if seated.term else "") == members.get(ground.ocd_id, ""), ground.ocd_id
        named += bool(seats)

    print(f"\n{len(some):,} divisions with an office: of {named:,} the own seats are named from a point inside")
    assert named > 0.9 * len(some)


def members_by_district() -> dict[str, str]:
    """district → who is its member by the list itself, as `bioguide:…`."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    listed = yaml.load((FOLDER / "officials-us-congress" / "legislators-current.yaml").read_text(), loader)
    found = {}
    for one in listed:
        term = one["terms"][-1]
        if term["type"] == "rep" and term["start"] <= str(ON) < term["end"]:
            part = term["district"] or "at-large"
            found[f"{real_maps.state_id(term['state'])}/cd:{part}"] = f"bioguide:{one['id']['bioguide']}"
    return found


def test_the_coarse_map_alone_is_never_sure_of_what_full_lines_deny():
    """The national map has a corner each 5 km; of Pennsylvania, Delaware
    and Alaska the bureau's full lines are there too."""
    import_boundaries([FOLDER / "boundaries-congress" / "cd118_us.geojson.gz"], Said(), at=timezone.now(), apply=True)
    full = [one for one in real_maps.in_force() if one.kind == "cd" and one.state in FULL_LINES]
    tally, dice = Tally(), random.Random(51)

    for state in FULL_LINES:
        places = on_both_sides([one for one in full if one.state == state], dice, of=1_000)
        for place, truths in zip(places, Atlas(full).truths(places), strict=True):
            found = [one for one in looked_up(place).found if one.kind == "cd"]
            ids = truths["cd"].ids
            theirs = [one for one in found if ids or state_of(one.ocd_id) in FULL_LINES]
            tally.note(_said(place), theirs, {"cd": Truth(ids)})

    print(f"\nThe national map alone, beside {len(full)} full lines: {tally}")
    assert tally.wrong == []


def test_the_coarse_map_alone_is_never_sure_of_a_state_whose_finer_outline_lies_elsewhere():
    """Outlines by the districts of the state's senate; decision 0010 has measured
    that they are off by 190 m at the most."""
    import_boundaries([FOLDER / "boundaries-congress" / "cd118_us.geojson.gz"], Said(), at=timezone.now(), apply=True)
    senates = [one for one in real_maps.in_force() if one.kind == "sldu"]
    tally, dice = Tally(), random.Random(52)

    for state in sorted({one.state for one in senates} - {*TOO_COARSE_ALONE}):
        outline = shapely.union_all([one.shape for one in senates if one.state == state], grid_size=1e-7)
        ground = Ground("state", real_maps.state_id(state), state, shapely.multipolygons(shapely.get_parts(outline)))
        places = on_both_sides([ground], dice, of=300, metres=200.0)
        for place, truths in zip(places, Atlas([ground]).truths(places), strict=True):
            if ground.metres_to_its_line(place) > 190:
                found = looked_up(place).found
                theirs = [
                    one for one in found if one.kind == "state" and (truths["state"].ids or one.ocd_id == ground.ocd_id)
                ]
                tally.note(_said(place), theirs, {"state": Truth(truths["state"].ids)})

    print(f"\nThe national map alone, 200 m beside the outlines by finer maps: {tally}")
    assert tally.wrong == []


def _said(place: Place) -> str:
    return f"{place[1]}, {place[0]}"
