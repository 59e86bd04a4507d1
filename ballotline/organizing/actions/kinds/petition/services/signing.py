"""Sign, change the address, send again, confirm, disown, and one click for somebody we know.

An unconfirmed signature touches no Person: it is a pending row that keeps what was typed. `confirm` is the moment
at which a human enters the house.
"""

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from ballotline.foundation.access.rules import VISITOR, Actor
from ballotline.foundation.audit import services as audit
from ballotline.movement.mail import services as mail
from ballotline.movement.mail.models import Message
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Person
from ballotline.movement.people.rules import mailbox_key, name_key
from ballotline.organizing.actions.kinds.petition import queries, rules
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature
from ballotline.organizing.actions.kinds.petition.rules import Circumstances, Typed
from ballotline.record.places.queries import place_of

State = Signature.State
WAITING_STATES = queries.WAITING_STATES


class PetitionClosed(Exception):
    """The petition takes no signatures at that moment."""


class LinkHasNoWork(Exception):
    """The signature behind the link can't be counted any more: taken out by an organizer, or too old."""


def sign(*, petition: Petition, typed: Typed, how: Circumstances, at: datetime) -> Signature:
    """Keeps what was typed and asks for the mail. The same mailbox and name again is the same signature.

    Raises PetitionClosed. What comes back must not change what the signer sees.
    """
    if not petition.is_open(at):
        raise PetitionClosed(petition)
    draft = _draft(petition, typed, how, at)
    with transaction.atomic():
        signature = _insert(draft)
        is_new = signature is draft
        if not is_new and signature.state in WAITING_STATES:
            _type_again(signature, draft)
        _ask_for_mail(signature, at, is_new=is_new)
    return signature


def _draft(petition: Petition, typed: Typed, how: Circumstances, at: datetime) -> Signature:
    domain = typed.email.rpartition("@")[2].casefold()
    odd = rules.suspicion(
        how,
        of_network=0 if how.is_trusted else queries.recent_of_network(how.network_key, at),
        of_domain=0 if how.is_trusted else queries.recent_of_domain(domain, at),
    )
    return Signature(
        petition=petition, state=State.QUARANTINED if odd else State.PENDING, suspicion=odd,
        name=typed.name, name_key=name_key(typed.name), email=typed.email, mailbox_key=mailbox_key(typed.email),
        mail_domain=domain, zip_code=typed.zip_code, comment=typed.comment,
        comment_state=Signature.Comment.WAITING if typed.comment else Signature.Comment.NONE,
        show_name=typed.show_name, news_consent=typed.news_consent,
        consent_words=how.consent_words if typed.news_consent else "", network_key=how.network_key, source=how.source,
        share_code=secrets.token_urlsafe(8)[:10], shared_by=_sharer(petition, how.share_code),
        signed_at=at, asked_at=at,
    )  # fmt: skip


def _sharer(petition: Petition, code: str) -> Signature | None:
    return petition.signatures.filter(share_code=code).first() if code else None


def _first(draft: Signature) -> Signature | None:
    """The signature that already stands under this petition with this mailbox and name."""
    return Signature.objects.filter(
        petition=draft.petition, mailbox_key=draft.mailbox_key, name_key=draft.name_key
    ).first()


def _insert(draft: Signature) -> Signature:
    """The draft as a row, or the row that the unique key holds against it: a second press finds the first one's."""
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError:
        if not (found := _first(draft)):
            raise
        return found
    return draft


def _type_again(signature: Signature, draft: Signature) -> None:
    """What was typed last counts, while nobody has confirmed anything."""
    fields = ["name", "email", "zip_code", "comment", "comment_state", "show_name", "news_consent", "consent_words"]
    if any(getattr(signature, field) != getattr(draft, field) for field in fields):
        for field in fields:
            setattr(signature, field, getattr(draft, field))
        signature.save(update_fields=fields)


def _ask_for_mail(signature: Signature, at: datetime, *, is_new: bool = False) -> None:
    """One mail a ten minutes at most: the key names the signature and its ten minutes. A honeypot's bot gets none."""
    if signature.state == State.INVALIDATED or (signature.suspicion, signature.state) == (
        "honeypot",
        State.QUARANTINED,
    ):
        return
    if not is_new and not rules.may_write_again(_last_mail(signature), at):
        return
    kind = "petition.AlreadyCounted" if signature.state == State.CONFIRMED else "petition.ConfirmSignature"
    if signature.asked_at != at and signature.state in WAITING_STATES:
        Signature.objects.filter(pk=signature.pk).update(asked_at=at)
    mail.send(
        kind, to=signature.email, about=signature.public_id.hex, at=at, basis=Message.Basis.ANSWER,
        key=f"{kind}:{signature.public_id.hex}:{int(at.timestamp()) // 600}",
    )  # fmt: skip


def _last_mail(signature: Signature) -> datetime | None:
    """When a mail about this signature was last asked for."""
    answers = Message.objects.filter(mailbox_key=signature.mailbox_key, basis=Message.Basis.ANSWER)
    return answers.filter(about=signature.public_id.hex).aggregate(last=Max("queued_at"))["last"]


def change_address(*, signature: Signature, email: str, how: Circumstances, at: datetime) -> Signature:
    """The signer mistyped the address: the waiting row moves to the new one; what was counted never moves."""
    typed = Typed(
        name=signature.name, email=email, zip_code=signature.zip_code, comment=signature.comment,
        show_name=signature.show_name, news_consent=signature.news_consent,
    )  # fmt: skip
    with transaction.atomic():
        moved = sign(petition=signature.petition, typed=typed, how=how, at=at)
        if moved.pk != signature.pk and signature.state in WAITING_STATES:
            Signature.objects.filter(pk=signature.pk, state__in=WAITING_STATES).delete()
    return moved


@transaction.atomic
def send_again(*, signature: Signature, at: datetime) -> None:
    _ask_for_mail(signature, at)


@transaction.atomic
def confirm(*, signature: Signature, at: datetime) -> Signature:
    """The mailbox's owner said "yes, count my signature". Twice is once: a counted signature comes back unchanged.

    Until now only the pending row existed, as typed; here the human enters the house.
    Raises PetitionClosed or LinkHasNoWork.
    """
    signature = _locked(signature)
    if signature.state == State.CONFIRMED:
        return signature
    _check_can_count(signature, at)
    mail.answered(mailbox=signature.mailbox_key)
    person = people.identify(name=signature.name, email=signature.email, zip_code=signature.zip_code, at=at)
    if earlier := signature.petition.signatures.filter(person=person).first():
        signature.delete()  # the same human under another spelling: one signature
        return earlier
    return _count(signature, person, at)


def _locked(signature: Signature) -> Signature:
    """Read again inside the transaction; on PostgreSQL a second press waits here (SQLite has one writer)."""
    rows = Signature.objects.select_related("petition__action").select_for_update(of=("self",))
    try:
        return rows.get(pk=signature.pk)
    except Signature.DoesNotExist:
        raise LinkHasNoWork(signature)


def _check_can_count(signature: Signature, at: datetime) -> None:
    if signature.state == State.INVALIDATED or rules.has_expired(signature.asked_at, at):
        raise LinkHasNoWork(signature)
    if not signature.petition.is_open(at):
        raise PetitionClosed(signature.petition)


def _count(signature: Signature, person: Person, at: datetime) -> Signature:
    place = place_of(signature.zip_code)
    signature.person, signature.state, signature.confirmed_at = person, State.CONFIRMED, at
    signature.place_town, signature.place_state = (place.town, place.state) if place else ("", "")
    signature.save(update_fields=["person", "state", "confirmed_at", "place_town", "place_state"])
    if signature.news_consent:
        people.record_consent(
            person=person, channel="email", purpose="news", given=True, at=at,
            where=f"petition {signature.petition.action.slug}", wording=signature.consent_words,
        )  # fmt: skip
    people.record_activity(person=person, kind="signed", about=signature.petition.ref, at=at)
    audit.record("signature confirmed", on=signature.ref, by=Actor.person(person.public_id), at=at)
    mail.send(
        "petition.ThanksForSigning", to=signature.email, about=signature.public_id.hex, at=at, person=person,
        key=f"thanks:{signature.public_id.hex}",
    )  # fmt: skip
    return signature


@transaction.atomic
def correct_name(*, signature: Signature, name: str) -> Signature:
    """From the confirm page, before it is counted. Another row with that name under this mailbox stays as it is."""
    if signature.state not in WAITING_STATES:
        return signature
    signature.name, signature.name_key = name, name_key(name)
    if twin := _first(signature):
        return twin if twin.pk != signature.pk else _saved_name(signature)
    return _saved_name(signature)


def _saved_name(signature: Signature) -> Signature:
    signature.save(update_fields=["name", "name_key"])
    return signature


@transaction.atomic
def disown(*, signature: Signature, at: datetime) -> None:
    """ "I did not sign this": the waiting row goes. What was counted stays; its mailbox said yes once."""
    gone, _rows = Signature.objects.filter(pk=signature.pk, state__in=WAITING_STATES).delete()
    if gone:
        audit.record("signature disowned", on=signature.ref, by=VISITOR, at=at)


@transaction.atomic
def refuse(*, mailbox: str, at: datetime) -> None:
    """No petition mail ever again to this mailbox."""
    mail.suppress(mailbox=mailbox, purpose="petitions", at=at)


@transaction.atomic
def ask_for_updates(*, signature: Signature, wanted: bool, at: datetime) -> None:
    """ "Hear how it goes on": also the one-click stop of those mails."""
    if signature.wants_updates != wanted:
        Signature.objects.filter(pk=signature.pk).update(wants_updates=wanted)
        verb = "updates asked for" if wanted else "updates stopped"
        audit.record(verb, on=signature.ref, by=VISITOR, at=at, fields=["wants_updates"])


@transaction.atomic
def sign_as(*, petition: Petition, person: Person, email: str, how: Circumstances, at: datetime) -> Signature:
    """One click for a person who came by a signed mail link: the mailbox is known, so it counts at once."""
    if not petition.is_open(at):
        raise PetitionClosed(petition)
    if signed := petition.signatures.filter(person=person).first():
        return signed
    typed = Typed(name=person.name, email=email, zip_code=person.zip_code)
    draft = _draft(petition, typed, how, at)
    signature = _first(draft) or _insert(draft)
    if signature.state in WAITING_STATES:
        _count(signature, person, at)
    return signature
