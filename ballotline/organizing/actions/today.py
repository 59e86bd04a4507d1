"""What asks lay before an organizer on Today, whatever their kind:
those that close soon, and who was set aside for a look."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballotline.foundation.access.rules import Reach
from ballotline.foundation.ui.dates import days_left
from ballotline.movement.arrivals.models import Arrival
from ballotline.organizing.actions.declared import DUTIES_AT_MOST, KINDS, Duties, Duty, Urgency, kind_of
from ballotline.organizing.actions.models import Action, Ask
from ballotline.organizing.actions.queries import within

SOON = timedelta(days=14)


def closing_soon(reach: Reach, at: datetime) -> Iterator[Duty]:
    live = [ask for kind in KINDS.values() for ask in within(kind.model, reach).filter(action__state=Action.State.LIVE)]
    ending = sorted((ask.ends_at, ask.pk, ask) for ask in live if ask.ends_at and at <= ask.ends_at <= at + SOON)
    for ends_at, _pk, ask in ending[:DUTIES_AT_MOST]:
        words = _("“%(title)s” closes soon") % {"title": ask.action.title}
        yield Duty(words, days_left(ends_at, now=at), _desk(ask, "overview"))


def set_aside(reach: Reach, at: datetime) -> Iterator[Duty]:
    """The ask with the most comes first."""
    found = [(n, ask) for kind in KINDS.values() for n, ask in _set_aside(kind.model, kind.people, reach)]
    for n, ask in sorted(found, key=lambda one: (-one[0], one[1].pk))[:DUTIES_AT_MOST]:
        words = ngettext("%(n)s person is set aside, to look at", "%(n)s people are set aside, to look at", n)
        yield Duty(words % {"n": n}, ask.action.title, _desk(ask, "people") + "?state=quarantined")


def _set_aside(model: type[Ask], people: type[Arrival] | None, reach: Reach) -> list[tuple[int, Ask]]:
    if people is None:
        return []
    odd = people._default_manager.filter(state=Arrival.State.QUARANTINED)
    theirs = odd.filter(**{f"{people.ASKED}__in": within(model, reach)}).values_list(people.ASKED)
    counts = dict(theirs.annotate(n=Count("pk")).order_by("-n", people.ASKED)[:DUTIES_AT_MOST])
    asks = within(model, reach).in_bulk(list(counts)) if counts else {}
    return [(counts[pk], ask) for pk, ask in asks.items()]


def _desk(ask: Ask, page: str) -> str:
    return reverse(kind_of(ask).desk + page, args=[ask.action.slug])


OF_EVERY_KIND = (
    Duties(Urgency.BY_A_DAY, "actions.read", closing_soon),
    Duties(Urgency.ODD, "actions.people", set_aside),
)
