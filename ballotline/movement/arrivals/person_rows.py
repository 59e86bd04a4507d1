"""What is here of a person: presses with their mailbox and name that nobody confirmed, of every kind, taken out or not.

For a kind whose rows go with the person, how that is declared; and of two who turn out to be one, which row counts on.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from ballotline.movement.arrivals import queries, services
from ballotline.movement.arrivals.declared import KINDS
from ballotline.movement.arrivals.models import Arrival
from ballotline.movement.people.models import Person
from ballotline.movement.people.rows import Apart, Copied, Merging, Rows, declare, stays
from ballotline.movement.people.tracing import Trace

A = TypeVar("A", bound=Arrival)
State = Arrival.State
COUNTING = (State.CONFIRMED, State.QUARANTINED)
NOTHING_TOLD: Mapping[str, Callable[[Any], Any]] = {}
OF_EVERYBODY = ("name", "email", "zip_code", "asked_at", "confirmed_at", "state")


def _unconfirmed(person: Person) -> Copied:
    columns = ("name", "email", "zip_code", "pressed_at", "state")
    return [
        {"kind": kind.name, **row}
        for kind in KINDS.values()
        for row in queries.unconfirmed_of(kind, person).values(*columns)
    ]


def _forget(person: Person, at: datetime) -> None:
    services.forget_unconfirmed(person=person)


# A press that nobody confirmed belongs to a mailbox and a name, and follows with them
declare(Rows("arrivals.Arrival.person", "waiting_to_confirm", _unconfirmed, _forget, stays))


def goes_with_the_person(
    model: type[Arrival], title: str, *, says: Sequence[str], told: Mapping[str, Callable[[Any], Any]] = NOTHING_TOLD
) -> None:
    """For a kind whose rows are one's own: they go with the person. The copy shows them with what was asked (`says`);
    `told` are columns that nobody could read as they are, each with how it is told."""

    def copied(person: Person) -> Copied:
        rows = model._default_manager.filter(person=person).order_by("id").values(*says, *OF_EVERYBODY, *told)
        return [row | {name: tell(row[name]) for name, tell in told.items()} for row in rows]

    def erase(person: Person, at: datetime) -> None:
        model._default_manager.filter(person=person).delete()

    declare(Rows(f"{model._meta.label}.person", title, copied, erase, counts_once(model), by_their_mailbox(model)))


def never(_arrival: Arrival) -> bool:
    return False


def nothing_else(_row: Arrival, _counts_on: Arrival, _trace: Trace) -> None:
    """No row of the kind leads to another."""


def counts_once(
    model: type[A],
    *,
    is_settled: Callable[[A], bool] = never,
    stands_back: Callable[[A, A, Trace], None] = nothing_else,
) -> Merging:
    """One human counts once under one ask. Of two rows that count, or could count again, one counts on: what the
    mailbox's owner said before what an organizer heard, then the earlier. The other is withdrawn and not taken out,
    which would keep its mailbox from taking part again. `stands_back(row, counts_on, trace)` is what else a kind does
    then.

    Where `is_settled(row)`, a number was told that must stay true: of two that count both count on, and the other's row
    stays the other's.
    """

    def merge(kept: Person, other: Person, trace: Trace) -> None:
        stay = []
        for row, counts_on in _twice(model, kept, other):
            if row.state == State.CONFIRMED and is_settled(row):
                stay += [row.pk, counts_on.pk]
                continue
            trace.change(row, **_withdrawn(row))
            stands_back(row, counts_on, trace)
        trace.move(model._default_manager.filter(person=other).exclude(pk__in=stay), "person", to=kept)

    return merge


def by_their_mailbox(model: type[A]) -> Apart:
    """What came since by the other one's mailbox and name is theirs, and so is that they did it."""

    def apart(kept: Person, other: Person, since: datetime) -> None:
        for row in _of_mailboxes(model, kept, other, since):
            try:
                with transaction.atomic():
                    model._default_manager.filter(pk=row.pk).update(person=other)
            except IntegrityError:  # they take part in it already
                continue
            _goes_along(row, kept, other, since)

    return apart


def _of_mailboxes(model: type[A], kept: Person, other: Person, since: datetime) -> list[A]:
    came = model._default_manager.filter(person=kept, confirmed_at__gt=since).order_by("pk")
    mailboxes = set(other.contact_points.filter(kind="email").values_list("value_key", "name_key"))
    return [row for row in came if (row.mailbox_key, row.name_key) in mailboxes]


def _goes_along(row: Arrival, kept: Person, other: Person, since: datetime) -> None:
    about = {"about_kind": row.asked.ref[0], "about_id": str(row.asked.ref[1])}
    known = other.activities.filter(**about).values("kind")
    kept.activities.filter(**about, at__gte=since).exclude(kind__in=known).update(person=other)


def _twice(model: type[A], kept: Person, other: Person) -> Iterator[tuple[A, A]]:
    """(the row that stands back, the one that counts on) of each ask in which both take part."""
    counts_on: dict[int, A] = {}
    rows = model._default_manager.filter(person__in=[kept, other], confirmed_at__isnull=False)
    for row in sorted((row for row in rows if _could_count(row)), key=_how_surely):
        asked = getattr(row, f"{model.ASKED}_id")
        if asked in counts_on:
            yield row, counts_on[asked]
        counts_on.setdefault(asked, row)


def _could_count(row: Arrival) -> bool:
    """It counts, waits for a look, or was taken out in a batch that can be put back."""
    return row.state in COUNTING or _way_back(row) in COUNTING


def _way_back(row: Arrival) -> str:
    return getattr(row, "state_before", "") if row.state == State.INVALIDATED else ""


def _how_surely(row: Arrival) -> tuple[int, bool, datetime | None, int]:
    rank = COUNTING.index(row.state) if row.state in COUNTING else len(COUNTING)
    return rank, row.is_on_word, row.confirmed_at, row.pk


def _withdrawn(row: Arrival) -> dict[str, str]:
    """What was taken out stays so, and loses its way back."""
    return {"state_before": State.INVALIDATED} if _way_back(row) else {"state": State.WITHDRAWN}
