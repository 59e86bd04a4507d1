"""What the worker calls for petitions."""

from collections.abc import Iterator

from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.foundation.jobs import services as jobs
from ballotline.movement.mail import services as mail
from ballotline.organizing.actions.kinds.petition import sheets
from ballotline.organizing.actions.kinds.petition.models import Delivery, Petition, Signature, Update
from ballotline.organizing.actions.kinds.petition.rules import FORGET_NETWORKS_AFTER
from ballotline.organizing.actions.kinds.petition.services import delivering, running, telling


def close_what_is_over() -> None:
    running.close_what_is_over(by=SYSTEM, at=timezone.now())


def tell_that_they_opened() -> None:
    telling.tell_that_they_opened(at=timezone.now())


def forget_networks() -> None:
    before = timezone.now() - FORGET_NETWORKS_AFTER
    Signature.objects.filter(signed_at__lt=before).exclude(network_key="").update(network_key="")


@jobs.long
def build_delivery(delivery: str) -> None:
    found = Delivery.objects.select_related("petition__action").get(public_id=delivery)
    delivering.build(delivery=found, at=timezone.now())


@jobs.long
def set_sheets(petition: str) -> None:
    """Both papers; what stands already is kept."""
    found = Petition.objects.select_related("action").get(action__public_id=petition)
    for paper in sheets.PAPERS:
        sheets.set_sheet(found, paper=paper)


@jobs.long
def mail_update(update: str) -> None:
    """One message to each signer who asked to hear more; the key makes a second run harmless, a note taken off mails nobody."""
    note = Update.objects.select_related("petition").get(public_id=update)
    if note.removed_at:
        return
    mail.send_many("petition.UpdateNote", letters=_letters(note), at=timezone.now())
    Update.objects.filter(pk=note.pk, mailed_at=None).update(mailed_at=timezone.now())


def _letters(note: Update) -> Iterator[tuple[str, str, str]]:
    wanting = note.petition.signatures.filter(wants_updates=True, state=Signature.State.CONFIRMED)
    for signature in wanting.only("public_id", "email").iterator(2_000):
        about = f"{note.public_id.hex}:{signature.public_id.hex}"
        yield signature.email, about, f"update:{about}"
