"""What the worker does for accounts now and then."""

from django.utils import timezone

from ballotline.movement.accounts import services, windows


def tidy() -> None:
    services.tidy(at=timezone.now())
    windows.forget_expired(at=timezone.now())
