"""What this room holds of a person: the messages that were sent to them, and what they wrote to us."""

from datetime import datetime

from django.db.models import Q, QuerySet

from ballotline.movement.mail import wordings
from ballotline.movement.mail.models import InboundMessage, Message
from ballotline.movement.people.models import ContactPoint, Person
from ballotline.movement.people.rows import Copied, Rows, declare, moves, stays


def _messages(person: Person) -> Copied:
    return list(_theirs(person).order_by("id").values("kind", "to_address", "state", "queued_at", "sent_at"))


def _theirs(person: Person) -> QuerySet[Message]:
    """Messages to the person, and those to a mailbox that they answered from and nobody else."""
    to_their_mailbox = Q(person=None, mailbox_key__in=own_mailboxes(person))
    return Message.objects.filter(Q(person=person) | to_their_mailbox)


def own_mailboxes(person: Person) -> list[str]:
    """Those that answered under their name and that nobody else has: of a shared one nobody knows whose a mail is."""
    points = ContactPoint.objects.filter(kind=ContactPoint.Kind.EMAIL)
    own = points.filter(person=person, verified_at__isnull=False).values_list("value_key", flat=True)
    shared = points.exclude(person=person).filter(value_key__in=own).values_list("value_key", flat=True)
    return sorted(set(own) - set(shared))


def _forget(person: Person, at: datetime) -> None:
    """What waits is stopped; of what was sent the number stays, and the address and what it said go."""
    ids = list(_theirs(person).values_list("pk", flat=True))
    Message.objects.filter(pk__in=ids, state=Message.State.WAITING).update(state=Message.State.STOPPED)
    said = set(Message.objects.filter(pk__in=ids).exclude(wording=None).values_list("wording_id", flat=True))
    gone = {"to_address": "", "mailbox_key": "", "content": None, "cap_key": None, "person": None, "wording": None}
    Message.objects.filter(pk__in=ids).update(**gone)
    wordings.forget_unused(said)


def _written(person: Person) -> Copied:
    columns = ("from_name", "from_address", "subject", "text", "received_at")
    return list(_by_them(person).order_by("id").values(*columns))


def _by_them(person: Person) -> QuerySet[InboundMessage]:
    """What came from a mailbox that is theirs alone. Who wrote from a shared one, nobody knows."""
    return InboundMessage.objects.filter(mailbox_key__in=own_mailboxes(person))


def _forget_written(person: Person, at: datetime) -> None:
    _by_them(person).delete()


declare(Rows("mail.Message.person", "messages", _messages, _forget, moves(Message)))
# A mail belongs to a mailbox, and follows with it
declare(Rows("mail.InboundMessage.mailbox_key", "letters", _written, _forget_written, stays))
