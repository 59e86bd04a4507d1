"""What tests and the demo do instead of a mailbox's owner, who presses the button as the page stands, and of a
browser."""

import base64
import hashlib
import json
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any, TypeVar

from ballotline.movement.arrivals import services
from ballotline.movement.arrivals.forms import consent_words
from ballotline.movement.arrivals.models import Arrival
from ballotline.movement.arrivals.queries import as_typed

A = TypeVar("A", bound=Arrival)
ORGANIZATION = "Rivertown Together"


def confirmed(arrival: A, *, at: datetime, **changed: Any) -> A:
    """Yes to what was typed, or to what is changed of it."""
    shown = as_typed(arrival)
    words = consent_words(ORGANIZATION) if shown.news_consent else ""
    own = dict(shown.own) | {name: changed.pop(name) for name in list(changed) if name in shown.own}
    return services.confirm(arrival=arrival, shown=replace(shown, consent_words=words, own=own, **changed), at=at)


def solved(asked: dict[str, object]) -> str:
    """The sum that `proof.challenge` asks for, done as the browser's script does it."""
    number = next(
        n for n in count() if hashlib.sha256(f"{asked['salt']}{n}".encode()).hexdigest() == asked["challenge"]
    )
    answer = {name: asked[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps(answer | {"number": number}).encode()).decode()
