"""What of a batch is still needed, wanted and allowed, asked at the moment when it leaves; and its words."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from ballotline.movement.mail import wire
from ballotline.movement.mail.models import Message
from ballotline.movement.mail.named import mail_class
from ballotline.movement.mail.queries import consenting, suppressed
from ballotline.movement.mail.words import Basis, Mail, Words

logger = logging.getLogger(__name__)


def words_of(batch: Sequence[Message], at: datetime) -> dict[int, Words]:
    """Words by message id; a message that nobody needs, wants or allows any more has none."""
    words: dict[int, Words] = {m.id: wire.words_of_content(m.content) for m in batch if m.content}
    loaded = _loaded([m for m in batch if not m.content], at)
    refusing = _refusing([m for m in batch if m.id in loaded], loaded)
    wanted = [m for m in batch if m.id in loaded and m.id not in refusing]
    return words | {m.id: loaded[m.id].words() for m in wanted}


def _loaded(messages: Sequence[Message], at: datetime) -> dict[int, Mail]:
    """What is still needed, by message id; each kind loads its own at once."""
    by_kind: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        by_kind[message.kind].append(message)
    found: dict[int, Mail] = {}
    for kind, some in by_kind.items():
        mails = mail_class(kind)
        if mails is None:
            logger.error("Nobody knows how to write a message of the kind %s", kind)
            continue
        loaded = mails.load([m.about for m in some], at=at)
        found |= {m.id: loaded[m.about] for m in some if m.about in loaded}
    return found


def _refusing(messages: Sequence[Message], loaded: Mapping[int, Mail]) -> set[int]:
    """The ids of messages whose mailbox refuses their purpose, or whose person has not said a yes that is needed."""
    by_purpose: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        by_purpose[loaded[message.id].purpose].append(message)
    refusing = {purpose: suppressed({m.mailbox_key for m in some}, purpose) for purpose, some in by_purpose.items()}
    refused = {m.id for purpose, some in by_purpose.items() for m in some if m.mailbox_key in refusing[purpose]}
    return refused | _without_a_yes(messages, loaded)


def _without_a_yes(messages: Sequence[Message], loaded: Mapping[int, Mail]) -> set[int]:
    """Asked when it leaves, of the whole batch at once: a no that came after the message was asked for holds."""
    asked = {m.id: (m.person_id, loaded[m.id].purpose) for m in messages if loaded[m.id].basis == Basis.CONSENT}
    allowed = consenting(asked.values()) if asked else set()
    return {message for message, pair in asked.items() if pair not in allowed}
