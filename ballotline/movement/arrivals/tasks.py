"""What the worker calls."""

from django.utils import timezone

from ballotline.movement.arrivals import services


def forget() -> None:
    services.forget(at=timezone.now())
