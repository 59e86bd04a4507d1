"""The frame around every page: who we are, the menus, the desk's places. Nothing is read before a template asks.

What stands in it, settings say (seams.py). All of it was looked at
when the program started, so nothing is missing here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from ballotline.foundation.access.doors import scope_of
from ballotline.foundation.organization.models import Organization
from ballotline.foundation.organization.queries import us
from ballotline.foundation.ui import accent
from ballotline.foundation.ui.seams import Desk, DeskEntry, Entry, Next, Words, lines_of, places_of

SEARCHED_AT_MOST = 100
LOOK_RECIPE = 1  # counts up when accent.py gives other results for the same color
NAMES = (
    "us",
    "is_demo",
    "look_css_url",
    "menu",
    "footer_links",
    "desk_places",
    "desk_account",
    "desk_search_url",
    "desk_searched",
    "mail_stays_here",
    "next_task",
)


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of a menu. `current` is "page" on its page and on the pages beneath it, "true" on those of a list that
    it holds. `count` is what waits there; `below` are those lists, if one is there, and `key` goes there."""

    label: str
    url: str
    current: str = ""
    count: int = 0
    key: str = ""
    below: tuple["Place", ...] = ()


class Frame:
    """What base templates ask for, each looked up at most once a request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def us(self) -> Organization:
        return us()

    @cached_property
    def is_demo(self) -> bool:
        return settings.CONFIG.demo or self.us.is_demo

    @cached_property
    def look_css_url(self) -> str:
        """Empty for the default color, which the stylesheet itself holds."""
        wish = self.us.accent.lower()
        if wish == accent.DEFAULT or not accent.is_color(wish):
            return ""
        return reverse("look", args=[LOOK_RECIPE, wish.removeprefix("#")])

    @cached_property
    def menu(self) -> tuple[Place, ...]:
        return self._places(_shown(lines_of(settings.BALLOTLINE_MENU)))

    @cached_property
    def footer_links(self) -> tuple[Place, ...]:
        return self._places(_shown(settings.BALLOTLINE_FOOTER))

    @cached_property
    def desk_places(self) -> tuple[Place, ...]:
        may = [(place, self._may_enter(place.below)) for place in self._may_enter(settings.BALLOTLINE_DESK_PLACES)]
        here = self._here([reverse(one.address) for place, below in may for one in (place, *below)])
        return tuple(self._place(place, below, here) for place, below in may)

    @cached_property
    def desk_account(self) -> tuple[Place, ...]:
        return self._places(_shown(settings.BALLOTLINE_DESK_ACCOUNT))

    @cached_property
    def desk_search_url(self) -> str:
        return reverse(settings.BALLOTLINE_DESK_SEARCH)

    @cached_property
    def desk_searched(self) -> str:
        """What the search over everything was asked. What a list's own box was asked is the list's business."""
        is_search = self.request.path == self.desk_search_url
        return " ".join(self.request.GET.get("q", "").split())[:SEARCHED_AT_MOST] if is_search else ""

    @cached_property
    def next_task(self) -> Next | None:
        return settings.BALLOTLINE_NEXT_TASK(self.request)

    @cached_property
    def mail_stays_here(self) -> bool:
        return not self.is_demo and not settings.BALLOTLINE_MAIL_LEAVES()

    def _may_enter(self, desk: Desk) -> list[DeskEntry]:
        scope = scope_of(self.request)
        allowed = (place for place in places_of(desk) if scope.allows(place.permission))
        return [place for place in allowed if not place.shows or place.shows()]

    def _place(self, entry: DeskEntry, below: Sequence[DeskEntry], here: str) -> Place:
        """With the lists below it if this page is one of them, or its own."""
        url = reverse(entry.address)
        is_below = here in [reverse(one.address) for one in below]
        current = "true" if is_below else "page" if url == here else ""
        lists = tuple(self._place(one, (), here) for one in below) if current else ()
        waits = entry.waiting(self.request) if entry.waiting else 0
        return Place(str(entry.words), url, current, waits, entry.key, lists)

    def _places(self, entries: Iterable[tuple[Words, str]]) -> tuple[Place, ...]:
        found = [(str(words), reverse(address)) for words, address in entries]
        here = self._here([url for _, url in found])
        return tuple(Place(words, url, "page" if url == here else "") for words, url in found)

    def _here(self, urls: Sequence[str]) -> str:
        """The place of this page: itself, or the longest above it that isn't above the other places too (/desk/)."""
        path = self.request.path
        above = [url for url in urls if path.startswith(url)]
        roots = {url for url in above for other in urls if other != url and other.startswith(url)}
        return max((url for url in above if url == path or url not in roots), key=len, default="")


def _shown(lines: Iterable[Entry]) -> Iterator[tuple[Words, str]]:
    yield from ((line.words, line.address) for line in lines if not line.shows or line.shows())


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor."""
    found = frame_of(request)
    return {name: SimpleLazyObject(partial(getattr, found, name)) for name in NAMES}


def frame_of(request: HttpRequest) -> Frame:
    """The request's one frame, so that its row about us is read once."""
    if not hasattr(request, "ui_frame"):
        request.ui_frame = Frame(request)  # type: ignore[attr-defined]
    return request.ui_frame  # type: ignore[attr-defined]
