"""Calls that look odd: set aside, with a way back; and whose network is forgotten."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.rules import Circumstances
from ballotline.organizing.actions.kinds.call import queries, services
from ballotline.organizing.actions.kinds.call.models import Call, Campaign
from ballotline.organizing.actions.kinds.call.testing import make_campaign
from ballotline.organizing.actions.kinds.call.tests.rounds import SLUG, WARD, begin, meander_is_there, round_in, tap
from ballotline.record.offices.models import Official, Term
from tests.rivertown import press

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def town():
    meander_is_there()


def test_a_bot_that_fills_the_hidden_field_writes_nothing_down(town):
    page = begin(make_campaign(**WARD))
    for outcome in ("contact", "no_answer", "busy"):
        page = tap(page, outcome)

    press(Client(), f"/calls/{SLUG}/said/", round=round_in(page, "said"), said="Win a car", website="x")

    assert not Call.objects.exclude(said="").exists()


def test_a_long_round_is_no_storm(town):
    """Only its first card counts for the window of a network: thirty offices are one caller."""
    campaign = make_campaign(**WARD)
    first_tap(campaign, "r")
    Call.objects.bulk_create(
        Call(
            campaign=campaign,
            official=Official.objects.first(),
            outcome="contact",
            key=f"r:{n}",
            at=NOW,
            network_key="one network",
        )
        for n in range(1, 40)
    )

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


def first_tap(campaign: Campaign, nonce: str) -> Call:
    term = Term.objects.select_related("official", "seat__office").first()
    how = Circumstances(network_key="one network")
    return services.file_call(
        campaign=campaign, term=term, line=None, asks=[], outcome="contact", key=f"{nonce}:0", how=how, at=NOW
    )


def test_a_filled_honeypot_on_a_later_card_is_set_aside_too(town):
    campaign = make_campaign(**WARD)
    first_tap(campaign, "r")
    term = Term.objects.select_related("official", "seat__office").first()

    bot = services.file_call(
        campaign=campaign,
        term=term,
        line=None,
        asks=[],
        outcome="contact",
        key="r:1",
        how=Circumstances(honeypot_filled=True),
        at=NOW,
    )

    assert (bot.suspicion, queries.counted(campaign).count()) == ("honeypot", 1)


def test_a_round_files_no_call_in_another_campaign(town):
    other = make_campaign(title="Call about the bus", **WARD)
    page = begin(make_campaign(**WARD))

    response = press(Client(), "/calls/call-about-the-bus/press/", round=round_in(page), outcome="contact")

    assert response["Location"] == "/calls/call-about-the-bus/" and other.calls.count() == 0


def test_the_network_of_a_call_is_forgotten_after_thirty_days(town):
    campaign = make_campaign(**WARD)
    first_tap(campaign, "r")

    arrivals.forget(at=NOW + timedelta(days=29))
    assert Call.objects.get().network_key
    arrivals.forget(at=NOW + timedelta(days=31))

    assert Call.objects.get().network_key == ""
