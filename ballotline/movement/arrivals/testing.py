"""What tests and the demo do instead of a mailbox's owner: press the button as the page stands."""

from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from ballotline.movement.arrivals import services
from ballotline.movement.arrivals.forms import ArrivalForm
from ballotline.movement.arrivals.models import Arrival
from ballotline.movement.arrivals.queries import as_typed

A = TypeVar("A", bound=Arrival)
ORGANIZATION = "Rivertown Together"


def confirmed(arrival: A, *, at: datetime, **changed: Any) -> A:
    """Yes to what was typed, or to what is changed of it."""
    shown = as_typed(arrival)
    words = ArrivalForm.consent_words(ORGANIZATION) if shown.news_consent else ""
    own = dict(shown.own) | {name: changed.pop(name) for name in list(changed) if name in shown.own}
    return services.confirm(arrival=arrival, shown=replace(shown, consent_words=words, own=own, **changed), at=at)
