"""Mail that says no more than "stop" is nobody's case."""

from datetime import datetime

from ballotline.movement.mail.inbound.automatic import Automatic
from ballotline.movement.mail.inbound.receivers import Receiver, declare, who_wants
from ballotline.movement.mail.models import InboundMessage
from ballotline.movement.mail.stopping import STOP, says_stop, stop_all
from ballotline.movement.mail.threads import answered_by
from ballotline.movement.mail.words import Basis

NEWS = (Basis.REQUEST, Basis.CONSENT)


def _wants(message: InboundMessage) -> bool:
    """The address for it is written to by programs too. What our own server found to be made up is not believed."""
    if not message.from_address or _is_made_up(message):
        return False
    if message.reply_key == STOP:
        return message.automatic != Automatic.BOUNCE
    return not message.is_automatic and not message.reply_key and _says_no_more_than_stop(message)


def _is_made_up(message: InboundMessage) -> bool:
    """Of a sender about whom our server found something, and nothing that is right."""
    return "fail" in message.auth_result and "=pass" not in message.auth_result


def _says_no_more_than_stop(message: InboundMessage) -> bool:
    """What is said to an organizer who wrote to them goes to that organizer."""
    answered = answered_by(message)
    if answered is not None and answered.basis not in NEWS:
        return False
    return says_stop(message.subject, message.text) and not message.attachments.exists()


def _take(message: InboundMessage, at: datetime) -> None:
    """Whoever writes something else too, is read by whoever reads letters."""
    stop_all(mailbox=message.from_address, at=at)
    writes_more = message.text.strip() and not says_stop(message.subject, message.text)
    if writes_more and not message.is_automatic and (reader := who_wants(message, but="stop")):
        reader.take(message, at)


declare(Receiver("stop", wants=_wants, take=_take, turn=10))
