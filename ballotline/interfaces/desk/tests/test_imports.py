"""What the host brought in, at the desk: read, and taken back by one press, which the worker does."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.foundation.audit.models import Entry
from ballotline.foundation.ingest.models import Import
from ballotline.foundation.ingest.traces import Trace
from ballotline.foundation.jobs.testing import work_off
from ballotline.interfaces.desk.tests.test_offices import desk_of, text_of
from ballotline.record.places.importer.zips import import_zips
from ballotline.record.places.models import ZipCode

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    return desk_of("staff")


@pytest.fixture
def brought_in(tmp_path) -> Import:
    return bring_in(tmp_path, "00010,Rivertown,MR", "0011,Millbrook,MR")


def bring_in(folder, *rows: str) -> Import:
    (folder / "zips.csv").write_text("\n".join(["zip_code,city,state", *rows]))
    trace = Trace("zips", [folder / "zips.csv"], said={}, at=timezone.now())
    import_zips(folder / "zips.csv", apply=True, trace=trace)
    return trace.imported


def words_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text_of(response)).split())


def test_an_empty_list_says_what_will_stand_there(desk):
    assert "Lists and maps that came in will stand here" in text_of(desk.get("/desk/offices/imports/"))


def test_the_report_stands_there_as_the_command_said_it(desk, brought_in):
    listed, page = (
        words_of(desk.get("/desk/offices/imports/")),
        words_of(desk.get(f"/desk/offices/imports/{brought_in.pk}/")),
    )

    assert "ZIP codes 1 new, 0 changed, 0 as before, 1 left out." in listed
    assert "Line 3, zip_code &#x27;0011&#x27;: A ZIP code has five digits" in page
    assert f"SHA-256 {brought_in.files[0]['sha256']}" in page


def test_one_press_takes_it_back_and_leaves_a_trace(desk, brought_in):
    address = f"/desk/offices/imports/{brought_in.pk}/"

    asked = words_of(desk.post(f"{address}back/", follow=True))
    desk.post(f"{address}back/")
    assert "It is being taken back." in asked and ZipCode.objects.count() == 1
    work_off(at=timezone.now())

    assert ZipCode.objects.count() == 0
    assert "0 rows are as before, 1 are gone" in words_of(desk.get(address))
    assert Entry.objects.filter(verb="import taken back", object_id=str(brought_in.pk)).count() == 1


def test_what_cannot_be_taken_back_says_why_and_has_no_button(desk, brought_in, tmp_path):
    later = bring_in(tmp_path, "00010,Rivertown Falls,MR")
    address = f"/desk/offices/imports/{brought_in.pk}/"

    page = words_of(desk.get(address))
    told = words_of(desk.post(f"{address}back/", follow=True))
    work_off(at=timezone.now())

    assert f"Take back import {later.pk} first" in page and "Take it back" not in page
    assert f"Take back import {later.pk} first" in told
    assert ZipCode.objects.get().town == "Rivertown Falls"


def test_what_became_impossible_before_the_worker_came_can_be_asked_again(desk, brought_in, tmp_path):
    desk.post(f"/desk/offices/imports/{brought_in.pk}/back/")
    bring_in(tmp_path, "00010,Rivertown Falls,MR")
    work_off(at=timezone.now())

    brought_in.refresh_from_db()
    assert (brought_in.undone_at, brought_in.undo_asked_at) == (None, None)
    assert not Entry.objects.filter(verb="import taken back").exists()


def test_who_may_not_edit_offices_sees_no_import(brought_in):
    for address in ("", f"{brought_in.pk}/"):
        assert Client().get(f"/desk/offices/imports/{address}").status_code != 200
    assert desk_of("staff").get("/desk/offices/imports/999999/").status_code == 404
