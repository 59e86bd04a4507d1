"""What the worker does for accounts now and then."""

from django.utils import timezone

from ballotline.movement.accounts import sealing, services, windows


def tidy() -> None:
    services.tidy(at=timezone.now())
    sealing.seal_again()
    windows.forget_expired(at=timezone.now())
