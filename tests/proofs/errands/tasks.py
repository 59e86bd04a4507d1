"""One errand of each sort. Between its two lines each takes a little time, so that a kill meets it half done.

Those that hang do so once, between their lines: where no interpreter runs, where a child does not come back that can't
be asked to go, and where the database does not answer.
"""

import re
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from ballotline.foundation.audit.models import Entry
from ballotline.foundation.jobs import services as jobs
from ballotline.foundation.jobs.models import PeriodicRun

HALF = 0.01


def two_lines(number: int) -> None:
    """Nothing here stops a second run from doubling the lines: that is the worker's part."""
    _write("began", number)
    time.sleep(HALF)
    _write("ended", number)


@jobs.long
def two_lines_in_two_commits(number: int) -> None:
    """Runs outside a transaction, and is harmless twice: a unique key stands before each line."""
    for verb in ("began in a commit", "ended in a commit"):
        _write_once(verb, number)
        time.sleep(HALF)


def hang_in_c(number: int) -> None:
    _write("began", number)
    if _is_first("hang_in_c"):
        re.match("(a+)+$", "a" * 60 + "b")  # holds the interpreter's lock for some thousand years
    _write("ended", number)


def hang_in_a_child(number: int) -> None:
    _write("began", number)
    if _is_first("hang_in_a_child"):
        stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(3600)"
        subprocess.run([sys.executable, "-c", stubborn], check=False)
    _write("ended", number)


@jobs.long
def hang_in_the_database(number: int) -> None:
    """The first line is committed before it hangs, so it stands behind a key."""
    _write_once("began", number)
    if _is_first("hang_in_the_database"):
        with connection.cursor() as cursor:
            cursor.execute("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT max(x) FROM n")
    _write_once("ended", number)


@jobs.long
def always_hang(number: int) -> None:
    time.sleep(3600)


@jobs.long
def take_long_and_say_so(number: int) -> None:
    """Three times as long as a long job's limit."""
    _write_once("began", number)
    for _ in range(15):
        time.sleep(1)
        jobs.still_working()
    _write_once("ended", number)


def hang_in_a_drain() -> int:
    if _is_first("hang_in_a_drain"):
        time.sleep(3600)
    return 0


def _is_first(name: str) -> bool:
    """Whether it has never begun before; a file remembers it, since what a short job writes is taken back."""
    mark = Path(settings.CONFIG.home) / f"{name} has begun"
    was_there = mark.exists()
    mark.touch()
    return not was_there


def _write_once(verb: str, number: int) -> None:
    with transaction.atomic():
        _, is_new = PeriodicRun.objects.get_or_create(name=verb, slot=number)
        if is_new:
            _write(verb, number)


def _write(verb: str, number: int) -> None:
    Entry.objects.create(at=timezone.now(), verb=verb, object_kind="errand", object_id=str(number), actor_kind="system")
