"""What the worker calls."""

from django.conf import settings
from django.utils import timezone

from ballotline.foundation.jobs.services import long
from ballotline.movement.mail.drain import drain as send_a_batch
from ballotline.movement.mail.inbound import fetching, receiving


def drain() -> int:
    return send_a_batch(timezone.now())


@long
def read_inbound(message: str) -> None:
    """Long, because a large message takes a while to read, and nobody else should wait for that."""
    receiving.read(message, at=timezone.now())


@long
def forget_kept() -> int:
    return receiving.forget_kept(at=timezone.now())


@long
def fetch() -> None:
    """Where mail comes to a mailbox elsewhere."""
    mail_in = settings.CONFIG.mail_in
    if mail_in and mail_in.is_elsewhere:
        fetching.fetch_if_due(mail_in, at=timezone.now())
