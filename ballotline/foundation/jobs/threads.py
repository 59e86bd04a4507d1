"""The worker's two side threads: one renews the lease, one empties the drains."""

import logging
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.db import Error, close_old_connections, connections
from django.utils import timezone

from ballotline.foundation.jobs import leases, limits, rules
from ballotline.foundation.jobs.named import function_named

logger = logging.getLogger(__name__)
# Seconds: a mail leaves so much later at most, and an idle worker reads twice a second
IDLE = 0.5
# A provider that is back is noticed within a minute; one that is away is asked once a minute
LONGEST_PAUSE = 60.0


class Pulse(threading.Thread):
    """Renews the worker's lease until told to stop. A database that doesn't answer is tried again."""

    def __init__(self, worker: str) -> None:
        super().__init__(name="pulse", daemon=True)
        self.worker = worker
        self.told_to_stop = threading.Event()

    def run(self) -> None:
        while not self.told_to_stop.wait(rules.RENEW_EVERY.total_seconds()):
            try:
                close_old_connections()
                leases.renew(self.worker, at=timezone.now())
            except Error as problem:
                logger.warning("The worker's lease was not renewed: %s", problem)
        connections.close_all()


class Drain:
    """One function that is called again and again. After an exception it pauses, longer each time."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.pause = 0.0
        self.not_before = 0.0

    def turn(self, *, clock: Callable[[], float] = time.monotonic) -> int:
        """How many were handled; 0 while it pauses."""
        if clock() < self.not_before:
            return 0
        try:
            with limits.within(settings.BALLOTLINE_TIME_LIMITS.drain, what=self.name):
                handled = int(function_named(self.name)())  # type: ignore[call-overload]
        except Exception:  # the others must go on
            self.pause = min(self.pause * 2 or 1.0, LONGEST_PAUSE)
            self.not_before = clock() + self.pause
            logger.exception("Drain %s failed and pauses for %d s", self.name, self.pause)
            return 0
        self.pause = 0.0
        return handled


class Drains(threading.Thread):
    """Calls each of settings.BALLOTLINE_DRAINS in turn, and rests when none had anything to do."""

    def __init__(self) -> None:
        super().__init__(name="drains", daemon=True)
        self.drains = [Drain(name) for name in settings.BALLOTLINE_DRAINS]
        self.told_to_stop = threading.Event()

    def run(self) -> None:
        while not self.told_to_stop.is_set():
            close_old_connections()
            if not sum(drain.turn() for drain in self.drains):
                self.told_to_stop.wait(IDLE)
        connections.close_all()
