"""How messages leave: claimed in batches, sent over one connection, marked in one transaction.

Whose turn it is stands in turns.py, what is still wanted in wanted.py.

A worker that dies with a batch in hand leaves it claimed; the lease ends, or the next worker on the same machine
sees that the process is gone, and the batch is sent again: at least once, with the same token and Message-ID.
"""

import logging
import os
import smtplib
import socket
from collections.abc import Sequence
from datetime import datetime
from functools import cache

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from ballotline.foundation.organization.queries import us
from ballotline.movement.mail import rules, wanted, wire, wordings
from ballotline.movement.mail.models import Message
from ballotline.movement.mail.queries import leaves_this_machine
from ballotline.movement.mail.turns import Turns, next_batch
from ballotline.movement.mail.words import Words

logger = logging.getLogger(__name__)
State = Message.State


def drain(at: datetime) -> int:
    """Sends one batch; how many messages were handled. Without a provider messages wait, in the demo they are kept."""
    if not (leaves_this_machine() or settings.CONFIG.demo):
        return 0
    _release_the_dead(_me())
    batch = _claim(at)
    if batch:
        _send(batch, at)
    return len(batch)


def _claim(at: datetime) -> list[Message]:
    _release_late(at)
    ids = next_batch(at)
    if not ids:
        return []
    claim = f"{_me()}/{at.timestamp():.6f}"
    waiting = Message.objects.filter(id__in=ids, state=State.WAITING)
    waiting.update(state=State.SENDING, claimed_by=claim, claimed_until=at + rules.LEASE)
    claimed = Message.objects.filter(id__in=ids, claimed_by=claim, state=State.SENDING)
    return sorted(claimed, key=lambda message: ids.index(message.id))


def _release_late(at: datetime) -> None:
    late = Message.objects.filter(state=State.SENDING, claimed_until__lt=at)
    if late.exists():
        late.update(state=State.WAITING, claimed_by="", claimed_until=None)


@cache
def _release_the_dead(me: str) -> None:
    """Once a process: what this machine's earlier workers held. Our own name can only be a predecessor's."""
    host, _, own_pid = me.rpartition("/")
    for claim in set(Message.objects.filter(state=State.SENDING).values_list("claimed_by", flat=True)):
        claimed_host, _, pid = claim.rpartition("/")[0].rpartition("/")
        if claimed_host == host and (pid == own_pid or not _is_alive(pid)):
            Message.objects.filter(state=State.SENDING, claimed_by=claim).update(
                state=State.WAITING, claimed_by="", claimed_until=None
            )


def _me() -> str:
    return f"{socket.gethostname()[:40]}/{os.getpid()}"


def _is_alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True


def _send(batch: Sequence[Message], at: datetime) -> None:
    """Renders what is still wanted and sends it. Nothing is marked before it was handed over."""
    words = wanted.words_of(batch, at)
    Message.objects.filter(id__in=[m.id for m in batch if m.id not in words]).update(state=State.STOPPED)
    sending = [m for m in batch if m.id in words]
    _keep_words(sending, words)
    try:
        with wire.connection() as connection:
            handed_over, refused = _hand_over(connection, sending, words, at)
    except (OSError, smtplib.SMTPException) as silent:  # the provider does not answer: all of it later
        logger.warning("Mail provider: %s", silent)
        _later(sending, at, str(silent))
        return
    with transaction.atomic():
        mark_sent(handed_over, at)
        for message, problem in refused:
            _later([message], at, f"{type(problem).__name__}: {problem}")
            if wire.is_their_trouble(problem):
                Message.objects.filter(id=message.id).update(refused_at=at)
        _put_back(sending, handed_over, refused, at)


def _keep_words(sending: Sequence[Message], words: dict[int, Words]) -> None:
    """Before it leaves: what fails behind the provider would send it again. Mail waits for no copy of itself, as when
    the text was forgotten in this very moment, with the last person who had it."""
    try:
        with transaction.atomic():
            wordings.keep(sending, words)
    except (DatabaseError, KeyError) as lost:
        logger.warning("What %s messages say could not be kept: %s", len(sending), lost)


def _hand_over(
    connection: BaseEmailBackend, messages: Sequence[Message], words: dict[int, Words], at: datetime
) -> tuple[list[Message], list[tuple[Message, Exception]]]:
    """(handed over, refused with the reason). Stops when its time is over; the rest goes back."""
    sent: list[Message] = []
    refused: list[tuple[Message, Exception]] = []
    organization, turns = us(), Turns()
    for message in messages:
        if timezone.now() - at > rules.LEASE * 0.8 or not turns.has_time(message):
            break
        if turns.waits_for_its_provider(message):
            continue
        try:
            connection.send_messages([wire.envelope(message, words[message.id], organization)])
            sent.append(message)
        except (smtplib.SMTPServerDisconnected, ConnectionError, TimeoutError):
            break
        except Exception as problem:  # one message's trouble is not the others'; it is shown at the desk
            refused.append((message, problem))
            turns.note(message, problem)
    return sent, refused


def mark_sent(messages: Sequence[Message], at: datetime) -> None:
    """A code that has left is nobody's business any more; in the demo it stays to be looked at."""
    wiped = {} if settings.CONFIG.demo else {"content": None}
    left = Message.objects.filter(id__in=[message.id for message in messages])
    left.update(state=State.SENT, sent_at=at, problem="", **wiped)


def _put_back(
    sending: Sequence[Message], sent: Sequence[Message], refused: Sequence[tuple[Message, Exception]], at: datetime
) -> None:
    """What was not reached keeps its place. If nothing left at all the provider is in trouble: wait a while."""
    handled = {m.id for m in sent} | {m.id for m, _ in refused}
    rest = Message.objects.filter(id__in=[m.id for m in sending if m.id not in handled])
    later = {} if handled else {"due_at": at + rules.TRIES[0]}
    rest.update(state=State.WAITING, claimed_by="", claimed_until=None, **later)


def _later(messages: Sequence[Message], at: datetime, reason: str) -> None:
    """With back-off; after the last try it is failed and shown, never silent."""
    for message in messages:
        again = rules.next_try(message.attempts + 1, at)
        Message.objects.filter(id=message.id).update(
            state=State.WAITING if again else State.FAILED,
            attempts=F("attempts") + 1,
            due_at=again or message.due_at,
            problem=reason[:300],
            claimed_by="",
            claimed_until=None,
        )
