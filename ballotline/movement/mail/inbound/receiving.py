"""The verbs of mail that comes in: take it, read it, hand it on.

`receive` keeps the bytes and asks for the rest, in one transaction: whoever delivers is told yes once that stands.
Reading comes later in a job, so no message that is hard to read keeps a sender or the next message waiting.
"""

import hashlib
import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.foundation.jobs import services as jobs
from ballotline.movement.mail import stopping
from ballotline.movement.mail.addresses import key_of_address
from ballotline.movement.mail.inbound.letters import one_line
from ballotline.movement.mail.inbound.parts import Attached
from ballotline.movement.mail.inbound.reading import Read, read_message
from ballotline.movement.mail.inbound.receivers import who_takes_by_hand, who_wants
from ballotline.movement.mail.models import Attachment, InboundMessage, Original
from ballotline.movement.mail.rules import MESSAGE_AT_MOST
from ballotline.movement.mail.threads import is_ours
from ballotline.movement.people.rules import mailbox_key

State = InboundMessage.State


# Anybody can send mail until the disk is full. So it stops before: with this much room people can sign for weeks
ROOM_LEFT = 1_000_000_000
SHARE_LEFT = 0.05  # of a small disk
KEPT_FOR = timedelta(days=90)  # long enough to ask "did my mail arrive?"
A_BATCH = 200  # each may hold 25 MB of files, and none of them is read for it


class TooLarge(Exception):
    """More bytes than a message may have."""


class NoRoom(Exception):
    """What is left of the disk is not for mail."""


@transaction.atomic
def receive(raw: bytes, *, envelope_from: str, envelope_to: Sequence[str], at: datetime) -> InboundMessage:
    """Keeps one message as it came. The same bytes again are the message that is there. `envelope_from` is "<>" where
    nobody wants to hear of it, as of bounces. Raises TooLarge, NoRoom."""
    if len(raw) > MESSAGE_AT_MOST:
        raise TooLarge(len(raw))
    if not _has_room():
        raise NoRoom
    message, is_new = InboundMessage.objects.get_or_create(
        fingerprint=hashlib.sha256(raw).hexdigest(),
        defaults={
            "envelope_from": one_line(envelope_from.strip("<> "), at_most=254) if envelope_from != "<>" else "<>",
            "envelope_to": [one_line(address, at_most=254) for address in envelope_to],
            "received_at": at,
        },
    )
    if is_new:
        Original.objects.create(message=message, raw=raw)
        jobs.enqueue("mail.read_inbound", at=at, message=str(message.public_id))
    return message


def _has_room() -> bool:
    disk = shutil.disk_usage(settings.CONFIG.home)
    return disk.free > min(ROOM_LEFT, disk.total * SHARE_LEFT)


def read(message_id: UUID | str, *, at: datetime) -> None:
    """Reads a message and hands it on. Once is enough: what was read or taken before stays as it is."""
    message = InboundMessage.objects.filter(public_id=message_id).first()
    if message is None:  # erased meanwhile
        return
    if message.state == State.NEW:
        _keep(message, _read(message))
    _hand_on(InboundMessage.objects.get(pk=message.pk), at)


def _read(message: InboundMessage) -> Read:
    mail_in = settings.CONFIG.mail_in
    trusted = mail_in.trusts if mail_in else ""
    return read_message(bytes(message.original.raw), envelope_from=message.envelope_from, trusted_server=trusted)


@transaction.atomic
def _keep(message: InboundMessage, said: Read) -> None:
    columns = {name: getattr(said, name) for name in COLUMNS}
    keys = (key_of_address(address) for address in (*message.envelope_to, *said.addresses))
    more = {
        "references": list(said.references),
        "mailbox_key": mailbox_key(said.from_address),
        "reply_key": next(filter(None, keys), ""),
    }
    if InboundMessage.objects.filter(pk=message.pk, state=State.NEW).update(state=State.READ, **columns, **more):
        Attachment.objects.bulk_create([_row(message, attached) for attached in said.attached])


COLUMNS = (
    "from_name",
    "from_address",
    "subject",
    "message_id",
    "in_reply_to",
    "automatic",
    "auth_result",
    "text",
    "quoted",
    "is_cut",
)


def _row(message: InboundMessage, attached: Attached) -> Attachment:
    size = len(attached.content)
    return Attachment(message=message, name=attached.name, kind=attached.kind, size=size, content=attached.content)


@transaction.atomic
def _hand_on(message: InboundMessage, at: datetime) -> None:
    """That it is taken, and what whoever takes it makes of it, are one commit. Whoever says no more than stop is heard
    here and by nobody else; who says so and more, by both."""
    reason = _why_not(message)
    stops = not reason and stopping.asks_to_stop(message)
    if stops and stopping.says_no_more(message):
        reason = _("It said stop, and no more: its sender gets no news now.")
    receiver = None if reason else who_wants(message)
    kept = {"state": State.KEPT, "reason": reason or _("Nobody here takes such mail.")}
    fate = {"state": State.TAKEN, "taken_by": receiver.name} if receiver else kept
    if not InboundMessage.objects.filter(pk=message.pk, state=State.READ).update(**fate):
        return
    if stops:
        stopping.stop_all(mailbox=message.from_address, at=at)
    if receiver:
        receiver.take(message, at)


@transaction.atomic
def take_by_hand(message: InboundMessage, *, by: Actor, at: datetime) -> bool:
    """An organizer saw that somebody wrote what was only kept. Once; and not what names no sender. Was it taken?"""
    receiver = who_takes_by_hand() if message.from_address else None
    if receiver is None:
        return False
    kept = InboundMessage.objects.filter(pk=message.pk, state=State.KEPT)
    if not kept.update(state=State.TAKEN, taken_by=receiver.name, reason=""):
        return False
    audit.record("kept mail taken on", on=("message", message.public_id), by=by, at=at)
    receiver.take(message, at)
    return True


def forget_kept(*, at: datetime) -> int:
    """What nobody took on goes after a quarter of a year, with its files: bounces, automatic answers, whatever a
    stranger sends to fill the disk. What became somebody's work stays with it. How many went."""
    old = InboundMessage.objects.filter(state=State.KEPT, received_at__lt=at - KEPT_FOR).order_by("pk")
    gone = 0
    while ids := list(old.values_list("pk", flat=True)[:A_BATCH]):
        gone += InboundMessage.objects.filter(pk__in=ids, state=State.KEPT).delete()[1].get("mail.InboundMessage", 0)
    return gone


def _why_not(message: InboundMessage) -> str:
    """Why nobody is asked to take it on; empty where somebody may."""
    if is_ours(message):
        return _("We sent it ourselves, and it came back.")
    if _is_a_copy(message):
        return _("The same message came before.")
    return ""


def _is_a_copy(message: InboundMessage) -> bool:
    """The same message on another way: a list and our own address bring it twice, with different headers."""
    same = {"message_id": message.message_id, "from_address": message.from_address, "subject": message.subject}
    earlier = InboundMessage.objects.filter(pk__lt=message.pk, **same).exclude(message_id="")
    return any(text == message.text for text in earlier.values_list("text", flat=True)[:20])
