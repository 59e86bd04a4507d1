"""Divisions that are made of others: their lists come in, are corrected, and leave parts out."""

from pathlib import Path

import pytest
from django.utils import timezone

from ballotline.record.places.importer.boundaries import Said, import_boundaries
from ballotline.record.places.importer.reports import Report
from ballotline.record.places.importer.words import sentences
from ballotline.record.places.models import Part
from ballotline.record.places.tests import maps
from ballotline.record.places.tests.maps import MR

pytestmark = pytest.mark.django_db
HOUSE = Said(plan="2022", kind="sldl", within=MR, column="code")
WEST, EAST = "40.05, -99.95", "40.05, -99.85"


def brought_in(path: Path, said: Said = HOUSE, *, apply: bool = True) -> Report:
    return import_boundaries([path], said, at=timezone.now(), apply=apply)


def test_a_division_is_made_of_towns(tmp_path):
    file = tmp_path / "floterial.csv"
    file.write_text(
        f"id,name,part\n{MR}/sldl:harbor_9,Harbor 9,{MR}/sldl:1\n{MR}/sldl:harbor_9,Harbor 9,{MR}/sldl:2\nx,,y\n"
    )

    report, again = brought_in(file, Said(plan="2022")), brought_in(file, Said(plan="2022"))

    assert (report.new, report.wrong, again.same) == (2, 1, 2)
    assert Part.objects.count() == 2


def floterial(path: Path, *parts: int, more: str = "") -> Path:
    """Harbor 9 is made of these house districts."""
    rows = [f"{MR}/sldl:harbor_9,Harbor 9,{MR}/sldl:{n}\n" for n in parts]
    path.write_text("".join(["id,name,part\n", *rows, more]))
    return path


def test_of_a_division_that_a_list_names_it_names_all_the_parts(tmp_path):
    of_2022 = Said(plan="2022")
    brought_in(maps.house_districts(tmp_path))
    other = f"{MR}/sldl:harbor_8,Harbor 8,{MR}/sldl:3\n"
    brought_in(floterial(tmp_path / "a.csv", 1, 2, more=other), of_2022)
    assert maps.districts_at(EAST) == [[("2", ""), ("harbor_9", "")]]

    dry = brought_in(floterial(tmp_path / "b.csv", 1), of_2022, apply=False)
    assert Part.objects.count() == 3
    done, again = brought_in(tmp_path / "b.csv", of_2022), brought_in(tmp_path / "b.csv", of_2022)

    for report in (dry, done):
        assert (report.same, report.gone, report.leaving) == (1, 1, [f"{MR}/sldl:2 (Harbor 9)"])
    assert (again.same, again.gone, again.is_held) == (1, 0, False)
    assert maps.districts_at(WEST, EAST) == [[("1", ""), ("harbor_9", "")], [("2", "")]]
    assert Part.objects.filter(ocd_id=f"{MR}/sldl:harbor_8").count() == 1, "the list doesn't name it"


def test_a_list_that_leaves_out_many_parts_is_held_until_somebody_confirms_the_number(tmp_path):
    of_2022 = Said(plan="2022")
    brought_in(floterial(tmp_path / "a.csv", *range(1, 21)), of_2022)

    held = brought_in(floterial(tmp_path / "b.csv", *range(1, 18)), of_2022)
    assert (held.confirm, Part.objects.count()) == ("--retire 3", 20)
    done = import_boundaries([tmp_path / "b.csv"], of_2022, at=timezone.now(), apply=True, retire=3)

    assert (done.gone, Part.objects.count()) == (3, 17)


def test_the_parts_of_a_division_may_stand_in_several_lists_of_one_run(tmp_path):
    floterial(tmp_path / "a.csv", 1)
    floterial(tmp_path / "b.csv", 2)

    for _again in range(2):
        report = import_boundaries(
            [tmp_path / "a.csv", tmp_path / "b.csv"], Said(plan="2022"), at=timezone.now(), apply=True
        )

    assert (report.same, report.gone, Part.objects.count()) == (2, 0, 2)


@pytest.mark.parametrize("broken", [f"{MR}/sldl:harbor_9,Harbor 9,two\n", ",,\n", '"never closed\n'])
def test_where_a_row_can_not_be_read_no_part_goes_and_that_is_said(tmp_path, broken):
    brought_in(floterial(tmp_path / "a.csv", 1, 2), Said(plan="2022"))

    report = brought_in(floterial(tmp_path / "b.csv", 1, more=broken), Said(plan="2022"))

    assert (report.wrong, report.gone, report.stayed, Part.objects.count()) == (1, 0, 1, 2)
    assert "1 is not on the list and stays, since not all of it can be read." in sentences(report)[0]
