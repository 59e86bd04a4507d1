"""What the worker calls."""

from django.utils import timezone

from ballotline.movement.mail.drain import drain as send_a_batch


def drain() -> int:
    return send_a_batch(timezone.now())
