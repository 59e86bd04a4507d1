"""What is told about a petition: updates, that it closed, that the list was handed over, how it ended.

Each is a public note at once, and a mail to those who asked to hear more ten minutes later: a note that is taken
back by then has written to nobody.
"""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ballotline.foundation.access.rules import VISITOR, Actor
from ballotline.foundation.audit import services as audit
from ballotline.foundation.jobs import services as jobs
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.rules import Circumstances, Typed
from ballotline.movement.mail import services as mail
from ballotline.movement.people.queries import behind_mailbox
from ballotline.movement.people.rules import mailbox_key
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.models import Follower, Petition, Signature, Update
from ballotline.organizing.actions.kinds.petition.rules import MAILS_LEAVE_AFTER
from ballotline.organizing.actions.kinds.petition.services.signing import ask_for_updates
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.services import NotNow


@transaction.atomic
def post_update(*, petition: Petition, key: str, title: str, body: str, by: Actor, at: datetime) -> Update:
    """A public note. The same `key` again is the same note: a second press posts and mails nothing."""
    update = Update(petition=petition, key=key, title=title, body=body, posted_at=at)
    try:
        with transaction.atomic():
            update.save()
    except IntegrityError:
        return petition.updates.get(key=key, removed_at=None)
    _mail_soon(update, at)
    audit.record("update posted", on=petition.ref, by=by, at=at)
    return update


def _mail_soon(update: Update, at: datetime) -> None:
    jobs.enqueue(
        "petition.mail_update",
        at=at,
        after=at + MAILS_LEAVE_AFTER,
        key=f"petition.update:{update.public_id}",
        update=str(update.public_id),
    )


@transaction.atomic
def remove_update(*, update: Update, removed: bool, by: Actor, at: datetime) -> None:
    """Off the page, or back on it. Raises NotNow where another note of its occasion stands in its place."""
    try:
        with transaction.atomic():
            Update.objects.filter(pk=update.pk).update(removed_at=at if removed else None)
    except IntegrityError:
        raise NotNow(_("Another note stands in its place now."))
    if not removed and update.mailed_at is None:
        _mail_soon(update, at)
    audit.record("update removed" if removed else "update put back", on=update.petition.ref, by=by, at=at)


def take_off(*, petition: Petition, key: str, at: datetime) -> None:
    """The note of an act that is taken back goes with it."""
    petition.updates.filter(key=key, removed_at=None).update(removed_at=at)


def tell_that_it_closed(*, petition: Petition, by: Actor, at: datetime) -> None:
    """Under a petition that nobody signed there is nothing to tell."""
    count = queries.count_now(petition, at)
    if not count.all:
        return
    words = _("%(counted)s. Next we hand the list to %(target)s.")
    post_update(
        petition=petition,
        key="closed",
        title=_("Signing is closed"),
        by=by,
        at=at,
        body=words % {"counted": count.tally, "target": petition.target},
    )


@transaction.atomic
def record_outcome(
    *, petition: Petition, outcome: Petition.Outcome, words: str, source: str, on: date, by: Actor, at: datetime
) -> None:
    """How it ended, with its source. Won and not won are said publicly; the note goes out like an update."""
    _must_be_closed(petition)
    if not Petition.objects.filter(pk=petition.pk, outcome="").update(
        outcome=outcome, outcome_words=words, outcome_source=source, outcome_on=on
    ):
        raise NotNow(_("How it ended is recorded already. Take that back first to say it anew."))
    title = _("We won") if outcome == Petition.Outcome.WON else _("How it ended")
    post_update(petition=petition, key="outcome", title=title, body=f"{words}\n\n{source}", by=by, at=at)
    audit.record("outcome recorded", on=petition.ref, by=by, at=at, fields=["outcome"])


@transaction.atomic
def take_back_outcome(*, petition: Petition, by: Actor, at: datetime) -> None:
    """The undo of `record_outcome`; its note leaves the page with it."""
    Petition.objects.filter(pk=petition.pk).update(outcome="", outcome_words="", outcome_source="", outcome_on=None)
    take_off(petition=petition, key="outcome", at=at)
    audit.record("outcome taken back", on=petition.ref, by=by, at=at, fields=["outcome"])


@transaction.atomic
def record_delivered(*, petition: Petition, receipt: str, by: Actor, at: datetime) -> None:
    """The list was handed over. The newest finished delivery keeps the receipt note."""
    _must_be_closed(petition)
    if not Petition.objects.filter(pk=petition.pk, delivered_at=None).update(delivered_at=at):
        raise NotNow(_("The handing over is recorded already. Take that back first to say it anew."))
    newest = petition.deliveries.filter(state="ready").order_by("-made_at").first()
    if newest:
        newest.receipt = receipt
        newest.save(update_fields=["receipt"])
    title = _("The list was handed over")
    post_update(petition=petition, key="delivered", title=title, body=receipt, by=by, at=at)
    audit.record("petition delivered", on=petition.ref, by=by, at=at)


@transaction.atomic
def take_back_delivered(*, petition: Petition, by: Actor, at: datetime) -> None:
    """The undo of `record_delivered`: the receipt and its note go with it."""
    Petition.objects.filter(pk=petition.pk).update(delivered_at=None)
    petition.deliveries.exclude(receipt="").update(receipt="")
    take_off(petition=petition, key="delivered", at=at)
    audit.record("delivery taken back", on=petition.ref, by=by, at=at)


def _must_be_closed(petition: Petition) -> None:
    if petition.action.state != Action.State.CLOSED:
        raise NotNow(_("End signing first, then record this."))


def follow(*, petition: Petition, typed: Typed, how: Circumstances, at: datetime) -> Follower:
    """ "Tell me when it opens", or "Hear how it goes on" once it is over: a row of this very press.
    Raises arrivals.NotOpen."""
    hears = Follower.Hears.OPENING if petition.is_early(at) else Follower.Hears.UPDATES
    return arrivals.ask(draft=Follower(petition=petition, hears=hears), typed=typed, how=how, at=at)


@transaction.atomic
def stop_following(*, follower: Follower, at: datetime) -> None:
    """One click, at once, for good: the row goes."""
    follower.delete()
    audit.record("following stopped", on=follower.ref, by=VISITOR, at=at)


@transaction.atomic
def stop_telling(*, mailbox: str, at: datetime) -> None:
    """Of all petitions, whoever has this mailbox. Signatures are found by their person, of whom there is an index; of
    those who only follow, who are few, nobody need be known."""
    key = mailbox_key(mailbox)
    signed = Signature.objects.filter(person__in=behind_mailbox(mailbox), mailbox_key=key, wants_updates=True)
    for signature in signed:
        ask_for_updates(signature=signature, wanted=False, at=at)
    for follower in Follower.objects.filter(mailbox_key=key):
        stop_following(follower=follower, at=at)


def tell_that_they_opened(*, at: datetime) -> int:
    """Petitions whose hour has come: those who asked get their one message and are forgotten. How many."""
    asked = Follower.objects.select_related("petition__action").filter(
        hears=Follower.Hears.OPENING, state=Follower.State.CONFIRMED, petition__action__state=Action.State.LIVE
    )
    asked = asked.filter(Q(petition__action__opens_at=None) | Q(petition__action__opens_at__lte=at))
    due = [follower for follower in asked.order_by("pk")[:1_000] if follower.petition.is_open(at)]
    for follower in due:
        _tell_that_it_opened(follower, at)
    return len(due)


@transaction.atomic
def _tell_that_it_opened(follower: Follower, at: datetime) -> None:
    petition = follower.petition.public_id.hex
    mail.send(
        "petition.ItIsOpen",
        to=follower.email,
        about=petition,
        at=at,
        key=f"petition.ItIsOpen:{petition}:{follower.mailbox_key}"[:160],
    )
    follower.delete()
