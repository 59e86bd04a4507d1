"""The verbs of pledges: write, publish; promise, confirm, withdraw; say how the condition was decided.

An unconfirmed promise touches no Person, as with signatures; and it never becomes one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ballotline.foundation.access.rules import VISITOR, Actor
from ballotline.foundation.audit import services as audit
from ballotline.foundation.jobs import services as jobs
from ballotline.movement.mail import services as mail
from ballotline.movement.mail.models import Message
from ballotline.movement.people import services as people
from ballotline.movement.people.rules import mailbox_key, name_key
from ballotline.organizing.actions import services as actions
from ballotline.organizing.actions.kinds.pledge import rules
from ballotline.organizing.actions.kinds.pledge.models import Pledge, Promise
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.services import NotNow
from ballotline.record.places.queries import place_of

State = Promise.State
ACTION_FIELDS = ("title", "body")
OWN_FIELDS = ("kind", "promise", "unless", "due", "decided_by")


class NotOpen(Exception):
    """The pledge takes no promises at that moment."""


class LinkHasNoWork(Exception):
    """The promise behind the link is gone or too old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    name: str
    email: str
    zip_code: str
    news_consent: bool = False
    consent_words: str = ""


@transaction.atomic
def draft(*, fields: Mapping[str, object], by: Actor, at: datetime) -> Pledge:
    action = actions.new_action("pledge", {name: fields.get(name) for name in ACTION_FIELDS}, at=at)
    pledge = Pledge.objects.create(action=action, **{name: fields[name] for name in OWN_FIELDS if name in fields})
    audit.record("pledge drafted", on=pledge.ref, by=by, at=at)
    return pledge


@transaction.atomic
def edit(*, pledge: Pledge, fields: Mapping[str, object], by: Actor, at: datetime) -> None:
    """Changes words and day. Once somebody promised, the sentence itself stays: raises NotNow where it would change."""
    changed = [name for name in OWN_FIELDS if name in fields and getattr(pledge, name) != fields[name]]
    if {"kind", "promise", "unless"} & set(changed) and pledge.promises.exists():
        raise NotNow(
            _("People have made this promise already: its words stay as they are. Close it, and write another one.")
        )
    for name in changed:
        setattr(pledge, name, fields[name])
    for name in ACTION_FIELDS:
        setattr(pledge.action, name, fields.get(name) or "")
    pledge.action.version += 1
    pledge.action.save()
    pledge.save()
    audit.record("pledge edited", on=pledge.ref, by=by, at=at, fields=changed)


@transaction.atomic
def step(*, pledge: Pledge, verb: str, by: Actor, at: datetime) -> None:
    """ "publish", "unpublish", "close" or "reopen". Raises actions.NotNow."""
    actions.step(pledge.action, verb, people_took_part=pledge.promises.exists(), at=at)
    audit.record(f"pledge {verb}", on=pledge.ref, by=by, at=at)


@transaction.atomic
def promise(*, pledge: Pledge, typed: Typed, at: datetime, is_bot: bool = False) -> Promise:
    """Keeps what was typed and asks for the mail. The same mailbox and name again is the same promise. Raises NotOpen."""
    if not pledge.is_open(at):
        raise NotOpen(pledge)
    draft = Promise(
        pledge=pledge, name=typed.name, name_key=name_key(typed.name), email=typed.email, mailbox_key=mailbox_key(typed.email),
        zip_code=typed.zip_code, news_consent=typed.news_consent, consent_words=typed.consent_words if typed.news_consent else "",
        asked_at=at,
    )  # fmt: skip
    found = _insert(draft)
    if found.state != State.CONFIRMED and found is not draft:
        _type_again(found, draft)
    if not is_bot:
        _ask_for_mail(found, at)
    return found


def _insert(draft: Promise) -> Promise:
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError:
        return Promise.objects.get(pledge=draft.pledge, mailbox_key=draft.mailbox_key, name_key=draft.name_key)
    return draft


def _type_again(found: Promise, draft: Promise) -> None:
    for name in ("name", "email", "zip_code", "news_consent", "consent_words", "asked_at"):
        setattr(found, name, getattr(draft, name))
    found.state = State.PENDING
    found.save()


def _ask_for_mail(found: Promise, at: datetime) -> None:
    """One in ten minutes, and at most five to a mailbox that never answers."""
    kind = "pledge.AlreadyPromised" if found.state == State.CONFIRMED else "pledge.ConfirmPromise"
    mail.send(
        kind, to=found.email, about=found.public_id.hex, at=at, basis=Message.Basis.ANSWER,
        key=f"{kind}:{found.public_id.hex}:{int(at.timestamp()) // 600}",
    )  # fmt: skip


@transaction.atomic
def confirm(*, promise: Promise, at: datetime) -> Promise:
    """The mailbox's owner said yes; here the human enters the house. Twice is once. Raises NotOpen or LinkHasNoWork."""
    found = (
        Promise.objects.select_related("pledge__action").select_for_update(of=("self",)).filter(pk=promise.pk).first()
    )
    if found is None or found.state == State.WITHDRAWN or at - found.asked_at > rules.CONFIRM_WITHIN:
        raise LinkHasNoWork(promise)
    if found.state == State.CONFIRMED:
        return found
    if not found.pledge.is_open(at):
        raise NotOpen(found.pledge)
    mail.answered(mailbox=found.mailbox_key)
    person = people.identify(name=found.name, email=found.email, zip_code=found.zip_code, at=at)
    if earlier := found.pledge.promises.filter(person=person).exclude(pk=found.pk).first():
        found.delete()  # the same human under another spelling: one promise
        Promise.objects.filter(pk=earlier.pk).update(state=State.CONFIRMED)
        earlier.state = State.CONFIRMED
        return earlier
    place = place_of(found.zip_code)
    found.person, found.state, found.confirmed_at = person, State.CONFIRMED, at
    found.place_town, found.place_state = (place.town, place.state) if place else ("", "")
    found.save()
    if found.news_consent:
        people.record_consent(
            person=person, channel="email", purpose="news", given=True, at=at, where=f"pledge {found.pledge.action.slug}",
            wording=found.consent_words,
        )  # fmt: skip
    people.record_activity(person=person, kind="pledged", about=found.pledge.ref, at=at)
    audit.record("promise confirmed", on=found.ref, by=Actor.person(person.public_id), at=at)
    return found


@transaction.atomic
def withdraw(*, promise: Promise, at: datetime) -> None:
    """One press: the promise counts no more. Making it again brings it back."""
    if Promise.objects.filter(pk=promise.pk).exclude(state=State.WITHDRAWN).update(state=State.WITHDRAWN):
        audit.record("promise withdrawn", on=promise.ref, by=VISITOR, at=at)


@transaction.atomic
def decide(
    *, pledge: Pledge, verdict: Pledge.Verdict, words: str, source: str, on: date, by: Actor, at: datetime
) -> None:
    """How the condition was decided, with its source. Everybody who promised is told ten minutes later. Raises NotNow."""
    if pledge.action.state == Action.State.DRAFT:
        raise NotNow(_("Publish the pledge first."))
    if not Pledge.objects.filter(pk=pledge.pk, verdict="").update(
        verdict=verdict, verdict_words=words, verdict_source=source, verdict_on=on, decided_at=at
    ):
        raise NotNow(_("It is decided already. Take that back first to say it anew."))
    jobs.enqueue(
        "pledge.tell_the_verdict", at=at, after=at + rules.MAILS_LEAVE_AFTER,
        key=f"pledge.verdict:{pledge.public_id}:{at.isoformat()}", pledge=str(pledge.public_id), decided_at=at.isoformat(),
    )  # fmt: skip
    audit.record("pledge decided", on=pledge.ref, by=by, at=at, fields=["verdict"])


@transaction.atomic
def take_back_verdict(*, pledge: Pledge, by: Actor, at: datetime) -> None:
    """The undo of `decide`."""
    Pledge.objects.filter(pk=pledge.pk).update(
        verdict="", verdict_words="", verdict_source="", verdict_on=None, decided_at=None, told_at=None
    )
    audit.record("verdict taken back", on=pledge.ref, by=by, at=at, fields=["verdict"])
