"""What the worker calls."""

from django.utils import timezone

from ballotline.foundation.jobs.services import long
from ballotline.movement.mail.drain import drain as send_a_batch
from ballotline.movement.mail.inbound import receiving


def drain() -> int:
    return send_a_batch(timezone.now())


@long
def read_inbound(message: str) -> None:
    """Long, because a large message takes a while to read, and nobody else should wait for that."""
    receiving.read(message, at=timezone.now())
