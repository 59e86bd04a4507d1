"""The frame around every page: who we are, the menus, the desk's places. Nothing is read before a template asks.

The lists come from settings: BALLOTLINE_MENU and BALLOTLINE_FOOTER hold (label, URL name),
BALLOTLINE_DESK_PLACES holds (label, URL name, permission), or the name of a function that gives such. A name without a URL
is left out: its room isn't built yet.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from ballotline.foundation.access.doors import scope_of
from ballotline.foundation.organization.models import Organization
from ballotline.foundation.organization.queries import us
from ballotline.foundation.ui import accent

LOOK_RECIPE = 1  # counts up when accent.py gives other results for the same colour
NAMES = (
    "us",
    "is_demo",
    "look_css_url",
    "menu",
    "footer_links",
    "desk_places",
    "desk_search_url",
    "mail_stays_here",
    "next_task",
)


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of a menu. `is_here` is true on its page and on the pages below it; `count` is what waits there."""

    label: str
    url: str
    is_here: bool
    count: int = 0


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
        """Empty for the default colour, which the stylesheet itself holds."""
        wish = self.us.accent.lower()
        if wish == accent.DEFAULT or not accent.is_colour(wish):
            return ""
        return _url_of("look", recipe=LOOK_RECIPE, colour=wish.removeprefix("#"))

    @cached_property
    def menu(self) -> tuple[Place, ...]:
        return self._places(_entries(getattr(settings, "BALLOTLINE_MENU", ())))

    @cached_property
    def footer_links(self) -> tuple[Place, ...]:
        return self._places(getattr(settings, "BALLOTLINE_FOOTER", ()))

    @cached_property
    def desk_places(self) -> tuple[Place, ...]:
        scope = scope_of(self.request)
        wanted = _entries(getattr(settings, "BALLOTLINE_DESK_PLACES", ()))
        places = self._places((label, name) for label, name, permission in wanted if scope.allows(permission))
        return tuple(replace(place, count=self._waiting(place.url)) for place in places)

    @cached_property
    def desk_search_url(self) -> str:
        return _url_of(getattr(settings, "BALLOTLINE_DESK_SEARCH", ""))

    @cached_property
    def next_task(self) -> Any:
        """(done, of how many, a task with title and url) on a page of the set-up list; None elsewhere."""
        name = getattr(settings, "BALLOTLINE_NEXT_TASK", "")
        return import_string(name)(self.request) if name else None

    @cached_property
    def mail_stays_here(self) -> bool:
        return not self.is_demo and not import_string(settings.BALLOTLINE_MAIL_LEAVES)()

    def _waiting(self, url: str) -> int:
        """What waits at a place of the desk; BALLOTLINE_DESK_COUNTS names the function of its URL name."""
        counts = {_url_of(name): function for name, function in getattr(settings, "BALLOTLINE_DESK_COUNTS", {}).items()}
        return int(import_string(counts[url])(scope_of(self.request))) if url in counts else 0

    def _places(self, entries: Iterable[tuple[str, str]]) -> tuple[Place, ...]:
        found = [(str(label), _url_of(name)) for label, name in entries]
        here = self._here([url for _, url in found])
        return tuple(Place(label, url, url == here) for label, url in found if url)

    def _here(self, urls: Sequence[str]) -> str:
        """The place of this page: itself, or the longest above it that isn't above the other places too (/desk/)."""
        path = self.request.path
        above = [url for url in urls if url and path.startswith(url)]
        roots = {url for url in above for other in urls if other != url and other.startswith(url)}
        return max((url for url in above if url == path or url not in roots), key=len, default="")


def _entries(wanted: Iterable[Any]) -> Iterator[Any]:
    """Those that stand there, and those that a function gives which is named there: kinds of asks know their own words."""
    for one in wanted:
        if isinstance(one, str):
            yield from import_string(one)()
        else:
            yield one


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor."""
    found = frame_of(request)
    return {name: SimpleLazyObject(partial(getattr, found, name)) for name in NAMES}


def frame_of(request: HttpRequest) -> Frame:
    """The request's one frame, so that its row about us is read once."""
    if not hasattr(request, "ui_frame"):
        request.ui_frame = Frame(request)  # type: ignore[attr-defined]
    return request.ui_frame  # type: ignore[attr-defined]


def _url_of(name: str, **arguments: object) -> str:
    try:
        return reverse(name, kwargs=arguments) if name else ""
    except NoReverseMatch:
        return ""
