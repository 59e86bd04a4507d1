"""What became of a message, in an organizer's words, and whether it can be sent again.

The states themselves are in models.py; what a server's answer means is decided in rules.py.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from ballotline.movement.mail import wanted, wordings
from ballotline.movement.mail.models import Message
from ballotline.movement.mail.rules import answer_of

State = Message.State
OVER = (State.SENT, State.STOPPED)
LOOKS = {State.SENT: "ok", State.FAILED: "bad"}


def in_words(message: Message, at: datetime) -> str:
    """One or two words: "sent"."""
    return _("not known") if _was_left(message, at) else str(State(message.state).label)


def look(message: Message, at: datetime) -> str:
    """How its state is marked, beside the words."""
    return "warn" if _was_left(message, at) else LOOKS.get(State(message.state), "")


def why(message: Message, at: datetime) -> str:
    """A sentence on what stood in its way; empty where nothing did."""
    if _was_left(message, at):
        return _("The program stopped while it handed this over. It goes again by itself, and may come twice.")
    if message.state == State.STOPPED:
        return _("When its turn came it was no longer needed, or this address wants no such mail.")
    return _reason(message.problem) if message.problem else ""


def _was_left(message: Message, at: datetime) -> bool:
    """Whoever held it is over its time: nobody knows whether it left."""
    is_late = message.claimed_until is not None and message.claimed_until < at
    return message.state == State.SENDING and is_late


def _reason(problem: str) -> str:
    return {
        "no mailbox": _("Their mail server knows no such mailbox."),
        "full": _("The mailbox is full or closed."),
        "not from us": _("Their mail server did not want it from us."),
        "refused": _("Their mail server did not take it."),
        "no answer": _("Our mail provider did not take it."),
    }[answer_of(problem)]


def why_not_again(message: Message, at: datetime) -> str:
    """Why one that failed is not sent again; empty where it can be."""
    if not wordings.may_be_shown(message):
        return _("It is not sent again: what it said was good for that moment only. Who needs it asks anew.")
    if not wanted.words_of([message], at):
        return _("It is not sent again: it is no longer needed, or this address wants no such mail.")
    return ""
