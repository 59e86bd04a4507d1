"""The chart of signatures a day, and what is marked on it, tell days by our clock and not by that of the machine.

By hand: Rivertown's clock is New York's, five hours behind UTC until Sunday 8 March 2026, 2 am, and four from then on.
Its 7 March ends at 05:00 UTC of the 8th, and its 8 March, an hour shorter, at 04:00 UTC of the 9th.
"""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from ballotline.foundation.access.rules import SYSTEM
from ballotline.foundation.organization import services as organization
from ballotline.movement.accounts.testing import signed_in_client
from ballotline.organizing.actions.kinds.petition.services import telling
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition

pytestmark = pytest.mark.django_db
SIGNED = {
    "2026-03-08 04:59": "Sat 7 March, 11:59 pm",
    "2026-03-08 05:00": "Sun 8 March, midnight",
    "2026-03-09 03:59": "Sun 8 March, 11:59 pm",
    "2026-03-09 04:00": "Mon 9 March, midnight",
}
LATE_ON_THE_EIGHTH = "2026-03-09 03:30"  # 11:30 pm


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def petition():
    organization.change({"zone": "America/New_York"})
    with time_machine.travel(utc("2026-03-01 12:00"), tick=False):
        petition = make_petition()
    for moment, name in zip(SIGNED, ("Ana Flores", "Ben Weiss", "Cid Okafor", "Dana Reyes"), strict=True):
        counted(petition, name, at=utc(moment))
    at = utc(LATE_ON_THE_EIGHTH)
    telling.post_update(petition=petition, key="k", title="In the Times", body="…", by=SYSTEM, at=at)
    return petition


def chart_at(moment: str) -> str:
    with time_machine.travel(utc(moment), tick=False):
        desk: Client = signed_in_client()
        return desk.get("/desk/petitions/library/").content.decode()


def numbers_of(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<tr><th scope="row">([^<]+)</th><td class="n">([^<]+)</td></tr>', page)


def test_the_first_and_the_last_column_and_those_between_are_days_of_our_clock(petition):
    page = chart_at("2026-03-09 18:00")

    assert numbers_of(page) == [("7 Mar", "1"), ("8 Mar", "2"), ("9 Mar", "1")]
    labels = re.findall(r'<text[^>]*class="note"[^>]*>(\d+ Mar)</text>', page)
    assert labels == ["7 Mar", "8 Mar", "9 Mar"]


def test_what_was_posted_late_in_the_evening_is_marked_on_that_evening(petition):
    page = chart_at("2026-03-09 18:00")

    assert "8 Mar: In the Times" in page and "9 Mar: In the Times" not in page


@pytest.mark.parametrize(
    "now, as_of, is_hatched",
    [
        ("2026-03-10 03:59", "9 Mar 2026", True),  # 11:59 pm of the 9th: its column isn't over
        ("2026-03-10 04:00", "10 Mar 2026", False),
    ],
)
def test_the_day_of_the_chart_is_our_today(petition, now, as_of, is_hatched):
    page = chart_at(now)

    assert f"as of {as_of}" in page
    assert ("Hatched: not over yet" in page) is is_hatched
