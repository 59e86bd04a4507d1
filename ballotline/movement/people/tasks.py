"""What the worker calls for people."""

from django.utils import timezone

from ballotline.movement.people import services
from ballotline.movement.people.rules import UNDO_FOR


def forget_corrections() -> None:
    services.forget_corrections(before=timezone.now() - UNDO_FOR)
