"""What may wait for an organizer, as every room declares it; Today asks all of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from ballotline.foundation.access.rules import Reach


class Urgency(IntEnum):
    """What stands where on Today: what the house owes above all, whose hour is over, whose hour is today, what nobody
    has begun, what I have, news, what waits for a look, whose day comes, and the rest."""

    BROKEN = 0
    LATE = 1
    DUE_TODAY = 2
    NEW = 3
    MINE = 4
    NEWS = 5
    ODD = 6
    BY_A_DAY = 7
    IN_TIME = 8


@dataclass(frozen=True, slots=True)
class Duty:
    """One line of Today: a sentence, below it the reason and the `clock` (since when, or how long yet)."""

    words: str
    why: str
    url: str
    clock: str = ""


@dataclass(frozen=True, slots=True)
class Duties:
    """What may wait for whoever holds the permission: `found(reach, at)` knows no more than that permission's reach.
    What `is_mine` waits for one account alone, whose public id is its third argument."""

    urgency: Urgency
    permission: str
    found: Callable[..., Iterator[Duty]]
    is_mine: bool = False

    def of(self, reach: Reach, at: datetime, me: str = "") -> Iterator[Duty]:
        return self.found(reach, at, me) if self.is_mine else self.found(reach, at)


DUTIES_AT_MOST = 20  # of one kind: who has more begins with these
