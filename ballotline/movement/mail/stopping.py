"""Whoever writes "stop" gets no more mail that they need not have. It is the only thing that a mail can bring about,
because it costs nobody anything: who did not mean it ticks again.
"""

import re
from datetime import datetime

from django.db import transaction

from ballotline.foundation.access.rules import VISITOR
from ballotline.movement.mail.addresses import reply_address
from ballotline.movement.mail.named import every_kind
from ballotline.movement.mail.words import Basis
from ballotline.movement.people import services as people
from ballotline.movement.people.queries import behind_mailbox, consents_of

STOP = "stop"  # the key of the address that mail programs write to (RFC 2369); cases have numbers
SAYS_IT = ({"stop"}, {"unsubscribe"}, {"remove", "me"}, {"take", "off"}, {"opt", "out"}, {"no", "more"})
BESIDE_IT = frozenset("please from the your our list mailing mail mails email emails e thanks thank you me".split())
WORDS = re.compile(r"[^\W_]+")
AT_MOST = 200  # signs; whoever writes more has something to say


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
            kind.stop(mailbox, at=at)  # type: ignore[attr-defined]  # checks.py sees that it is there
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
