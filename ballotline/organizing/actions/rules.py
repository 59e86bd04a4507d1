"""What is true of every ask: its window, its address, what is offered after it, and how people are counted by place. No
Django here."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import inf

from ballotline.foundation.access.rules import Reach

SMALLEST_SHOWN = 10  # people of one place: fewer would tell who they are
WORD_THAT_NAMES = 5  # letters at least: "council" and "county" say whom an ask is aimed at; "the" and "city" do not

Counts = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Window:
    """When an ask is open: `opens` counts, `closes` does not; None is "always been" and "until we close it"."""

    opens: datetime | None = None
    closes: datetime | None = None

    def is_open(self, at: datetime) -> bool:
        return not self.is_early(at) and not self.is_over(at)

    def is_early(self, at: datetime) -> bool:
        return self.opens is not None and at < self.opens

    def is_over(self, at: datetime) -> bool:
        return self.closes is not None and at >= self.closes


def chapter_of_new(reach: Reach) -> str | None:
    """Whose an ask will be that is written by somebody whose right to write reaches so far: "" is the whole
    organization's, and of several chapters it is the first. None: they can write none."""
    return "" if reach.everywhere else min(reach.chapters - {""}, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """An ask, as far as it decides what is offered after what. `goes_with` is the key of the one that its organizer
    named, `aim` whom it is aimed at in their words, `rung` where its kind stands among the kinds, the lowest first."""

    key: int
    goes_with: int | None = None
    chapter: str = ""
    aim: str = ""
    rung: int = 9
    ends_at: datetime | None = None

    @property
    def aimed_at(self) -> frozenset[str]:
        words = re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", self.aim).casefold())
        return frozenset(word for word in words if len(word) >= WORD_THAT_NAMES)


def go_together(one: About, other: About) -> bool:
    """One names the other, or both name the same: the call and the pledge that go with a petition go together, too. Of
    a chapter's own ask only that chapter's word counts for the other's page: none puts itself beside another's."""
    may_name_it = other.chapter in ("", one.chapter)
    return one.goes_with == other.key or (may_name_it and other.goes_with in (one.key, one.goes_with or one.key))


def what_next(done: About, others: Iterable[About]) -> list[About]:
    """What is offered after `done`, best first, never itself.

    First what its organizers put beside it. What is asked elsewhere (by another chapter) comes last, and before that
    what is aimed at others: both say at whom, and no word of that is the same. Else the kind that comes first, of it
    the one that closes first, then the newest.
    """

    def order(one: About) -> tuple[object, ...]:
        is_elsewhere = bool(one.chapter and done.chapter and one.chapter != done.chapter)
        is_at_others = bool(one.aimed_at and done.aimed_at and one.aimed_at.isdisjoint(done.aimed_at))
        closes = one.ends_at.timestamp() if one.ends_at else inf
        return (not go_together(done, one), is_elsewhere, is_at_others, one.rung, closes, -one.key)

    return sorted((one for one in others if one.key != done.key), key=order)


def put_together(rows: Iterable[tuple[str, int]], *, least: int = SMALLEST_SHOWN) -> tuple[Counts, int]:
    """(places with at least so many, the most first; how many live elsewhere).

    Those elsewhere are nobody or at least `least`, too: else the smallest place shown joins them, so that no small
    number can be found by taking away.
    """
    ordered = sorted(rows, key=lambda row: (-row[1], row[0]))
    shown = [row for row in ordered if row[0] and row[1] >= least]
    elsewhere = sum(n for _place, n in ordered) - sum(n for _place, n in shown)
    while 0 < elsewhere < least and shown:
        elsewhere += shown.pop()[1]
    return shown, elsewhere
