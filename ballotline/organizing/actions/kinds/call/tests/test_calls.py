"""A caller's way: the location, one card an office, eight outcomes, undo; and what the desk sees of it."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.arrivals.queries import token_of
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Activity, Consent, Person
from ballotline.organizing.actions import services as actions
from ballotline.organizing.actions.kinds.call import queries, rules
from ballotline.organizing.actions.kinds.call.models import Call, CallCampaign, Caller
from ballotline.organizing.actions.kinds.call.rounds import SALT
from ballotline.organizing.actions.kinds.call.testing import ASKS, make_campaign
from ballotline.organizing.actions.kinds.call.tests.rounds import (
    HOME,
    SLUG,
    WARD,
    Phone,
    begun,
    meander_is_there,
    name_on,
    text_of,
)
from ballotline.organizing.actions.kinds.petition.testing import make_petition
from ballotline.record.offices.models import Term
from tests.rivertown import press, say_yes

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def town():
    meander_is_there()


def test_one_field_then_two_taps_an_office_nearest_first(town):
    phone = begun(make_campaign(**WARD))
    seen = [name_on(phone.page)]
    for outcome in ("contact", "voicemail"):
        seen.append(name_on(phone.tap(outcome)))
    phone.tap("no_answer")

    assert seen == ["Joon Park", "Mina Kovac", "Lou Castellan"]
    assert "You called 3 offices." in phone.page
    calls = list(Call.objects.order_by("pk").values_list("official__name", "outcome", "office_title"))
    assert calls == [
        ("Joon Park", "contact", "Council Member"),
        ("Mina Kovac", "voicemail", "City Clerk"),
        ("Lou Castellan", "no_answer", "Mayor"),
    ]
    assert all(call.asks.count() == 2 for call in Call.objects.all()), "one press files all ticked asks"
    assert Person.objects.count() == 0


def test_the_card_has_number_hours_script_with_both_names_and_the_asks(town):
    page = begun(make_campaign(**WARD), name="Ana Flores").page

    for words in (
        'href="tel:+12025550122"',
        "Call (202) 555-0122",
        "Office 1 of 3",
        "Hello, I am Ana Flores from Rivertown.",
        "Joon Park, Council Member.",
        *ASKS,
    ):
        assert words in page
    assert len(re.findall(r'name="outcome"\s+value="', page)) == 8


def test_a_script_without_a_name_says_where_one_s_own_comes(town):
    page = begun(make_campaign(**WARD)).page

    assert "Hello, I am (your name) from Rivertown." in page and "[" not in page.split("<main")[1]


def test_a_voicemail_has_words_of_its_own_and_without_them_short_ones(town):
    own = begun(make_campaign(voicemail="A message from {my name} to {their name}.", **WARD), name="Ana").page
    assert "A message from Ana to Joon Park." in own

    none = begun(make_campaign(title="Another", **WARD), name="Ana").page
    assert "Hello, this is Ana from Rivertown, with a message for Joon Park." in none


@pytest.mark.parametrize(
    "moment, first",
    [
        (datetime(2026, 3, 10, 15, 0, tzinfo=UTC), "If a voicemail answers"),
        (datetime(2026, 3, 14, 15, 0, tzinfo=UTC), "If somebody answers"),
    ],
)
def test_on_a_closed_day_the_words_for_the_voicemail_stand_open(town, moment, first):
    """The 10th of March 2026 is a Tuesday, the 14th a Saturday."""
    campaign = make_campaign(levels=["national"])
    with time_machine.travel(moment, tick=False):
        page = begun(campaign).page

    assert f"<summary>{first}</summary>" in page


def test_the_lookup_is_kept_nowhere_and_no_address_says_a_place_or_a_name(town):
    phone = begun(make_campaign(**WARD), name="Ana Flores")

    response = phone.client.get(phone.at)

    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert re.fullmatch(rf"/calls/{SLUG}/[\w-]{{16}}/1/", phone.at)
    cookie = phone.client.cookies["round"]
    kept = signing.loads(cookie.value, salt=SALT)
    assert "Dock" not in str(kept) and "00010" not in str(kept) and "Dock" not in phone.page
    assert cookie["path"] == phone.at.removesuffix("1/") and cookie["httponly"] and cookie["max-age"] == 3_600


def test_an_unticked_ask_is_not_filed_and_none_ticked_asks_again(town):
    campaign = make_campaign(**WARD)
    one = campaign.asks.first()

    begun(campaign, ask=[str(one.pk)]).tap("contact")
    again = begun(campaign, ask=[])

    assert list(Call.objects.get().asks.all()) == [one]
    assert again.status == 422 and "Tick at least one thing to ask for" in again.page and HOME in again.page


def test_an_ask_that_was_taken_out_meanwhile_is_said(town):
    campaign = make_campaign(**WARD)
    asks = [str(ask.pk) for ask in campaign.asks.all()]
    campaign.asks.filter(pk=asks[0]).update(removed_at=NOW)

    phone = begun(campaign, ask=asks)

    assert phone.status == 422 and "What there is to ask for has changed. Look at it again" in phone.page


def test_a_double_tap_is_one_call(town):
    phone = begun(make_campaign(**WARD))
    card = phone.at

    first = phone.tap("contact")
    second = phone.press(card, outcome="contact")

    assert Call.objects.count() == 1 and name_on(first) == name_on(second) == "Mina Kovac"


def test_back_and_reload_come_to_the_same_office_with_what_was_pressed(town):
    phone = begun(make_campaign(**WARD))
    first = phone.at
    phone.tap("busy")
    second = phone.at

    assert name_on(phone.reload()) == "Mina Kovac" and "Busy: Joon Park." in phone.page
    back = phone.go(first)
    assert name_on(back) == "Joon Park" and "You pressed: Busy." in back and f'href="{second}"' in back
    assert re.search(r'value="busy"\s+aria-current="true"', back)
    phone.tap("contact")

    assert phone.at == second and "Talked to someone: Joon Park." in phone.page
    assert [(call.official.name, call.outcome) for call in Call.objects.all()] == [("Joon Park", "contact")]


def test_a_phone_that_let_the_tab_go_comes_back_to_the_office_it_was_at(town):
    phone = begun(make_campaign(**WARD))
    phone.tap("busy")
    address, of_the_round = phone.at, phone.at.removesuffix("2/")

    assert name_on(phone.go(address)) == "Mina Kovac"
    assert name_on(phone.go(of_the_round)) == "Mina Kovac" and phone.at == address
    phone.tap("busy")
    phone.tap("busy")
    assert "You called 3 offices." in phone.go(of_the_round)
    assert "You called 3 offices." in phone.reload()


def test_undo_takes_the_press_back_and_another_outcome_counts_then(town):
    phone = begun(make_campaign(**WARD))
    phone.tap("contact")

    assert name_on(phone.undo()) == "Joon Park" and queries.counted(CallCampaign.objects.get()).count() == 0
    phone.tap("busy")

    assert [(call.outcome, call.undone_at) for call in Call.objects.all()] == [("busy", None)]


def test_skipping_is_no_call_and_the_last_one_can_be_undone(town):
    phone = begun(make_campaign(levels=["ward"]))

    done = phone.tap("skipped")

    assert "No call this time." in done and queries.counted(CallCampaign.objects.get()).count() == 0
    assert name_on(phone.undo()) == "Joon Park"


def test_after_the_last_call_one_next_step_is_offered_and_never_the_same_call(town):
    make_petition("library")
    phone = begun(make_campaign(titles=["Mayor"]))

    done = phone.tap("contact")

    assert re.findall(r'class="button main"[^>]*href="([^"]+)"', done) == ["/petitions/library/"]
    assert done.count("button main") == 1


def test_whoever_ends_early_hears_how_many_offices_are_left(town):
    phone = begun(make_campaign(**WARD))
    phone.tap("contact")
    here = phone.at

    done = phone.go(here.replace("/2/", "/done/"))

    assert "You called 1 office." in done and "2 offices are left. Go on" in " ".join(done.split())
    phone.go(here.removesuffix("2/"))
    assert phone.at == here


@pytest.mark.parametrize("cookie", [None, "", "x", "a:b:c"])
def test_without_its_cookie_a_round_leads_back_to_the_box_and_says_why(town, cookie):
    phone = begun(make_campaign(**WARD))
    at, stranger = phone.at, Phone()
    if cookie is not None:
        stranger.client.cookies["round"] = cookie

    for address in (at, at.removesuffix("1/"), at.replace("/1/", "/done/")):
        page = stranger.go(address)
        assert stranger.status == 410 and "was kept for an hour, in this browser only" in page and "ZIP code" in page
    for address in (at, f"{at}undo/", at.replace("/1/", "/said/")):
        page = stranger.press(address, outcome="contact", said="x")
        assert stranger.status == 410 and "was kept for an hour" in page
    assert Call.objects.count() == 0


def test_a_round_is_kept_for_an_hour_after_the_last_press(town):
    with time_machine.travel(NOW, tick=False):
        phone = begun(make_campaign(**WARD))
    with time_machine.travel(NOW + timedelta(minutes=59), tick=False):
        phone.tap("contact")
    with time_machine.travel(NOW + timedelta(minutes=118), tick=False):
        assert name_on(phone.reload()) == "Mina Kovac"
    with time_machine.travel(NOW + timedelta(minutes=120), tick=False):
        page = phone.tap("contact")

    assert phone.status == 410 and "kept for an hour" in page and Call.objects.count() == 1


def test_an_outcome_that_is_none_files_nothing(town):
    phone = begun(make_campaign(**WARD))

    assert name_on(phone.tap("king")) == "Joon Park" and Call.objects.count() == 0


@pytest.mark.parametrize("place", ["0", "4", "99", "9" * 400])
def test_a_place_that_is_none_leads_on_or_is_not_there(town, place):
    phone = begun(make_campaign(**WARD))

    phone.go(phone.at.replace("/1/", f"/{place}/"))

    assert phone.status in (200, 404) and Call.objects.count() == 0


def test_who_left_office_meanwhile_is_passed_over(town):
    phone = begun(make_campaign(**WARD))
    Term.objects.filter(official__name="Mina Kovac").update(unlisted_on=timezone.localdate())

    assert name_on(phone.tap("contact")) == "Lou Castellan"


def test_a_closed_campaign_takes_no_call_even_from_a_round_begun_before(town):
    campaign = make_campaign(**WARD)
    phone = begun(campaign)
    actions.step(campaign, "close", by=SYSTEM, at=timezone.now())

    phone.tap("contact")

    assert phone.status == 410 and Call.objects.count() == 0
    assert Client().get(f"/calls/{SLUG}/").status_code == 410
    assert Client().get("/calls/no-such/").status_code == 404


def test_a_draft_is_not_there():
    make_campaign(live=False)

    assert Client().get(f"/calls/{SLUG}/").status_code == 404 and "library" not in text_of(Client().get("/calls/"))


@pytest.mark.parametrize(
    "moment, is_open",
    [
        (datetime(2026, 3, 10, 13, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 10, 12, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 10, 21, 0, tzinfo=UTC), False),
        (datetime(2026, 3, 14, 15, 0, tzinfo=UTC), False),
    ],
)
def test_congress_answers_on_the_clock_of_washington(town, moment, is_open):
    """On 10 March 2026 Washington is four hours behind UTC: nine o'clock there is 13:00. The 14th is a Saturday."""
    term = Term.objects.get(official__name="Grace Ellery")

    there = queries.clock_there(term, moment, UTC)

    assert rules.Hours(time(9), time(17)).is_open(there) is is_open


def test_what_they_said_is_kept_with_the_call_that_was_heard(town):
    phone = begun(make_campaign(**WARD))
    for outcome in ("contact", "no_answer", "busy"):
        phone.tap(outcome)
    page = phone.said("She will vote yes.")

    assert "Thank you. We read what they said." in page and 'name="said"' not in page
    assert Call.objects.exclude(said="").get().official.name == "Joon Park"


def test_a_post_from_another_site_is_refused():
    make_campaign()

    assert Client().post(f"/calls/{SLUG}/", {}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_a_caller_who_leaves_name_and_consent_is_kept_only_after_the_mail(town):
    make_campaign(**WARD)
    left = {"name": "Ana Flores", "email": "ana@rivertown.example", "news_consent": "on"}

    phone = Client()
    asked = text_of(phone.get(press(phone, f"/calls/{SLUG}/write-to-me/", **left)["Location"]))
    assert "One more step: open your mail" in asked and Person.objects.count() == 0
    link = f"/confirm/{token_of(Caller.objects.get())}/"
    Client().get(link)
    assert Person.objects.count() == 0
    for _twice in range(2):
        say_yes(Client(), link)

    person = Person.objects.get()
    assert (person.name, Activity.objects.get().kind) == ("Ana Flores", "called")
    assert (Consent.objects.get().purpose, Consent.objects.get().given) == ("news", True)
    people.erase(person=person, by=SYSTEM, at=timezone.now())
    assert Caller.objects.count() == 0


@pytest.mark.parametrize(
    "field, typed, sentence",
    [
        ("news_consent", "", "Tick this, or leave the form empty"),
        ("name", "", "Enter your name"),
        ("email", "ana@", "Enter an e-mail address"),
    ],
)
def test_a_name_without_consent_is_not_taken(field, typed, sentence):
    make_campaign()
    left = {"name": "Ana Flores", "email": "ana@rivertown.example", "news_consent": "on"}

    response = press(Client(), f"/calls/{SLUG}/write-to-me/", **{**left, field: typed})

    assert response.status_code == 422 and sentence in text_of(response) and Caller.objects.count() == 0
