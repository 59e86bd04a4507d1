"""Lines that hold from a day to come answer on that day, not before; lines that have ended answer on their last day,
not after. So it is with maps, with tables of ZIP codes and with lists of parts. What comes is said apart from what
holds.

The old lines of Meander's house run at 99.9 W and 99.8 W. The new ones, from 3 January 2027,
run six hundredths further east.
"""

from datetime import date

import pytest
from django.utils import timezone

from ballotline.record.places.geocoding import OnFile
from ballotline.record.places.importer.boundaries import Said, import_boundaries
from ballotline.record.places.importer.zip_divisions import import_zip_divisions
from ballotline.record.places.lines import on_day
from ballotline.record.places.locating import Placement, coming, locate
from ballotline.record.places.models import AddressPoint, Part, Plan, ZipCode, ZipDivision
from ballotline.record.places.tests import maps
from ballotline.record.places.tests.maps import MR

TODAY = date(2026, 11, 24)
DAY_BEFORE, FIRST_DAY, DAY_AFTER = date(2027, 1, 2), date(2027, 1, 3), date(2027, 1, 4)
MOVES = "40.05, -99.87"  # in district 2 of the old lines, and 1 of the new
STAYS = "40.05, -99.92"  # in 1 of both

pytestmark = pytest.mark.django_db


def drawn(folder, label: str, *, moved: float = 0.0, kind: str = "sldl", **days: date) -> None:
    said = Said(plan=label, kind=kind, within=MR, column="code", **days)
    file = maps.house_districts(folder, f"{label}.geojson", moved=moved)
    import_boundaries([file], said, at=timezone.now(), apply=True)


@pytest.fixture
def both(tmp_path):
    """The old lines have no last day, as maps of the Census Bureau have none."""
    drawn(tmp_path, "2022", valid_from=date(2022, 1, 1))
    drawn(tmp_path, "2026", moved=0.06, valid_from=FIRST_DAY)
    return tmp_path


def table(label: str, *districts: str, code: str = "00010", kind: str = "cd", **days: date) -> None:
    plan, _new = Plan.objects.get_or_create(kind=kind, label=label, defaults=days | {"changed_at": timezone.now()})
    ZipDivision.objects.bulk_create(ZipDivision(plan=plan, code=code, ocd_id=f"{MR}/{kind}:{n}") for n in districts)


def zip_code(code: str = "00010", x: str = "-99.87") -> None:
    ZipCode.objects.create(code=code, town="Rivertown", state="MR", latitude="40.05", longitude=x)


def districts(text: str, on: date, kind: str = "sldl") -> list[tuple[str, str]]:
    placement = locate(text, on=on, geocoder=OnFile())
    around = (*placement.found, *placement.split)
    return [(one.ocd_id.rpartition(":")[2], one.why) for one in around if one.kind == kind]


def changes(text: str, on: date = TODAY) -> list[tuple[date, list[tuple[str, str]]]]:
    placement: Placement = locate(text, on=on, geocoder=OnFile())
    found = coming(placement, on=on)
    return [(one.day, [(each.ocd_id.rpartition("/")[2], each.why) for each in one.found]) for one in found]


# Maps


@pytest.mark.parametrize(
    "day, district", [(TODAY, "2"), (DAY_BEFORE, "2"), (FIRST_DAY, "1"), (DAY_AFTER, "1"), (date(2031, 5, 1), "1")]
)
def test_new_lines_answer_from_their_first_day_on(both, day, district):
    assert districts(MOVES, day) == [(district, "")]
    assert locate(MOVES, on=day).plans == ["2022" if district == "2" else "2026"]


@pytest.mark.parametrize("day, found", [(DAY_BEFORE, [("2", "")]), (FIRST_DAY, [("2", "")]), (DAY_AFTER, [])])
def test_lines_answer_on_their_last_day_too_and_not_after(tmp_path, day, found):
    drawn(tmp_path, "2022", valid_through=FIRST_DAY)

    assert districts(MOVES, day) == found


def test_before_their_first_day_lines_are_nothing_even_where_no_others_are(tmp_path):
    drawn(tmp_path, "2026", valid_from=FIRST_DAY)

    assert districts(MOVES, DAY_BEFORE) == [] and locate(MOVES, on=DAY_BEFORE).hint == "outside"
    assert districts(MOVES, FIRST_DAY) == [("2", "")]


def test_a_house_on_file_moves_with_the_lines(both):
    zip_code()
    AddressPoint.objects.create(street="14 dock st", zip_code="00010", longitude=-99.87, latitude=40.05)

    for text in ("14 Dock St 00010", "14 Dock St, Rivertown 00010"):
        assert [districts(text, day) for day in (DAY_BEFORE, FIRST_DAY)] == [[("2", "")], [("1", "")]]


def test_the_middle_of_a_zip_code_moves_too(both):
    zip_code()

    assert [districts("00010", day) for day in (DAY_BEFORE, FIRST_DAY)] == [[("2", "zip")], [("1", "zip")]]


# Tables of ZIP codes


@pytest.mark.parametrize(
    "day, found", [(TODAY, ["1"]), (DAY_BEFORE, ["1"]), (FIRST_DAY, ["7"]), (DAY_AFTER, ["7"]), (date(2024, 1, 1), [])]
)
def test_a_table_for_a_congress_to_come_answers_from_its_first_day_on(tmp_path, day, found):
    """The Congresses begin on 3 January of odd years (20th Amendment)."""
    zip_code()
    for congress, district in ((119, 1), (120, 7)):
        (tmp_path / "table.csv").write_text(f"state_abbr,zcta,cd\nVT,00010,{district}\n")
        import_zip_divisions(tmp_path / "table.csv", congress=congress, at=timezone.now(), apply=True)

    assert districts("00010", day, "cd") == [(one, "") for one in found]


@pytest.mark.parametrize("day, found", [(DAY_BEFORE, ["1"]), (FIRST_DAY, ["1"]), (DAY_AFTER, [])])
def test_a_table_answers_on_its_last_day_too_and_not_after(day, found):
    zip_code()
    table("119th", "1", valid_through=FIRST_DAY)

    assert districts("00010", day, "cd") == [(one, "") for one in found]


def test_a_table_without_a_day_is_older_than_one_with_a_day():
    zip_code()
    table("of some year", "1")
    table("119th", "7", valid_from=date(2025, 1, 3))

    assert districts("00010", TODAY, "cd") == [("7", "")]


def test_a_code_that_the_newer_table_of_its_state_leaves_out_is_not_looked_up_in_the_older_one():
    for code in ("00010", "00011"):
        zip_code(code)
        table("119th", "1", code=code, valid_from=date(2025, 1, 3))
    table("120th", "7", code="00010", valid_from=FIRST_DAY)

    assert districts("00011", DAY_BEFORE, "cd") == [("1", "")]
    assert districts("00011", FIRST_DAY, "cd") == []


def test_a_table_to_come_does_not_make_today_s_map_doubtful(both):
    """Four codes in a row lie elsewhere in the coming table: from its day on the map is too old, not before."""
    for n in range(4):
        zip_code(f"0002{n}", "-99.92")
        table("of 2029", "7", code=f"0002{n}", kind="sldl", valid_from=date(2029, 1, 3))

    assert districts(STAYS, DAY_AFTER) == [("1", "")]
    assert districts(STAYS, date(2029, 1, 2)) == [("1", "")]
    assert districts(STAYS, date(2029, 1, 3)) == [("1", "redrawn")]
    assert districts("00020", date(2029, 1, 3)) == [("7", "")]


def test_from_the_first_day_of_a_newer_map_an_older_table_is_not_sure_any_more(both):
    """The table was made for the old lines; the new ones put all of its codes into another district."""
    for n in range(4):
        zip_code(f"0002{n}")
        table("of 2023", "2", code=f"0002{n}", kind="sldl", valid_from=date(2023, 1, 3))

    assert districts("00020", DAY_BEFORE) == [("2", "")]
    assert districts("00020", FIRST_DAY) == [("1", "zip")]


def test_zip_codes_that_come_in_after_maps_and_tables_are_compared_all_the_same(both):
    for n in range(4):
        table("of 2023", "7", code=f"0002{n}", kind="sldl", valid_from=date(2023, 1, 3))
    assert districts(STAYS, TODAY) == [("1", "")], "without the middles of codes nothing can be compared"

    for n in range(4):
        zip_code(f"0002{n}", "-99.92")

    assert districts(STAYS, TODAY) == [("1", "redrawn")]


# Lists of parts


def parts(label: str, *of: str, **days: date) -> None:
    plan = Plan.objects.create(kind="sldl", label=label, changed_at=timezone.now(), **days)
    for part in of:
        Part.objects.create(plan=plan, ocd_id=f"{MR}/sldl:harbor_9", name="Harbor 9", part_ocd_id=f"{MR}/{part}")


@pytest.fixture
def towns(tmp_path):
    """Harbor 9 is towns 1 and 2; from 3 January 2027 it is town 1 only."""
    drawn(tmp_path, "2020", kind="county")
    parts("towns of 2022", "county:1", "county:2", valid_from=date(2022, 1, 1))
    parts("towns of 2026", "county:1", valid_from=FIRST_DAY)
    return tmp_path


@pytest.mark.parametrize("day, is_there", [(TODAY, True), (DAY_BEFORE, True), (FIRST_DAY, False), (DAY_AFTER, False)])
def test_a_newer_list_of_parts_takes_the_older_one_s_place_on_its_first_day(towns, day, is_there):
    assert districts(MOVES, day) == ([("harbor_9", "")] if is_there else [])
    assert districts(STAYS, day) == [("harbor_9", "")]


def test_a_list_of_parts_ends_with_its_last_day(tmp_path):
    drawn(tmp_path, "2020", kind="county")
    parts("towns of 2022", "county:1", valid_through=FIRST_DAY)

    assert [districts(STAYS, day) for day in (FIRST_DAY, DAY_AFTER)] == [[("harbor_9", "")], []]


def test_a_list_of_parts_that_is_older_than_the_lines_of_its_kind_is_not_sure(both):
    parts("of 2022", "sldl:1", valid_from=date(2022, 1, 1))

    assert districts(STAYS, DAY_BEFORE) == [("1", ""), ("harbor_9", "")]
    assert districts(STAYS, FIRST_DAY) == [("1", ""), ("harbor_9", "redrawn")]


# What comes


def test_what_comes_is_said_with_its_first_day_and_what_holds_is_not_touched(both):
    assert changes(MOVES) == [(FIRST_DAY, [("sldl:1", "")])]
    assert changes(MOVES, on=DAY_BEFORE) == [(FIRST_DAY, [("sldl:1", "")])]
    assert changes(MOVES, on=FIRST_DAY) == changes(MOVES, on=DAY_AFTER) == []


def test_nothing_is_said_where_the_new_lines_leave_somebody_in_their_district(both):
    assert changes(STAYS) == []


def test_near_a_coming_line_both_sides_may_be(both):
    """The new line runs at 99.84 W; 0.0003 degrees are 26 metres there."""
    assert changes("40.05, -99.8403") == [(FIRST_DAY, [("sldl:1", "line"), ("sldl:2", "across")])]


def test_a_street_comes_into_its_district_by_its_own_point(both):
    zip_code()
    AddressPoint.objects.create(street="14 dock st", zip_code="00010", longitude=-99.87, latitude=40.05)

    assert changes("14 Dock St 00010") == [(FIRST_DAY, [("sldl:1", "")])]


def test_of_a_zip_code_alone_all_the_districts_that_come_are_said():
    zip_code()
    table("119th", "1", valid_from=date(2025, 1, 3))
    table("120th", "1", "7", valid_from=FIRST_DAY)
    table("121st", "7", valid_from=date(2029, 1, 3))

    assert changes("00010") == [(FIRST_DAY, [("cd:1", "split"), ("cd:7", "split")])], "7 is said already"
    assert changes("00010", on=FIRST_DAY) == []


def test_lists_of_parts_that_come_are_said_too(towns):
    Part.objects.filter(plan__label="towns of 2026").update(ocd_id=f"{MR}/sldl:harbor_10")

    assert changes(STAYS) == [(FIRST_DAY, [("sldl:harbor_10", "")])]


def test_lines_that_end_with_nothing_behind_them_say_nothing_about_what_comes(tmp_path):
    drawn(tmp_path, "2022", valid_through=DAY_BEFORE)

    assert changes(MOVES) == []


def test_a_gap_between_two_plans_is_no_change_by_itself(tmp_path):
    drawn(tmp_path, "2020", kind="county")
    drawn(tmp_path, "2022", valid_through=DAY_BEFORE)
    drawn(tmp_path, "2026", valid_from=date(2027, 6, 1))

    assert changes(MOVES) == []


def test_what_cannot_be_placed_has_nothing_to_come(both):
    assert changes("0, 0") == changes("Nowhere") == changes("99999") == []


def test_a_state_s_one_district_becomes_two():
    zip_code()
    table("119th", "at-large", valid_from=date(2025, 1, 3))
    table("120th", "1", valid_from=FIRST_DAY)
    table("120th", "2", code="00011", valid_from=FIRST_DAY)

    assert districts("00010", DAY_BEFORE, "cd") == [("at-large", "")]
    assert districts("00010", FIRST_DAY, "cd") == [("1", "")]
    assert changes("00010") == [(FIRST_DAY, [("cd:1", "")])]


def test_the_day_is_all_that_is_asked_for(both):
    """Two days on one pack: the answers of one are not the other's."""
    assert on_day(DAY_BEFORE) is not on_day(FIRST_DAY)
    for _again in range(2):
        assert [districts(MOVES, day) for day in (FIRST_DAY, DAY_BEFORE)] == [[("1", "")], [("2", "")]]
