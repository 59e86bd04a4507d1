"""What this room holds of a person: the messages that were sent to them."""

from datetime import datetime

from django.db.models import Q, QuerySet

from ballotline.movement.mail import wordings
from ballotline.movement.mail.models import Message
from ballotline.movement.people.models import ContactPoint, Person
from ballotline.movement.people.rows import Copied, Rows, declare, moves


def _messages(person: Person) -> Copied:
    return list(_theirs(person).order_by("id").values("kind", "to_address", "state", "queued_at", "sent_at"))


def _theirs(person: Person) -> QuerySet[Message]:
    """Messages to the person, and those to a mailbox that they answered from and nobody else."""
    points = ContactPoint.objects.filter(kind=ContactPoint.Kind.EMAIL)
    own = points.filter(person=person, verified_at__isnull=False).values("value_key")
    shared = points.exclude(person=person).filter(value_key__in=own).values("value_key")
    to_their_mailbox = Q(person=None, mailbox_key__in=own) & ~Q(mailbox_key__in=shared)
    return Message.objects.filter(Q(person=person) | to_their_mailbox)


def _forget(person: Person, at: datetime) -> None:
    """What waits is stopped; of what was sent the number stays, and the address and what it said go."""
    ids = list(_theirs(person).values_list("pk", flat=True))
    Message.objects.filter(pk__in=ids, state=Message.State.WAITING).update(state=Message.State.STOPPED)
    said = set(Message.objects.filter(pk__in=ids).exclude(wording=None).values_list("wording_id", flat=True))
    gone = {"to_address": "", "mailbox_key": "", "content": None, "cap_key": None, "person": None, "wording": None}
    Message.objects.filter(pk__in=ids).update(**gone)
    wordings.forget_unused(said)


declare(Rows("mail.Message.person", "messages", _messages, _forget, moves(Message)))
