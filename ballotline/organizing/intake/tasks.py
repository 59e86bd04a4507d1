"""What the worker calls for cases."""

from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.foundation.jobs import services as jobs
from ballotline.organizing.intake.services import duty, writing


@jobs.long
def raise_what_is_late() -> None:
    """Each in a commit of its own."""
    duty.raise_what_is_late(by=SYSTEM, at=timezone.now())


@jobs.long
def pass_on() -> None:
    """Each in a commit of its own."""
    duty.pass_on(by=SYSTEM, at=timezone.now())


def forget_letters() -> None:
    writing.forget_letters(at=timezone.now())
