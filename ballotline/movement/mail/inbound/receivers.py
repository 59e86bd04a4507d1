"""Who wants mail that came in. A room says so in its module `mail_in`, which is found by its name.

`declare(Receiver("intake", wants=…, take=…))`. The first who wants a message takes it, in one transaction with the row
that says so. One that raises has not taken it: the message waits and is offered again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ballotline.movement.mail.models import InboundMessage


@dataclass(frozen=True, slots=True)
class Receiver:
    """`wants(message)` only looks. Of two who want the same message the one with the smaller `turn` takes it. Who takes
    `by_hand` also gets what nobody wanted, where an organizer saw that somebody wrote it."""

    name: str
    wants: Callable[[InboundMessage], bool]
    take: Callable[[InboundMessage, datetime], None]
    turn: int = 50
    by_hand: bool = False


RECEIVERS: list[Receiver] = []


def declare(receiver: Receiver) -> None:
    if receiver.name not in {known.name for known in RECEIVERS}:
        RECEIVERS.append(receiver)
        RECEIVERS.sort(key=lambda one: one.turn)


def who_takes_by_hand() -> Receiver | None:
    return next((receiver for receiver in RECEIVERS if receiver.by_hand), None)


def who_wants(message: InboundMessage) -> Receiver | None:
    return next((receiver for receiver in RECEIVERS if receiver.wants(message)), None)
