"""Your area, where the ground is a whole state's or will be drawn anew:
delegates by ZIP code and place, and what new lines bring."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.foundation.ui.dates import day_of_record
from ballotline.record.offices import keeping
from ballotline.record.offices.keeping import Kept
from ballotline.record.offices.rules import Listed, Number, Role
from ballotline.record.places.models import Plan, ZipCode, ZipDivision
from ballotline.record.places.rules import COUNTRY
from tests.rivertown import press

pytestmark = pytest.mark.django_db
NO_VOTE = "has no vote when the House passes a bill (Rules of the House of Representatives, Rule III, clause 3;"
CODES = {
    "AS": ("96799", "Pago Pago", "territory:as"),
    "DC": ("20001", "Washington", "district:dc"),
    "GU": ("96910", "Hagatna", "territory:gu"),
    "MP": ("96950", "Saipan", "territory:mp"),
    "PR": ("00901", "San Juan", "territory:pr"),
    "VI": ("00802", "St Thomas", "territory:vi"),
    "ND": ("58501", "Bismarck", "state:nd"),
}


def in_the_house(name: str, division: str) -> None:
    role = Role("ocd-jurisdiction/country:us/legislature", "rep", "US Representative", (f"{COUNTRY}/{division}",))
    numbers = (Number("capitol", "capitol", "202-555-0150"),)
    keeping.keep(Listed(name, name, (role,), numbers), Kept(source="the list", as_of=date(2026, 1, 12)))


@pytest.fixture(params=CODES)
def whole(request):
    """A place with one seat in the House.

    No map, no table and no list of divisions knows it, only the office is on file.
    """
    code, town, division = CODES[request.param]
    ZipCode.objects.create(code=code, town=town, state=request.param)
    in_the_house("Ana Flores", f"{division}/cd:at-large")
    return request.param


def look_up(where: str) -> str:
    response = press(Client(), "/area/", where=where)
    assert response.status_code == 200
    bare = re.sub(r"<[^>]+>", " ", response.content.decode().replace("</time>", ""))
    return " ".join(unescape(bare).split())


def test_who_sits_in_the_house_is_named_by_zip_code_and_by_place(whole):
    code, town, _division = CODES[whole]
    by_code, by_place = look_up(code), look_up(f"{town}, {whole}")

    assert "Ana Flores" in by_code and "(202) 555-0150" in by_code and "May be" not in by_code
    assert "Ana Flores" in by_place and "May be: we know only the name of the place." in by_place


def test_what_a_delegate_may_vote_on_is_said_and_of_a_representative_nothing(whole):
    page = look_up(CODES[whole][0])

    called = {"PR": "Resident Commissioner", "ND": "US Representative"}.get(whole, "Delegate to the US House")
    assert called in page
    assert (NO_VOTE in page, "US Representative" in page) == (whole != "ND", whole == "ND")


def test_where_the_office_of_one_of_several_districts_is_on_file_nobody_is_named_for_the_whole_state():
    ZipCode.objects.create(code="59601", town="Helena", state="MT")
    in_the_house("Ana Flores", "state:mt/cd:at-large")
    in_the_house("Ben Weiss", "state:mt/cd:2")

    assert "Ana Flores" not in look_up("59601")


def test_a_newer_table_with_several_districts_is_believed_more_than_an_office():
    ZipCode.objects.create(code="59601", town="Helena", state="MT")
    in_the_house("Ana Flores", "state:mt/cd:at-large")
    plan = Plan.objects.create(kind="cd", label="119th Congress", changed_at=timezone.now())
    ZipDivision.objects.create(plan=plan, code="59602", ocd_id=f"{COUNTRY}/state:mt/cd:2")

    assert "Ana Flores" not in look_up("59601")


# What comes


def next_day() -> date:
    return timezone.localdate() + timedelta(days=1)


@pytest.fixture
def tomorrow():
    """Rivertown's ZIP code lies in district 1 today, and from tomorrow in 2; another code from tomorrow in 2 and 3."""
    today = timezone.localdate()
    for code in ("00010", "00011"):
        ZipCode.objects.create(code=code, town="Rivertown", state="MR")
    in_force = ((today - timedelta(days=30), "of today", ("1",), ("1",)), (next_day(), "to come", ("2",), ("2", "3")))
    for first_day, label, one, other in in_force:
        plan = Plan.objects.create(kind="cd", label=label, valid_from=first_day, changed_at=timezone.now())
        for code, districts in (("00010", one), ("00011", other)):
            for n in districts:
                ZipDivision.objects.create(plan=plan, code=code, ocd_id=f"ocd-division/country:zz/state:mr/cd:{n}")


def test_new_lines_that_are_on_file_are_said_with_their_first_day(tomorrow):
    told = f"New lines hold from {day_of_record(next_day())}."

    assert f"{told} You then live in Congressional District 2." in look_up("00010")
    assert f"{told} You may then live in one of these: Congressional District 2, Congressional District 3." in look_up(
        "00011"
    )
    assert "Districts as drawn in: of today." in look_up("00010"), "what holds is today's"


def test_where_nothing_changes_nothing_is_said(tomorrow):
    Plan.objects.filter(label="to come").delete()

    assert "New lines" not in look_up("00010")
