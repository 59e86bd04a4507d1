"""What waits here of a person: presses with their mailbox and name that nobody confirmed, of every kind."""

from datetime import datetime

from ballotline.movement.arrivals import queries, services
from ballotline.movement.arrivals.declared import KINDS
from ballotline.movement.people.models import Person
from ballotline.movement.people.rows import Copied, Rows, declare


def _waiting(person: Person) -> Copied:
    columns = ("name", "email", "zip_code", "pressed_at", "state")
    return [
        {"kind": kind.name, **row}
        for kind in KINDS.values()
        for row in queries.waiting_of(kind, person).values(*columns)
    ]


def _forget(person: Person, at: datetime) -> None:
    services.forget_waiting(person=person)


declare(Rows("arrivals.Arrival.person", "waiting_to_confirm", _waiting, _forget))
