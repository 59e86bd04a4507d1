"""The day on which a pledge is due:
promises are taken until it is over, then it closes by itself and waits for a verdict."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from ballotline.foundation.access.rules import SYSTEM, Reach
from ballotline.foundation.organization.models import Organization
from ballotline.foundation.organization.queries import forget_us
from ballotline.organizing.actions import services as actions
from ballotline.organizing.actions.kinds.pledge import services
from ballotline.organizing.actions.kinds.pledge.models import Pledge
from ballotline.organizing.actions.kinds.pledge.testing import make_pledge
from ballotline.organizing.actions.kinds.pledge.today import pledges_to_decide

pytestmark = pytest.mark.django_db
DUE = date(2026, 6, 30)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def its_end() -> datetime:
    """Midnight in Chicago, where the organization is: five hours behind UTC in summer."""
    Organization.objects.update_or_create(pk=1, defaults={"name": "Rivertown Together", "zone": "America/Chicago"})
    forget_us()
    return datetime(2026, 7, 1, 5, tzinfo=UTC)


def again() -> Pledge:
    return Pledge.objects.select_related("action").get()


def waits_for_a_verdict(at: datetime) -> bool:
    return bool(list(pledges_to_decide(Reach(everywhere=True), at)))


def test_it_is_open_through_its_whole_day_on_our_clock(its_end):
    pledge = make_pledge(due=DUE)

    assert pledge.is_open(its_end - MINUTE) and not pledge.is_open(its_end)
    assert pledge.ends_at == datetime(2026, 7, 1, tzinfo=ZoneInfo("America/Chicago"))


def test_it_closes_by_itself_at_the_end_of_that_day_and_still_waits_for_its_verdict(its_end):
    make_pledge(due=DUE)

    assert actions.close_what_is_over(by=SYSTEM, at=its_end - MINUTE) == 0
    assert actions.close_what_is_over(by=SYSTEM, at=its_end + MINUTE) == 1

    assert (again().action.state, again().action.closed_at) == ("closed", its_end)
    assert waits_for_a_verdict(its_end + timedelta(days=3))
    services.decide(pledge=again(), verdict="met", words="x", source="y", on=DUE, by=SYSTEM, at=its_end)
    assert not waits_for_a_verdict(its_end + timedelta(days=3))


def test_one_that_an_organizer_closed_before_its_day_is_left_alone(its_end):
    actions.step(make_pledge(due=DUE), "close", by=SYSTEM, at=its_end - timedelta(days=9))

    assert actions.close_what_is_over(by=SYSTEM, at=its_end + MINUTE) == 0
    assert not waits_for_a_verdict(its_end + timedelta(days=3))


def test_after_its_day_it_is_reopened_only_with_a_later_one(its_end):
    later = its_end + timedelta(days=2)
    make_pledge(due=DUE)
    actions.close_what_is_over(by=SYSTEM, at=later)

    with pytest.raises(actions.NotNow, match=r"^Its last day has passed\. Edit that first\.$"):
        actions.step(again(), "reopen", by=SYSTEM, at=later)
    assert again().action.state == "closed"
    actions.edit(again(), fields={"due": DUE + timedelta(days=60)}, version=1, by=SYSTEM, at=later)
    actions.step(again(), "reopen", by=SYSTEM, at=later)

    assert again().is_open(later) and actions.close_what_is_over(by=SYSTEM, at=later + MINUTE) == 0


def test_who_comes_after_its_day_reads_that_nobody_can_make_it_any_more(its_end):
    make_pledge(due=DUE)
    actions.close_what_is_over(by=SYSTEM, at=its_end)

    response = Client().get("/pledges/a-pledge-for-the-library/")

    assert response.status_code == 410 and "Nobody can make this pledge any more." in response.content.decode()
