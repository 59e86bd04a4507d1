"""What nobody does alone: one asks, a second says yes, the first does it once."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from ballotline.foundation.access.rules import EVERYWHERE, Actor, Reach
from ballotline.movement.accounts import agreeing
from ballotline.movement.accounts.agreeing import Deed, OwnWord

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LENA, SAM, BEN = (Actor.account(UUID(int=n)) for n in (1, 2, 3))
DISSOLVE = Deed(
    name="chapters.dissolve",
    about="rivertown",
    words="Dissolve Rivertown",
    url="/desk/chapters/rivertown/dissolve/",
    permission="chapters.decide",
    chapter="above",
)


def may(by=LENA, about="rivertown", at=MONDAY + DAY):
    return agreeing.may("chapters.dissolve", about, by=by, at=at)


def test_with_a_second_person_s_yes_the_first_does_it_once():
    asked = agreeing.ask(DISSOLVE, by=LENA, at=MONDAY)
    assert not may()

    assert agreeing.agree(agreement=asked, by=SAM, at=MONDAY)

    assert [may(by=SAM), may(about="millbrook"), may(), may()] == [False, False, True, False]


def test_nobody_is_their_own_second():
    asked = agreeing.ask(DISSOLVE, by=LENA, at=MONDAY)

    with pytest.raises(OwnWord):
        agreeing.agree(agreement=asked, by=LENA, at=MONDAY)

    assert not may()


def test_asked_twice_it_is_asked_once_and_each_asks_for_themselves():
    first, again = (agreeing.ask(DISSOLVE, by=LENA, at=MONDAY) for _twice in range(2))
    other = agreeing.ask(DISSOLVE, by=BEN, at=MONDAY)

    assert first == again != other
    assert agreeing.agree(agreement=other, by=LENA, at=MONDAY)
    assert [may(by=LENA), may(by=BEN)] == [False, True]


@pytest.mark.parametrize("by, outcome", [(LENA, "taken back"), (SAM, "refused")])
def test_what_was_refused_or_taken_back_is_over(by, outcome):
    asked = agreeing.ask(DISSOLVE, by=LENA, at=MONDAY)

    assert agreeing.end(agreement=asked, by=by, at=MONDAY)
    assert not agreeing.end(agreement=asked, by=by, at=MONDAY)

    asked.refresh_from_db()
    assert asked.outcome == outcome
    assert not agreeing.agree(agreement=asked, by=SAM, at=MONDAY)
    assert not may()


def test_a_yes_of_last_week_is_none():
    asked = agreeing.ask(DISSOLVE, by=LENA, at=MONDAY)
    agreeing.agree(agreement=asked, by=SAM, at=MONDAY + 6 * DAY)

    assert not may(at=MONDAY + 7 * DAY)

    assert agreeing.ask(DISSOLVE, by=LENA, at=MONDAY + 8 * DAY) != asked


@pytest.mark.parametrize(
    "reach, sees",
    [
        (EVERYWHERE, True),
        (Reach(chapters=frozenset({"above"})), True),
        (Reach(chapters=frozenset({"neighbor", ""})), False),
        (Reach(divisions=frozenset({"above"})), False),
    ],
)
def test_only_who_has_the_right_there_is_asked(reach, sees):
    agreeing.ask(DISSOLVE, by=LENA, at=MONDAY)

    assert agreeing.waiting(reach, "chapters.decide", MONDAY).exists() is sees
    assert not agreeing.waiting(reach, "people.export", MONDAY).exists()
