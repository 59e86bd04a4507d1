"""What a thank-you page offers next: each kind of ask says what fits this person,
and the first that does is the filled button."""

from datetime import datetime

from ballotline.movement.arrivals.models import Arrival
from ballotline.organizing.actions.declared import KINDS, NextStep


def next_step(counted: Arrival, at: datetime) -> NextStep | None:
    kinds = sorted(KINDS.values(), key=lambda kind: kind.next_rank)
    found = (kind.next_step(counted, at) for kind in kinds if kind.next_step)
    return next((step for step in found if step), None)
