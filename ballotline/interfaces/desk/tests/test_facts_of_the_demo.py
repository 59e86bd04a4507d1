"""What the invented town says of itself agrees: one day for one vote, one result, one number, and nothing goes stale.

Read is every text that the demo writes, in whatever row of whatever kind it stands.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import models, transaction

from ballotline.foundation.access.rules import SYSTEM
from ballotline.interfaces.desk.rivertown import build
from ballotline.organizing.actions.declared import KINDS
from ballotline.organizing.actions.demo import Town
from ballotline.organizing.actions.kinds.petition.models import Petition
from ballotline.organizing.actions.kinds.pledge.models import Pledge

NEW_YORK = ZoneInfo("America/New_York")
TODAY = datetime(2026, 1, 30, 23, 30, tzinfo=NEW_YORK)  # a Friday, on which it is Saturday in UTC already
# By hand: 36 days on is Saturday 7 March, and the next Tuesday the 10th; the hearing is four weeks before that
VOTE, HEARING = date(2026, 3, 10), date(2026, 2, 10)
# 64 days back is Thursday 27 November 2025, and the next Tuesday 2 December
CROSSING = date(2025, 12, 2)
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DAY = re.compile(rf"(\d{{1,2}}) ({MONTHS})(?: (\d{{4}}))?")


class Facts(NamedTuple):
    """What was read of the town, which is built once for all of these tests."""

    texts: list[str]
    library: Petition
    crossing: Petition
    open_pledge: Pledge
    kept_pledge: Pledge


@pytest.fixture(scope="module")
def facts(django_db_setup, django_db_blocker) -> Facts:
    with django_db_blocker.unblock(), transaction.atomic():
        build.build(at=TODAY)
        petitions, pledges = Petition.objects.select_related("action"), Pledge.objects.all()
        found = Facts(
            list(texts_of_the_asks()),
            petitions.get(action__title__contains="library"),
            petitions.get(outcome="won"),
            pledges.get(unless__contains="library"),
            pledges.get(verdict="met"),
        )
        transaction.set_rollback(True)
    return found


@pytest.fixture
def texts(facts) -> list[str]:
    return facts.texts


def texts_of_the_asks() -> Iterator[str]:
    """Each text of each row that a kind of ask keeps, and of the asks' own room."""
    for label in ("actions", *KINDS):
        for model in apps.get_app_config(label).get_models():
            names = [
                field.name
                for field in model._meta.get_fields()
                if isinstance(field, models.CharField | models.TextField)
            ]
            for row in model._default_manager.values_list(*names):
                yield from (text for text in row if isinstance(text, str) and " " in text)


def sentences(texts: list[str], *words: str) -> list[str]:
    every = {sentence for text in texts for sentence in re.split(r"(?<=[.?!])\s+|\n+", text)}
    return sorted(one for one in every if all(re.search(rf"\b{word}", one, re.I) for word in words))


def days_in(text: str) -> set[date]:
    return {
        date(int(year or TODAY.year), MONTHS.split("|").index(month) + 1, int(day))
        for day, month, year in DAY.findall(text)
    }


def test_the_vote_on_the_budget_has_one_day_in_every_text_and_field(facts, texts):
    named = sentences(texts, "votes?", "budget")

    days = [day for sentence in named for day in days_in(sentence)]
    assert set(days) == {VOTE}, named
    assert len([text for text in texts if "Tue 10 March" in text]) == 3, "a petition, a call and a pledge name it"
    assert facts.open_pledge.due == VOTE
    assert facts.library.action.closes_at.astimezone(NEW_YORK) == datetime(2026, 3, 9, 17, tzinfo=NEW_YORK)
    assert sentences(texts, "hand", "day before, when signing closes")


def test_the_hearing_has_one_day_before_the_vote(texts):
    named = [day for sentence in sentences(texts, "hears|hearing") for day in days_in(sentence)]

    assert named == [HEARING]


def test_the_vote_that_was_won_has_one_day_and_one_result_in_petition_and_pledge(facts, texts):
    assert facts.crossing.outcome_on == facts.kept_pledge.verdict_on == CROSSING
    assert facts.kept_pledge.due > CROSSING
    results = {found for sentence in sentences(texts, "voted") for found in re.findall(r"\d+ to \d+", sentence)}
    assert results == {"6 to 1"}


def test_no_text_names_a_time_that_passes(texts):
    """A month without its day, a season, "in two weeks": true on the day of writing and on no other."""
    stale = re.compile(rf"\b(in|of|until|by) ({MONTHS})\b|\b(this|next) (week|month|summer|winter|fall)\b|in \w+ weeks")
    named = [text for text in texts if (found := stale.search(text)) and found[0] != "this week"]

    assert named == []
    assert not [text for text in texts if "{" in text.replace("{my ", "").replace("{their ", "")]


def test_numbers_and_addresses_are_those_of_nobody(texts):
    phones = {found for text in texts for found in re.findall(r"\(?\d{3}\)?[-. ]\d{3}-\d{4}", text)}
    mailboxes = {found for text in texts for found in re.findall(r"[\w.]+@[\w.]+", text)}

    assert all(re.search(r"202\)?[-. ]555-01\d\d$", phone) for phone in phones)
    assert all(mailbox.rstrip(".").endswith(".example") for mailbox in mailboxes)
    assert {found for text in texts for found in re.findall(r"number (\d+)", text)} == {"9"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "at, vote, hearing, crossing",
    [
        # a Tuesday whose 36th day is a Wednesday; 64 days back is a Monday
        (datetime(2026, 6, 16, 12, tzinfo=NEW_YORK), date(2026, 7, 28), date(2026, 6, 30), date(2026, 4, 14)),
        # over the year's end and the leap day of 2028
        (datetime(2028, 1, 25, 12, tzinfo=NEW_YORK), date(2028, 3, 7), date(2028, 2, 8), date(2027, 11, 23)),
    ],
)
def test_the_council_meets_on_tuesdays_counted_from_today(at, vote, hearing, crossing):
    town = Town(iter(()), SYSTEM, at)

    assert (town.vote, town.hearing, town.crossing_vote) == (vote, hearing, crossing)
    assert {day.weekday() for day in (vote, hearing, crossing)} == {1}


@pytest.mark.django_db
def test_a_vote_of_another_year_is_told_with_its_year():
    town = Town(iter(()), SYSTEM, datetime(2026, 12, 18, 12, tzinfo=NEW_YORK))

    assert (
        town.told("We meet on {hearing}, and vote on {vote}.")
        == "We meet on Tue 29 December, and vote on Tue 26 January 2027."
    )
