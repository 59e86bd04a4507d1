"""Divisions that are made of others: their lists come in, are corrected, and leave parts out."""

from pathlib import Path

import pytest
from django.utils import timezone

from ballotline.record.places.importer.boundaries import Said, import_boundaries
from ballotline.record.places.importer.tables import Report
from ballotline.record.places.models import Part
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
