"""What is true of every ask: its window, its address, and how people are counted by place. No Django here."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ballotline.foundation.access.rules import Reach

SMALLEST_SHOWN = 10  # people of one place: fewer would tell who they are

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


def slug_of(title: str) -> str:
    """An address from a title: "Keep the Ferry Street library open" is keep-the-ferry-street-library-open."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "ask"


def chapter_of_new(reach: Reach) -> str | None:
    """Whose an ask will be that is written by somebody whose right to write reaches so far: "" is the whole
    organization's, and of several chapters it is the first. None: they can write none."""
    return "" if reach.everywhere else min(reach.chapters - {""}, default=None)


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
