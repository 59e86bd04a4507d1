"""The verbs that only pledges have: say how the condition was decided, and take that back."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.foundation.jobs import services as jobs
from ballotline.organizing.actions.kinds.pledge import rules
from ballotline.organizing.actions.kinds.pledge.models import Pledge
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.services import NotNow


@transaction.atomic
def decide(*, pledge: Pledge, verdict: str, words: str, source: str, on: date, by: Actor, at: datetime) -> None:
    """How the condition was decided, with its source.
    Everybody who promised is told ten minutes later. Raises NotNow."""
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
