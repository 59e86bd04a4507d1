"""What the worker calls for petitions."""

from collections.abc import Iterator
from itertools import chain

from django.db.models import QuerySet
from django.utils import timezone

from ballotline.foundation.jobs import services as jobs
from ballotline.movement.mail import services as mail
from ballotline.organizing.actions.kinds.petition import queries, sheets
from ballotline.organizing.actions.kinds.petition.models import Delivery, Follower, Petition, Signature, Update
from ballotline.organizing.actions.kinds.petition.services import delivering, telling


def tell_that_they_opened() -> None:
    telling.tell_that_they_opened(at=timezone.now())


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
    """One message to each who asked to hear more;
    the key makes a second run harmless, a note taken off mails nobody."""
    note = Update.objects.select_related("petition").get(public_id=update)
    if note.removed_at:
        return
    mail.send_many("petition.UpdateNote", letters=_letters(note), at=timezone.now())
    Update.objects.filter(pk=note.pk, mailed_at=None).update(mailed_at=timezone.now())


def _letters(note: Update) -> Iterator[mail.Letter]:
    signers = note.petition.signatures.filter(wants_updates=True, state=Signature.State.CONFIRMED)
    hearers: tuple[QuerySet[Signature] | QuerySet[Follower], ...] = (signers, queries.followers(note.petition))
    for hearer in chain.from_iterable(rows.only("public_id", "email").iterator(2_000) for rows in hearers):
        about = f"{note.public_id.hex}:{hearer.public_id.hex}"
        yield mail.Letter(hearer.email, about, f"update:{about}")
