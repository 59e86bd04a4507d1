"""What the worker calls for pledges."""

from collections.abc import Iterator

from django.utils import timezone

from ballotline.foundation.jobs import services as jobs
from ballotline.movement.mail import services as mail
from ballotline.organizing.actions.kinds.pledge.models import Pledge, Promise


@jobs.long
def tell_the_verdict(pledge: str, decided_at: str) -> None:
    """One message to each who promised; the key makes a second run harmless. A verdict that was taken back, or said
    anew since, has ten minutes of its own: this job then tells nobody."""
    found = Pledge.objects.get(action__public_id=pledge)
    if found.decided_at and found.decided_at.isoformat() == decided_at:
        mail.send_many("pledge.Decided", letters=_letters(found), at=timezone.now())
        Pledge.objects.filter(pk=found.pk, told_at=None).update(told_at=timezone.now())


def _letters(pledge: Pledge) -> Iterator[mail.Letter]:
    for promise in pledge.promises.filter(state=Promise.State.CONFIRMED).only("public_id", "email").iterator(2_000):
        about = promise.public_id.hex
        key = f"pledge.Decided:{pledge.verdict}:{pledge.verdict_on}:{about}"
        yield mail.Letter(promise.email, about, key)
