"""What can be decided about a petition with a pencil. No Django here."""

import itertools
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

MAILS_LEAVE_AFTER = timedelta(minutes=10)  # until then an organizer can take a note back, and nobody was written to
ONE_CLICK_FOR = timedelta(days=14)  # as long as a link to confirm: both speak for the mailbox's owner
SHARE_MARK = 4  # signs; 64^4 is seventeen million, and two petitions of one mark lead to the list of all


def next_round_number(count: int) -> int:
    """The next of 10, 20, 50, 100, 200, 500, 1,000 … above the count: it depends on nothing else."""
    return next(lead * 10**zeros for zeros in itertools.count(1) for lead in (1, 2, 5) if lead * 10**zeros > count)


def is_near_its_end(*, count: int, goal: int | None, closes: datetime | None, at: datetime) -> bool:
    """Nine tenths of the goal, or the last week: time to think of the delivery."""
    return bool(goal and count * 10 >= goal * 9) or (closes is not None and closes - at <= timedelta(days=7))


def share_code(chance: str, petition: UUID) -> str:
    """Eight signs of chance (48 bits), then the petition's mark: the link leads there also when its row is gone."""
    return chance[:8] + share_mark(petition)


def share_mark(petition: UUID) -> str:
    """Four signs by which a petition is found again."""
    return urlsafe_b64encode(sha256(petition.bytes).digest()).decode()[:SHARE_MARK]
