"""What this room holds of a person: their signatures, and by their mailbox what they asked to be told."""

from datetime import datetime

from ballotline.movement.people.models import Person
from ballotline.movement.people.rows import Copied, Rows, declare
from ballotline.organizing.actions.kinds.petition.models import Reminder, Signature


def _signatures(person: Person) -> Copied:
    columns = (
        "petition__action__title",
        "name",
        "email",
        "zip_code",
        "comment",
        "show_name",
        "signed_at",
        "confirmed_at",
        "state",
    )
    return list(Signature.objects.filter(person=person).order_by("id").values(*columns))


def _forget(person: Person, at: datetime) -> None:
    """Under a petition that was handed over the number stays true, without the name; elsewhere it is withdrawn."""
    for signature in Signature.objects.select_related("petition").filter(person=person):
        if signature.petition.delivered_at is None:
            signature.state = Signature.State.INVALIDATED
        signature.name = signature.email = signature.zip_code = signature.comment = signature.comment_state = ""
        signature.name_key = signature.mailbox_key = signature.public_id.hex
        signature.show_name = signature.wants_updates = signature.news_consent = False
        signature.person = None
        signature.save()
    mailboxes = person.contact_points.filter(kind="email").values("value_key")
    Reminder.objects.filter(mailbox_key__in=mailboxes).delete()


declare(Rows("petition.Signature.person", "signatures", _signatures, _forget))
