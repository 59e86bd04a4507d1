"""What can be decided about jobs with a pencil: when to try again, which slot a moment is in. No Django here."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

Function = TypeVar("Function", bound=Callable[..., object])

# The first soon, for what passes by itself (a lock, a connection that broke), the last for a provider that was down for
# an hour. Then somebody has to look: the desk shows it.
AGAIN_AFTER = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
# A job that takes its worker with it (memory, a crash in a library) is shown instead of killing the next one for ever.
DEATHS_AT_MOST = 5

# A worker renews its lease; when the lease has ended, or the worker is seen to be dead, its job goes to another. Three
# renewals in a row may be late, between machines whose clocks are half a minute apart (the doctor names more). Shorter,
# a worker that is only slow loses its job and does it for nothing; longer, a job of another machine's dead worker waits
# longer. On one machine the locked file is seen, at the next look around.
LEASE = timedelta(seconds=90)
RENEW_EVERY = timedelta(seconds=20)
# So long the job of a worker that died waits at most, on its own machine; a look reads two small tables
REAP_EVERY = timedelta(seconds=10)

# A short job holds SQLite's only write lock while it runs; from here on the log says that it should be `@jobs.long`.
SHORT = timedelta(seconds=2)
# For whoever asks on Monday what ran on Friday; the program itself reads a done job no more
KEEP_DONE_FOR = timedelta(days=3)

HUNG = "and was ended."  # so ends what the desk says of a job that hung

# The column's width. SQLite would keep a longer one, PostgreSQL refuses it: so the verb does, on both
KEY_AT_MOST = 200
# An app's label and a function, as Python writes names: a row in the table can name nothing else
NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


def next_try(failures: int, at: datetime) -> datetime | None:
    """When to try again after so many failures; None when it is time to give up and show it."""
    return at + AGAIN_AFTER[failures - 1] if failures <= len(AGAIN_AFTER) else None


def took_too_long(limit: timedelta) -> str:
    seconds = int(limit.total_seconds())
    words = f"{seconds // 60} minutes" if seconds >= 120 and seconds % 60 == 0 else f"{seconds} seconds"
    return f"It took longer than {words} {HUNG}"


def slot(at: datetime, every: timedelta) -> int:
    """The number of the slot that `at` lies in. Slots begin at whole multiples since 1970: a day's at midnight UTC."""
    return int(at.timestamp() // every.total_seconds())


def long(function: Function) -> Function:
    """Marks a task that runs outside a transaction: one that takes seconds, or acts outside the database.

    It commits by itself as it goes, and must be harmless when it is run again from the start.
    """
    function.is_long = True  # type: ignore[attr-defined]
    return function


def is_long(function: Callable[..., object]) -> bool:
    return getattr(function, "is_long", False)
