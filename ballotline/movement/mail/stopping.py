"""Whoever writes "stop" gets no more mail that they need not have. It is the only thing that a mail can bring about,
because it costs nobody anything: who did not mean it ticks again.
"""

import re
from datetime import datetime
from typing import cast

from django.db import transaction

from ballotline.foundation.access.rules import VISITOR
from ballotline.movement.mail.addresses import reply_address
from ballotline.movement.mail.inbound.automatic import Automatic
from ballotline.movement.mail.models import InboundMessage
from ballotline.movement.mail.named import every_kind
from ballotline.movement.mail.threads import answered_by
from ballotline.movement.mail.words import Basis, OnRequest
from ballotline.movement.people import services as people
from ballotline.movement.people.queries import behind_mailbox, consents_of

STOP = "stop"  # the key of the address that mail programs write to (RFC 2369); cases have numbers
SAYS_IT = ({"stop"}, {"unsubscribe"}, {"remove", "me"}, {"take", "off"}, {"opt", "out"}, {"no", "more"})
BESIDE_IT = frozenset("please from the your our list mailing mail mails email emails e thanks thank you me".split())
WORDS = re.compile(r"[^\W_]+")
NEWS = (Basis.REQUEST, Basis.CONSENT)  # kinds of mail that can be stopped
AT_MOST = 200  # signs; whoever writes more has something to say


def asks_to_stop(message: InboundMessage) -> bool:
    """Does this mail say stop, to the address for it or in so many words? What is said to an organizer who wrote to
    them is theirs to read, and what our own mail server found to be made up is not believed. Programs write to the
    address too."""
    if not message.from_address or _is_made_up(message):
        return False
    if message.reply_key == STOP:
        return message.automatic != Automatic.BOUNCE
    is_a_letter = not message.is_automatic and not message.reply_key
    return is_a_letter and says_no_more(message) and not _answers_somebody(message)


def _is_made_up(message: InboundMessage) -> bool:
    """Of its sender our server found something, and nothing that is right."""
    return "fail" in message.auth_result and "=pass" not in message.auth_result


def _answers_somebody(message: InboundMessage) -> bool:
    answered = answered_by(message)
    return answered is not None and answered.basis not in NEWS


def says_no_more(message: InboundMessage) -> bool:
    """Nothing is written but stop, and nothing came along. Under the address for it, nothing at all is enough."""
    is_empty = message.reply_key == STOP and not message.text.strip()
    return (is_empty or says_stop(message.subject, message.text)) and not message.attachments.exists()


def says_stop(subject: str, text: str) -> bool:
    """ "Please take me off the list." and nothing else; of an empty mail its subject says it."""
    said = text.strip() or subject.strip()
    words = set(WORDS.findall(said.lower())) if len(said) <= AT_MOST else set()
    return words == {"remove"} or any(one <= words <= one | BESIDE_IT for one in SAYS_IT)


def stop_address() -> str:
    return reply_address(STOP)


@transaction.atomic
def stop_all(*, mailbox: str, at: datetime) -> None:
    """No to each purpose that somebody with this mailbox said yes to, and nothing more of what was asked for until
    taken back."""
    for _name, kind in every_kind():
        if getattr(kind, "basis", None) == Basis.REQUEST:
            cast("type[OnRequest]", kind).stop(mailbox, at=at)  # checks.py sees that it is there
    for person in behind_mailbox(mailbox):
        for consent in consents_of(person):
            if consent.given and consent.channel == "email":
                people.change_consent(
                    person=person,
                    channel=consent.channel,
                    purpose=consent.purpose,
                    given=False,
                    where="mail to us",
                    wording="stop",
                    by=VISITOR,
                    at=at,
                )
