"""What the worker calls for people."""

from django.utils import timezone

from ballotline.foundation.jobs import services as jobs
from ballotline.movement.people import homes, services
from ballotline.movement.people.rules import UNDO_FOR


def forget_corrections() -> None:
    services.forget_corrections(before=timezone.now() - UNDO_FOR)


@jobs.long
def look_up_homes() -> None:
    homes.look_up_homes(at=timezone.now(), on=timezone.localdate())
