"""What this room holds of a person: their promises."""

from datetime import datetime

from ballotline.movement.people.models import Person
from ballotline.movement.people.rows import Copied, Rows, declare
from ballotline.organizing.actions.kinds.pledge.models import Promise


def _promises(person: Person) -> Copied:
    columns = ("name", "email", "zip_code", "asked_at", "confirmed_at", "state")
    pledge = ("pledge__promise", "pledge__unless", "pledge__due")
    return list(Promise.objects.filter(person=person).order_by("id").values(*pledge, *columns))


def _forget(person: Person, at: datetime) -> None:
    """A promise is one's own: it goes with the person."""
    Promise.objects.filter(person=person).delete()


declare(Rows("pledge.Promise.person", "pledges", _promises, _forget))
