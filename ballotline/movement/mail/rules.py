"""What can be decided about mail with a pencil: how often, how late, how again. No Django here."""

import re
from datetime import datetime, timedelta

# What anybody can make us send to one mailbox by pressing buttons on public pages: so many a day for each purpose,
# and about one thing not twice within ten minutes. Enough for a household that signs; dull for a bully.
A_DAY_AT_MOST = 5
A_DAY = timedelta(days=1)
AGAIN_AFTER = timedelta(minutes=10)
SEEN_FOR = timedelta(days=7)  # so long a provider's trouble is spoken of
BATCH = 100
LEASE = timedelta(minutes=2)
TRIES = (timedelta(seconds=30), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=4), timedelta(hours=12))


def next_try(attempts: int, at: datetime) -> datetime | None:
    """When to try again after `attempts` failures; None when it is time to give up and say so."""
    return at + TRIES[attempts - 1] if attempts <= len(TRIES) else None


def is_their_trouble(code: int, reply: str) -> bool:
    """Did a mailbox's server put a message off or refuse it for what it thinks of the sender?

    `code` and `reply` are SMTP's (RFC 5321). Of the enhanced codes (RFC 3463) x.7.x is policy, x.1.x and x.2.x are about the
    address and the mailbox: that one is mistyped or full is nobody's trouble with us.
    """
    found = re.match(r"\s*[245]\.(\d{1,3})\.\d{1,3}\b", reply)
    subject = found[1] if found else ""
    return subject == "7" if code >= 500 else subject not in ("1", "2")


def header_text(text: str) -> str:
    """User text never enters a header with a line break in it."""
    return " ".join(text.split())
