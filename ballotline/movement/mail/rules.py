"""What can be decided about mail with a pencil: how often, how late, how again. No Django here."""

from datetime import datetime, timedelta

# What anybody can make us send to one mailbox by pressing buttons on public pages: so many a day for each purpose,
# and about one thing not twice within ten minutes. Enough for a household that signs; dull for a bully.
A_DAY_AT_MOST = 5
A_DAY = timedelta(days=1)
AGAIN_AFTER = timedelta(minutes=10)
BATCH = 100
LEASE = timedelta(minutes=2)
TRIES = (timedelta(seconds=30), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=4), timedelta(hours=12))


def next_try(attempts: int, at: datetime) -> datetime | None:
    """When to try again after `attempts` failures; None when it is time to give up and say so."""
    return at + TRIES[attempts - 1] if attempts <= len(TRIES) else None


def header_text(text: str) -> str:
    """User text never enters a header with a line break in it."""
    return " ".join(text.split())
