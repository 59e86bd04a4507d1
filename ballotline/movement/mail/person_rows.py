"""What this room holds of a person: the messages that were sent to them."""

from datetime import datetime
from typing import Any

from ballotline.movement.mail.models import Message
from ballotline.movement.people.models import Person
from ballotline.movement.people.rows import Rows, declare


def _messages(person: Person) -> list[dict[str, Any]]:
    return list(Message.objects.filter(person=person).order_by("id").values("kind", "to_address", "state", "queued_at", "sent_at"))


def _forget(person: Person, at: datetime) -> None:
    """What waits is stopped; of what was sent the number stays and the address goes."""
    sent = Message.objects.filter(person=person)
    sent.filter(state=Message.State.WAITING).update(state=Message.State.STOPPED)
    sent.update(to_address="", mailbox_key="", content=None, cap_key=None, person=None)


declare(Rows("mail.Message.person", "messages", _messages, _forget))
