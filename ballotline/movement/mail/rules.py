"""What can be decided about mail with a pencil: how often, how late, how again. No Django here."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, Protocol, TypeVar

MESSAGE_AT_MOST = 25_000_000  # bytes that come in, as most providers have it
# That a provider posts: a letter of the greatest size, with its files in base64 and its own text beside it
POSTED_AT_MOST = 2 * MESSAGE_AT_MOST
# What anybody can make us send to one mailbox by pressing buttons on public pages: so many a day for each purpose,
# and about one thing not twice within ten minutes. Enough for a household that signs; dull for a bully.
A_DAY_AT_MOST = 5
A_DAY = timedelta(days=1)
AGAIN_AFTER = timedelta(minutes=10)
SUBJECT_AT_MOST = 50  # characters that a phone shows of it
SEEN_FOR = timedelta(days=7)  # so long a provider's trouble is spoken of
# Marked in one transaction: a commit for each message is what a small machine's disk can do least of
BATCH = 100
# Of a batch each lane has these few places for sure, so that no lane waits for ever behind a busy one.
SURE_PLACES = 3
# What is no code has so long of a batch: a code that arrives meanwhile waits for this, and not for a hundred messages.
LOWER_LANES_HAVE = timedelta(seconds=2)
# One provider's mailboxes get at most half of what a lane gets in a batch, while others wait.
OF_ONE_PROVIDER = BATCH // 2
# A provider that puts off or refuses three messages within a minute is left alone for its rest, in the lower lanes.
# Three, because one or two happen to every sender (a new sender's first message, say).
PUT_OFF_AT_MOST = 3
PUT_OFF_FOR = timedelta(minutes=1)
# A batch stops at four fifths of it. What a worker held that died is sent by the next one after so long
LEASE = timedelta(minutes=2)
# Together some 17 hours: a provider's bad night is outlived. What fails longer is shown at the desk, with "Try again"
HIDDEN = "…"
TRIES = (timedelta(seconds=30), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=4), timedelta(hours=12))


# The signs that a name of a message may have, none of which can end a header or begin another
MESSAGE_ID = re.compile(r"<[!-;=?A-~]{1,200}@[!-;=?A-~]{1,200}>")

Answer = Literal["no mailbox", "full", "not from us", "refused", "no answer"]


def next_try(attempts: int, at: datetime) -> datetime | None:
    """When to try again after `attempts` failures; None when it is time to give up and say so."""
    return at + TRIES[attempts - 1] if attempts <= len(TRIES) else None


def is_their_trouble(code: int, reply: str) -> bool:
    """Did a mailbox's server put a message off or refuse it for what it thinks of the sender?

    `code` and `reply` are SMTP's (RFC 5321). Of the enhanced codes (RFC 3463) x.7.x is policy, x.1.x and x.2.x are
    about the address and the mailbox: that one is mistyped or full is nobody's trouble with us.
    """
    found = re.match(r"\s*[245]\.(\d{1,3})\.\d{1,3}\b", reply)
    subject = found[1] if found else ""
    return subject == "7" if code >= 500 else subject not in ("1", "2")


def answer_of(problem: str) -> Answer:
    """What the text of a failed try says was the matter. The numbers are SMTP's, as in `is_their_trouble`."""
    enhanced = re.search(r"\b[45]\.(\d{1,3})\.\d{1,3}\b", problem)
    subject = enhanced[1] if enhanced else ""
    by_subject: dict[str, Answer] = {"1": "no mailbox", "2": "full", "7": "not from us"}
    if subject in by_subject:
        return by_subject[subject]
    return "refused" if re.search(r"\b[45]\d\d\b", problem) else "no answer"


def mail_domain(mailbox_key: str) -> str:
    """Whose mailbox it is: names of one provider are folded in the key already."""
    return mailbox_key.rpartition("@")[2]


def without_secrets(text: str, *, secrets: Iterable[str], ours: str) -> str:
    """What a message said, for others than its reader: no code in it, and of a link to our own pages (their address is
    `ours`) only that it was one. Whoever has the link acts for the reader."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return re.sub(re.escape(ours) + r"/\S*", f"{ours}/{HIDDEN}", text)


class OfAProvider(Protocol):
    @property
    def mail_domain(self) -> str: ...


M = TypeVar("M", bound=OfAProvider)


def in_turn(messages: Iterable[M]) -> tuple[list[M], list[M]]:
    """The first of each provider, then the second of each …; and apart what is beyond a provider's share."""
    nth: Counter[str] = Counter()
    turns: list[tuple[int, M]] = []
    for message in messages:
        nth[message.mail_domain] += 1
        turns.append((nth[message.mail_domain], message))
    turns.sort(key=lambda turn: turn[0])
    within = [message for n, message in turns if n <= OF_ONE_PROVIDER]
    return within, [message for _n, message in turns[len(within) :]]


def message_ids(text: str) -> list[str]:
    """Every name of a message that stands there whole (RFC 5322), in brackets; all else is left out."""
    return MESSAGE_ID.findall(text)


def header_text(text: str) -> str:
    """User text never enters a header with a line break in it."""
    return " ".join(text.split())


def subject_line(text: str) -> str:
    """In one line that a phone shows whole; a longer one ends at a word, and only inside one that is longer itself."""
    line = header_text(text)
    if len(line) <= SUBJECT_AT_MOST:
        return line
    room = line[:SUBJECT_AT_MOST]  # with the sign after the last that may stay: is it the end of a word?
    whole = room.rpartition(" ")[0].rstrip(" ,.:;–—-(“")
    return f"{whole or room[:-1]}…"
