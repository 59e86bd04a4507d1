"""Mail that people write becomes a case, or goes on with the one that it answers. What a program sent becomes none.

A mail says of itself who wrote it, and that can be made up: it opens a case, and proves nothing about a person.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from ballotline.foundation.access.rules import VISITOR
from ballotline.movement.mail.inbound.receivers import Receiver, declare
from ballotline.movement.mail.models import InboundMessage
from ballotline.movement.mail.threads import answered_by, goes_on_from
from ballotline.movement.people.models import Person
from ballotline.movement.people.queries import behind_mailbox
from ballotline.organizing.intake import queries
from ballotline.organizing.intake.models import Case
from ballotline.organizing.intake.services.opening import Question, heard_again, open_case


def _wants(message: InboundMessage) -> bool:
    return not message.is_automatic and bool(message.from_address)


def _take(message: InboundMessage, at: datetime) -> None:
    case = _gone_on_with(message)
    if case is None:
        open_case(question=_question(message), source=Case.Source.MAIL, by=VISITOR, at=at)
    else:
        heard_again(case=case, question=_in_thread_of(case, message), by=VISITOR, at=at)


def _gone_on_with(message: InboundMessage) -> Case | None:
    """By the address that it came to, else by what it names: an answer of ours, or a letter before it."""
    return (
        queries.behind_reply_key(message.reply_key)
        or queries.answered(answered_by(message))
        or queries.begun_by(goes_on_from(message))
    )


def _question(message: InboundMessage, text: str = "") -> Question:
    return Question(
        text=text or message.text or _("(Nothing is written in this message.)"),
        subject=message.subject[:200],
        name=message.from_name,
        email=message.from_address,
        person=_person(message),
        quoted=message.quoted,
        message_id=message.public_id.hex,
    )


def _in_thread_of(case: Case, message: InboundMessage) -> Question:
    """Whoever else writes into a thread is named above what they wrote."""
    if message.mailbox_key == case.mailbox_key:
        return _question(message)
    who = f"{message.from_name} <{message.from_address}>" if message.from_name else message.from_address
    return _question(message, _("%(who)s wrote:\n\n%(text)s") % {"who": who, "text": message.text})


def _person(message: InboundMessage) -> Person | None:
    """Of a mailbox that is one person's, that person: so that the chapter of their home answers."""
    found = behind_mailbox(message.from_address)
    return found[0] if len(found) == 1 else None


declare(Receiver("intake", wants=_wants, take=_take, by_hand=True))
