"""A newer plan that leaves out districts of the one before silences them:
that is named, and written only if somebody confirms it."""

from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from ballotline.record.places.importer.boundaries import Said, import_boundaries
from ballotline.record.places.importer.reports import Report
from ballotline.record.places.importer.words import sentences
from ballotline.record.places.locating import locate
from ballotline.record.places.models import Boundary, Part, Plan
from ballotline.record.places.tests import maps
from ballotline.record.places.tests.maps import MR

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 24)
WEST, EAST = "40.05, -99.95", "40.05, -99.85"
Square = tuple[str, float]  # a number, and where its west is


def drawn(
    folder: Path, year: int, *squares: Square, within: str = MR, retire: int | None = None, side: float = 0.1
) -> Report:
    shapes = [maps.feature(maps.area(maps.square(west, 40, side)), code=code) for code, west in squares]
    said = Said(plan=str(year), kind="sldl", within=within, column="code", valid_from=date(year, 1, 1))
    file = maps.write(folder / f"{year}.geojson", *shapes)
    return import_boundaries([file], said, at=timezone.now(), apply=True, retire=retire)


def districts(place: str) -> list[str]:
    return [one.ocd_id.rpartition(":")[2] for one in locate(place, on=ON).found if one.kind == "sldl"]


ONE, TWO = ("1", -100.0), ("2", -99.9)


def test_a_newer_map_of_a_part_is_held_and_the_earlier_one_answers_on(tmp_path):
    drawn(tmp_path, 2024, ONE, TWO)

    report = drawn(tmp_path, 2026, ONE)

    assert (report.confirm, report.unanswered) == ("--retire 1", ["2 (2024)"])
    assert "On no newer map: 2 (2024)" in sentences(report)
    assert [plan.label for plan in Plan.objects.all()] == ["2024"]
    assert (districts(WEST), districts(EAST)) == (["1"], ["2"])


def test_who_confirms_the_number_means_it_and_the_same_map_again_asks_nothing(tmp_path):
    drawn(tmp_path, 2024, ONE, TWO)

    wrong_number, done = drawn(tmp_path, 2026, ONE, retire=2), drawn(tmp_path, 2026, ONE, retire=1)
    again, rest = drawn(tmp_path, 2026, ONE), drawn(tmp_path, 2026, TWO)

    assert (wrong_number.is_held, done.is_held, again.is_held, rest.is_held) == (True, False, False, False)
    assert (again.same, again.unanswered, districts(EAST)) == (1, [], ["2"])


def test_lines_drawn_anew_under_other_numbers_and_names_leave_nothing_out(tmp_path):
    drawn(tmp_path, 2024, ONE, TWO)

    renamed = drawn(tmp_path, 2026, ("harbor-1", -100.0), ("harbor-2", -99.9))
    fewer = drawn(tmp_path, 2027, ("harbor-1", -100.0), side=0.2)

    assert (renamed.unanswered, fewer.unanswered) == ([], [])
    assert Boundary.objects.count() == 5


def test_the_numbers_of_a_part_of_a_renumbered_map_do_not_hide_which_ground_is_missing(tmp_path):
    """Old 1 lies where new 2 is; the new 1 was left out, and it is old 2 that lies on no map."""
    drawn(tmp_path, 2024, ONE, TWO, ("3", -99.8))

    report = drawn(tmp_path, 2026, ("2", -100.0), ("1", -99.8))

    assert report.unanswered == ["2 (2024)"]


def test_an_earlier_map_that_comes_later_is_held_where_the_newer_one_would_silence_it(tmp_path):
    drawn(tmp_path, 2026, ONE)

    assert drawn(tmp_path, 2024, ONE, TWO).unanswered == ["2 (2024)"]


def test_another_state_s_newer_plan_silences_nobody(tmp_path):
    drawn(tmp_path, 2024, ONE, TWO)

    assert drawn(tmp_path, 2026, ("1", -99.5), within="ocd-division/country:zz/state:mb").unanswered == []


def test_a_plan_that_gets_a_later_first_day_is_newer_from_then(tmp_path):
    """The part came in as of 2020, where it silenced nobody."""
    drawn(tmp_path, 2024, ONE, TWO)
    drawn(tmp_path, 2020, ONE)
    said = Said(plan="2020", kind="sldl", within=MR, column="code", valid_from=date(2025, 1, 1))

    report = import_boundaries([tmp_path / "2020.geojson"], said, at=timezone.now(), apply=True)

    assert (report.unanswered, Plan.objects.get(label="2020").valid_from) == (["2 (2024)"], date(2020, 1, 1))


def test_a_newer_list_of_parts_that_leaves_divisions_out_is_held_too(tmp_path):
    """Of a state the newest list of parts is asked alone."""
    rows = [f"{MR}/sldl:harbor_{n},Harbor {n},{MR}/place:rivertown\n" for n in (8, 9)]
    for year, some in ((2024, rows), (2026, rows[:1])):
        (tmp_path / "parts.csv").write_text("".join(["id,name,part\n", *some]))
        report = import_boundaries([tmp_path / "parts.csv"], Said(plan=str(year)), at=timezone.now(), apply=True)

    assert (report.confirm, report.unanswered) == ("--retire 1", [f"{MR}/sldl:harbor_9 (2024)"])
    assert Part.objects.count() == 2
