"""What the worker calls for asks of every kind."""

from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.foundation.jobs import services as jobs
from ballotline.organizing.actions import services


@jobs.long
def close_what_is_over() -> None:
    """Each in a commit of its own: the fault of one must not open the others again."""
    services.close_what_is_over(by=SYSTEM, at=timezone.now())
