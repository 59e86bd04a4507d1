"""A state or a territory that has one congressional district only has it as surely as the state itself; what is on file
says which those are. Guam stands in no map and in no table of ZIP codes, only in the list of divisions."""

from datetime import date

import pytest
from django.utils import timezone

from ballotline.record.places.importer.boundaries import Said, import_boundaries
from ballotline.record.places.locating import Placement, locate
from ballotline.record.places.models import Division, Plan, ZipCode, ZipDivision
from ballotline.record.places.rules import COUNTRY
from ballotline.record.places.tests import maps

ON = date(2026, 3, 10)
GUAM, MONTANA, DAKOTA = f"{COUNTRY}/territory:gu", f"{COUNTRY}/state:mt", f"{COUNTRY}/state:nd"
DELAWARE, CAPITAL = f"{COUNTRY}/state:de", f"{COUNTRY}/district:dc"
GROUND = {MONTANA: (-110, 47), DAKOTA: (-100, 47), DELAWARE: (-75.6, 39.8)}

pytestmark = pytest.mark.django_db


def listed(state: str, *districts: str, **facts: object) -> None:
    for district in districts:
        ocd_id = f"{state}/cd:{district}"
        Division.objects.create(ocd_id=ocd_id, kind="cd", parent_ocd_id=state, name=f"of {district}", **facts)


def zip_code(code: str, town: str, state: str, **facts: object) -> None:
    ZipCode.objects.create(code=code, town=town, state=state, **facts)


def in_the_table(code: str, *districts: str, year: int = 2025) -> None:
    plan, _new = Plan.objects.get_or_create(
        kind="cd",
        label=f"Congress of {year}",
        defaults={"valid_from": date(year, 1, 3), "changed_at": timezone.now()},
    )
    for district in districts:
        ZipDivision.objects.create(plan=plan, code=code, ocd_id=district)


def drawn(folder, state: str, *districts: str, year: int = 2023) -> None:
    """One beside the other, each a tenth of a degree."""
    west, south = GROUND[state]
    squares = [
        maps.feature(maps.area(maps.square(west + maps.SIDE * n, south)), code=district)
        for n, district in enumerate(districts)
    ]
    said = Said(plan=f"map of {year}", kind="cd", within=state, column="code", valid_from=date(year, 1, 3))
    import_boundaries([maps.write(folder / f"{year}.geojson", *squares)], said, at=timezone.now(), apply=True)


def seats(text: str, on: date = ON) -> list[tuple[str, str]]:
    placement: Placement = locate(text, on=on)
    return [(one.ocd_id, one.why) for one in (*placement.found, *placement.split) if one.kind == "cd"]


def test_by_a_zip_code_of_a_territory_its_delegate_is_sure():
    listed(GUAM, "at-large")
    zip_code("96910", "Hagatna", "GU")

    assert seats("96910") == seats("Hagatna, GU 96910") == [(f"{GUAM}/cd:at-large", "")]
    assert "of at-large" in [one.name for one in locate("96910", on=ON).found]


def test_by_a_place_the_district_may_be_as_the_state_may_be():
    listed(GUAM, "at-large")
    zip_code("96910", "Hagatna", "GU")

    for text in ("Guam", "Hagatna, GU", "Hagatna", "Tamuning, GU", "Tamuning, Guam", "GU"):
        assert seats(text) == [(f"{GUAM}/cd:at-large", "place")]


@pytest.mark.parametrize(
    "code, town, state, district, facts",
    [
        ("20013", "Washington", "DC", f"{CAPITAL}/cd:at-large", {"kind": "po_box"}),
        ("19895", "Wilmington", "DE", f"{DELAWARE}/cd:at-large", {"kind": "unique"}),
        ("99514", "Anchorage", "AK", f"{COUNTRY}/state:ak/cd:at-large", {"kind": "po_box"}),
        ("82008", "Cheyenne", "WY", f"{COUNTRY}/state:wy/cd:at-large", {"is_active": False}),
        ("96950", "Saipan", "MP", f"{COUNTRY}/territory:mp/cd:at-large", {"kind": "po_box"}),
    ],
)
@pytest.mark.parametrize("is_in_the_table", [True, False])
def test_where_nobody_lives_under_a_code_its_state_and_the_one_district_only_may_be(
    code, town, state, district, facts, is_in_the_table
):
    """Boxes in the capital are rented by people of Maryland and Virginia,
    those in Delaware by people of three states."""
    zip_code(code, town, state, **facts)
    if is_in_the_table:
        in_the_table(code, district)
    else:
        listed(district.rpartition("/")[0], "at-large")

    assert seats(code) == seats(f"{town}, {state} {code}") == [(district, "zip")]
    assert [one.kind for one in locate(code, on=ON).found if one.sure] == ["country"]


def test_a_box_in_a_code_where_people_live_is_no_home_either():
    zip_code("58501", "Bismarck", "ND")
    in_the_table("58501", f"{DAKOTA}/cd:at-large")

    assert seats("58501") == [(f"{DAKOTA}/cd:at-large", "")]
    assert seats("PO Box 3, Bismarck, ND 58501") == [(f"{DAKOTA}/cd:at-large", "box")]


def test_a_code_that_is_not_in_the_table_is_in_the_district_of_all_the_others():
    in_the_table("58501", f"{DAKOTA}/cd:at-large")
    zip_code("58502", "Bismarck", "ND")

    assert seats("58502") == [(f"{DAKOTA}/cd:at-large", "")]


def test_a_map_of_one_district_says_it_too(tmp_path):
    drawn(tmp_path, DAKOTA, "at-large")
    zip_code("58501", "Bismarck", "ND")

    assert seats("58501") == seats("47.05, -99.95") == [(f"{DAKOTA}/cd:at-large", "")]


def test_a_state_with_two_districts_has_none_for_all_of_it(tmp_path):
    listed(MONTANA, "1", "2")
    zip_code("59601", "Helena", "MT")

    assert seats("59601") == seats("Helena, MT") == []
    drawn(tmp_path, MONTANA, "1", "2")
    assert seats("59601") == seats("Montana") == []


def test_a_district_for_all_of_a_state_ends_on_its_last_day():
    """Montana had one until 3 January 2023 by the list of divisions; the map may be older than that."""
    listed(MONTANA, "at-large", valid_through=date(2023, 1, 2))
    listed(MONTANA, "1", "2", valid_from=date(2023, 1, 3))
    zip_code("59601", "Helena", "MT")

    assert seats("59601", on=date(2023, 1, 2)) == [(f"{MONTANA}/cd:at-large", "")]
    assert seats("59601", on=date(2023, 1, 3)) == []


@pytest.mark.parametrize("of_the_map, of_the_table, is_whole", [(2023, 2025, True), (2027, 2025, False)])
def test_of_map_and_table_the_newer_one_says_how_many_there_are(tmp_path, of_the_map, of_the_table, is_whole):
    drawn(tmp_path, MONTANA, "1", "2", year=of_the_map)
    in_the_table("59601", f"{MONTANA}/cd:at-large", year=of_the_table)
    zip_code("59601", "Helena", "MT")
    zip_code("59602", "Helena", "MT")

    assert seats("59602", on=date(2028, 1, 1)) == ([(f"{MONTANA}/cd:at-large", "")] if is_whole else [])


def test_near_the_line_of_a_state_its_one_district_is_as_doubtful_as_the_state(tmp_path):
    drawn(tmp_path, DELAWARE, "at-large", year=2023)
    beside = maps.feature(maps.area(maps.square(-75.5, 39.8)), code="6")
    said = Said(plan="map of 2023", kind="cd", within=f"{COUNTRY}/state:pa", column="code")
    import_boundaries([maps.write(tmp_path / "pa.geojson", beside)], said, at=timezone.now(), apply=True)

    assert seats("39.85, -75.5003") == [
        (f"{DELAWARE}/cd:at-large", "line"),
        (f"{COUNTRY}/state:pa/cd:6", "across"),
    ]


def test_a_zip_code_in_two_states_is_sure_of_neither_s_district():
    in_the_table("19701", f"{DELAWARE}/cd:at-large", f"{COUNTRY}/state:pa/cd:6")
    zip_code("19701", "Bear", "DE")

    assert sorted(seats("19701")) == [(f"{DELAWARE}/cd:at-large", "split"), (f"{COUNTRY}/state:pa/cd:6", "split")]


def test_a_state_s_name_that_is_a_town_s_elsewhere_is_asked():
    zip_code("61484", "Vermont", "IL")

    placement = locate("Vermont", on=ON)
    assert (placement.found, placement.suggestions) == ((), ("VT", "Vermont, IL"))
    assert [one.ocd_id for one in locate("VT", on=ON).found] == [COUNTRY, f"{COUNTRY}/state:vt"]
