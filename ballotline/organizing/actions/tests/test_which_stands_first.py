"""Which ask stands first: on the front page, at the desk, and of those that close by themselves; of every kind."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ballotline.foundation.access.rules import EVERYWHERE, SYSTEM
from ballotline.organizing.actions import queries, services
from ballotline.organizing.actions.declared import KINDS
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.testing import an_open_one, drafted

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("kind", sorted(KINDS))]
NOW = timezone.now()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize("last", [0, 1])
def test_of_two_that_were_chosen_at_one_moment_to_lead_the_front_page_the_last_one_does(kind, last):
    asks = [an_open_one(kind, title=title) for title in ("First", "Second")]
    for n, ask in enumerate(asks):
        Action.objects.filter(pk=ask.pk).update(leads_since=NOW if n == last else NOW - HOUR)

    assert queries.in_front(NOW)[0] == asks[last]


def test_of_two_written_at_one_moment_the_later_stands_first_and_six_words_are_asked_for(kind):
    for title in ("Buses on Sundays", "A library", "A tram"):
        Action.objects.filter(pk=drafted(kind, title=title).pk).update(created_at=NOW)
    asks = KINDS[kind].model._default_manager.all()

    def found(words: str) -> list[str]:
        return [ask.action.title for ask in queries.searched(asks, words=words)]

    assert found("") == ["A tram", "A library", "Buses on Sundays"]
    assert found("b u s e o n library") == ["Buses on Sundays"]


def test_where_an_organizer_was_quicker_all_others_that_are_over_close_and_are_counted(kind, monkeypatch):
    asks = [an_open_one(kind, title=title) for title in ("First", "Second", "Third")]
    Action.objects.update(closes_at=NOW - HOUR)
    step = services.step

    def meanwhile(ask, verb, **of):
        if ask.pk == asks[0].pk:
            raise services.NotNow
        step(ask, verb, **of)

    monkeypatch.setattr(services, "step", meanwhile)

    assert services.close_what_is_over(by=SYSTEM, at=NOW) == 2
    assert dict(Action.objects.values_list("title", "state")) == {
        "First": "live",
        "Second": "closed",
        "Third": "closed",
    }


def test_what_an_ask_may_go_with_is_offered_the_newest_first(kind):
    asks = [an_open_one(kind, title=title) for title in ("Older", "Newest", "Oldest", "As new")]
    for ask, days in zip(asks, (2, 1, 3, 1), strict=True):
        Action.objects.filter(pk=ask.pk).update(created_at=NOW - days * DAY)

    offered = queries.may_go_with(EVERYWHERE).values_list("title", flat=True)

    assert list(offered) == ["As new", "Newest", "Older", "Oldest"]


def test_what_is_of_a_kind_that_is_no_more_stands_nowhere(kind):
    ask = an_open_one(kind)
    Action.objects.create(kind="gone", slug="gone", title="Gone", state="live", created_at=NOW)

    assert queries.live_of_every_kind(NOW) == [ask]
    assert list(queries.may_go_with(EVERYWHERE)) == [ask.action]
    assert list(queries.of_every_kind_within(EVERYWHERE)) == [ask.action]
