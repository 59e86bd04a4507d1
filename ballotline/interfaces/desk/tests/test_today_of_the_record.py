"""Today says what hurts in the public record: whom callers can't reach,
who may have left or leaves soon, lines that hold no more."""

from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ballotline.movement.accounts.testing import signed_in_client
from ballotline.organizing.actions.kinds.call.testing import make_campaign
from ballotline.record.offices.models import Committee, CommitteeMember, Official, PhoneLine, Seat, Term
from ballotline.record.offices.testing import in_office
from ballotline.record.places.models import Boundary, Plan

pytestmark = pytest.mark.django_db
WARD = "ocd-division/country:zz/state:mr/place:rivertown/ward:{}"
NO_NUMBER, MAY_HAVE_LEFT, LEAVES, OUT_OF_DATE = (
    "person to call has no number that can be dialed",
    "person to call may have left",
    "person to call leaves within 60 days",
    "plan of districts is out of date",
)


@pytest.fixture
def desk() -> Client:
    return signed_in_client(role="staff")


def today(desk: Client) -> str:
    return desk.get("/desk/").content.decode()


def day(after: int) -> date:
    return timezone.localdate() + timedelta(days=after)


def holder(name: str, title: str = "Council Member", *, number: int = 5, listed: int = 0, **facts) -> Official:
    """In office by a list that is so many days old."""
    return in_office(name, f"place:rivertown/ward:{number}", title, as_of=day(-listed), **facts)


def test_while_everybody_can_be_called_nothing_is_said(desk):
    holder("Dana Okafor", ends=day(61))
    make_campaign()

    page = today(desk)

    assert "Nothing waits for you." in page
    assert not any(words in page for words in (NO_NUMBER, MAY_HAVE_LEFT, LEAVES, OUT_OF_DATE))


@pytest.mark.parametrize("facts", [{"phone": ""}, {"phone": "555-0133"}])
def test_whom_nobody_can_call_is_said_with_the_way_to_their_seat(desk, facts):
    holder("Dana Okafor", **facts)
    make_campaign()

    page = today(desk)

    assert f"1 {NO_NUMBER}" in page and "Add one for Dana Okafor, Council Member." in page
    assert f'href="/desk/offices/seats/{Seat.objects.get().pk}/"' in page


def test_a_number_marked_wrong_is_none(desk):
    holder("Dana Okafor")
    make_campaign()
    assert NO_NUMBER not in today(desk)

    PhoneLine.objects.update(is_wrong=True)

    assert f"1 {NO_NUMBER}" in today(desk)


def test_several_are_one_line_that_begins_with_the_first_by_name(desk):
    for n, name in enumerate(["Rae Whitcombe", "Alma Reyes", "Joon Park"]):
        holder(name, number=n, phone="")
    make_campaign()

    page = today(desk)

    assert (
        "3 people to call have no number that can be dialed" in page
        and "Begin with Alma Reyes, Council Member." in page
    )
    assert "Joon Park" not in page


def test_of_our_own_lists_what_is_older_than_half_a_year_wants_a_look_at_the_seat(desk):
    holder("Dana Okafor", listed=180)
    make_campaign()
    assert MAY_HAVE_LEFT not in today(desk)

    Term.objects.update(as_of=day(-181))
    page = today(desk)

    assert f"1 {MAY_HAVE_LEFT}" in page and "Look who is still there, and save it again." in page
    assert f'href="/desk/offices/seats/{Seat.objects.get().pk}/"' in page


def test_an_old_public_list_is_said_with_the_command_that_renews_it(desk):
    holder("Nell Fairweather", "US Representative", listed=91)
    Term.objects.update(source="congress-legislators")
    make_campaign()

    page = today(desk)

    assert f"1 {MAY_HAVE_LEFT}" in page and "congress-legislators is as of" in page
    assert "ballotline data import congress FOLDER --as-of DAY --apply" in page


def test_who_leaves_within_sixty_days_is_said_with_the_day(desk):
    holder("Dana Okafor", ends=day(60))
    holder("Alma Reyes", number=1, ends=day(3))
    make_campaign()

    page = today(desk)

    assert "2 people to call leave within 60 days" in page
    assert f"Alma Reyes on {day(3).day} " in page


@pytest.mark.parametrize(
    "asked",
    [
        {"titles": ["Mayor"]},
        {"levels": ["county"]},
        {"parties": ["Harbor"]},
        {"live": False},
        {"closes_at": "over"},
    ],
)
def test_whom_no_open_campaign_asks_for_is_not_said(desk, asked):
    holder("Dana Okafor", phone="", parties=("Orchard",), ends=day(3), listed=500)
    if asked.pop("closes_at", ""):
        campaign = make_campaign()
        campaign.action.closes_at = timezone.now() - timedelta(minutes=1)
        campaign.action.save()
    else:
        make_campaign(**asked)

    page = today(desk)

    assert not any(words in page for words in (NO_NUMBER, MAY_HAVE_LEFT, LEAVES))


def test_of_a_list_or_a_committee_only_its_own_people_are_said(desk):
    dana, rae, ed = (
        holder(name, number=n, phone="") for n, name in enumerate(["Dana Okafor", "Rae Whitcombe", "Ed Sato"])
    )
    make_campaign(listed=[dana])
    assert f"1 {NO_NUMBER}" in today(desk)

    jurisdiction = Seat.objects.first().office.jurisdiction
    rivers = Committee.objects.create(key="r", name="Rivers", jurisdiction=jurisdiction, source="x", as_of=day(0))
    CommitteeMember.objects.create(committee=rivers, official=rae)
    make_campaign(title="Call about the river", committee=rivers)

    page = today(desk)
    assert "2 people to call have no number that can be dialed" in page and ed.name not in page


def test_a_plan_that_is_over_with_nothing_after_it_is_said(desk):
    plan = Plan.objects.create(kind="ward", label="2012", valid_through=day(-1), changed_at=timezone.now())
    Boundary.objects.create(plan=plan, ocd_id=WARD.format(5), wkb=b"")

    page = today(desk)

    assert f"1 {OUT_OF_DATE}" in page
    assert "Wards, 2012. Bring in a newer one: ballotline data import boundaries FILE --apply" in page

    newer = Plan.objects.create(kind="ward", label="2022", changed_at=timezone.now())
    Boundary.objects.create(plan=newer, ocd_id=WARD.format(6), wkb=b"")

    assert OUT_OF_DATE not in today(desk)


def test_who_may_not_edit_offices_is_not_told():
    holder("Dana Okafor", phone="", ends=day(3), listed=500)
    make_campaign()
    plan = Plan.objects.create(kind="ward", label="2012", valid_through=day(-1), changed_at=timezone.now())
    Boundary.objects.create(plan=plan, ocd_id=WARD.format(5), wkb=b"")

    page = today(signed_in_client(role="moderator"))

    assert not any(words in page for words in (NO_NUMBER, MAY_HAVE_LEFT, LEAVES, OUT_OF_DATE))


def test_today_asks_as_often_for_one_as_for_twenty(desk):
    def asked() -> int:
        caches["near"].clear()
        with CaptureQueriesContext(connection) as captured:
            assert NO_NUMBER.partition(" ")[2] in today(desk).replace("people", "person").replace("have", "has")
        return len(captured)

    def fill(first: int, last: int) -> None:
        for n in range(first, last):
            official = holder(f"Official {n}", number=n, phone="", ends=day(3), listed=500)
            make_campaign(title=f"Call about {n}", listed=[official] if n % 2 else None)
            plan = Plan.objects.create(kind="ward", label=f"{n}", valid_through=day(-1), changed_at=timezone.now())
            Boundary.objects.create(plan=plan, ocd_id=WARD.format(n), wkb=b"")

    fill(0, 1)
    desk.get("/desk/")
    for_one = asked()
    fill(1, 20)

    assert asked() == for_one
