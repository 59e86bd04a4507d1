"""What can't be where a table says it is: a point outside of every state, a state that no post office knows, a district
that is on no list; and a pair that leaves a split code."""

from pathlib import Path

import pytest
from django.utils import timezone

from ballotline.foundation.ingest.limits import Refused
from ballotline.record.places.importer.addresses import import_addresses
from ballotline.record.places.importer.reports import Report
from ballotline.record.places.importer.zip_divisions import import_zip_divisions
from ballotline.record.places.importer.zips import import_zips
from ballotline.record.places.models import AddressPoint, Division, ZipCode, ZipDivision

pytestmark = pytest.mark.django_db
PA = "ocd-division/country:us/state:pa"
PAIRS = [f"PA,{code},12" for code in range(15201, 15221)] + ["PA,15222,12", "PA,15222,17"]


def written(folder: Path, *rows: str) -> Path:
    (folder / "table.csv").write_text("\n".join(rows) + "\n")
    return folder / "table.csv"


def districts(folder: Path, *rows: str, retire: int | None = None) -> Report:
    path = written(folder, "state_abbr,zcta,cd", *rows)
    return import_zip_divisions(path, congress=119, at=timezone.now(), apply=True, retire=retire)


@pytest.mark.parametrize("lat, lon", [("-79.99", "40.44"), ("0", "0"), ("48.85", "2.35")])
def test_a_point_outside_of_every_state_is_refused_also_before_the_zip_codes_are_there(tmp_path, lat, lon):
    with pytest.raises(Refused, match="outside of every state"):
        import_addresses(written(tmp_path, "address,zip,lat,lon", f"14 Dock St,15222,{lat},{lon}"), apply=True)

    assert not AddressPoint.objects.exists()


def test_a_point_in_some_state_is_taken_where_nobody_knows_the_code_yet(tmp_path):
    import_addresses(written(tmp_path, "address,zip,lat,lon", "14 Dock St,15222,40.44,-79.99"), apply=True)

    assert AddressPoint.objects.count() == 1


def test_a_real_code_keeps_its_state_where_a_table_names_one_that_no_post_office_knows(tmp_path):
    import_zips(written(tmp_path, "zip_code,city,state", "15222,Pittsburgh,PA"), apply=True)

    report = import_zips(
        written(tmp_path, "zip_code,city,state", "15222,Pittsburgh,ZZ", "15106,Carnegie,PA"), apply=True
    )

    assert [(problem.line, problem.column) for problem in report.problems] == [(2, "state")]
    assert ZipCode.objects.get(code="15222").state == "PA"


def test_a_free_state_whose_mail_goes_by_our_codes_is_known(tmp_path):
    import_zips(written(tmp_path, "zip_code,city,state", "96960,Majuro,MH"), apply=True)

    assert ZipCode.objects.get().state == "MH"


def test_a_split_code_that_would_be_whole_is_held_from_the_first_pair_on(tmp_path):
    districts(tmp_path, *PAIRS)

    held = districts(tmp_path, *PAIRS[:-1])

    assert (held.confirm, held.leaving) == ("--retire 1", [f"15222 {PA}/cd:17"])
    assert ZipDivision.objects.filter(code="15222").count() == 2
    districts(tmp_path, *PAIRS[:-1], retire=1)
    assert ZipDivision.objects.filter(code="15222").count() == 1


def test_a_code_that_is_gone_is_not_asked_about(tmp_path):
    districts(tmp_path, *PAIRS)

    assert not districts(tmp_path, *PAIRS[1:]).is_held


def test_a_district_that_is_on_no_list_is_no_row_where_the_list_has_others_of_the_state(tmp_path):
    Division.objects.create(ocd_id=f"{PA}/cd:12", kind="cd", parent_ocd_id=PA)

    report = districts(tmp_path, "PA,15222,99", "PA,15106,12", "OH,43001,99")

    assert [(problem.line, problem.found) for problem in report.problems] == [(2, "99")]
    assert set(ZipDivision.objects.values_list("code", flat=True)) == {"15106", "43001"}
