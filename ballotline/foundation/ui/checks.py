"""The start-up check: whatever settings put into the frame of every page is there, or the program does not start."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.urls import NoReverseMatch, reverse

from ballotline.foundation.access.rules import PERMISSIONS
from ballotline.foundation.seams import Seam
from ballotline.foundation.ui.seams import DeskEntry, Entry, everything_of, lines_of, places_of


@register()
def every_function_of_the_frame_fits(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    return [
        Error(f"{setting}: {wrong}", hint=f"{type(seam).__name__} in ui/seams.py says what is wanted.", id="ui.E001")
        for setting, seam in _functions()
        if (wrong := seam.misfit())
    ]


@register()
def every_address_of_the_frame_is_there(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    return [
        Error(f"{setting}: {wrong}", hint="See `name=` in the urls.py of its room.", id="ui.E002")
        for setting, address in _addresses()
        if (wrong := _missing(address))
    ]


@register()
def every_permission_of_the_desk_is_known(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    return [
        Error(
            f"BALLOTLINE_DESK_PLACES: {place.address} asks for {place.permission!r}, which is no permission",
            hint="They are listed in access/rules.py.",
            id="ui.E003",
        )
        for place in _desk_places()
        if place.permission not in PERMISSIONS
    ]


def _functions() -> list[tuple[str, Seam[..., Any]]]:
    """(setting, function) of each that stands there."""
    desk = list(everything_of(settings.BALLOTLINE_DESK_PLACES))
    entries = [place for place in desk if isinstance(place, DeskEntry)]
    counts = [one for place in entries for one in (place.waiting, place.shows) if one]
    shows = [line.shows for line in settings.BALLOTLINE_MENU if isinstance(line, Entry) and line.shows]
    return [
        ("BALLOTLINE_MAIL_LEAVES", settings.BALLOTLINE_MAIL_LEAVES),
        ("BALLOTLINE_NEXT_TASK", settings.BALLOTLINE_NEXT_TASK),
        *(("BALLOTLINE_MENU", one) for one in [*settings.BALLOTLINE_MENU, *shows] if isinstance(one, Seam)),
        *(("BALLOTLINE_DESK_PLACES", one) for one in [*desk, *counts] if isinstance(one, Seam)),
    ]


def _addresses() -> list[tuple[str, str]]:
    """(setting, name of the address) of each line in the frame, also of those that a function gives."""
    return [
        *(("BALLOTLINE_MENU", line.address) for line in lines_of(_fitting(settings.BALLOTLINE_MENU))),
        *(("BALLOTLINE_FOOTER", line.address) for line in settings.BALLOTLINE_FOOTER),
        *(("BALLOTLINE_DESK_PLACES", place.address) for place in _desk_places()),
        *(("BALLOTLINE_DESK_ACCOUNT", line.address) for line in settings.BALLOTLINE_DESK_ACCOUNT),
        ("BALLOTLINE_DESK_SEARCH", settings.BALLOTLINE_DESK_SEARCH),
    ]


def _desk_places() -> Iterator[DeskEntry]:
    return places_of(_fitting(everything_of(settings.BALLOTLINE_DESK_PLACES)))


def _fitting(lines: Iterable[Any]) -> list[Any]:
    """Without functions that can't be asked: what is wrong with them is said already."""
    return [one for one in lines if not (isinstance(one, Seam) and one.misfit())]


def _missing(address: str) -> str:
    try:
        reverse(address)
    except NoReverseMatch:
        return f"no page is called {address!r}, or it can't be reached without more in its address"
    return ""
