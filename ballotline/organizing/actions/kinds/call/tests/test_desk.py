"""Call campaigns at the desk: written, published, their figures, and numbers that callers call wrong."""

import re
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.accounts import services as accounts
from ballotline.organizing.actions.kinds.call.models import Call, CallCampaign
from ballotline.organizing.actions.kinds.call.queries import counted
from ballotline.organizing.actions.kinds.call.testing import ASKS, FORM, make_campaign
from ballotline.organizing.actions.kinds.call.tests.rounds import (
    SLUG,
    WARD,
    begun,
    meander_is_there,
    text_of,
)
from ballotline.organizing.actions.kinds.call.tests.test_odd_calls import first_tap
from ballotline.record.offices.models import Committee, Jurisdiction, Official, PhoneLine

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    meander_is_there()


def desk_of(role: str = "staff") -> Client:
    account = accounts.open_account(
        name="Lena", email=f"{role}@rivertown.example", role=role, by=SYSTEM, at=timezone.now()
    )
    client = Client()
    client.force_login(account)
    return client


def test_an_organizer_writes_publishes_and_closes_with_undo():
    desk = desk_of()
    desk.post("/desk/calls/new/", FORM)
    said = text_of(desk.post("/desk/calls/ask-for-a-sunday-bus/step/publish/", follow=True))

    assert "Published." in said and Client().get("/calls/ask-for-a-sunday-bus/").status_code == 200
    desk.post("/desk/calls/ask-for-a-sunday-bus/step/close/")
    desk.post("/desk/calls/ask-for-a-sunday-bus/step/reopen/")
    assert Client().get("/calls/ask-for-a-sunday-bus/").status_code == 200


@pytest.mark.parametrize(
    "field, typed, sentence",
    [
        ("title", "", "Enter the title"),
        ("asks", "\n".join("abcdef"), "at most five things"),
        ("script", "Hi {name}", "Nobody fills in {name}"),
        ("committee", "None such", "as it is on file: 0 fit"),
        ("listed", "Nobody Here", "Nobody on file is called Nobody Here"),
        ("office_closes", "08:00", "Enter an hour after the first one"),
        ("closes_at", "soon", "Enter a day and an hour"),
        ("who", "king", "king"),
    ],
)
def test_what_cannot_be_taken_gets_a_sentence_and_nothing_typed_is_lost(field, typed, sentence):
    response = desk_of().post("/desk/calls/new/", {**FORM, field: typed})

    assert response.status_code == 422 and sentence in text_of(response) and CallCampaign.objects.count() == 0
    assert "Let it run on Sundays." in text_of(response) or field == "asks"


def test_an_edit_keeps_the_asks_of_calls_that_were_made(town):
    campaign = make_campaign(**WARD)
    begun(campaign).tap("contact")

    desk_of().post(f"/desk/calls/{SLUG}/edit/", {**FORM, "version": "1", "title": "Call again", "asks": ASKS[0]})

    assert [ask.text for ask in campaign.asks.filter(removed_at=None)] == [ASKS[0]]
    assert Call.objects.get().asks.count() == 2
    campaign.action.refresh_from_db()
    assert campaign.action.title == "Call again"


def test_the_desk_shows_calls_by_target_and_outcome_and_what_was_said(town):
    phone = begun(make_campaign(**WARD))
    for outcome in ("contact", "busy", "skipped"):
        phone.tap(outcome)
    phone.said("=cmd|x")
    desk = desk_of()

    overview = text_of(desk.get(f"/desk/calls/{SLUG}/"))
    table = b"".join(desk.get(f"/desk/calls/{SLUG}/take-along/calls.csv").streaming_content).decode()

    for words in ("Joon Park", "Talked to someone", "Calls a day", "=cmd|x"):
        assert words in overview
    assert "Joon Park,Council Member,contact" in table and "'=cmd|x" in table and table.count("\n") == 4


def test_a_number_called_wrong_goes_to_the_desk_and_is_not_offered_once_it_is_marked(town):
    campaign = make_campaign(levels=["ward"])
    begun(campaign).tap("wrong_number")
    desk, line = desk_of(), PhoneLine.objects.get(phone="202-555-0122")

    assert not line.is_wrong, "one caller alone takes no number away"
    assert "Callers say these numbers are wrong" in text_of(desk.get("/desk/calls/"))
    desk.post(f"/desk/calls/numbers/{line.pk}/wrong/")

    assert "tel:" not in begun(campaign).page and "No phone number on file." in begun(campaign).page
    assert "Callers say" not in text_of(desk.get("/desk/calls/"))
    desk.post(f"/desk/calls/numbers/{line.pk}/right/")
    assert "tel:+12025550122" in begun(campaign).page


@pytest.mark.parametrize(
    "page, status", [("", 200), ("new/", 404), (f"{SLUG}/", 200), (f"{SLUG}/edit/", 404), (f"{SLUG}/calls.csv", 404)]
)
def test_a_moderator_sees_figures_and_changes_nothing(page, status):
    make_campaign()

    assert desk_of("moderator").get(f"/desk/calls/{page}").status_code == status


def test_calls_that_look_odd_are_shown_apart_and_count_after_a_look_with_a_way_back(town):
    campaign, desk = make_campaign(**WARD), desk_of()
    for n in range(32):
        first_tap(campaign, f"round{n}")
    page = text_of(desk.get(f"/desk/calls/{SLUG}/"))
    assert "Set aside, to look at" in page and "2 calls" in page and "many from the same network" in page
    assert "Set aside" not in text_of(desk_of("moderator").get(f"/desk/calls/{SLUG}/")), (
        "who signs is not theirs to see"
    )

    address = re.search(r'action="([^"]+/count/)"', page)[1]
    said = text_of(desk.post(address, follow=True))
    assert "2 calls count now." in said and counted(campaign).count() == 32
    desk.post(re.search(r'action="([^"]+/back/)"', said)[1])

    assert counted(campaign).count() == 30


def test_words_that_name_somebody_who_is_on_file_no_more_are_not_brought_back(town):
    """Without its committee a campaign would send its callers to everybody."""
    committee = Committee.objects.create(
        key="budget", name="Budget", jurisdiction=Jurisdiction.objects.first(), as_of=date(2026, 1, 12)
    )
    campaign = make_campaign(committee=committee)
    desk = desk_of()
    desk.post(f"/desk/calls/{SLUG}/edit/", {**FORM, "version": "1"})
    committee.delete()

    told = text_of(desk.post(f"/desk/calls/{SLUG}/history/1/back/", follow=True))

    assert "names something that is not on file any more" in told
    campaign.action.refresh_from_db()
    assert (campaign.action.title, campaign.action.version) == (FORM["title"], 2)


def test_a_list_is_brought_back_in_its_order(town):
    listed = list(Official.objects.order_by("-pk")[:3])
    campaign = make_campaign(listed=listed)
    desk = desk_of()
    desk.post(f"/desk/calls/{SLUG}/edit/", {**FORM, "version": "1"})
    assert campaign.listed.count() == 0

    desk.post(f"/desk/calls/{SLUG}/history/1/back/")

    assert [one.official for one in campaign.listed.order_by("pk")] == listed
    names = {"listed": f"{listed[1].name}\n{listed[1].name}", "who": "list", "asks": "\n".join(ASKS)}
    desk.post(f"/desk/calls/{SLUG}/edit/", {**FORM, **names, "version": "3"})
    assert [one.official for one in campaign.listed.all()] == [listed[1]]
    desk.post(f"/desk/calls/{SLUG}/history/3/back/")
    assert [one.official for one in campaign.listed.order_by("pk")] == listed, "also where one of them had stayed"
    assert [ask.text for ask in campaign.asks.filter(removed_at=None).order_by("place")] == ASKS
