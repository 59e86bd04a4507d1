"""What the worker calls for asks of every kind."""

from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.organizing.actions import services


def close_what_is_over() -> None:
    services.close_what_is_over(by=SYSTEM, at=timezone.now())
