"""What may wait for an organizer, as every room declares it; Today asks all of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from ballotline.foundation.access.rules import Reach


class Urgency(IntEnum):
    """What stands where on Today: what the house owes above all, whose day is over, news, what waits for a look, whose
    day comes, and the rest."""

    BROKEN = 0
    LATE = 1
    NEWS = 2
    ODD = 3
    BY_A_DAY = 4
    IN_TIME = 5


@dataclass(frozen=True, slots=True)
class Duty:
    """One line of Today: a sentence, below it the reason and the `clock` (since when, or how long yet)."""

    words: str
    why: str
    url: str
    clock: str = ""


@dataclass(frozen=True, slots=True)
class Duties:
    """What may wait for whoever holds the permission: `found(reach, at)` knows no more than that permission's reach."""

    urgency: Urgency
    permission: str
    found: Callable[[Reach, datetime], Iterator[Duty]]


DUTIES_AT_MOST = 20  # of one kind: who has more begins with these
