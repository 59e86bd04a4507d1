"""Makers for tests: a live pledge, and promises on the way and counted."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.arrivals.rules import Circumstances, Typed
from ballotline.movement.arrivals.testing import confirmed
from ballotline.organizing.actions import services as actions
from ballotline.organizing.actions.kinds.pledge.models import Pledge, Promise

PROMISE = "I will not volunteer for the Harbor Party in Ward 5"
UNLESS = "the council keeps the library open six days"


def make_pledge(*, live: bool = True, due: date | None = None, **fields: Any) -> Pledge:
    due = due or timezone.localdate() + timedelta(days=20)
    given = {
        "title": "A pledge for the library",
        "kind": "volunteer",
        "promise": PROMISE,
        "unless": UNLESS,
        "due": due,
        **fields,
    }
    pledge: Pledge = actions.draft("pledge", fields=given, by=SYSTEM, at=timezone.now())
    if live:
        actions.step(pledge, "publish", by=SYSTEM, at=timezone.now())
    return pledge


HERE = Circumstances(network_key="here")


def promised(
    pledge: Pledge, name: str = "Ana Flores", *, at: datetime | None = None, how: Circumstances = HERE, **more: Any
) -> Promise:
    """A promise that waits for its mail."""
    typed = Typed(
        **{"name": name, "email": f"{name.lower().replace(' ', '.')}@rivertown.example", "zip_code": "00010", **more}
    )
    promise: Promise = actions.take_part(pledge, typed=typed, how=how, at=at or timezone.now())
    return promise


def counted(pledge: Pledge, name: str = "Ana Flores", *, at: datetime | None = None, **more: Any) -> Promise:
    """A promise whose mailbox has said yes."""
    at = at or timezone.now()
    return confirmed(promised(pledge, name, at=at, **more), at=at)


OPEN_ASKS = {"promise": make_pledge}

# What an organizer types for one
FORM = {"title": "A pledge", "kind": "vote", "promise": PROMISE, "unless": UNLESS, "due": "2099-06-30", "body": ""}
