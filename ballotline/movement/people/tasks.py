"""What the worker calls for people."""

from django.utils import timezone

from ballotline.foundation.jobs import services as jobs
from ballotline.movement.people import homes, merging, services
from ballotline.movement.people.rules import UNDO_FOR


def forget_corrections() -> None:
    """What could be put right again for 30 days: corrections, and what two people were before they were one."""
    before = timezone.now() - UNDO_FOR
    services.forget_corrections(before=before)
    merging.forget(before=before)


@jobs.long
def look_up_homes() -> None:
    homes.look_up_homes(at=timezone.now(), on=timezone.localdate())
