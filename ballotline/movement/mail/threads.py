"""One exchange of letters: which of our messages somebody answers, which letter of theirs they go on from, and how an
answer of ours joins theirs.

Mail programs put together what names each other (RFC 5322, 3.6.4). Providers may write a name of their own over ours;
then the reply address still leads back (addresses.py).
"""

from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from ballotline.movement.mail.models import InboundMessage, Message


class Thread(NamedTuple):
    """What `Words` take of the message that they answer: the name of that one, and of those before it."""

    in_reply_to: str
    references: tuple[str, ...]


def message_id_of(message: Message) -> str:
    """The name that ours goes by. A resend has the same, so a mail program can show it once."""
    return f"<{message.public_id}@{urlsplit(settings.CONFIG.url).hostname or 'localhost'}>"


def answer_to(message: InboundMessage) -> Thread:
    earlier = [one for one in message.references if one != message.message_id]
    return Thread(message.message_id, tuple(filter(None, [*earlier, message.message_id])))


def answered_by(message: InboundMessage) -> Message | None:
    """Which of ours it answers: the one that it names, else the latest that it names on the way there.

    Anybody who has seen the name can write it, so this says what a message is about and not who sent it.
    """
    names = [message.in_reply_to, *reversed(message.references)]
    ids = list(filter(None, map(_public_id, names)))
    ours = {one.public_id: one for one in Message.objects.filter(public_id__in=ids)}
    return next((ours[one] for one in ids if one in ours), None)


def goes_on_from(message: InboundMessage) -> list[InboundMessage]:
    """Which letters to us it goes on from, the one that it names first. Only from its own mailbox: a neighbor who had a
    copy may answer to us alone, and is nobody whom the other's case should be shown."""
    names = [name for name in (message.in_reply_to, *reversed(message.references)) if name]
    earlier = InboundMessage.objects.filter(message_id__in=names, mailbox_key=message.mailbox_key)
    return sorted(earlier.exclude(pk=message.pk), key=lambda one: (names.index(one.message_id), one.pk))


def is_ours(message: InboundMessage) -> bool:
    """Did one of ours come back to us, as where somebody's mailbox sends all on to us?"""
    public_id = _public_id(message.message_id)
    return public_id is not None and Message.objects.filter(public_id=public_id).exists()


def _public_id(name: str) -> UUID | None:
    try:
        return UUID(name.strip("<>").partition("@")[0])
    except ValueError:
        return None
