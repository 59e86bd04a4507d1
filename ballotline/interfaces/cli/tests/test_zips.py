import json

import pytest
from django.db import connection

from ballotline.record.places.models import ZipCode

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "zips.csv"
    path.write_text("zip_code,city,state\n00010,Rivertown,MR\n420,Rivertown,MR\n00014,Millbrook,MR\n")
    return path


def test_without_apply_it_says_what_would_happen(ballotline, file):
    ended = ballotline("data", "import", "zips", file)

    assert ended.code == 0
    assert "2 new, 0 changed, 0 as before, 1 left out." in ended.out
    assert "Line 3, zip_code '420'" in ended.out
    assert "Add --apply" in ended.out
    assert ZipCode.objects.count() == 0


def test_with_apply_it_does_it(ballotline, file):
    ended = ballotline("data", "import", "zips", file, "--apply")

    assert ended.out.endswith("Done.\n")
    assert ZipCode.objects.count() == 2


def test_afterwards_the_database_plans_by_what_is_there(ballotline, file):
    ballotline("data", "import", "zips", file, "--apply")

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT max(CAST(stat AS INTEGER)) FROM sqlite_stat1 WHERE tbl = 'places_zipcode'")
        else:
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'places_zipcode'")
        assert cursor.fetchone()[0] == 2


def test_a_program_can_read_the_counts(ballotline, file):
    said = json.loads(ballotline("data", "import", "zips", file, "--json").out)

    assert (said["applied"], said["rows"], said["new"], said["wrong"]) == (False, 3, 2, 1)
    assert said["problems"][0]["line"] == 3


def test_another_file_is_refused(ballotline, tmp_path):
    (tmp_path / "people.csv").write_text("name\nAna\n")

    ended = ballotline("data", "import", "zips", tmp_path / "people.csv")

    assert ended.code == 1
    assert "zip_code, city, state" in ended.err
