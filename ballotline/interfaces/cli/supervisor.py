"""Children of one foreground process: kept alive while it lives, stopped when it stops, gone when it is killed.

A child that dies is started again, sooner the longer it has lived. What it had started itself (a typesetter, a database
dump) becomes ours and is ended (Linux). If the supervisor itself is killed, the kernel tells the children (Linux), so
that no orphan holds the port. It knows nothing of what the children do.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType

import click

# Seconds. The web server gives its requests 20 (gunicorn_settings.py), the worker ends the job in hand
GRACE = 30.0
# So much later at most a child that died is started again
LOOK_EVERY = 0.2
# A child that can't start, as while the database is away, is tried again twice a minute at least
LONGEST_PAUSE = 30.0
# Whoever lived so long starts again after a second, without the pauses of one that dies at once
HEALTHY_AFTER = 60.0
# For a typesetter or a database dump whose worker is gone; nobody waits for what they make
ORPHANS_GRACE = 10.0


class Child:
    """One child process: started, looked at, started again after a pause that doubles while it keeps dying."""

    def __init__(self, name: str, command: Sequence[str], sockets: Sequence[int] = ()) -> None:
        self.name = name
        self.command = [sys.executable, *command]
        self.sockets = sockets
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.start_again_at = 0.0
        self.pause = 0.0

    def look(self, now: float) -> None:
        if self.process is None:
            if now >= self.start_again_at:
                self._start(now)
        elif (ended := self.process.poll()) is not None:
            self.process = None
            self.pause = 1.0 if now - self.started_at > HEALTHY_AFTER else min(self.pause * 2 or 1.0, LONGEST_PAUSE)
            self.start_again_at = now + self.pause
            click.echo(f"The {self.name} ended ({ended}) and starts again in {self.pause:.0f} s.", err=True)

    def _start(self, now: float) -> None:
        self.started_at = now
        self.process = subprocess.Popen(  # noqa: S603  (our own interpreter and modules)
            self.command, pass_fds=self.sockets, stdin=subprocess.DEVNULL, preexec_fn=_end_with(os.getpid())
        )

    def tell(self, signal_number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal_number)

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None


class Orphans:
    """Processes whose parent, a child of ours, has ended: asked to go, and killed if they don't."""

    def __init__(self) -> None:
        self.since: dict[int, float] = {}

    def look(self, ours: Collection[int], now: float) -> None:
        adopted = _adopted(but=ours)
        self.since = {pid: self.since.get(pid, now) for pid in adopted}
        for pid in adopted:
            _end(pid, signal.SIGKILL if now - self.since[pid] > ORPHANS_GRACE else signal.SIGTERM)

    def kill(self, ours: Collection[int]) -> None:
        """Until none is left: each may leave orphans of its own."""
        while adopted := _adopted(but=ours):
            for pid in adopted:
                _end(pid, signal.SIGKILL)
            time.sleep(0.01)


class Supervisor:
    """Keeps the children alive until it is told to stop, then stops them: asks first, kills after GRACE seconds."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = children
        self.orphans = Orphans()
        self.signals = 0

    def stay(self, *, until_ready: Callable[[], bool], then: Callable[[], None]) -> None:
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        _adopt_orphans()
        is_ready = False
        while not self.signals:
            for child in self.children:
                child.look(time.monotonic())
            self.orphans.look(self._pids(), time.monotonic())
            if not is_ready and until_ready():
                is_ready = True
                then()
            time.sleep(LOOK_EVERY)
        self._end_all()

    def _stop(self, signal_number: int, frame: FrameType | None) -> None:
        self.signals += 1

    def _end_all(self) -> None:
        """A second Ctrl-C doesn't wait."""
        for child in self.children:
            child.tell(signal.SIGTERM)
        patience_ends = time.monotonic() + GRACE
        while not all(child.has_ended() for child in self.children):
            if self.signals > 1 or time.monotonic() > patience_ends:
                for child in self.children:
                    child.tell(signal.SIGKILL)
            time.sleep(LOOK_EVERY)
        self.orphans.kill(self._pids())

    def _pids(self) -> set[int]:
        return {child.process.pid for child in self.children if child.process is not None}


_libc = ctypes.CDLL(None) if sys.platform == "linux" else None
# As the kernel's prctl.h numbers them
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def _adopt_orphans() -> None:
    """Asks the kernel to make us the parent of whoever loses theirs below us."""
    if _libc:
        _libc.prctl(PR_SET_CHILD_SUBREAPER, 1)


def _adopted(*, but: Collection[int]) -> list[int]:
    """Children that we did not start. Who has left our group (a browser) lives a life of their own."""
    own = Path("/proc/self/task") / str(os.getpid()) / "children"
    pids = {int(word) for word in own.read_text().split()} if own.exists() else set()
    return [pid for pid in pids - set(but) if _is_of_our_group(pid)]


def _is_of_our_group(pid: int) -> bool:
    try:
        return os.getpgid(pid) == os.getpgrp()
    except ProcessLookupError:
        return False


def _end(pid: int, signal_number: int) -> None:
    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(pid, signal_number)
        os.waitpid(pid, os.WNOHANG)


def _end_with(parent: int) -> Callable[[], None]:
    """For the moment between fork and exec: ask the kernel for SIGTERM when the parent dies, however it dies."""

    def ask_the_kernel() -> None:
        if _libc:
            _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return ask_the_kernel
