"""What a second person's yes puts on Today: what waits for it, and what has it and is not done."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from ballotline.foundation.access.rules import Reach
from ballotline.foundation.organization.queries import our_day
from ballotline.foundation.ui.dates import day
from ballotline.foundation.ui.duties import Duties, Duty, Urgency
from ballotline.movement.accounts import agreeing
from ballotline.movement.accounts.models import Agreement

# The rights over which nobody decides alone
BY_TWO = ("chapters.decide", "people.export", "actions.export")


def _of(permission: str) -> Callable[[Reach, datetime], Iterator[Duty]]:
    def found(reach: Reach, at: datetime) -> Iterator[Duty]:
        yield from (_duty(one, at) for one in agreeing.waiting(reach, permission, at))

    found.__name__ = f"second_yes_{permission}"
    return found


def _duty(one: Agreement, at: datetime) -> Duty:
    said = _("A second person has said yes: it can be done.") if one.agreed_by else _("It takes a second person’s yes.")
    until = _("until %s") % day(our_day(one.expires_at), today=our_day(at))
    return Duty(one.words, said, reverse("second_yes", args=[one.public_id]), until)


DUTIES = tuple(Duties(Urgency.NEW, permission, _of(permission)) for permission in BY_TWO)
