"""Sign, count, one click for somebody we know, and "hear how it goes on".
How a stranger comes in stands in `arrivals`."""

import secrets
from datetime import datetime
from functools import partial

from django.db import transaction

from ballotline.foundation.access.rules import VISITOR
from ballotline.foundation.audit import services as audit
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.rules import Circumstances, Typed
from ballotline.movement.mail import services as mail
from ballotline.movement.people.models import Person
from ballotline.organizing.actions.kinds.petition import queries, rules
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature


def sign(*, petition: Petition, typed: Typed, how: Circumstances, at: datetime) -> Signature:
    """Keeps what was typed in a row of this very press, and asks for the mail. Raises arrivals.NotOpen."""
    return arrivals.ask(draft=_draft(petition, how), typed=typed, how=how, at=at)


def _draft(petition: Petition, how: Circumstances) -> Signature:
    code = rules.share_code(secrets.token_urlsafe(6), petition.public_id)
    return Signature(petition=petition, share_code=code, shared_by=_sharer(petition, how.share_code))


def _sharer(petition: Petition, code: str) -> Signature | None:
    return petition.signatures.filter(share_code=code).first() if code else None


def count(signature: Signature, at: datetime) -> None:
    """What counting means here, beyond person, consent and activity: the figure is told anew, the comment waits for a
    look, and thanks leave.

    Counted on somebody's word there is no comment, and no mail to a mailbox that has not answered.
    """
    transaction.on_commit(partial(queries.count_anew, signature.petition_id))
    _take_over_what_was_shared(signature)
    _credit_who_counts(signature)
    if signature.is_on_word:
        return
    if signature.comment:
        signature.comment_state = Signature.Comment.WAITING
        signature.save(update_fields=["comment_state"])
    mail.send(
        "petition.ThanksForSigning",
        to=signature.email,
        about=signature.public_id.hex,
        at=at,
        person=signature.person,
        key=f"thanks:{signature.public_id.hex}",
    )


def _take_over_what_was_shared(signature: Signature) -> None:
    """Whoever pressed again before the mail was read shared by the link of another row: that counts for this one."""
    # Two statements: as one, PostgreSQL reads every signature to find that mostly there is no other row
    if alike := list(queries.of_the_same(signature).values_list("pk", flat=True)):
        Signature.objects.filter(shared_by__in=alike).exclude(pk=signature.pk).update(shared_by=signature)


def _credit_who_counts(signature: Signature) -> None:
    """Who came by a link of a row that only waits came by the one of the same mailbox and name that counts. Nobody
    comes by themselves. (Not at the press: what waits may count by now, and a press asks no more than it must.)"""
    sharer = signature.shared_by
    if sharer is None or sharer.state == Signature.State.CONFIRMED:
        return
    counts = queries.of_the_same(sharer).filter(state=Signature.State.CONFIRMED).first() or sharer
    signature.shared_by = None if counts == signature else counts
    signature.save(update_fields=["shared_by"])


def sign_as(*, petition: Petition, person: Person, email: str, how: Circumstances, at: datetime) -> Signature:
    """One click for a person who came by a signed mail link: the mailbox is known, so it counts at once."""
    return arrivals.welcome(draft=_draft(petition, how), person=person, email=email, how=how, at=at)


@transaction.atomic
def ask_for_updates(*, signature: Signature, wanted: bool, at: datetime) -> None:
    """ "Hear how it goes on": also the one-click stop of those mails."""
    if signature.wants_updates != wanted:
        Signature.objects.filter(pk=signature.pk).update(wants_updates=wanted)
        verb = "updates asked for" if wanted else "updates stopped"
        audit.record(verb, on=signature.ref, by=VISITOR, at=at, fields=["wants_updates"])
