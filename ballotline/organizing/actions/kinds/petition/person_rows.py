"""What this room holds of a person: their signatures, and by their mailbox what they asked to be told."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import F, QuerySet

from ballotline.movement.arrivals.person_rows import by_their_mailbox, counts_once
from ballotline.movement.people.models import Person
from ballotline.movement.people.rows import Copied, Rows, declare, stays
from ballotline.movement.people.tracing import Trace
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.models import Follower, Signature
from ballotline.organizing.actions.kinds.petition.services import checking


def _signatures(person: Person) -> Copied:
    typed = ("petition__action__title", "name", "email", "zip_code", "comment", "show_name")
    counted = ("confirmed_at", "confirmed_by", "heard", "word_note", "state")
    rows = Signature.objects.filter(person=person).order_by("id")
    return list(rows.values(*typed, *counted, signed_at=F("pressed_at")))


def _followed(person: Person) -> Copied:
    columns = ("petition__action__title", "email", "hears", "confirmed_at")
    return list(_follows(person).order_by("id").values(*columns))


def _follows(person: Person) -> QuerySet[Follower]:
    """A follower is a mailbox and no person; a copy and an erasing take those of the person's own mailboxes."""
    mailboxes = person.contact_points.filter(kind="email", verified_at__isnull=False).values("value_key")
    return Follower.objects.filter(mailbox_key__in=mailboxes)


def _unfollow(person: Person, at: datetime) -> None:
    _follows(person).delete()


def _forget(person: Person, at: datetime) -> None:
    """Under a petition that was handed over the number stays true, without the name; elsewhere it is withdrawn."""
    for signature in Signature.objects.select_related("petition").filter(person=person):
        if signature.petition.delivered_at is None:
            signature.state = Signature.State.INVALIDATED
        signature.name = signature.email = signature.zip_code = signature.comment = signature.comment_state = ""
        signature.name_key = signature.mailbox_key = signature.public_id.hex
        signature.word_note, signature.before_word = "", None
        signature.show_name = signature.wants_updates = signature.news_consent = False
        signature.person = None
        signature.save()


def _was_handed_over(signature: Signature) -> bool:
    return signature.petition.delivered_at is not None


def _stands_back(signature: Signature, counts_on: Signature, trace: Trace) -> None:
    """Who came by its link came by the human whose other signature counts; nobody comes by themselves."""
    trace.move(signature.brought.exclude(pk=counts_on.pk), "shared_by", to=counts_on)
    if signature.wants_updates and not counts_on.wants_updates:
        trace.change(counts_on, wants_updates=True)
    if counts_on.shared_by_id == signature.pk:
        trace.change(counts_on, shared_by_id=None)
    transaction.on_commit(partial(queries.count_anew, signature.petition_id))


def _apart(kept: Person, other: Person, since: datetime) -> None:
    """Theirs too is what was put back with its batch while they were one, and couldn't count beside the kept one's."""
    by_their_mailbox(Signature)(kept, other, since)
    left = Signature.objects.filter(person__in=[kept, other], state=Signature.State.INVALIDATED)
    for row in left.filter(batch__undone_at__gt=since, state_before__in=checking.COMES_BACK):
        checking.come_back(Signature.objects.filter(pk=row.pk))
        transaction.on_commit(partial(queries.count_anew, row.petition_id))


declare(
    Rows(
        "petition.Signature.person",
        "signatures",
        _signatures,
        _forget,
        counts_once(Signature, is_settled=_was_handed_over, stands_back=_stands_back),
        _apart,
    )
)
# A follower is a mailbox, and follows with it
declare(Rows("petition.Follower.person", "petitions followed", _followed, _unfollow, stays))
