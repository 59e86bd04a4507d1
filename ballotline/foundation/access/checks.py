"""The start-up checks: every URL has a named policy, and what knows accounts fits; or the program does not start."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from ballotline.foundation.seams import Seam


@register()
def every_url_has_a_policy(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    return [
        Error(
            f"/{route} has no policy", hint="Decorate its view with access.doors.public or door(…).", id="access.E001"
        )
        for route, pattern in all_routes(get_resolver().url_patterns)
        if not getattr(pattern.callback, "policy", None)
    ]


@register()
def what_is_asked_of_accounts_fits(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    bound: dict[str, Seam[..., Any]] = {
        "BALLOTLINE_SCOPE": settings.BALLOTLINE_SCOPE,
        "BALLOTLINE_NAMES": settings.BALLOTLINE_NAMES,
    }
    wrong = {name: seam.misfit() for name, seam in bound.items()}
    hint = "access/seams.py says what is wanted."
    return [Error(f"{name}: {what}", hint=hint, id="access.E002") for name, what in wrong.items() if what]


def all_routes(patterns: list[Any], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Each route as text with its pattern, the whole tree down."""
    for pattern in patterns:
        route = before + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            yield from all_routes(pattern.url_patterns, route)
        else:
            yield route, pattern
