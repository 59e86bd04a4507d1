"""The verbs of mail: ask for a message, refuse further ones, set an address free that has answered.

The row is the promise: whoever calls `send` or `answer` in a transaction has the message exactly if the act commits.
Not here: how it leaves (drain.py); what it says, what allows it and how soon it must leave (its kind, in the `mails`
module of the room that asks).
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, transaction

from ballotline.foundation.jobs import services as jobs
from ballotline.movement.mail import rules
from ballotline.movement.mail.models import Message, Suppression
from ballotline.movement.mail.named import kind_named
from ballotline.movement.mail.queries import mailbox_hash
from ballotline.movement.mail.wordings import may_be_shown
from ballotline.movement.people.models import Person
from ballotline.movement.people.rules import mailbox_key


class NotAgain(Exception):
    """The message is not sent again: it did not fail, somebody else was quicker, or it held a code of that moment."""


class Letter(NamedTuple):
    """One of many: to whom, about what, and the key that names it. A kind that needs consent needs the person too."""

    to: str
    about: str
    key: str
    person_id: int | None = None


def send(kind: str, *, to: str, about: object, at: datetime, key: str, person: Person | None = None) -> Message | None:
    """Asks for one message. `key` names it for ever: asking twice with the same key sends one."""
    return _once(_message(kind, to=to, about=str(about), person=person, key=key, at=at))


def answer(
    kind: str, *, to: str, about: object, purpose: str, subject: str, at: datetime, key: str = ""
) -> Message | None:
    """Asks for a message because somebody pressed a button on a public page, who may be a stranger.

    One in ten minutes about one `subject`, five a day for one mailbox and `purpose`; None where nothing is sent.
    `key` names it, where the asker wants to find it again.
    """
    message = _message(kind, to=to, about=str(about), key=key or f"{kind}:{uuid4().hex}", at=at)
    message.apart_key = _apart_key(message.mailbox_key, purpose, subject)
    return _in_a_free_place(message, places_of(message.mailbox_key, purpose), at)


def _message(kind: str, *, to: str, key: str, at: datetime, **more: Any) -> Message:
    """A message as its kind declares it. Raises UnknownKind."""
    declared, mailbox = kind_named(kind), mailbox_key(to)
    return Message(
        kind=kind,
        basis=declared.basis,
        lane=declared.lane,
        to_address=to,
        mailbox_key=mailbox,
        mail_domain=rules.mail_domain(mailbox),
        key=key,
        queued_at=at,
        due_at=at,
        **more,
    )


def _apart_key(mailbox: str, purpose: str, subject: str) -> str:
    return hashlib.sha256(f"{purpose}:{subject}:{mailbox}".encode()).hexdigest()


def places_of(mailbox: str, purpose: str) -> list[str]:
    return [f"{mailbox}:{purpose}:{n}" for n in range(1, rules.A_DAY_AT_MOST + 1)]


def send_many(kind: str, *, letters: Iterable[Letter], at: datetime) -> None:
    """Many messages of one kind, a thousand rows a statement. A key that exists is left alone."""
    for chunk in batched(letters, 1_000):
        jobs.still_working()
        rows = [
            _message(kind, to=to, about=about, key=key, person_id=person, at=at) for to, about, key, person in chunk
        ]
        Message.objects.bulk_create(rows, ignore_conflicts=True)


def batched(rows: Iterable[Letter], size: int) -> Iterator[list[Letter]]:
    """`itertools.batched` of Python 3.12."""
    iterator = iter(rows)
    while chunk := list(islice(iterator, size)):
        yield chunk


def send_now(
    *, kind: str, to: str, subject: str, paragraphs: list[str], button: tuple[str, str] | None, at: datetime
) -> None:
    """A message whose words exist only now (a one-time code). They are wiped when it has left."""
    content = {"subject": subject, "paragraphs": paragraphs, "button": button}
    _message(kind, to=to, content=content, key=f"{kind}:{uuid4()}", at=at).save()


def _once(message: Message) -> Message | None:
    try:
        with transaction.atomic():
            message.save()
    except IntegrityError:
        return None
    return message


def _in_a_free_place(message: Message, places: list[str], at: datetime) -> Message | None:
    """Each place is a unique key, and so is the subject: however many ask at the same moment, no more rows fit.

    Most mailboxes have the first place free, so that is tried before anything is looked up.
    """
    if saved := _in_place(message, places[0]):
        return saved
    Message.objects.filter(apart_key=message.apart_key, queued_at__lte=at - rules.AGAIN_AFTER).update(apart_key=None)
    if Message.objects.filter(apart_key=message.apart_key).exists():
        return None
    Message.objects.filter(cap_key__in=places, queued_at__lte=at - rules.A_DAY).update(cap_key=None)
    taken = set(Message.objects.filter(cap_key__in=places).values_list("cap_key", flat=True))
    return next((saved for place in places if place not in taken and (saved := _in_place(message, place))), None)


def _in_place(message: Message, place: str) -> Message | None:
    message.cap_key, message.pk = place, None
    return _once(message)


def answered(*, mailbox: str, purpose: str) -> None:
    """The mailbox's owner pressed a button of ours: its places for this purpose are free, and the subjects too."""
    Message.objects.filter(cap_key__in=places_of(mailbox, purpose)).update(cap_key=None, apart_key=None)


def suppress(*, mailbox: str, purpose: str, at: datetime) -> None:
    """Never again mail of this purpose to this mailbox. Twice is once."""
    Suppression.objects.get_or_create(mailbox_hash=mailbox_hash(mailbox), purpose=purpose, defaults={"at": at})


def use_provider(*, mail_url: str) -> None:
    """Writes where mail goes into the data folder, readable by its owner only; it holds from the next batch on."""
    path = settings.CONFIG.home / "mail.url"
    draft = path.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(mail_url + "\n")
    draft.replace(path)


@transaction.atomic
def try_again(*, message: Message, at: datetime) -> None:
    """A failed message gets its tries anew. Raises NotAgain."""
    failed = Message.objects.filter(pk=message.pk, state=Message.State.FAILED)
    anew = {"state": Message.State.WAITING, "attempts": 0, "due_at": at, "problem": ""}
    if not may_be_shown(message) or not failed.update(**anew):
        raise NotAgain
