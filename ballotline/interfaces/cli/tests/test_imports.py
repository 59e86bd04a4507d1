"""`ballotline data imports` and `data undo`: what was brought in, from which files, and how it is taken back."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from ballotline.foundation.audit.models import Entry
from ballotline.foundation.ingest.models import Import
from ballotline.record.places.models import ZipCode

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 10, 17, tzinfo=UTC)  # the tenth in every zone of the country


@pytest.fixture(autouse=True)
def _on_the_tenth_of_march():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def zips(tmp_path) -> Path:
    path = tmp_path / "zips.csv"
    path.write_text("zip_code,city,state\n00010,Rivertown,MR\n00011,Millbrook,MR\n")
    return path


def test_what_was_brought_in_is_listed_with_its_report_and_its_last_day(ballotline, zips):
    ballotline("data", "import", "zips", zips, "--apply")

    number = Import.objects.get().pk
    assert ballotline("data", "imports").out.splitlines() == [
        f"{number}  10 Mar 2026  zips  zips.csv",
        "    2 new, 0 changed, 0 as before, 0 left out. Read as comma, UTF-8.",
        f"    Until 9 Apr 2026: ballotline data undo {number} --apply",
    ]
    [one] = json.loads(ballotline("data", "imports", "--json").out)
    assert one["files"] == [
        {"name": "zips.csv", "size": zips.stat().st_size, "sha256": hashlib.sha256(zips.read_bytes()).hexdigest()}
    ]


def test_a_dry_run_and_a_refused_file_are_not_listed(ballotline, zips, tmp_path):
    ballotline("data", "import", "zips", zips)
    (tmp_path / "page.csv").write_text("<!doctype html><html>sign in</html>")
    ballotline("data", "import", "zips", tmp_path / "page.csv", "--apply")

    assert ballotline("data", "imports").out == "Nothing was brought in within 30 days.\n"


def test_undo_first_says_what_would_happen_and_then_does_it(ballotline, zips):
    ballotline("data", "import", "zips", zips, "--apply")
    number = Import.objects.get().pk

    would = ballotline("data", "undo", number)
    assert (would.code, ZipCode.objects.count()) == (0, 2)
    assert "0 as before, 2 go" in would.out and "Add --apply" in would.out
    did = ballotline("data", "undo", number, "--apply")

    assert (did.code, ZipCode.objects.count()) == (0, 0)
    assert did.out.endswith("Done.\n")
    assert "Taken back on 10 Mar 2026." in ballotline("data", "imports").out
    assert Entry.objects.get(verb="import taken back").object_id == str(number)


def test_what_cannot_be_taken_back_says_why(ballotline, zips):
    ballotline("data", "import", "zips", zips, "--apply")
    number = Import.objects.get().pk

    with time_machine.travel(NOON + timedelta(days=31), tick=False):
        late = ballotline("data", "undo", number, "--apply")
        recent = ballotline("data", "imports").out
        ever = ballotline("data", "imports", "--all").out
    unknown = ballotline("data", "undo", number + 1, "--apply")

    assert (late.code, ZipCode.objects.count()) == (1, 2)
    assert "older than 30 days" in late.err
    assert (recent, ever.splitlines()[0]) == (
        "Nothing was brought in within 30 days.\n",
        f"{number}  10 Mar 2026  zips  zips.csv",
    )
    assert unknown.code == 1 and "ballotline data imports lists them" in unknown.err


def test_what_was_said_beside_the_files_is_on_file(ballotline, tmp_path):
    table = tmp_path / "council.csv"
    table.write_text("office,division,name\nMayor,ocd-division/country:us/state:mn/place:duluth,Lou Park\n")

    ballotline("data", "import", "offices", table, "--source", "City clerk", "--as-of", "2026-03-09", "--apply")

    assert Import.objects.get().said == {"as_of": "2026-03-09", "source": "City clerk"}
    assert "offices  council.csv --as-of 2026-03-09 --source City clerk" in ballotline("data", "imports").out


def test_the_sum_of_a_folder_is_that_of_its_files_by_name(ballotline, tmp_path):
    folder = tmp_path / "divisions"
    folder.mkdir()
    (folder / "b.csv").write_text("id,name\nocd-division/country:zz/state:mr,Meander\n")
    (folder / "a.csv").write_text("id,name\nocd-division/country:zz,Zett\n")

    ballotline("data", "import", "divisions", folder, "--apply")

    sums = [(hashlib.sha256((folder / name).read_bytes()).hexdigest(), name) for name in ("a.csv", "b.csv")]
    listed = "".join(f"{each}  {name}\n" for each, name in sums)
    [file] = Import.objects.get().files
    assert (file["name"], file["sha256"]) == ("divisions/", hashlib.sha256(listed.encode()).hexdigest())
