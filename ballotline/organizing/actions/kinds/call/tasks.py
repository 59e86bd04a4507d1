"""What the worker calls for call campaigns."""

from django.utils import timezone

from ballotline.organizing.actions.kinds.call.models import Caller
from ballotline.organizing.actions.kinds.call.rules import CONFIRM_WITHIN


def forget_unconfirmed() -> None:
    """Names that were left and never confirmed go when their link has run out."""
    Caller.objects.filter(confirmed_at=None, asked_at__lt=timezone.now() - CONFIRM_WITHIN).delete()
