"""The worker: takes jobs one after the other, asks for periodic ones, looks after workers that died.

Why not the library's own: its job stays RUNNING for ever when its worker is killed. Killed at any moment, ours loses
no job and doubles no effect in the database; docs/explanation/jobs.md says how.
"""

import logging
import signal
import time
from contextlib import suppress
from datetime import datetime
from types import FrameType

from django.conf import settings
from django.db import Error, close_old_connections, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.utils import timezone

from ballotline.foundation.jobs import leases, limits, rules, running
from ballotline.foundation.jobs.models import Job
from ballotline.foundation.jobs.periodic import Calendar
from ballotline.foundation.jobs.queries import Asked
from ballotline.foundation.jobs.threads import Drains, Pulse

logger = logging.getLogger(__name__)
# Seconds: how much later a job may start, and how soon a signal to stop is heard
IDLE = 0.5
# A database that is back is noticed within half a minute
LONGEST_PAUSE = 30.0


class Worker:
    """`run()` until SIGTERM or SIGINT, then ends the job in hand and goes. A second signal ends it at once."""

    def __init__(self) -> None:
        self.name = leases.new_name()
        self.told_to_stop = False
        self.calendar = Calendar()
        self.reap_at: datetime | None = None

    def run(self) -> None:
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        pulse, drains = Pulse(self.name), Drains()
        connection_created.connect(_notice_our_end)
        with leases.sign_of_life(self.name) as file, limits.watched(file):
            leases.renew(self.name, at=timezone.now())
            pulse.start()
            drains.start()
            logger.info("The worker %s is running", self.name)
            self._work()
            for thread in (drains, pulse):
                thread.told_to_stop.set()
                thread.join()
            leases.end(self.name)
        connections.close_all()

    def turn(self, at: datetime) -> bool:
        """One look around, at most one job. True if there was one."""
        with limits.within(settings.BALLOTLINE_TIME_LIMITS.job):
            job = self._next(at)
            if job is not None:
                limits.begin_job(Asked.of(job).name)
                running.run(job, now=timezone.now)
        return job is not None

    def _next(self, at: datetime) -> Job | None:
        if self.reap_at is None or at >= self.reap_at:
            leases.reap(me=self.name, at=at)
            self.reap_at = at + rules.REAP_EVERY
        self.calendar.ask(at=at)
        return running.claim(worker=self.name, at=at)

    def _work(self) -> None:
        pause = 0.0
        while not self.told_to_stop:
            close_old_connections()
            try:
                self._rest(0 if self.turn(timezone.now()) else IDLE)
                pause = 0.0
            except Error as problem:  # the database is busy, full or away
                self.reap_at = None  # the job in hand could not be ended: first of all, let it wait again
                pause = min(pause * 2 or 1.0, LONGEST_PAUSE)
                logger.warning("The database does not answer, next try in %d s: %s", pause, problem)
                self._rest(pause)

    def _rest(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.told_to_stop and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, IDLE))

    def _stop(self, signal_number: int, frame: FrameType | None) -> None:
        self.told_to_stop = True
        signal.signal(signal_number, signal.SIG_DFL)


def _notice_our_end(connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """PostgreSQL goes on with the query of a worker that is gone, and holds its locks, unless it looks now and then."""
    if connection.vendor == "postgresql":
        with suppress(Error), connection.cursor() as cursor:  # not every system can tell it
            cursor.execute("SET client_connection_check_interval = '5s'")
