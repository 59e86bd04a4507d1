"""Mail that says no more than "stop" is nobody's case."""

from datetime import datetime

from ballotline.movement.mail.inbound.receivers import Receiver, declare
from ballotline.movement.mail.models import InboundMessage
from ballotline.movement.mail.stopping import STOP, says_stop, stop_all


def _wants(message: InboundMessage) -> bool:
    """What is said to an organizer who wrote to them goes to that organizer."""
    if not message.from_address or message.is_automatic:
        return False
    return message.reply_key == STOP or (not message.reply_key and says_stop(message.subject, message.text))


def _take(message: InboundMessage, at: datetime) -> None:
    stop_all(mailbox=message.from_address, at=at)


declare(Receiver("stop", wants=_wants, take=_take, turn=10))
