"""The verbs of pledges: write, publish; promise, withdraw; say how the condition was decided."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ballotline.foundation.access.rules import VISITOR, Actor
from ballotline.foundation.audit import services as audit
from ballotline.foundation.jobs import services as jobs
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.rules import Circumstances, Typed
from ballotline.organizing.actions import services as actions
from ballotline.organizing.actions.kinds.pledge import rules
from ballotline.organizing.actions.kinds.pledge.models import Pledge, Promise
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.services import NotNow

State = Promise.State
ACTION_FIELDS = ("title", "body")
OWN_FIELDS = ("kind", "promise", "unless", "due", "decided_by")


@transaction.atomic
def draft(*, fields: Mapping[str, object], by: Actor, at: datetime) -> Pledge:
    action = actions.new_action("pledge", {name: fields.get(name) for name in ACTION_FIELDS}, at=at)
    pledge = Pledge.objects.create(action=action, **{name: fields[name] for name in OWN_FIELDS if name in fields})
    audit.record("pledge drafted", on=pledge.ref, by=by, at=at)
    return pledge


@transaction.atomic
def edit(*, pledge: Pledge, fields: Mapping[str, object], version: int, by: Actor, at: datetime) -> None:
    """Changes words and day over `version`. Once somebody promised, the sentence itself stays: raises NotNow where it would
    change, and actions.EditedMeanwhile."""
    changed = [name for name in OWN_FIELDS if name in fields and getattr(pledge, name) != fields[name]]
    if {"kind", "promise", "unless"} & set(changed) and _was_made(pledge):
        raise NotNow(
            _("People have made this promise already: its words stay as they are. Close it, and write another one.")
        )
    actions.take_turn(pledge.action, version)
    for name in changed:
        setattr(pledge, name, fields[name])
    for name in ACTION_FIELDS:
        setattr(pledge.action, name, fields.get(name) or "")
    pledge.action.save()
    pledge.save()
    audit.record("pledge edited", on=pledge.ref, by=by, at=at, fields=changed)


def _was_made(pledge: Pledge) -> bool:
    """Did a mailbox's owner say yes to it? What only waits is anybody's word, and freezes nothing."""
    return pledge.promises.filter(confirmed_at__isnull=False).exists()


@transaction.atomic
def step(*, pledge: Pledge, verb: str, by: Actor, at: datetime) -> None:
    """ "publish", "unpublish", "close" or "reopen". Raises actions.NotNow."""
    actions.step(pledge.action, verb, people_took_part=_was_made(pledge), at=at)
    audit.record(f"pledge {verb}", on=pledge.ref, by=by, at=at)


def promise(*, pledge: Pledge, typed: Typed, how: Circumstances, at: datetime) -> Promise:
    """Keeps what was typed in a row of this very press, and asks for the mail. Raises arrivals.NotOpen."""
    return arrivals.ask(draft=Promise(pledge=pledge), typed=typed, how=how, at=at)


@transaction.atomic
def clear(*, pledge: Pledge, public_id: str, by: Actor, at: datetime) -> int:
    """A promise that was set aside looks right after all; `set_aside_again` is the undo."""
    chosen = pledge.promises.select_related("pledge__action", "person").filter(public_id=public_id)
    cleared = arrivals.clear(arrivals=chosen, at=at)
    audit.record("promise cleared", on=pledge.ref, by=by, at=at, fields=["state"])
    return cleared


@transaction.atomic
def set_aside_again(*, pledge: Pledge, public_id: str, by: Actor, at: datetime) -> int:
    changed = arrivals.set_aside_again(arrivals=pledge.promises.filter(public_id=public_id))
    audit.record("promise set aside again", on=pledge.ref, by=by, at=at, fields=["state"])
    return changed


@transaction.atomic
def withdraw(*, promise: Promise, at: datetime) -> None:
    """One press: the promise counts no more. Its owner can make it again, and nobody else."""
    if Promise.objects.filter(pk=promise.pk, state=State.CONFIRMED).update(state=State.WITHDRAWN):
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
        "pledge.tell_the_verdict",
        at=at,
        after=at + rules.MAILS_LEAVE_AFTER,
        key=f"pledge.verdict:{pledge.public_id}:{at.isoformat()}",
        pledge=str(pledge.public_id),
        decided_at=at.isoformat(),
    )
    audit.record("pledge decided", on=pledge.ref, by=by, at=at, fields=["verdict"])


@transaction.atomic
def take_back_verdict(*, pledge: Pledge, by: Actor, at: datetime) -> None:
    """The undo of `decide`."""
    Pledge.objects.filter(pk=pledge.pk).update(
        verdict="", verdict_words="", verdict_source="", verdict_on=None, decided_at=None, told_at=None
    )
    audit.record("verdict taken back", on=pledge.ref, by=by, at=at, fields=["verdict"])
