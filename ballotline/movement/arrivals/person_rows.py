"""What is here of a person: presses with their mailbox and name that nobody confirmed, taken out or not, of every kind;
and for a kind whose rows go with the person, how that is declared."""

from collections.abc import Sequence
from datetime import datetime

from ballotline.movement.arrivals import queries, services
from ballotline.movement.arrivals.declared import KINDS
from ballotline.movement.arrivals.models import Arrival
from ballotline.movement.people.models import Person
from ballotline.movement.people.rows import Copied, Rows, declare

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


declare(Rows("arrivals.Arrival.person", "waiting_to_confirm", _unconfirmed, _forget))


def goes_with_the_person(model: type[Arrival], title: str, *, says: Sequence[str]) -> None:
    """For a kind whose rows are one's own: they go with the person,
    and the copy shows them with what was asked (`says`)."""

    def copied(person: Person) -> Copied:
        rows = model._default_manager.filter(person=person).order_by("id")
        return list(rows.values(*says, *OF_EVERYBODY))

    def erase(person: Person, at: datetime) -> None:
        model._default_manager.filter(person=person).delete()

    declare(Rows(f"{model._meta.label}.person", title, copied, erase))
