"""Calls that look odd: set aside, with a way back; and whose network is forgotten."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.arrivals import proof
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.queries import network_key
from ballotline.movement.arrivals.rules import Circumstances
from ballotline.movement.arrivals.testing import solved
from ballotline.organizing.actions.kinds.call import queries, services
from ballotline.organizing.actions.kinds.call.models import Call, CallCampaign
from ballotline.organizing.actions.kinds.call.testing import make_campaign
from ballotline.organizing.actions.kinds.call.tests.rounds import WARD, begun, meander_is_there
from ballotline.record.offices.models import Official, Term

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def town():
    meander_is_there()


def test_a_bot_that_fills_the_hidden_field_writes_nothing_down(town):
    phone = begun(make_campaign(**WARD))
    for outcome in ("contact", "no_answer", "busy"):
        phone.tap(outcome)

    phone.said("Win a car", website="x")

    assert not Call.objects.exclude(said="").exists()


def later_cards(campaign: CallCampaign, many: int, network: str, *, at: datetime) -> None:
    """So many offices of round "r", behind its first."""
    official = Official.objects.first()
    Call.objects.bulk_create(
        Call(campaign=campaign, official=official, outcome="contact", key=f"r:{n}", at=at, network_key=network)
        for n in range(1, many + 1)
    )


def test_a_long_round_is_no_storm(town):
    """Only its first card counts for the window of a network: thirty offices are one caller."""
    campaign = make_campaign(**WARD)
    first_tap(campaign, "r")
    later_cards(campaign, 39, "one network", at=NOW)

    assert first_tap(campaign, "next").suspicion == ""


def test_a_thousand_presses_from_one_network_are_set_aside_and_come_back_by_one_press(town):
    """Thirty rounds of one network in ten minutes are taken as they come; what comes after waits for a look."""
    campaign = make_campaign(**WARD)
    for n in range(40):
        first_tap(campaign, f"round{n}")

    standing, odd = queries.counted(campaign).count(), queries.set_aside(campaign)
    services.clear(campaign=campaign, network_key=odd[0][1], by=SYSTEM, at=NOW)

    assert (standing, odd[0][2]) == (30, 10)
    assert queries.counted(campaign).count() == 40
    services.set_aside_again(campaign=campaign, network_key=odd[0][1], by=SYSTEM, at=NOW)
    assert queries.counted(campaign).count() == 30


def first_tap(campaign: CallCampaign, nonce: str) -> Call:
    return tapped(campaign, f"{nonce}:0", Circumstances(network_key="one network"))


def tapped(campaign: CallCampaign, key: str, how: Circumstances, *, at: datetime = NOW) -> Call:
    term = Term.objects.select_related("official", "seat__office").first()
    return services.file_call(
        campaign=campaign, term=term, line=None, asks=[], outcome="contact", key=key, how=how, at=at
    )


def rounds_of(campaign: CallCampaign, n: int, how: Circumstances) -> None:
    """So many at once, of thirty offices each, a press a second."""
    for press_ in range(n * 30):
        tapped(campaign, f"round{press_ % n}:{press_ // n}", how, at=NOW + timedelta(seconds=press_))


def test_long_rounds_that_nobody_can_speak_so_fast_are_set_aside_and_come_back_by_one_press(town):
    """Six rounds of thirty offices in three minutes:
    what a household of four could call stands, the rest waits for a look."""
    campaign = make_campaign(**WARD)
    rounds_of(campaign, 6, Circumstances(network_key="one network"))

    standing, odd = queries.counted(campaign).count(), queries.set_aside(campaign)
    services.clear(campaign=campaign, network_key="one network", by=SYSTEM, at=NOW)

    assert (standing, [n for _why, _network, n, _last in odd]) == (120, [60])
    assert queries.counted(campaign).count() == 180


def test_the_presses_of_a_network_are_forgotten_ten_minutes_later(town):
    campaign, how = make_campaign(**WARD), Circumstances(network_key="one network")
    rounds_of(campaign, 4, how)

    in_time = tapped(campaign, "late:1", how, at=NOW + timedelta(minutes=9, seconds=59))
    later = tapped(campaign, "late:2", how, at=NOW + timedelta(minutes=13))

    assert (in_time.suspicion, later.suspicion) == ("network", "")


@pytest.mark.parametrize("how", [Circumstances(is_trusted=True), Circumstances(network_key="bank", proof_of_work=True)])
def test_a_phone_bank_that_is_trusted_or_whose_browsers_do_the_sum_is_as_fast_as_it_can(town, how):
    campaign = make_campaign(**WARD)

    rounds_of(campaign, 5, how)

    assert queries.counted(campaign).count() == 150


def test_another_network_calls_on_meanwhile(town):
    campaign = make_campaign(**WARD)
    rounds_of(campaign, 5, Circumstances(network_key="one network"))

    assert tapped(campaign, "ana:0", Circumstances(network_key="another")).suspicion == ""


def test_once_presses_are_set_aside_the_card_asks_for_the_sum_and_a_solved_one_counts(town):
    campaign = make_campaign(**WARD)
    phone = begun(campaign)
    assert "proof.js" not in phone.page
    later_cards(campaign, 120, network_key("127.0.0.1"), at=timezone.now())

    phone.tap("contact")
    begun(campaign).tap("busy", proof=solved(proof.challenge(timezone.now())))

    assert "proof.js" in phone.page
    assert list(campaign.calls.exclude(key__startswith="r:").order_by("pk").values_list("suspicion", flat=True)) == [
        "network",
        "",
    ]


def test_a_filled_honeypot_on_a_later_card_is_set_aside_too(town):
    campaign = make_campaign(**WARD)
    first_tap(campaign, "r")

    bot = tapped(campaign, "r:1", Circumstances(honeypot_filled=True))

    assert (bot.suspicion, queries.counted(campaign).count()) == ("honeypot", 1)


def test_a_round_files_no_call_in_another_campaign(town):
    other = make_campaign(title="Call about the bus", **WARD)
    phone = begun(make_campaign(**WARD))

    phone.press(phone.at.replace("call-about-the-library", "call-about-the-bus"), outcome="contact")

    assert phone.status == 410 and other.calls.count() == 0


def test_the_network_of_a_call_is_forgotten_after_thirty_days(town):
    campaign = make_campaign(**WARD)
    first_tap(campaign, "r")

    arrivals.forget(at=NOW + timedelta(days=29))
    assert Call.objects.get().network_key
    arrivals.forget(at=NOW + timedelta(days=31))

    assert Call.objects.get().network_key == ""
