"""What the worker calls."""

from django.utils import timezone

from ballotline.foundation.jobs import services as jobs
from ballotline.movement.arrivals import reminding, services
from ballotline.movement.arrivals.models import Reminder


def forget() -> None:
    services.forget(at=timezone.now())


@jobs.long
def remind(reminder: str) -> None:
    """Begun again after a crash it goes on where it was."""
    reminding.write_to_each(reminder=Reminder.objects.get(public_id=reminder), at=timezone.now())
