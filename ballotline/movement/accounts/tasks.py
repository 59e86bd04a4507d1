"""What the worker does for accounts now and then."""

from django.utils import timezone

from ballotline.movement.accounts import services


def tidy() -> None:
    services.tidy(at=timezone.now())
