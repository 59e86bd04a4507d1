"""What can be decided about a petition with a pencil. No Django here."""

import itertools
from datetime import datetime, timedelta

MAILS_LEAVE_AFTER = timedelta(minutes=10)  # until then an organizer can take a note back, and nobody was written to
ONE_CLICK_FOR = timedelta(days=14)


def next_round_number(count: int) -> int:
    """The next of 10, 20, 50, 100, 200, 500, 1,000 … above the count: it depends on nothing else."""
    return next(lead * 10**zeros for zeros in itertools.count(1) for lead in (1, 2, 5) if lead * 10**zeros > count)


def is_near_its_end(*, count: int, goal: int | None, closes: datetime | None, at: datetime) -> bool:
    """Nine tenths of the goal, or the last week: time to think of the delivery."""
    return bool(goal and count * 10 >= goal * 9) or (closes is not None and closes - at <= timedelta(days=7))
