"""Short facts about asks, as lists say them, how many took part before all else; a kind may have its own
(declared.Kind.tallies, facts, public_facts)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ballotline.foundation.ui.dates import count, day
from ballotline.movement.arrivals.models import Arrival
from ballotline.organizing.actions.declared import kind_of
from ballotline.organizing.actions.models import Action, Ask
from ballotline.organizing.actions.queries import people_by_state, taking_part_of
from ballotline.organizing.actions.tally import Tally

State = Arrival.State


def tallies(asks: Sequence[Any], at: datetime) -> Mapping[int, Tally]:
    """How many took part in each of one kind's asks, by pk: the figure that every page and mail says. None of a kind
    in which nobody does."""
    kind = kind_of(asks[0])
    if kind.tallies:
        return kind.tallies(asks, at)
    counts = taking_part_of(asks) if kind.people else {}
    return {pk: Tally(n, kind.sentence(n)) for pk, n in counts.items()}


def tally(ask: Any, at: datetime) -> Tally | None:
    return tallies([ask], at).get(ask.pk)


def facts(asks: Sequence[Any], at: datetime) -> Mapping[int, list[str]]:
    """For the desk's list, by pk: how many took part, then who is on the way, and when each closes."""
    if not asks:
        return {}
    counts, more = tallies(asks, at), (kind_of(asks[0]).facts or _more)(asks, at)
    return {ask.pk: [*_in_words(counts.get(ask.pk), ask), *more[ask.pk]] for ask in asks}


def facts_of_all(asks: Sequence[Any], at: datetime) -> Mapping[int, list[str]]:
    """As `facts`, of asks of any kind."""
    by_kind: dict[str, list[Any]] = {}
    for ask in asks:
        by_kind.setdefault(kind_of(ask).name, []).append(ask)
    return {pk: said for of_one in by_kind.values() for pk, said in facts(of_one, at).items()}


def public_facts(asks: Sequence[Any], at: datetime) -> Mapping[int, list[str]]:
    """For everybody, by pk: how many took part, if anybody did, then when each closes."""
    if not asks:
        return {}
    counts = {pk: counted for pk, counted in tallies(asks, at).items() if counted.all}
    more = (kind_of(asks[0]).public_facts or _more_in_public)(asks, at)
    return {ask.pk: [*_in_words(counts.get(ask.pk), ask), *more[ask.pk]] for ask in asks}


def _in_words(counted: Tally | None, ask: Any) -> list[str]:
    """Of a draft there is nothing to say."""
    return [str(counted)] if counted and ask.action.state != Action.State.DRAFT else []


def _more(asks: Sequence[Any], at: datetime) -> Mapping[int, list[str]]:
    counts = people_by_state(asks) if kind_of(asks[0]).people else {}
    return {ask.pk: [*on_the_way(counts.get(ask.pk, {})), *closes(ask, at)] for ask in asks}


def _more_in_public(asks: Sequence[Any], at: datetime) -> Mapping[int, list[str]]:
    return {ask.pk: closes(ask, at) for ask in asks}


def on_the_way(by_state: Mapping[str, int]) -> list[str]:
    """Where there are some "3 waiting to confirm", "2 set aside"."""
    facts = []
    if waiting := by_state.get(State.PENDING):
        facts.append(_("%(n)s waiting to confirm") % {"n": count(waiting)})
    if odd := by_state.get(State.QUARANTINED):
        facts.append(_("%(n)s set aside") % {"n": count(odd)})
    return facts


def since(moment: datetime, at: datetime) -> str:
    """ "since Fri 4 December" """
    return _("since %s") % day(timezone.localdate(moment), today=timezone.localdate(at))


def closes(ask: Ask, at: datetime) -> list[str]:
    """ "closes Fri 4 December", where it is published and has an end."""
    if ask.action.state != Action.State.LIVE or not ask.ends_at:
        return []
    return [_("closes %s") % day(timezone.localdate(ask.ends_at), today=timezone.localdate(at))]
