"""Short facts about asks, as lists say them; a kind may have its own (declared.Kind.facts, public_facts)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ballotline.foundation.ui.dates import count, day, people
from ballotline.movement.arrivals.models import Arrival
from ballotline.organizing.actions.declared import Facts, kind_of
from ballotline.organizing.actions.models import Action, Ask
from ballotline.organizing.actions.queries import people_by_state

State = Arrival.State


def facts(asks: Sequence[Any], at: datetime) -> Mapping[int, list[str]]:
    """For the desk's list, by pk: how many take part, by state, and when each closes."""
    return _facts(asks, at, own=kind_of(asks[0]).facts, of_some=of_people) if asks else {}


def public_facts(asks: Sequence[Any], at: datetime) -> Mapping[int, list[str]]:
    """For everybody, by pk: how many take part, and when each closes."""
    return _facts(asks, at, own=kind_of(asks[0]).public_facts, of_some=_of_those_who_count) if asks else {}


def _facts(asks: Sequence[Any], at: datetime, *, own: Facts | None, of_some: Any) -> Mapping[int, list[str]]:
    """All of one kind, and in few statements."""
    if own:
        return own(asks, at)
    counts = people_by_state(asks) if kind_of(asks[0]).people else {}
    return {ask.pk: [*(of_some(counts[ask.pk]) if counts else []), *closes(ask, at)] for ask in asks}


def _of_those_who_count(by_state: Mapping[str, int]) -> list[str]:
    return [people(by_state[State.CONFIRMED])]


def of_people(by_state: Mapping[str, int]) -> list[str]:
    """ "12 people", and where there are some "3 waiting to confirm", "2 set aside"."""
    facts = [people(by_state[State.CONFIRMED])]
    if waiting := by_state[State.PENDING]:
        facts.append(_("%(n)s waiting to confirm") % {"n": count(waiting)})
    if odd := by_state[State.QUARANTINED]:
        facts.append(_("%(n)s set aside") % {"n": count(odd)})
    return facts


def closes(ask: Ask, at: datetime) -> list[str]:
    """ "closes Fri 4 December", where it is published and has an end."""
    if ask.action.state != Action.State.LIVE or not ask.ends_at:
        return []
    return [_("closes %s") % day(timezone.localdate(ask.ends_at), today=timezone.localdate(at))]
