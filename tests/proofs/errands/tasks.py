"""One errand of each sort. Between its two lines each takes a little time, so that a kill meets it half done."""

import time

from django.db import transaction
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
        with transaction.atomic():
            _, is_new = PeriodicRun.objects.get_or_create(name=verb, slot=number)
            if is_new:
                _write(verb, number)
        time.sleep(HALF)


def _write(verb: str, number: int) -> None:
    Entry.objects.create(at=timezone.now(), verb=verb, object_kind="errand", object_id=str(number), actor_kind="system")
