"""What this room holds of a person: that they left their name after calling. Calls themselves have no person."""

from datetime import datetime

from ballotline.movement.people.models import Person
from ballotline.movement.people.rows import Copied, Rows, declare
from ballotline.organizing.actions.kinds.call.models import Caller


def _left(person: Person) -> Copied:
    columns = ("campaign__action__title", "name", "email", "asked_at", "confirmed_at")
    return list(Caller.objects.filter(person=person).order_by("id").values(*columns))


def _forget(person: Person, at: datetime) -> None:
    Caller.objects.filter(person=person).delete()


declare(Rows("call.Caller.person", "call campaigns", _left, _forget))
