"""Taking signatures out, together and with a way back; and typing in paper sheets."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.movement.arrivals.queries import WAITING
from ballotline.organizing.actions.kinds.petition.models import PaperSignature, Petition, Signature, SignatureBatch
from ballotline.record.places.queries import place_of

State = Signature.State
# Who was taken out as waiting, set aside, counted or withdrawn is that again; who withdrew may sign anew
COMES_BACK = (State.PENDING, State.QUARANTINED, State.CONFIRMED, State.WITHDRAWN)


class LineTaken(Exception):
    """That line of that sheet is typed in already."""


@transaction.atomic
def take_out(*, petition: Petition, public_ids: Iterable[str], reason: str, by: Actor, at: datetime) -> SignatureBatch:
    """Signatures of any state leave the count in one batch; `put_back` undoes exactly this batch."""
    batch = SignatureBatch.objects.create(petition=petition, reason=reason, at=at)
    rows = petition.signatures.exclude(state=State.INVALIDATED)
    named = rows.filter(public_id__in=list(public_ids))
    ids = {*named.values_list("pk", flat=True), *_other_presses(named)}
    rows.filter(pk__in=ids).update(state_before=F("state"), state=State.INVALIDATED, batch=batch)
    audit.record("signatures taken out", on=petition.ref, by=by, at=at, fields=["state"])
    return batch


def _other_presses(named: QuerySet[Signature]) -> QuerySet[Signature, int]:
    """The desk shows each mailbox and name that waits once; whoever takes it out means all its presses."""
    same = named.filter(
        petition=OuterRef("petition"),
        mailbox_key=OuterRef("mailbox_key"),
        name_key=OuterRef("name_key"),
        confirmed_at=None,
    )
    waiting = Signature.objects.filter(state__in=WAITING, confirmed_at=None)
    return waiting.filter(Exists(same)).values_list("pk", flat=True)


def come_back(rows: QuerySet[Signature]) -> int:
    """Those of them that were taken out are again what they were; how many."""
    back = 0
    for state in COMES_BACK:
        out = rows.filter(state=State.INVALIDATED, state_before=state)
        back += out.update(state=state, state_before="", batch=None)
    return back


@transaction.atomic
def put_back(*, batch: SignatureBatch, by: Actor, at: datetime) -> int:
    """Each signature of the batch returns to the state it had; how many did. Twice changes nothing."""
    if batch.undone_at:
        return 0
    back = come_back(Signature.objects.filter(batch=batch))
    SignatureBatch.objects.filter(pk=batch.pk).update(undone_at=at)
    audit.record("signatures put back", on=batch.petition.ref, by=by, at=at, fields=["state"])
    return back


@transaction.atomic
def type_in_sheet(
    *, petition: Petition, sheet: int, lines: Sequence[tuple[int, str, str]], by: Actor, at: datetime
) -> list[PaperSignature]:
    """Lines (number, name, ZIP) of one paper sheet, as rows. Raises LineTaken and then stores none of them."""
    rows = []
    for number, name, zip_code in lines:
        place = place_of(zip_code)
        row = PaperSignature(
            petition=petition,
            sheet=sheet,
            line=number,
            name=name,
            zip_code=zip_code,
            typed_at=at,
            place_town=place.town if place else "",
            place_state=place.state if place else "",
        )
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            raise LineTaken(number)
        rows.append(row)
    audit.record("paper sheet typed in", on=petition.ref, by=by, at=at)
    return rows


@transaction.atomic
def remove_paper(*, petition: Petition, public_ids: Iterable[str], removed: bool, by: Actor, at: datetime) -> None:
    """Takes typed-in lines out, or back in if their places on the sheet are still free (else LineTaken)."""
    try:
        with transaction.atomic():
            petition.paper.filter(public_id__in=list(public_ids)).update(removed_at=at if removed else None)
    except IntegrityError:
        raise LineTaken
    audit.record("paper lines removed" if removed else "paper lines put back", on=petition.ref, by=by, at=at)
