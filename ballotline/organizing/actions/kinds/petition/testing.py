"""Makers for tests: a petition, what somebody types, signatures on the way and counted."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from ballotline.movement.arrivals.rules import Circumstances, Typed
from ballotline.movement.arrivals.testing import confirmed
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature
from ballotline.organizing.actions.kinds.petition.services import signing
from ballotline.organizing.actions.models import Action

TITLE = "Keep the Ferry Street library open six days a week"
ASKS = "We ask the City Council to keep the library on Ferry Street open on six days a week."
HERE = Circumstances(network_key="here")


def make_petition(
    slug: str = "library", *, state: str = "live", target: str = "Rivertown City Council", **fields: Any
) -> Petition:
    """A live petition without an end, unless said otherwise; `title`, `closes_at` and `opens_at` go to its action."""
    of_action = {name: fields.pop(name) for name in ("title", "opens_at", "closes_at", "body") if name in fields}
    title = of_action.pop("title", TITLE)
    created = timezone.now() - timedelta(days=1)
    action = Action.objects.create(
        kind="petition", slug=slug, title=title, state=state, created_at=created, **of_action
    )
    return Petition.objects.create(action=action, target=target, asks=ASKS, **fields)


def typed(name: str = "Ana Flores", email: str = "", zip_code: str = "00010", **more: Any) -> Typed:
    """What somebody types; without an address one is made from the name."""
    email = email or f"{name.lower().replace(' ', '.')}@rivertown.example"
    own = {"comment": more.pop("comment", ""), "show_name": more.pop("show_name", False)}
    return Typed(name=name, email=email, zip_code=zip_code, own=own, **more)


def signed(
    petition: Petition,
    name: str = "Ana Flores",
    *,
    at: datetime | None = None,
    how: Circumstances = HERE,
    **more: Any,
) -> Signature:
    """A signature that waits for its mail."""
    return signing.sign(petition=petition, typed=typed(name, **more), how=how, at=at or timezone.now())


def counted(petition: Petition, name: str = "Ana Flores", *, at: datetime | None = None, **more: Any) -> Signature:
    """A signature whose mailbox has said yes."""
    at = at or timezone.now()
    return confirmed(signed(petition, name, at=at, **more), at=at)


OPEN_ASKS = {
    "signature": make_petition,
    "follower": lambda: make_petition("later", opens_at=timezone.now() + timedelta(days=900)),
}

# What an organizer types for one
FORM = {"title": "Let the number 9 run on Sundays", "target": "Transit", "asks": "We ask for a bus.", "body": ""}
