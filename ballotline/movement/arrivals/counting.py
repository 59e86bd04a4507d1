"""How a row that waits becomes one that counts: what is asked before, what is unique, what is written with it.

Every door leads through here: the mailbox's own yes, one press of somebody who is known,
an organizer's word (services.py).
"""

from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Q

from ballotline.foundation.access.rules import SYSTEM, VISITOR, Actor
from ballotline.foundation.audit import services as audit
from ballotline.movement.arrivals import queries, rules
from ballotline.movement.arrivals.declared import kind_of
from ballotline.movement.arrivals.models import Arrival, Suspicion
from ballotline.movement.arrivals.rules import Shown
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Person
from ballotline.movement.people.rules import name_key
from ballotline.record.places.queries import place_of

A = TypeVar("A", bound=Arrival)
State = Arrival.State


class NotOpen(Exception):
    """What was asked takes nobody in at that moment; `asked` is it."""

    def __init__(self, asked: object) -> None:
        super().__init__(asked)
        self.asked = asked


class LinkHasNoWork(Exception):
    """What is behind the link can't be counted any more: gone, taken out by an organizer, withdrawn, or too old."""


def locked(arrival: A) -> A:
    """Read again inside the transaction; on PostgreSQL a second press waits here (SQLite has one writer).

    Raises LinkHasNoWork if it is gone, or has moved to another mailbox since: whose word this was, it is no longer.
    """
    found = queries.of(kind_of(arrival)).select_for_update(of=("self",)).filter(pk=arrival.pk).first()
    if found is None or found.mailbox_key != arrival.mailbox_key:
        raise LinkHasNoWork(arrival)
    return found  # type: ignore[return-value]


def check_can_count(arrival: Arrival, at: datetime) -> None:
    if not arrival.is_waiting:
        raise LinkHasNoWork(arrival)
    if not kind_of(arrival).is_open(arrival.asked, at):
        raise NotOpen(arrival.asked)


def take_over(arrival: Arrival, shown: Shown) -> None:
    """What the owner saw replaces what was typed, every field of it."""
    arrival.name, arrival.name_key, arrival.zip_code = shown.name, name_key(shown.name), shown.zip_code
    arrival.news_consent, arrival.consent_words = shown.news_consent, shown.consent_words
    for name in kind_of(arrival).form.own:
        setattr(arrival, name, shown.own[name])


def as_it_waited(arrival: A) -> A:
    """With what it held before an organizer counted it on somebody's word. Nothing is saved."""
    arrival.state = State.PENDING
    for name, value in (arrival.before_word or {}).items():
        setattr(arrival, name, value)
    arrival.person = arrival.confirmed_at = arrival.before_word = None
    arrival.confirmed_by, arrival.heard, arrival.word_note = Arrival.ConfirmedBy.MAIL, "", ""
    arrival.place_town = arrival.place_state = ""
    return arrival


def wait_again(arrival: A) -> A:
    """It counts on nobody's word any more. A person of whom nothing else is known goes with it."""
    person = arrival.person
    as_it_waited(arrival).save()
    if person:
        people.part(person=person, kind=kind_of(arrival).activity, about=arrival.asked.ref)
    return arrival


def spoken_for_itself(arrival: A) -> A:
    """What counted on somebody's word counts by its mailbox's own yes from now on."""
    if arrival.is_on_word:
        arrival.confirmed_by, arrival.before_word = Arrival.ConfirmedBy.MAIL, None
        arrival.save(update_fields=["confirmed_by", "before_word"])
    return arrival


def earlier(arrival: A, person: Person | None) -> A | None:
    """The arrival of the same human that counts, or waits for a look. Raises LinkHasNoWork where one was taken out.

    By the person, and by mailbox and name: a person whose name was corrected since is still who they were.
    """
    same = Q(mailbox_key=arrival.mailbox_key, name_key=arrival.name_key)
    asked = {f"{arrival.ASKED}_id": getattr(arrival, f"{arrival.ASKED}_id"), "confirmed_at__isnull": False}
    rows = type(arrival)._default_manager.filter(same | Q(person=person) if person else same, **asked)
    rows = rows.exclude(pk=arrival.pk)
    found = rows.filter(state__in=[State.CONFIRMED, State.QUARANTINED]).order_by("state", "pk").first()
    if found is None and rows.filter(state=State.INVALIDATED).exists():
        raise LinkHasNoWork(arrival)
    return found


def enter(arrival: A, person: Person | None, at: datetime, by: Actor | None = None) -> A:
    """`by` is who says so where it is not the person's own mailbox."""
    place = place_of(arrival.zip_code) if arrival.zip_code else None
    arrival.place_town, arrival.place_state = (place.town, place.state) if place else ("", "")
    arrival.person, arrival.confirmed_at = person, at
    is_looked_at = kind_of(arrival).is_looked_at
    if person and is_looked_at and queries.names_that_count(arrival) >= rules.OF_ONE_MAILBOX:
        arrival.state, arrival.suspicion = State.QUARANTINED, Suspicion.MAILBOX
        arrival.save()
        said_by = by or Actor.person(person.public_id)
        audit.record(f"{kind_of(arrival).name} set aside", on=arrival.ref, by=said_by, at=at)
        return arrival
    arrival.state = State.CONFIRMED
    try:
        with transaction.atomic():
            arrival.save()
    except IntegrityError:  # the same human pressed another of their links at this very moment
        if not (counts := earlier(arrival, person)):
            raise
        return counts
    count(arrival, at, by)
    return arrival


def count(arrival: Arrival, at: datetime, by: Actor | None = None) -> None:
    kind, person = kind_of(arrival), arrival.person
    if person and kind.activity:
        people.record_activity(person=person, kind=kind.activity, about=arrival.asked.ref, at=at)
    verb = "counted on their word" if arrival.is_on_word else "confirmed"
    audit.record(f"{kind.name} {verb}", on=arrival.ref, by=by or _who_said_so(arrival), at=at)
    kind.counts(arrival, at)


def _who_said_so(arrival: Arrival) -> Actor:
    if arrival.is_on_word:  # it was set aside, and is now cleared: who did that stands in the entry of the look
        return SYSTEM
    return Actor.person(arrival.person.public_id) if arrival.person else VISITOR
