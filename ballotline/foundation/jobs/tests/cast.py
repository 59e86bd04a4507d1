"""Moments and makers that the tests of this room share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from ballotline.foundation.jobs import tasks
from ballotline.foundation.jobs.models import Job

MONDAY = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Organizer:
    kind: str = "account"
    id: str = "ben"


def call_it_a_task(monkeypatch: pytest.MonkeyPatch, word: str, function: Callable[..., object]) -> str:
    """Puts `function` among this room's tasks for one test. Returns the name that asks for it."""
    function.__module__ = tasks.__name__
    monkeypatch.setattr(tasks, word, function, raising=False)
    return f"jobs.{word}"


def the_job() -> Job:
    return Job.objects.get()
