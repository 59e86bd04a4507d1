"""Maps come in: their formats, whose ground a shape is, plans side by side, twice, and what is wrong with them."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ballotline.foundation.ingest.limits import Refused
from ballotline.record.places import drawn, pack
from ballotline.record.places.importer.boundaries import Said, import_boundaries
from ballotline.record.places.importer.topology import features_of_topology
from ballotline.record.places.importer.zip_divisions import import_zip_divisions
from ballotline.record.places.models import Boundary, Division, Plan, ZipDivision
from ballotline.record.places.tests import maps
from ballotline.record.places.tests.maps import MR

NOW = timezone.now()
HOUSE = Said(plan="2022", kind="sldl", within=MR, column="code")
CENSUS = {"STATEFP": "33", "LSY": "2024", "INTPTLAT": "+40.0500000", "INTPTLON": "-099.9500000"}
REAL = Path(__file__).parents[5] / "shared" / "data"


def brought_in(path: Path, said: Said = HOUSE, *, apply: bool = True):
    return import_boundaries([path], said, at=timezone.now(), apply=apply)


@pytest.mark.django_db
def test_a_map_comes_in_once_and_again_changes_nothing(tmp_path):
    file = maps.house_districts(tmp_path, "house.geojson.gz")

    dry, first, again = brought_in(file, apply=False), brought_in(file), brought_in(file)

    assert (dry.new, first.new, again.new, again.same) == (3, 3, 0, 3)
    assert sorted(Boundary.objects.values_list("ocd_id", flat=True)) == [f"{MR}/sldl:{n}" for n in (1, 2, 3)]


@pytest.mark.django_db
def test_a_dry_run_writes_nothing(tmp_path):
    brought_in(maps.house_districts(tmp_path), apply=False)

    assert (Plan.objects.count(), Boundary.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_map_of_another_year_stands_beside_the_first(tmp_path):
    brought_in(maps.house_districts(tmp_path))
    brought_in(maps.house_districts(tmp_path, moved=0.05), Said(plan="2026", kind="sldl", within=MR, column="code"))

    assert sorted(Plan.objects.values_list("label", flat=True)) == ["2022", "2026"]
    assert Boundary.objects.filter(ocd_id=f"{MR}/sldl:1").count() == 2


@pytest.mark.django_db
def test_the_days_of_a_plan_can_be_said_later(tmp_path):
    file = maps.house_districts(tmp_path)
    brought_in(file)
    later = Said(
        plan="2022", kind="sldl", within=MR, column="code", valid_through=date(2026, 5, 31), source="The clerk"
    )

    brought_in(file, later, apply=False)
    assert Plan.objects.get().valid_through is None
    brought_in(file, later)
    brought_in(file)

    assert (Plan.objects.get().valid_through, Plan.objects.get().source) == (date(2026, 5, 31), "The clerk")


@pytest.mark.parametrize(
    "facts, ids",
    [
        ({"STATEFP20": "27", "CD118FP": "05", "NAMELSAD20": "Congressional District 5"}, ["state:mn/cd:5"]),
        ({"STATEFP": "02", "CD119FP": "00"}, ["state:ak/cd:at-large"]),
        ({"STATEFP20": "11", "CD118FP": "98"}, ["district:dc/cd:at-large"]),
        ({"STATEFP": "27", "SLDLST": "34A", "NAMELSAD": "State House District 34A"}, ["state:mn/sldl:34a"]),
        ({"STATEFP": "02", "SLDUST": "00R", "NAMELSAD": "State Senate District R"}, ["state:ak/sldu:r"]),
        (
            {"STATEFP": "33", "SLDLST": "415", "NAMELSAD": "State House District Grafton 15"},
            ["state:nh/sldl:grafton_15", "state:nh/sldl:415"],
        ),
        (
            {"STATEFP": "33", "SLDLST": "609", "NAMELSAD": "State House District Hillsborough 09"},
            ["state:nh/sldl:hillsborough_9", "state:nh/sldl:609"],
        ),
        (
            {"STATEFP": "50", "SLDLST": "AD1", "NAMELSAD": "State House District Addison-1"},
            ["state:vt/sldl:addison-1", "state:vt/sldl:ad1"],
        ),
        ({"STATEFP": "11", "SLDUST": "003", "NAMELSAD": "Ward 3"}, ["district:dc/ward:3"]),
    ],
)
def test_a_census_map_says_whose_ground_a_shape_is(facts, ids):
    assert list(drawn.drawn(facts).ids) == [f"ocd-division/country:us/{one}" for one in ids]


@pytest.mark.parametrize("facts", [{"STATEFP": "33", "SLDLST": "ZZZ"}, {"STATEFP20": "17", "CD118FP": "ZZ"}])
def test_water_is_no_district(facts):
    with pytest.raises(drawn.NotADistrict):
        drawn.drawn(facts)


@pytest.mark.parametrize("facts", [{}, {"name": "Bryant"}, {"STATEFP": "99", "SLDLST": "001"}, {"SLDLST": None}])
def test_a_shape_that_names_no_district_is_said_and_never_guessed(facts):
    with pytest.raises(drawn.NotKnown):
        drawn.drawn(facts)


@pytest.mark.parametrize("year", ["²", "0000", "20260", "soon", ""])
def test_a_year_that_is_none_is_no_first_day(year):
    assert drawn.drawn({"STATEFP": "27", "SLDLST": "34A", "LSY": year}).valid_from is None


@pytest.mark.parametrize("point", [("nan", "1"), ("inf", "1"), ("181", "1"), ("1", "91"), ("x", "1")])
def test_an_inner_point_that_is_nowhere_on_earth_is_left_out(point):
    facts = {"STATEFP": "27", "SLDLST": "34A", "INTPTLON": point[0], "INTPTLAT": point[1]}

    assert drawn.drawn(facts).point is None


def test_a_county_of_digits_that_are_no_numbers_is_not_known():
    with pytest.raises(drawn.NotKnown):
        drawn.county("2705²", "Hennepin")


@pytest.mark.parametrize(
    "number, label, day",
    [
        (118, "118th Congress", date(2023, 1, 3)),
        (119, "119th Congress", date(2025, 1, 3)),
        (121, "121st Congress", date(2029, 1, 3)),
        (111, "111th Congress", date(2009, 1, 3)),
        (112, "112th Congress", date(2011, 1, 3)),
    ],
)
def test_a_congress_has_its_ordinal_and_its_first_day(number, label, day):
    assert (drawn.congress_of(number), drawn.first_day_of_congress(number)) == (label, day)


@pytest.mark.parametrize(
    "fips, name, ocd_id",
    [
        ("27053", "Hennepin", "state:mn/county:hennepin"),
        ("22001", "Acadia", "state:la/parish:acadia"),
        ("51600", "Fairfax", "state:va/place:fairfax"),
        ("51059", "Fairfax", "state:va/county:fairfax"),
        ("24510", "Baltimore", "state:md/place:baltimore"),
        ("24033", "Prince George's", "state:md/county:prince_george~s"),
        ("35013", "Doña Ana", "state:nm/county:doña_ana"),
        ("29189", "St. Louis", "state:mo/county:st_louis"),
        ("02020", "Anchorage", "state:ak/borough:anchorage"),
    ],
)
def test_a_county_is_named_as_the_list_of_divisions_has_it(fips, name, ocd_id):
    assert drawn.county(fips, name).ids[0] == f"ocd-division/country:us/{ocd_id}"


@pytest.mark.django_db
def test_a_district_that_goes_by_its_name_is_found_on_the_list(tmp_path):
    Division.objects.create(
        ocd_id="ocd-division/country:us/state:nh/sldl:415",
        kind="sldl",
        parent_ocd_id="ocd-division/country:us/state:nh",
    )
    inside = {"INTPTLAT": "+43.5500000", "INTPTLON": "-071.9500000"}
    facts = {**CENSUS, **inside, "SLDLST": "415", "NAMELSAD": "State House District Grafton 15"}
    file = maps.write(tmp_path / "nh.geojson", maps.feature(maps.area(maps.square(-72, 43.5)), **facts))

    brought_in(file, Said())

    found = Boundary.objects.select_related("plan").get()
    assert found.ocd_id.endswith("sldl:415"), "the one that is on the list"
    assert (found.plan.label, found.plan.valid_from, found.longitude) == ("2024 session", date(2024, 1, 1), -71.95)


@pytest.mark.django_db
def test_a_zipped_shapefile_comes_in(tmp_path):
    report = brought_in(maps.zipped_shapefile(tmp_path / "tl.zip"), Said())

    found = Boundary.objects.select_related("plan").get()
    assert (report.new, found.ocd_id, found.plan.label) == (
        1,
        "ocd-division/country:us/state:ne/cd:3",
        "118th Congress",
    )


TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.1, 0.1], "translate": [-94, 45]},
    # two squares that share the line between them (arc 0, from south to north)
    "arcs": [[[1, 0], [0, 1]], [[1, 1], [-1, 0], [0, -1], [1, 0]], [[1, 1], [1, 0], [0, -1], [-1, 0]]],
    "objects": {
        "counties": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "id": "27001", "properties": {"name": "West"}, "arcs": [[0, 1]]},
                {"type": "Polygon", "id": "27003", "properties": {"name": "East"}, "arcs": [[~0, 2][::-1]]},
                {"type": "Polygon", "id": "27005", "properties": {"name": "Shrunk"}, "arcs": [[0, ~0]]},
            ],
        }
    },
}


def test_neighbors_that_share_a_line_are_put_together_again():
    (_layer, west, ring), (_l, _e, other), (_m, _s, shrunk) = features_of_topology(TOPOLOGY)

    assert west == {"name": "West", "id": "27001"}
    corners = [
        [(round(x, 6), round(y, 6)) for x, y in part[0]] for part in (ring["coordinates"][0], other["coordinates"][0])
    ]
    assert corners[0] == [(-93.9, 45), (-93.9, 45.1), (-94, 45.1), (-94, 45), (-93.9, 45)]
    assert set(corners[1]) == {(-93.9, 45), (-93.9, 45.1), (-93.8, 45.1), (-93.8, 45)}
    assert shrunk == {}, "a ring of two points is no area"


@pytest.mark.django_db
def test_counties_of_a_topology_come_in_and_a_shrunk_one_is_named(tmp_path):
    file = tmp_path / "counties.topojson"
    file.write_text(json.dumps(TOPOLOGY))

    report = brought_in(file, Said(plan="2017"))

    assert report.new == 2 and "Shrunk" in str(report.problems[0])
    assert Boundary.objects.filter(ocd_id="ocd-division/country:us/state:mn/county:west").exists()


@pytest.mark.django_db
def test_lines_that_cross_are_repaired_and_a_shape_without_ground_is_named(tmp_path):
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    file = maps.write(
        tmp_path / "odd.geojson",
        maps.feature(bow, code="1"),
        maps.feature(None, code="2"),
        maps.feature({"type": "Point", "coordinates": [0, 0]}, code="3"),
        maps.feature(bow, code=""),
        maps.feature({"type": "Polygon", "coordinates": "x"}, code="5"),
    )

    report = brought_in(file)

    assert (report.new, report.repaired, report.wrong) == (1, 1, 4)
    assert [problem.line for problem in report.problems] == [2, 3, 4, 5]


@pytest.mark.django_db
def test_a_map_that_does_not_say_its_year_asks_for_it(tmp_path):
    with pytest.raises(Refused, match="--plan"):
        brought_in(maps.house_districts(tmp_path), Said(kind="sldl", within=MR, column="code"))


@pytest.mark.django_db
def test_the_table_of_districts_by_code_takes_the_place_of_the_one_before(tmp_path):
    file = tmp_path / "zcta.csv"
    file.write_text(
        "state_fips,state_abbr,zcta,cd\n27,MN,55401,5\n27,MN,55402,5\n27,MN,55402,3\n02,AK,99501,0\n,XX,1,2\n"
    )
    first = import_zip_divisions(file, congress=119, at=timezone.now(), apply=True)
    file.write_text("state_fips,state_abbr,zcta,cd\n27,MN,55401,4\n02,AK,99501,98\n")
    held = import_zip_divisions(file, congress=119, at=timezone.now(), apply=True)
    assert (held.is_held, ZipDivision.objects.count()) == (True, 4)
    second = import_zip_divisions(file, congress=119, at=timezone.now(), apply=True, retire=3)

    assert (first.new, first.wrong) == (4, 1)
    assert (second.new, second.same, second.gone) == (1, 1, 3)
    assert sorted(ZipDivision.objects.values_list("code", flat=True)) == ["55401", "99501"]


@pytest.mark.django_db
def test_codes_that_the_table_of_a_new_congress_leaves_out_are_named_and_confirmed(tmp_path):
    """A state is asked of the newest table that has it, so nobody would say anything of 55402."""
    table = tmp_path / "zcta.csv"
    table.write_text("state_abbr,zcta,cd\nMN,55401,5\nMN,55402,5\nMN,55402,3\nAK,99501,0\n")
    import_zip_divisions(table, congress=119, at=timezone.now(), apply=True)
    table.write_text("state_abbr,zcta,cd\nMN,55401,4\n")

    held = import_zip_divisions(table, congress=120, at=timezone.now(), apply=True)
    assert (held.confirm, held.unanswered) == ("--retire 1", ["55402 (119th Congress)"])
    assert Plan.objects.count() == 1
    done = import_zip_divisions(table, congress=120, at=timezone.now(), apply=True, retire=1)
    again = import_zip_divisions(table, congress=120, at=timezone.now(), apply=True)

    assert (done.new, again.same, again.is_held, Plan.objects.count()) == (1, 1, False, 2)


@pytest.mark.django_db
def test_a_code_with_a_row_that_cannot_be_read_is_not_said_to_lie_in_one_district(tmp_path):
    """55402 lies in two districts; with one of its rows broken the other would be as good as sure."""
    file = tmp_path / "zcta.csv"
    file.write_text("state_fips,state_abbr,zcta,cd\n27,MN,55401,5\n27,MN,55402,5\n27,MN,55402,three\n")

    report = import_zip_divisions(file, congress=119, at=timezone.now(), apply=True)

    assert (report.new, report.wrong) == (1, 1)
    assert [row.code for row in ZipDivision.objects.all()] == ["55401"]


@given(st.text(max_size=60))
def test_any_name_becomes_a_part_of_an_id_or_nothing(name):
    part = drawn.part_of(name)

    assert "/" not in part and ":" not in part and " " not in part


@pytest.mark.django_db
@pytest.mark.skipif(not REAL.exists(), reason="the folder of real data is not here")
def test_every_real_district_holds_its_own_inner_point():
    """Published with the maps: INTPTLAT and INTPTLON of each feature lie inside it, 100 %."""
    import_boundaries(
        [REAL / "boundaries-congress", REAL / "boundaries-state-legislative"], Said(), at=timezone.now(), apply=True
    )
    whole = list(Boundary.objects.select_related("plan").exclude(longitude=None))

    found = pack.current().containing([(float(b.longitude or 0), float(b.latitude or 0)) for b in whole])

    outside = [b.ocd_id for b, around in zip(whole, found, strict=True) if b.ocd_id not in {d.ocd_id for d in around}]
    assert outside == [] and len(whole) > 1_500
