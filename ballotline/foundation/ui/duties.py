"""What may wait for an organizer, as every room declares it; Today asks all of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from django.db.models import Count, QuerySet, Window
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballotline.foundation.access.rules import Reach
from ballotline.foundation.ui.dates import count


class Urgency(IntEnum):
    """What stands where on Today: whose hour is over, whose hour is today, what nobody has begun, what I have, news,
    what waits for a look, whose day comes, what has time; and what the house itself owes, for who can mend it."""

    LATE = 0
    DUE_TODAY = 1
    NEW = 2
    MINE = 3
    NEWS = 4
    ODD = 5
    BY_A_DAY = 6
    IN_TIME = 7
    BROKEN = 8


@dataclass(frozen=True, slots=True)
class Duty:
    """One line of Today: a sentence, below it the reason and the `clock` (since when, or how long yet). `stands_for` is
    how many things it says that for."""

    words: str
    why: str
    url: str
    clock: str = ""
    stands_for: int = 1


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


AT_MOST = 20  # lines of one kind: who has more begins with these


def first_of(found: QuerySet[Any] | list[Any], duty_of: Callable[[Any], Duty], *, all_at: str) -> Iterator[Duty]:
    """A line each for the first, and one for all the others, which leads to where they stand."""
    shown, of_all = (found[:AT_MOST], len(found)) if isinstance(found, list) else _counted(found)
    yield from map(duty_of, shown)
    if n := of_all - len(shown):
        words = ngettext("and %(n)s more", "and %(n)s more", n) % {"n": count(n)}
        yield Duty(words, _("They wait like those above. See all of them."), all_at, stands_for=n)


def _counted(found: QuerySet[Any]) -> tuple[list[Any], int]:
    """The first of them and how many there are, in one statement: Today asks for as many kinds as there are rooms."""
    shown = list(found.annotate(of_all=Window(Count("pk")))[:AT_MOST])
    return shown, shown[0].of_all if shown else 0
