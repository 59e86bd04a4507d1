"""A caller's way: the location, one card an office, eight outcomes, undo; and what the desk sees of it."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.arrivals.queries import token_of
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Activity, Consent, Person
from ballotline.organizing.actions import services as actions
from ballotline.organizing.actions.kinds.call import pages, queries, rules
from ballotline.organizing.actions.kinds.call.models import Call, CallCampaign, Caller
from ballotline.organizing.actions.kinds.call.testing import ASKS, make_campaign
from ballotline.organizing.actions.kinds.call.tests.rounds import (
    HOME,
    SLUG,
    WARD,
    begin,
    meander_is_there,
    round_in,
    tap,
    text_of,
)
from ballotline.record.offices.keeping import Kept, keep
from ballotline.record.offices.models import Committee, CommitteeMember, Jurisdiction, Official, Term
from ballotline.record.offices.rules import Listed, Number, Role
from ballotline.record.places.models import ZipCode
from tests.rivertown import press

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def town():
    meander_is_there()


def name_on(page: str) -> str:
    found = re.search(r'<h1 tabindex="-1">([^<]+)</h1>', page)
    return found[1] if found else ""


def test_one_field_then_two_taps_an_office_nearest_first(town):
    campaign = make_campaign(**WARD)

    page = begin(campaign)
    seen = [name_on(page)]
    for outcome in ("contact", "voicemail"):
        page = tap(page, outcome)
        seen.append(name_on(page))
    page = tap(page, "no_answer")

    assert seen == ["Joon Park", "Mina Kovac", "Lou Castellan"]
    assert "You called 3 offices." in page
    calls = list(Call.objects.order_by("pk").values_list("official__name", "outcome", "office_title"))
    assert calls == [
        ("Joon Park", "contact", "Council Member"),
        ("Mina Kovac", "voicemail", "City Clerk"),
        ("Lou Castellan", "no_answer", "Mayor"),
    ]
    assert all(call.asks.count() == 2 for call in Call.objects.all()), "one press files all ticked asks"
    assert Person.objects.count() == 0


def test_the_card_has_number_hours_script_with_both_names_and_the_asks(town):
    campaign = make_campaign(**WARD)

    page = begin(campaign, name="Ana Flores")

    for words in (
        'href="tel:+12025550122"',
        "Call (202) 555-0122",
        "Office 1 of 3",
        "Hello, I am Ana Flores from Rivertown.",
        "Joon Park, Council Member.",
        *ASKS,
    ):
        assert words in page
    assert len(re.findall(r'name="outcome" value="', page)) == 8
    assert "[my name]" in begin(campaign)


def test_the_lookup_is_kept_nowhere(town):
    campaign = make_campaign(**WARD)

    response = press(Client(), f"/calls/{SLUG}/", where=HOME, ask=[str(campaign.asks.first().pk)])
    page = text_of(response)

    assert (response["Cache-Control"], response["Referrer-Policy"]) == (
        "no-store",
        "no-referrer",
    ) and not response.cookies
    state = pages.round_of(round_in(page), CallCampaign.objects.get())
    assert "Dock" not in str(state) and "00010" not in str(state) and "Dock" not in page


def test_an_unticked_ask_is_not_filed_and_none_ticked_asks_again(town):
    campaign = make_campaign(**WARD)
    one = campaign.asks.first()

    tap(begin(campaign, ask=[str(one.pk)]), "contact")
    again = begin(campaign, status=422, ask=[])

    assert list(Call.objects.get().asks.all()) == [one]
    assert "Tick at least one thing to ask for" in again and HOME in again


def test_a_double_tap_is_one_call(town):
    page = begin(make_campaign(**WARD))

    first, second = tap(page, "contact"), tap(page, "contact")

    assert Call.objects.count() == 1 and name_on(first) == name_on(second) == "Mina Kovac"


def test_undo_takes_the_press_back_and_another_outcome_counts_then(town):
    page = tap(begin(make_campaign(**WARD)), "contact")
    back = text_of(press(Client(), f"/calls/{SLUG}/undo/", round=round_in(page, "undo")))

    assert name_on(back) == "Joon Park" and queries.counted(CallCampaign.objects.get()).count() == 0
    tap(back, "busy")

    assert [(call.outcome, call.undone_at) for call in Call.objects.all()] == [("busy", None)]


def test_skipping_is_no_call_and_the_last_one_can_be_undone(town):
    page = begin(make_campaign(levels=["ward"]))

    done = tap(page, "skipped")

    assert "No call this time." in done and queries.counted(CallCampaign.objects.get()).count() == 0
    assert name_on(text_of(press(Client(), f"/calls/{SLUG}/undo/", round=round_in(done, "undo")))) == "Joon Park"


@pytest.mark.parametrize("round_", ["", "x", "a:b:c", "\x00"])
def test_a_forged_round_leads_back_to_the_beginning(town, round_):
    make_campaign(**WARD)

    for form in ("press", "undo", "said"):
        response = press(Client(), f"/calls/{SLUG}/{form}/", round=round_, outcome="contact")
        assert (response.status_code, response["Location"]) == (303, f"/calls/{SLUG}/")
    assert Call.objects.count() == 0


def test_a_round_goes_on_for_six_hours(town):
    with time_machine.travel(NOW, tick=False):
        page = begin(make_campaign(**WARD))

    with time_machine.travel(NOW + timedelta(hours=7), tick=False):
        response = press(Client(), f"/calls/{SLUG}/press/", round=round_in(page), outcome="contact")

    assert response.status_code == 303 and Call.objects.count() == 0


def test_an_outcome_that_is_none_files_nothing(town):
    page = begin(make_campaign(**WARD))

    response = press(Client(), f"/calls/{SLUG}/press/", round=round_in(page), outcome="king")

    assert response.status_code == 303 and Call.objects.count() == 0


def test_who_left_office_meanwhile_is_passed_over(town):
    page = begin(make_campaign(**WARD))
    Term.objects.filter(official__name="Mina Kovac").update(unlisted_on=timezone.localdate())

    assert name_on(tap(page, "contact")) == "Lou Castellan"


@pytest.mark.parametrize(
    "where, words",
    [
        ("00013", "Your ZIP code lies in several districts"),
        ("99999", "We don&#x27;t have this ZIP code"),
        ("", "Add your street"),
        ("nowhere", "We could not place that address"),
        ("<b>", "We could not place"),
    ],
)
def test_where_nobody_can_be_named_it_says_what_would_help(town, where, words):
    page = begin(make_campaign(levels=["ward"]), where, status=422)

    assert words in page and Call.objects.count() == 0


def test_a_vacant_seat_is_said_and_never_a_target(town):
    page = begin(make_campaign(levels=["ward"]), "33 Dock Street 00011", status=422)  # Ward 3

    assert "Council Member: vacant, or nobody on file" in page


def test_a_target_that_only_may_be_says_so(town):
    page = begin(make_campaign(levels=["ward"]), "00010")

    assert "May be: we know only the middle of the ZIP code." in page and "Add your street" in page


@pytest.mark.parametrize(
    "narrowed, names",
    [
        ({"titles": ["Mayor"]}, ["Lou Castellan"]),
        ({"parties": ["Orchard"], "levels": ["ward", "county"]}, ["Joon Park", "Tom Adeyemi"]),
        ({"parties": ["ORCHARD "], "levels": ["ward", "county"]}, ["Joon Park", "Tom Adeyemi"]),
        ({"levels": ["national"], "titles": ["US Senator"]}, ["Grace Ellery", "Ben Castro"]),
    ],
)
def test_a_campaign_is_narrowed_by_title_party_and_level(town, narrowed, names):
    page, seen = begin(make_campaign(**narrowed)), []
    while name_on(page):
        seen.append(name_on(page))
        page = tap(page, "skipped")

    assert seen == names


def test_a_campaign_is_narrowed_by_a_committee(town):
    rivers = Committee.objects.create(
        key="x", jurisdiction=Jurisdiction.objects.first(), name="Rivers", source="x", as_of=timezone.localdate()
    )
    CommitteeMember.objects.create(committee=rivers, official=Official.objects.get(name="Omar Haddad"))

    assert name_on(begin(make_campaign(committee=rivers))) == "Omar Haddad"


def test_a_list_is_the_same_for_everybody_and_asks_for_no_place(town):
    campaign = make_campaign(listed=list(Official.objects.filter(name__in=["Dana Okafor", "Alma Reyes"])))

    assert "Street and ZIP" not in text_of(Client().get(f"/calls/{SLUG}/"))
    assert name_on(begin(campaign, "")) == "Dana Okafor"


def test_a_closed_campaign_takes_no_call_even_from_a_round_begun_before(town):
    campaign = make_campaign(**WARD)
    page = begin(campaign)
    actions.step(campaign, "close", by=SYSTEM, at=timezone.now())

    response = press(Client(), f"/calls/{SLUG}/press/", round=round_in(page), outcome="contact")

    assert response.status_code == 410 and Call.objects.count() == 0
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
    page = begin(make_campaign(**WARD))
    for outcome in ("contact", "no_answer", "busy"):
        page = tap(page, outcome)
    press(Client(), f"/calls/{SLUG}/said/", round=round_in(page, "said"), said="She will vote yes.")

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
        press(Client(), link, name="Ana Flores", news_consent="on")

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


@pytest.mark.parametrize("title", ["Delegate to the US House", "US Representative"])
def test_a_delegate_s_card_says_what_they_may_vote_on_and_is_found_by_either_title(title):
    ZipCode.objects.create(code="96910", town="Hagatna", state="GU")
    guam = "ocd-division/country:us/territory:gu/cd:at-large"
    role = Role("ocd-jurisdiction/country:us/legislature", "rep", "US Representative", (guam,))
    listed = Listed("ours:ana", "Ana Flores", (role,), (Number("capitol", "capitol", "202-555-0150"),))
    keep(listed, Kept(source="the list", as_of=timezone.localdate()))

    page = begin(make_campaign(titles=[title]), where="96910")

    for words in ("Ana Flores", "Delegate to the US House ·", "has no vote when the House passes a bill"):
        assert words in " ".join(page.split())
    assert "for Ana Flores, Delegate to the US House." in page
