"""What settings put into the frame of every page: the menus, the desk's places, and what rooms above know about them.

An address is named as `reverse` takes it ("desk:today"). Each one, each permission and each function that stands here
is looked at when the program starts (checks.py), so a page needs no way out for one that isn't there.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.functional import Promise

from ballotline.foundation.seams import Seam

Words = str | Promise


class MailLeaves(Seam[[], bool]):
    """Does mail leave this machine? If not, every page of the desk says so."""


class Next(NamedTuple):
    """What comes next, and where; `said` is how it stands."""

    title: str
    url: str
    said: str = ""


class NextTask(Seam[[HttpRequest], Next | None]):
    """What the line that says what was just done leads on to; None where there is nothing."""


class Waiting(Seam[[HttpRequest], int]):
    """How much waits at a place of the desk, for whoever asks."""


class Shows(Seam[[], bool]):
    """Is there anything behind a line of a menu yet?"""


class Entry(NamedTuple):
    """A line of a menu; without `shows`, always."""

    words: Words
    address: str
    shows: Shows | None = None


class Entries(Seam[[], Sequence[tuple[Words, str]]]):
    """Lines of a menu that a room gives in this place: kinds of asks know their own words."""


class DeskEntries(Seam[[], Sequence[tuple[Words, str, str]]]):
    """The same of the desk's places, each with its permission."""


class DeskEntry(NamedTuple):
    """A place of the desk, for those who have the permission. `key` is the letter that goes there, after g; `below` are
    the lists that it holds, shown beneath it while one is there."""

    words: Words
    address: str
    permission: str
    waiting: Waiting | None = None
    shows: Shows | None = None
    key: str = ""
    below: "Sequence[DeskEntry | DeskEntries]" = ()


Menu = Sequence[Entry | Entries]
Desk = Sequence[DeskEntry | DeskEntries]


def lines_of(menu: Menu) -> Iterator[Entry]:
    """With those that rooms give, in their place."""
    for one in menu:
        if isinstance(one, Entry):
            yield one
        else:
            yield from (Entry(*line) for line in one())


def places_of(desk: Desk) -> Iterator[DeskEntry]:
    """With those that rooms give, in their place."""
    for one in desk:
        if isinstance(one, DeskEntry):
            yield one
        else:
            yield from (DeskEntry(*place) for place in one())


def everything_of(desk: Desk) -> Iterator[DeskEntry | DeskEntries]:
    """As it was written, with what lies below each place."""
    for one in desk:
        yield one
        yield from one.below if isinstance(one, DeskEntry) else ()
