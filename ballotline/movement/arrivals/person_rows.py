"""What is here of a person: presses with their mailbox and name that nobody confirmed, taken out or not, of every kind."""

from datetime import datetime

from ballotline.movement.arrivals import queries, services
from ballotline.movement.arrivals.declared import KINDS
from ballotline.movement.people.models import Person
from ballotline.movement.people.rows import Copied, Rows, declare


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
