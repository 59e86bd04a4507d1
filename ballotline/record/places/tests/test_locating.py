"""An address, a ZIP code or a point finds its divisions, and says where it can't be sure.

Squares of Meander, found by pencil.
"""

import random
from datetime import date
from pathlib import Path

import pytest
import shapely
from django.utils import timezone

from ballotline.record.places import lines, pack, typed
from ballotline.record.places.geocoding import GeocoderFailed, Point
from ballotline.record.places.importer.boundaries import Said, import_boundaries
from ballotline.record.places.importer.zip_divisions import import_zip_divisions
from ballotline.record.places.importer.zips import import_zips
from ballotline.record.places.locating import Placement, locate
from ballotline.record.places.metres import metres_a_degree
from ballotline.record.places.models import Division, Part, Plan, ZipCode, ZipDivision
from ballotline.record.places.tests import maps
from ballotline.record.places.tests.maps import MR
from ballotline.record.places.typed import Asked

NOW = timezone.now()
ON = date(2026, 3, 10)
HOUSE = Said(plan="2022", kind="sldl", within=MR, column="code", valid_from=date(2022, 1, 1))
REAL = Path(__file__).parents[5] / "shared" / "data"
REDRAWN_FOR_2024 = ("AL", "GA", "LA", "NC", "NY")
MIDDLE_OF_1 = "40.05, -99.95"

pytestmark = pytest.mark.django_db


class Told:
    """A geocoder that knows one answer."""

    heard_by = "a test"

    def __init__(self, answer: Point | Exception | None) -> None:
        self.answer = answer

    def find(self, address: str) -> Point | None:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def house(tmp_path):
    """Three house districts of a tenth of a degree, from 100 W to 99.7 W at 40 N."""
    import_boundaries([maps.house_districts(tmp_path)], HOUSE, at=timezone.now(), apply=True)
    return tmp_path


def of_kind(placement: Placement, kind: str = "sldl") -> list[tuple[str, str]]:
    return [(one.ocd_id.rpartition(":")[2], one.why) for one in placement.found if one.kind == kind]


def test_a_point_inside_one_district_is_sure_and_says_whose_lines_it_used(house):
    placement = locate(MIDDLE_OF_1, on=ON)

    assert of_kind(placement) == [("1", "")]
    assert placement.plans == ["2022"] and placement.hint == ""
    assert [one.ocd_id for one in placement.found[:2]] == ["ocd-division/country:zz", MR]


def test_within_a_street_s_width_of_a_line_both_sides_may_be(house):
    """The line stands at 99.9 W; there a degree is 85.4 km, so 0.0003 degrees are 26 metres and 0.002 are 171."""
    assert of_kind(locate("40.05, -99.9003", on=ON)) == [("1", "line"), ("2", "across")]
    assert of_kind(locate("40.05, -99.9020", on=ON)) == [("1", "")]


@pytest.mark.parametrize(
    "latitude, along_parallel, along_meridian",
    [
        (0, 111_319, 110_574),
        (30, 96_486, 110_852),
        (45, 78_847, 111_132),
        (60, 55_800, 111_412),
        (75, 28_902, 111_618),
    ],
)
def test_a_degree_is_as_long_as_the_published_table_says(latitude, along_parallel, along_meridian):
    """Lengths of a degree on WGS 84, as geodesy's tables have them, in metres."""
    x, y = metres_a_degree(latitude)

    assert abs(x - along_parallel) < 1.5 and abs(y - along_meridian) < 1.5


def test_where_a_map_has_few_corners_more_of_its_ground_is_not_sure(tmp_path):
    """Corners 10 km apart: a fifth of that, at most 2 km, is how far off its lines may be."""
    coarse = [
        maps.feature(maps.area([[[x, 40], [x, 40.1], [x + 0.1, 40.1], [x + 0.1, 40], [x, 40]]]), code=code)
        for code, x in (("1", -100.0), ("2", -99.9))
    ]
    import_boundaries([maps.write(tmp_path / "coarse.geojson", *coarse)], HOUSE, at=timezone.now(), apply=True)

    assert of_kind(locate("40.05, -99.915", on=ON)) == [("1", "line"), ("2", "across")]  # 1.3 km from the line
    assert of_kind(locate("40.05, -99.950", on=ON)) == [("1", "")]  # 4.3 km


def test_off_the_coast_the_nearest_within_two_kilometres_may_be_and_no_further(house):
    """Beyond 99.7 W lies the sea: 0.02 degrees are 1.7 km, 0.03 are 2.6. The ZIP code says whose coast it is."""
    ZipCode.objects.create(code="00010", town="Rivertown", state="MR")
    on_a_pier, beyond = (
        locate("1 Pier St 00010", on=ON, geocoder=Told(Point(x, 40.05, "address"))) for x in (-99.68, -99.67)
    )

    assert of_kind(on_a_pier) == [("3", "near")]
    assert of_kind(beyond) == [] and beyond.hint == "no_lines"


def test_a_ward_is_never_the_nearest_one_outside_its_city(tmp_path):
    file = maps.write(tmp_path / "wards.geojson", maps.feature(maps.area(maps.square(-100, 40)), code="5"))
    said = Said(plan="2022", kind="ward", within=f"{MR}/place:rivertown", column="code")
    import_boundaries([file], said, at=timezone.now(), apply=True)

    assert of_kind(locate("40.05, -99.899", on=ON), "ward") == []


def test_a_district_on_both_sides_of_the_180th_meridian_holds_only_its_own_ground(tmp_path):
    both = maps.feature(maps.area(maps.square(-180, 51), maps.square(179.9, 51)), code="37")
    import_boundaries([maps.write(tmp_path / "islands.geojson", both)], HOUSE, at=timezone.now(), apply=True)

    assert of_kind(locate("51.05, -179.95", on=ON)) == of_kind(locate("51.05, 179.95", on=ON)) == [("37", "")]
    assert of_kind(locate("51.05, 0.0", on=ON)) == []
    assert len(pack.current().boxes) == 2 and float(max(pack.current().boxes[:, 2] - pack.current().boxes[:, 0])) < 0.11


def test_of_two_plans_the_newest_that_holds_on_the_day_counts(house):
    newer = Said(plan="2026", kind="sldl", within=MR, column="code", valid_from=date(2026, 6, 1))
    import_boundaries([maps.house_districts(house, "new.geojson", moved=0.06)], newer, at=timezone.now(), apply=True)

    before, after = locate(MIDDLE_OF_1, on=ON), locate("40.05, -99.92", on=date(2026, 7, 1))

    assert (of_kind(before), before.plans) == ([("1", "")], ["2022"])
    assert (of_kind(after), after.plans) == ([("1", "")], ["2026"])
    assert of_kind(locate("40.05, -99.97", on=date(2026, 7, 1))) == [], "3 km outside the newer lines"


def test_a_plan_that_has_ended_is_not_used(house):
    Plan.objects.update(valid_through=date(2025, 12, 31), changed_at=timezone.now())

    assert of_kind(locate(MIDDLE_OF_1, on=ON)) == []


def test_a_floterial_district_is_found_by_its_parts_as_sure_as_they_are(house):
    plan = Plan.objects.create(kind="sldl", label="2022 towns", changed_at=NOW)
    for part in ("1", "2"):
        Part.objects.create(plan=plan, ocd_id=f"{MR}/sldl:harbor_9", name="Harbor 9", part_ocd_id=f"{MR}/sldl:{part}")

    assert of_kind(locate(MIDDLE_OF_1, on=ON)) == [("1", ""), ("harbor_9", "")]
    assert of_kind(locate("40.05, -99.9003", on=ON)) == [("1", "line"), ("2", "across"), ("harbor_9", "line")]
    assert of_kind(locate("40.05, -99.75", on=ON)) == [("3", "")]


def in_the_table(code: str, *districts: str, congress: int = 119) -> None:
    plan, _new = Plan.objects.get_or_create(
        kind="cd", label=f"{congress}th Congress", defaults={"valid_from": date(2025, 1, 3), "changed_at": NOW}
    )
    ZipDivision.objects.bulk_create(ZipDivision(plan=plan, code=code, ocd_id=one) for one in districts)


def zip_code(code: str, **facts: object) -> ZipCode:
    return ZipCode.objects.create(
        code=code, town="Rivertown", state="MR", latitude="40.05", longitude="-99.95", **facts
    )


def test_a_split_zip_code_answers_all_its_districts_and_asks_for_the_street(house):
    zip_code("00010")
    in_the_table("00010", f"{MR}/cd:1", f"{MR}/cd:2")

    placement = locate("00010", on=ON)

    assert [(one.ocd_id, one.why) for one in placement.split] == [(f"{MR}/cd:1", "split"), (f"{MR}/cd:2", "split")]
    assert not [one for one in placement.found if one.kind == "cd"], "it never picks"
    assert (placement.hint, placement.town) == ("street", "Rivertown")
    assert of_kind(placement) == [("1", "zip")], "what its middle says is only may be"


def test_a_zip_code_in_one_district_is_sure_of_that_and_of_its_state(house):
    zip_code("00010")
    in_the_table("00010", f"{MR}/cd:1")

    placement = locate("00010-1234", on=ON)

    assert [(one.ocd_id, one.why) for one in placement.found] == [
        ("ocd-division/country:zz", ""),
        (MR, ""),
        (f"{MR}/cd:1", ""),
        (f"{MR}/sldl:1", "zip"),
    ]


def test_a_zip_code_across_two_states_is_sure_of_neither():
    zip_code("00010")
    in_the_table("00010", f"{MR}/cd:1", "ocd-division/country:zz/state:hb/cd:2")

    placement = locate("00010", on=ON)

    assert [one.ocd_id for one in placement.split if one.kind == "state"] == ["ocd-division/country:zz/state:hb", MR]
    assert [one.kind for one in placement.found] == ["country"]


@pytest.mark.parametrize(
    "facts, hint",
    [
        ({"kind": "po_box"}, "po_box"),
        ({"kind": "unique"}, "unique"),
        ({"is_active": False}, "inactive"),
        ({}, "street"),
    ],
)
def test_a_code_where_nobody_lives_is_said_and_its_district_only_may_be(facts, hint):
    zip_code("00010", **facts)
    in_the_table("00010", f"{MR}/cd:1")

    placement = locate("00010", on=ON)

    assert placement.hint == hint
    assert of_kind(placement, "cd") == [("1", "" if hint == "street" else "zip")]


def test_a_military_code_has_a_country_and_no_district():
    ZipCode.objects.create(code="09001", town="Apo", state="AE", kind="military")

    placement = locate("09001", on=ON)

    assert ([one.kind for one in placement.found], placement.hint) == (["country"], "military")


@pytest.mark.parametrize(
    "text, hint", [("99999", "unknown_zip"), ("14 Dock Street", "geocoder"), ("", "street"), ("🌊" * 300, "geocoder")]
)
def test_what_cannot_be_placed_is_said(text, hint):
    placement = locate(text, on=ON)

    assert (placement.hint, placement.found) == (hint, ())


def test_a_street_is_placed_by_the_geocoder_and_never_by_guessing(house):
    zip_code("00010")
    at_home = Point(-99.85, 40.05, "address", "14 DOCK ST, RIVERTOWN, MR, 00010")

    assert of_kind(locate("14 Dock St 00010", on=ON, geocoder=Told(at_home))) == [("2", "")]
    for answer, hint in ((None, "not_found"), (GeocoderFailed("down"), "geocoder")):
        placement = locate("14 Dock St 00010", on=ON, geocoder=Told(answer))
        assert (of_kind(placement), placement.hint) == ([("1", "zip")], hint)


def test_lines_drawn_anew_since_the_map_are_not_sure_and_a_newer_table_says_what_it_can(tmp_path):
    """Of the map's district 1 four codes in a row lie in district 7 of the newer table: that state was drawn anew."""
    old = Said(plan="118th Congress", kind="cd", within=MR, column="code", valid_from=date(2023, 1, 3))
    import_boundaries([maps.house_districts(tmp_path)], old, at=timezone.now(), apply=True)
    for n in range(4):
        zip_code(f"0002{n}")
        in_the_table(f"0002{n}", f"{MR}/cd:7")
    zip_code("00030")
    in_the_table("00030", f"{MR}/cd:1", f"{MR}/cd:7")

    bare = locate(MIDDLE_OF_1, on=ON)
    at_home = Told(Point(-99.95, 40.05, "address"))
    whole = locate("14 Dock St 00020", on=ON, geocoder=at_home)
    split = locate("14 Dock St 00030", on=ON, geocoder=at_home)

    assert of_kind(bare, "cd") == [("1", "redrawn")]
    assert of_kind(whole, "cd") == [("7", "")] and "119th Congress" in whole.plans
    assert [one.ocd_id for one in split.split] == [f"{MR}/cd:1", f"{MR}/cd:7"] and of_kind(split, "cd") == []


def test_names_come_from_the_list_of_divisions_where_the_map_has_none():
    zip_code("00010")
    Division.objects.create(ocd_id=f"{MR}/cd:1", kind="cd", name="Meander's 1st district")
    in_the_table("00010", f"{MR}/cd:1")

    assert "Meander's 1st district" in [one.name for one in locate("00010", on=ON).found]


@pytest.mark.parametrize(
    "text, asked",
    [
        ("00010", Asked(zip_code="00010")),
        (" 00010-1234 ", Asked(zip_code="00010")),
        ("14 Dock St, Rivertown 00010", Asked("14 Dock St, Rivertown", "00010")),
        ("14 Dock St\nRivertown, MR 00010-1234", Asked("14 Dock St Rivertown, MR", "00010")),
        ("14 Dock St", Asked("14 Dock St")),
        ("10001 Dock St", Asked("10001 Dock St")),
        ("40.8154, -73.0451", Asked(point=(-73.0451, 40.8154))),
        ("91, 0", Asked("91, 0")),
        ("", Asked()),
    ],
)
def test_one_field_takes_a_street_a_code_or_a_point(text, asked):
    assert typed.understood(text) == asked


def test_a_process_goes_on_with_the_next_pack_after_an_import(house):
    assert of_kind(locate("40.05, -99.65", on=ON)) == []
    wider = [maps.feature(maps.area(maps.square(-99.7, 40)), code="4")]
    import_boundaries([maps.write(house / "more.geojson", *wider)], HOUSE, at=timezone.now(), apply=True)

    assert of_kind(locate("40.05, -99.65", on=ON)) == [("4", "")]


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _emptied(file: Path) -> None:
    file.write_bytes(b"")


def _zeros(file: Path) -> None:
    """As a power loss leaves what was never synced to the disk."""
    file.write_bytes(bytes(file.stat().st_size))


@pytest.mark.parametrize("broken_by", [_cut, _emptied, _zeros, Path.unlink])
@pytest.mark.parametrize("name", [*pack.FILES, pack.SUMS])
def test_a_pack_that_a_power_loss_or_a_copy_has_cut_is_put_together_anew(house, name, broken_by):
    before = locate("40.05, -99.9003", on=ON)
    folder = pack.current().folder
    broken_by(folder / name)
    pack._opened.cache_clear()  # as in a new process

    assert of_kind(before) == [("1", "line"), ("2", "across")]
    assert locate("40.05, -99.9003", on=ON) == before
    assert [file.name for file in folder.parent.iterdir() if file.name.startswith(".draft")] == []


def test_a_whole_pack_is_opened_as_it_is(house):
    file = pack.current().folder / "lines"
    written = file.stat().st_mtime_ns
    pack._opened.cache_clear()

    assert of_kind(locate(MIDDLE_OF_1, on=ON)) == [("1", "")]
    assert file.stat().st_mtime_ns == written


def test_the_tree_finds_what_looking_at_every_district_finds(tmp_path):
    """A second way to the same answer: each of 500 points against each polygon, without boxes or tree."""
    dice = random.Random(7)
    some = [
        maps.feature(
            maps.area(maps.square(dice.uniform(-101, -99), dice.uniform(39, 41), dice.uniform(0.02, 0.4))), code=str(n)
        )
        for n in range(60)
    ]
    import_boundaries([maps.write(tmp_path / "some.geojson", *some)], HOUSE, at=timezone.now(), apply=True)
    points = [(dice.uniform(-101, -99), dice.uniform(39, 41)) for _n in range(500)]
    grounds = {one["properties"]["code"]: shapely.geometry.shape(one["geometry"]) for one in some}

    found = pack.current().containing(points)

    for point, drawings in zip(points, found, strict=True):
        by_hand = {code for code, ground in grounds.items() if ground.intersects(shapely.Point(point))}
        assert {one.ocd_id.rpartition(":")[2] for one in drawings} == by_hand


@pytest.mark.skipif(not REAL.exists(), reason="the folder of real data is not here")
def test_the_real_table_and_map_name_the_five_states_drawn_anew_for_2024():
    """Independent of us: Alabama, Georgia, Louisiana, New York and North Carolina had new congressional districts."""
    import_zips(REAL / "zip" / "zipcodes.csv.gz", apply=True)
    import_zip_divisions(REAL / "zip" / "zcta_cd119.csv.gz", congress=119, at=timezone.now(), apply=True)
    import_boundaries([REAL / "boundaries-congress"], Said(), at=timezone.now(), apply=True)

    now = lines.on_day(ON)
    assert {one for one in now.tables if now.drawn_anew(*one)} == {("cd", state) for state in REDRAWN_FOR_2024}
    ten = locate("10001", on=date(2026, 11, 24))
    assert len(ten.split) == 2 and ten.hint == "street"
