"""The start-up checks: every URL has a named policy, and what gives a scope fits; or the program does not start."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver


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
def what_gives_a_scope_fits(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    wrong = settings.BALLOTLINE_SCOPE.misfit()
    hint = "ScopeOf in access/seams.py says what is wanted."
    return [Error(f"BALLOTLINE_SCOPE: {wrong}", hint=hint, id="access.E002")] if wrong else []


def all_routes(patterns: list[Any], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Each route as text with its pattern, the whole tree down."""
    for pattern in patterns:
        route = before + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            yield from all_routes(pattern.url_patterns, route)
        else:
            yield route, pattern
