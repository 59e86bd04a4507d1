"""Mail that comes to a mailbox elsewhere, fetched from there over IMAP: every minute, what came since the last time.

Nothing is changed there, not even that a message was read: whoever looks into the mailbox sees it as before. How far
we are is the number of the last message (RFC 3501: its UID, which holds while UIDVALIDITY does). The first time begins
with what comes from then on; where the numbers were given anew, what came since the day of the last look is fetched
again, and what we have is known by its bytes.
"""

import imaplib
import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from ballotline.config import MailIn
from ballotline.foundation.jobs.services import still_working
from ballotline.foundation.ui.numbers import whole_number
from ballotline.movement.mail.inbound.letters import one_line
from ballotline.movement.mail.inbound.parts import header, part_of
from ballotline.movement.mail.inbound.receiving import NoRoom, receive
from ballotline.movement.mail.models import Fetched
from ballotline.movement.mail.rules import MESSAGE_AT_MOST

logger = logging.getLogger(__name__)

SECONDS = 30.0  # for an answer
MOST = 2**32  # a UID has 32 bits
# A mailbox that does not open is tried less and less often: some providers lock one after a few wrong passwords
AGAIN_AT_MOST = timedelta(hours=1)
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # in English, whatever this machine speaks


class CouldNotFetch(Exception):
    """The mailbox did not open or did not answer as it should; the message is what it said."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An open one. `validity` is the number of its numbering, `next_uid` the number that the next message will get."""

    imap: imaplib.IMAP4
    validity: int
    next_uid: int

    def after(self, uid: int) -> list[int]:
        """ "*" is the last one, whatever its number is."""
        return [one for one in self._found(f"UID {uid + 1}:*") if one > uid]

    def since(self, day: date) -> list[int]:
        return self._found(f"SINCE {day.day}-{MONTHS[day.month - 1]}-{day.year}")

    def _found(self, what: str) -> list[int]:
        answer = _said(self.imap.uid("SEARCH", what))
        return sorted(map(_number, re.findall(r"\d+", " ".join(answer))))

    def size(self, uid: int) -> int:
        return _number_in("RFC822.SIZE", _said(self.imap.uid("FETCH", str(uid), "(RFC822.SIZE)")))

    def content(self, uid: int) -> bytes:
        """b"" of one that is gone meanwhile."""
        answer = self.imap.uid("FETCH", str(uid), "(BODY.PEEK[])")
        _said(answer)
        return next((part[1] for part in answer[1] if isinstance(part, tuple)), b"")


def fetch(mail_in: MailIn, *, at: datetime) -> int:
    """How many messages came. Each is kept before the next is fetched. Raises CouldNotFetch."""
    try:
        with _opened(mail_in) as mailbox:
            mark, uids = _to_fetch(mailbox, _name(mail_in), at)
            came = sum(_take(mailbox, mark, uid, at) for uid in uids)
    except NoRoom:
        raise CouldNotFetch("There is no room here for more mail.")
    except (OSError, imaplib.IMAP4.error) as problem:
        raise CouldNotFetch(_words_of(problem))
    Fetched.objects.filter(pk=mark.pk).update(looked_at=at, due_at=at, failures=0, problem="")
    return came


def _words_of(problem: Exception) -> str:
    """The library hands on what a server said as the bytes that came."""
    said = problem.args[0] if problem.args else ""
    words = said.decode(errors="replace") if isinstance(said, bytes) else str(problem)
    return one_line(words, at_most=300) or type(problem).__name__


def fetch_if_due(mail_in: MailIn, *, at: datetime) -> None:
    """What stood in the way is kept for the doctor, and it is tried again, later each time."""
    mark, _is_new = Fetched.objects.get_or_create(mailbox=_name(mail_in), defaults={"due_at": at})
    if mark.due_at > at:
        return
    try:
        fetch(mail_in, at=at)
    except CouldNotFetch as problem:
        logger.warning("No mail could be fetched from %s: %s", mark.mailbox, problem)
        later = min(timedelta(minutes=2 ** min(mark.failures, 10)), AGAIN_AT_MOST)
        Fetched.objects.filter(pk=mark.pk).update(failures=mark.failures + 1, due_at=at + later, problem=str(problem))


def _name(mail_in: MailIn) -> str:
    return f"{mail_in.scheme}://{mail_in.user}@{mail_in.host}:{mail_in.port}/{mail_in.folder}"[:300]


@contextmanager
def _opened(mail_in: MailIn) -> Iterator[Mailbox]:
    """To read only."""
    with _connected(mail_in) as imap:
        imap.login(mail_in.user, mail_in.password)
        folder = mail_in.folder.replace("\\", "\\\\").replace('"', '\\"')
        _said(imap.select(f'"{folder}"', readonly=True))
        yield Mailbox(imap, *(_number_in(name, _told(imap, name)) for name in ("UIDVALIDITY", "UIDNEXT")))


def _connected(mail_in: MailIn) -> imaplib.IMAP4:
    if mail_in.scheme == "imaps":
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(mail_in.host, mail_in.port, ssl_context=context, timeout=SECONDS)
    return imaplib.IMAP4(mail_in.host, mail_in.port, timeout=SECONDS)


def _to_fetch(mailbox: Mailbox, name: str, at: datetime) -> tuple[Fetched, list[int]]:
    mark, _is_new = Fetched.objects.get_or_create(mailbox=name, defaults={"due_at": at})
    if mark.validity == mailbox.validity:
        return mark, mailbox.after(mark.last_uid)
    uids = mailbox.since(mark.looked_at.date() - timedelta(days=1)) if mark.looked_at else []
    mark.validity, mark.last_uid = mailbox.validity, min(uids, default=mailbox.next_uid) - 1
    mark.save(update_fields=["validity", "last_uid"])
    return mark, uids


def _take(mailbox: Mailbox, mark: Fetched, uid: int, at: datetime) -> bool:
    still_working()
    taken = False
    if mailbox.size(uid) > MESSAGE_AT_MOST:
        logger.warning("Message %s of %s is too large and stays there", uid, mark.mailbox)
    elif content := mailbox.content(uid):
        back = header(part_of(content).headers, "return-path")
        receive(content, envelope_from=back, envelope_to=[], at=at)
        taken = True
    Fetched.objects.filter(pk=mark.pk, last_uid__lt=uid).update(last_uid=uid)
    return taken


def _said(answer: tuple[str, list[Any]]) -> list[str]:
    """The lines of an answer that was OK. Raises IMAP4.error with those of one that was not."""
    lines = [line.decode(errors="replace") for line in answer[1] if isinstance(line, bytes)]
    if answer[0] != "OK":
        raise imaplib.IMAP4.error(" ".join(lines))
    return lines


def _told(imap: imaplib.IMAP4, name: str) -> list[str]:
    """What it said along with another answer."""
    found = imap.response(name)[1]
    return [f"{name} {one.decode(errors='replace')}" for one in found if isinstance(one, bytes)]


def _number_in(name: str, lines: list[str]) -> int:
    found = re.search(rf"\b{re.escape(name)} (\d+)", " ".join(lines))
    return _number(found[1]) if found else 0


def _number(text: str) -> int:
    return whole_number(text, least=0, most=MOST) or 0
