"""How long a job may take, and the alarm that ends the worker when it takes longer.

The alarm is faulthandler's: a thread of the C library that needs no interpreter. So it rings also where a job hangs in
C code or waits for a child, and the worker ends at that moment as if killed. Before, it writes where the job stood into
the worker's sign of life; the next worker reads it there (leases.reap), and the job has failed one try.

A job that takes long and gets on says so with `still_working`, and its time begins anew. Outside a worker all this does
nothing.
"""

import faulthandler
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import IO

from django.conf import settings

from ballotline.foundation.jobs import rules
from ballotline.foundation.jobs.named import UnknownJob, function_named

JOB = "job"
RANG = "Timeout ("  # faulthandler's first word


class Alarms:
    """Several things run at once, but the process has one alarm: it is set to the earliest end."""

    def __init__(self) -> None:
        self.file: IO[str] | None = None
        self.ends: dict[str, tuple[float, float]] = {}
        self.lock = threading.Lock()

    def begin(self, what: str, limit: timedelta) -> None:
        """Also begins anew."""
        with self.lock:
            self.ends[what] = (time.monotonic() + limit.total_seconds(), limit.total_seconds())
            self._set()

    def go_on(self, what: str) -> None:
        with self.lock:
            if what in self.ends:
                limit = self.ends[what][1]
                self.ends[what] = (time.monotonic() + limit, limit)
                self._set()

    def end(self, what: str) -> None:
        with self.lock:
            self.ends.pop(what, None)
            self._set()

    def _set(self) -> None:
        """What hangs decides where it is written: a drain's place is no job's trouble."""
        if self.file is None:
            return
        if not self.ends:
            faulthandler.cancel_dump_traceback_later()
            return
        first = min(self.ends, key=lambda what: self.ends[what])
        left = max(0.001, self.ends[first][0] - time.monotonic())
        faulthandler.dump_traceback_later(left, exit=True, file=self.file if first == JOB else sys.stderr)


_alarms = Alarms()


@contextmanager
def watched(file: IO[str]) -> Iterator[None]:
    """While this lasts, limits hold in this process."""
    _alarms.file = file
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        _alarms.file = None


@contextmanager
def within(limit: timedelta, *, what: str = JOB) -> Iterator[None]:
    _alarms.begin(what, limit)
    try:
        yield
    finally:
        _alarms.end(what)


def begin_job(name: str) -> None:
    """From now on the job has its own time."""
    _alarms.begin(JOB, of(name))


def still_working() -> None:
    """The heart-beat of a long job: called as it gets on, it has all its time before it again."""
    _alarms.go_on(JOB)


def of(name: str) -> timedelta:
    """How long a job of this name may take."""
    try:
        is_long = rules.is_long(function_named(name))
    except UnknownJob:  # it fails at once
        is_long = False
    limits = settings.BALLOTLINE_TIME_LIMITS
    return limits.long_job if is_long else limits.job
