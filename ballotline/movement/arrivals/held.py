"""The hour's cookies, which only a POST sets. One reaches its ask only, and knows the row that this very press made,
and no other. One reaches every page, and says no more than that somebody took part, so that no figure runs backwards
for them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from time import time
from typing import Self

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from ballotline.movement.arrivals import rules
from ballotline.movement.arrivals.models import Arrival

SALT = "arrivals.held"
TOOK_PART = "took_part"


@dataclass(frozen=True, slots=True)
class Held:
    """Which row, and the name and address as they were typed into this browser; nothing is read from the database."""

    kind: str
    public_id: str
    name: str
    email: str
    at: datetime

    @classmethod
    def of(cls, arrival: Arrival, *, kind: str, name: str, email: str, at: datetime) -> Self:
        return cls(kind, arrival.public_id.hex, name, email, at)


def hold(response: HttpResponseBase, *, held: Held, path: str) -> None:
    value = signing.dumps([held.kind, held.public_id, held.name, held.email, held.at.timestamp()], salt=SALT)
    _set(response, f"held_{held.kind}", value, path=path)
    remember(response)


def remember(response: HttpResponseBase) -> None:
    """This browser took part, in whatever it was."""
    _set(response, TOOK_PART, _mark_of(int(time())), path="/")


@lru_cache(maxsize=1)
def _mark_of(_second: int) -> str:
    """The same for everybody who took part in one second: it says no more, so a storm need not sign it for each."""
    return signing.dumps(1, salt=TOOK_PART)


def _set(response: HttpResponseBase, name: str, value: str, *, path: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=rules.HOLD,
        path=path,
        httponly=True,
        samesite="Lax",
        secure=settings.CONFIG.is_https,
    )


def took_part(request: HttpRequest) -> bool:
    """Did somebody take part from this browser within the hour?

    Signed, so that nobody asks for exact figures by the thousand.
    """
    try:
        signing.loads(request.COOKIES.get(TOOK_PART, ""), salt=TOOK_PART, max_age=rules.HOLD)
    except signing.BadSignature:
        return False
    return True


def held_by(request: HttpRequest, kind: str) -> Held | None:
    """What the cookie of this ask holds; None without one, after the hour, or for another kind."""
    try:
        row = signing.loads(request.COOKIES.get(f"held_{kind}", ""), salt=SALT, max_age=rules.HOLD)
        named, public_id, name, email, seconds = row
        found = Held(named, public_id, name, email, datetime.fromtimestamp(seconds, tz=UTC))
    except (signing.BadSignature, TypeError, ValueError):
        return None
    return found if found.kind == kind else None
