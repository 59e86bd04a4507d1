"""The start-up check: each periodic job and each drain that settings name is there, or the program does not start."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from ballotline.foundation.jobs.named import UnknownJob, function_named


@register()
def every_named_job_is_there(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    return [
        Error(f"{problem}", hint="See BALLOTLINE_PERIODIC and BALLOTLINE_DRAINS in settings.py.", id="jobs.E001")
        for name in (*settings.BALLOTLINE_PERIODIC, *settings.BALLOTLINE_DRAINS)
        if (problem := _missing(name))
    ]


def _missing(name: str) -> str:
    try:
        function_named(name)
    except UnknownJob as problem:
        return str(problem)
    return ""
