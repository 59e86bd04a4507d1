"""The verbs of mail: ask for a message, refuse further ones, set an address free that has answered.

The row is the promise: whoever calls `send` inside a transaction has the message exactly if the act commits.
Not here: how it leaves (drain.py), what it says (the `mails` module of the room that asks).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, transaction

from ballotline.movement.mail import rules
from ballotline.movement.mail.models import Message, Suppression
from ballotline.movement.mail.queries import mailbox_hash
from ballotline.movement.people.models import Person
from ballotline.movement.people.rules import mailbox_key


def send(
    kind: str, *, to: str, about: object, at: datetime, key: str, person: Person | None = None,
    basis: Message.Basis = Message.Basis.SERVICE,
) -> Message | None:  # fmt: skip
    """Asks for one message. `key` names it for ever: asking twice with the same key sends one.

    With `Basis.ANSWER` the mailbox has five places until it answers; without a free one nothing is sent and None
    comes back.
    """
    message = Message(
        kind=kind, to_address=to, mailbox_key=mailbox_key(to), about=str(about), person=person,
        key=key, basis=basis, queued_at=at, due_at=at,
    )  # fmt: skip
    return _in_a_free_place(message) if basis == Message.Basis.ANSWER else _once(message)


def send_many(kind: str, *, letters: Iterable[tuple[str, str, str]], at: datetime) -> None:
    """Service messages as (to, about, key), a thousand rows a statement. A key that exists is left alone."""
    for chunk in batched(letters, 1_000):
        Message.objects.bulk_create(
            [
                Message(
                    kind=kind, basis=Message.Basis.SERVICE, to_address=to, mailbox_key=mailbox_key(to), about=about,
                    key=key, queued_at=at, due_at=at,
                )
                for to, about, key in chunk
            ],
            ignore_conflicts=True,
        )  # fmt: skip


def batched(rows: Iterable[tuple[str, str, str]], size: int) -> Iterator[list[tuple[str, str, str]]]:
    """`itertools.batched` of Python 3.12."""
    iterator = iter(rows)
    while chunk := list(islice(iterator, size)):
        yield chunk


def send_now(
    *, kind: str, to: str, subject: str, paragraphs: list[str], button: tuple[str, str] | None, at: datetime
) -> None:
    """A message whose words exist only now (a one-time code). They are wiped when it has left."""
    content = {"subject": subject, "paragraphs": paragraphs, "button": button}
    Message.objects.create(
        kind=kind, basis=Message.Basis.SIGN_IN, to_address=to, mailbox_key=mailbox_key(to), content=content,
        key=f"{kind}:{uuid4()}", queued_at=at, due_at=at,
    )  # fmt: skip


def _once(message: Message) -> Message | None:
    try:
        with transaction.atomic():
            message.save()
    except IntegrityError:
        return None
    return message


def _in_a_free_place(message: Message) -> Message | None:
    """Each place is a unique key: however many ask at the same moment, five rows fit and no more.

    Most mailboxes have the first one free, so that is tried before anything is looked up.
    """
    first, *others = (f"{message.mailbox_key}:{n}" for n in range(1, rules.UNANSWERED_AT_MOST + 1))
    if saved := _in_place(message, first):
        return saved
    taken = set(Message.objects.filter(cap_key__in=others).values_list("cap_key", flat=True))
    return next((saved for place in others if place not in taken and (saved := _in_place(message, place))), None)


def _in_place(message: Message, place: str) -> Message | None:
    message.cap_key, message.pk = place, None
    return _once(message)


def answered(*, mailbox: str) -> None:
    """The mailbox's owner pressed a button of ours: the five places are free again."""
    Message.objects.filter(mailbox_key=mailbox, cap_key__isnull=False).update(cap_key=None)


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
    """A failed message gets its tries anew."""
    failed = Message.objects.filter(pk=message.pk, state=Message.State.FAILED)
    failed.update(state=Message.State.WAITING, attempts=0, due_at=at, problem="")
