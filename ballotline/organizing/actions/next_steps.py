"""What is offered to whoever just took part in an ask of any kind: one next step.

Which one, and why, says rules.what_next; each kind says it in its words. Shown by actions/next.html.
"""

from datetime import datetime

from ballotline.movement.arrivals.models import Arrival
from ballotline.organizing.actions.declared import NextStep, kind_of
from ballotline.organizing.actions.models import Ask
from ballotline.organizing.actions.queries import open_after


def next_step(*, after: Ask, counted: Arrival | None = None, at: datetime) -> NextStep | None:
    """`counted` is the person's own row, where we know them: nothing that they did is offered again."""
    for ask in open_after(after, person=counted.person if counted else None, at=at):
        if offer := kind_of(ask).next_step:
            return offer(ask, counted, at)
    return None
