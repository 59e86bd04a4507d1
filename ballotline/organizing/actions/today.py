"""What asks lay before an organizer on Today, whatever their kind:
those that close soon, and who was set aside for a look."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballotline.foundation.access.rules import Reach
from ballotline.foundation.ui.dates import count, days_left
from ballotline.foundation.ui.duties import Duties, Duty, Urgency, first_of
from ballotline.movement.arrivals.models import Arrival
from ballotline.organizing.actions.declared import KINDS, kind_of
from ballotline.organizing.actions.models import Action, Ask
from ballotline.organizing.actions.queries import asks_of, of_every_kind_within
from ballotline.organizing.actions.words import since

SOON = timedelta(days=14)  # time for a last update and to prepare what comes after


def closing_soon(reach: Reach, at: datetime) -> Iterator[Duty]:
    live = asks_of(of_every_kind_within(reach).filter(state=Action.State.LIVE))
    ending = sorted((ask.ends_at, ask.pk, ask) for ask in live if ask.ends_at and at <= ask.ends_at <= at + SOON)
    asks = [ask for _ends_at, _pk, ask in ending]
    yield from first_of(asks, lambda ask: _closes(ask, at), all_at=reverse("actions_desk:index"))


def _closes(ask: Ask, at: datetime) -> Duty:
    words = _("“%(title)s” closes soon") % {"title": ask.action.title}
    clock = days_left(ask.ends_at, now=at) if ask.ends_at else ""
    return Duty(words, str(kind_of(ask).one), _desk(ask, "overview"), clock)


def set_aside(reach: Reach, at: datetime) -> Iterator[Duty]:
    """The ask with the most comes first."""
    counts = _most_set_aside(reach)
    found = {ask.pk: ask for ask in asks_of(Action.objects.filter(pk__in=counts))} if counts else {}

    def duty(pk: int) -> Duty:
        ask, (n, first) = found[pk], counts[pk]
        words = ngettext("%(n)s person is set aside, to look at", "%(n)s people are set aside, to look at", n)
        where = _desk(ask, "people") + "?state=quarantined"
        return Duty(words % {"n": count(n)}, ask.action.title, where, since(first, at))

    yield from first_of(list(counts), duty, all_at=reverse("actions_desk:index"))


def _most_set_aside(reach: Reach) -> dict[int, tuple[int, datetime]]:
    """(how many, since when), by the pk of their ask, which no two kinds share; of all kinds in one statement."""
    each = [_set_aside(kind.people, reach) for kind in KINDS.values() if kind.people]
    rows = each[0].union(*each[1:], all=True).order_by("-n", "asked_key") if each else []
    return {pk: (n, first) for pk, n, first in rows}


def _set_aside(people: type[Arrival], reach: Reach) -> QuerySet[Any, Any]:
    within_reach = {f"{people.ASKED}__in": of_every_kind_within(reach).values("pk")}
    odd = people._default_manager.filter(state=Arrival.State.QUARANTINED, **within_reach)
    each = odd.annotate(asked_key=F(people.ASKED)).values_list("asked_key")
    return each.annotate(n=Count("pk"), first=Min("pressed_at"))


def _desk(ask: Ask, page: str) -> str:
    return reverse(kind_of(ask).desk + page, args=[ask.action.slug])


OF_EVERY_KIND = (
    Duties(Urgency.BY_A_DAY, "actions.read", closing_soon),
    Duties(Urgency.ODD, "actions.people", set_aside),
)
