"""The start-up checks: each job and drain that settings name is there and can be called, and no time is nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from ballotline.foundation.jobs.named import UnknownJob, function_named
from ballotline.foundation.seams import misfit


@register()
def every_named_job_is_there(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    return [
        Error(f"{setting}: {wrong}", hint="petition.tell is `tell` in petition's tasks.py.", id="jobs.E001")
        for setting, names, gives in (
            ("BALLOTLINE_PERIODIC", settings.BALLOTLINE_PERIODIC, Any),
            ("BALLOTLINE_DRAINS", settings.BALLOTLINE_DRAINS, int),  # how many it handled
        )
        for name in names
        if (wrong := _misfit(name, gives=gives))
    ]


@register()
def every_time_passes(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """A period of nothing would divide by zero in each turn of the worker, and a limit of nothing end it at once."""
    return [
        Error(f"{setting}: {of} has {time}, and should have more than nothing", id="jobs.E002")
        for setting, of, time in _times()
        if time <= timedelta(0)
    ]


def _misfit(name: str, *, gives: object) -> str:
    try:
        wrong = misfit(function_named(name), takes=(), gives=gives)
    except UnknownJob as problem:
        return str(problem)
    return wrong and f"{name} {wrong}"


def _times() -> Iterator[tuple[str, str, timedelta]]:
    for of, every in settings.BALLOTLINE_PERIODIC.items():
        yield "BALLOTLINE_PERIODIC", of, every
    for of, limit in asdict(settings.BALLOTLINE_TIME_LIMITS).items():
        yield "BALLOTLINE_TIME_LIMITS", of, limit
