"""`ballotline data status`: how the public data stand, in words and for programs, and what to do next."""

import json
from datetime import UTC, date, datetime

import pytest
import time_machine

from ballotline.record.offices.models import Term
from ballotline.record.offices.testing import MEANDER, in_office
from ballotline.record.places.models import Boundary, Division, Plan, ZipCode, ZipDivision

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 10, 17, tzinfo=UTC)  # the tenth in every zone of the country
CONGRESS = "congress-legislators"


@pytest.fixture(autouse=True)
def _on_the_tenth_of_march():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def a_congress():
    """Nell can't be called and leaves soon; her list is of September.

    The map of her district is of the 118th Congress.
    """
    in_office("Nell Fairweather", "cd:1", "US Representative", phone="", as_of=date(2025, 9, 1), ends=date(2026, 4, 1))
    Term.objects.update(source=CONGRESS)
    plan = Plan.objects.create(kind="cd", label="118th Congress", valid_from=date(2023, 1, 3), changed_at=NOON)
    for n in (1, 2):
        Boundary.objects.create(plan=plan, ocd_id=f"{MEANDER}/cd:{n}", wkb=b"")
    ZipDivision.objects.create(plan=plan, code="00010", ocd_id=f"{MEANDER}/cd:1")


def test_an_empty_house_is_told_what_to_bring_in(ballotline):
    ended = ballotline("data", "status")

    assert ended.code == 0
    assert "no ZIP code, no division, no address" in ended.out
    for noun in ("divisions", "zips", "boundaries", "congress"):
        assert f"ballotline data import {noun} " in ended.out


def test_it_says_of_each_list_and_plan_what_is_missing_and_stale(ballotline, a_congress):
    ended = ballotline("data", "status")

    assert ended.code == 0
    assert "congress-legislators, as of 1 Sep 2025" in ended.out
    assert "holders without a phone: 1; terms that end within 60 days: 1" in ended.out
    assert "Congressional districts, 118th Congress, from 3 Jan 2023" in ended.out
    assert "boundaries: 2; pairs with ZIP codes: 1; divisions it answers for today: 2; changed 10 Mar 2026" in ended.out
    assert "districts without a seat: 1" in ended.out
    assert "stale, of an earlier Congress than today's" in ended.out


def test_it_ends_with_what_to_do_each_thing_once(ballotline, a_congress):
    lines = ballotline("data", "status").out.splitlines()

    steps = [line for line in lines if "ballotline data import " in line]
    assert [line.partition(": ")[2] for line in steps if "newer" in line] == [
        "ballotline data import congress FOLDER --as-of DAY --apply",
        "ballotline data import boundaries FILE --apply",
        "ballotline data import zips FILE --congress 119 --apply",
    ]
    assert lines[-1] == "Add missing phone numbers at the desk, under Offices."


def test_where_all_is_well_there_is_nothing_to_do(ballotline):
    in_office("Gail Sorensen", "", "Governor", as_of=date(2026, 3, 1))
    ZipCode.objects.create(code="00010", town="Rivertown", state="MR")
    plan = Plan.objects.create(kind="ward", label="2022", changed_at=NOON)
    Boundary.objects.create(plan=plan, ocd_id=f"{MEANDER}/place:rivertown/ward:5", wkb=b"")
    assert ballotline("data", "status").out.splitlines()[-1].startswith("Bring in divisions")

    Division.objects.create(ocd_id=MEANDER, kind="state")

    assert ballotline("data", "status").out.splitlines()[-1] == "Nothing to do."


def test_a_program_can_read_all_of_it(ballotline, a_congress):
    ended = ballotline("data", "status", "--json")

    said = json.loads(ended.out)
    assert (ended.code, said["on"], said["zip_codes"]) == (0, "2026-03-10", 0)
    found = {one["source"]: one for one in said["lists"]}[CONGRESS]
    assert (found["as_of"], found["in_office"], found["without_phone"], found["ending"]) == ("2025-09-01", 1, 1, 1)
    assert (found["stale"], found["is_stale"]) == (1, True)
    [plan] = said["plans"]
    assert (plan["valid_from"], plan["valid_through"], plan["without_seat"]) == ("2023-01-03", None, 1)
    assert plan["stale"] == "earlier congress" and datetime.fromisoformat(plan["changed_at"]) == NOON
    assert "Add missing phone numbers at the desk, under Offices." in said["next"]
