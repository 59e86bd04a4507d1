"""An organizer's verbs over a petition: write, publish, close, post an update, say how it ended, moderate comments."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.foundation.jobs import services as jobs
from ballotline.organizing.actions.kinds.petition.models import Petition, Revision, Signature, Update
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.rules import slug_of

ACTION_FIELDS = ("title", "body", "opens_at", "closes_at", "image", "image_text", "image_credit")
PETITION_FIELDS = ("target", "asks", "goal", "share_words")


class EditedMeanwhile(Exception):
    """Somebody saved a newer version; `petition` is as it stands now."""

    def __init__(self, petition: Petition) -> None:
        super().__init__(petition)
        self.petition = petition


class NotNow(Exception):
    """The petition's state does not allow this step; the message says why."""


@transaction.atomic
def draft(*, fields: Mapping[str, object], by: Actor, at: datetime) -> Petition:
    """A new petition that only organizers see. Its address comes from the title and never changes."""
    action = _new_action(fields, at)
    petition = Petition.objects.create(
        action=action, **{name: fields[name] for name in PETITION_FIELDS if name in fields}
    )
    audit.record("petition drafted", on=petition.ref, by=by, at=at)
    return petition


def _new_action(fields: Mapping[str, object], at: datetime) -> Action:
    stem = slug_of(str(fields["title"]))
    for suffix in ["", *(f"-{n}" for n in range(2, 200))]:
        action = Action(kind="petition", slug=f"{stem}{suffix}", created_at=at)
        for name in ACTION_FIELDS:
            if fields.get(name) is not None:
                setattr(action, name, fields[name])
        try:
            with transaction.atomic():
                action.save()
        except IntegrityError:
            continue
        return action
    raise NotNow(_("Too many petitions have this title. Choose another one."))


@transaction.atomic
def edit(*, petition: Petition, fields: Mapping[str, object], version: int, by: Actor, at: datetime) -> Petition:
    """Saves the named fields over `version`; the old words are kept as a revision.

    Raises EditedMeanwhile if that is no longer the newest version: nothing is discarded.
    """
    moved = Action.objects.filter(pk=petition.pk, version=version).update(version=version + 1)
    current = Petition.objects.select_related("action").get(pk=petition.pk)
    if not moved:
        raise EditedMeanwhile(current)
    changed = [
        name for name in (*ACTION_FIELDS, *PETITION_FIELDS) if name in fields and _value(current, name) != fields[name]
    ]
    Revision.objects.create(
        petition=current, version=version, at=at, fields={name: _stored(_value(current, name)) for name in changed}
    )
    for name in changed:
        setattr(current.action if name in ACTION_FIELDS else current, name, fields[name])
    current.action.save()
    current.save()
    audit.record("petition edited", on=current.ref, by=by, at=at, fields=changed)
    return current


def _value(petition: Petition, name: str) -> object:
    return getattr(petition.action if name in ACTION_FIELDS else petition, name)


def _stored(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, int | str | None) else str(value)


@transaction.atomic
def publish(*, petition: Petition, by: Actor, at: datetime) -> None:
    """It goes to the front page at once, or at its opening time. Nobody is mailed."""
    _move(petition, {Action.State.DRAFT}, Action.State.LIVE)
    ask_for_sheets(petition=petition, at=at)
    audit.record("petition published", on=petition.ref, by=by, at=at)


def ask_for_sheets(*, petition: Petition, at: datetime) -> None:
    """A job sets the blank paper sheets; asked for again while it waits, it is the same job."""
    jobs.enqueue("petition.set_sheets", at=at, key=f"sheets:{petition.public_id}", petition=str(petition.public_id))


@transaction.atomic
def close(*, petition: Petition, by: Actor, at: datetime) -> None:
    _move(petition, {Action.State.LIVE}, Action.State.CLOSED)
    audit.record("petition closed", on=petition.ref, by=by, at=at)


@transaction.atomic
def reopen(*, petition: Petition, by: Actor, at: datetime) -> None:
    """The undo of closing. A closing time in the past is taken away, or it would close again at once."""
    _move(petition, {Action.State.CLOSED}, Action.State.LIVE)
    if petition.action.window.is_over(at):
        Action.objects.filter(pk=petition.pk).update(closes_at=None)
        petition.action.closes_at = None
    audit.record("petition reopened", on=petition.ref, by=by, at=at)


def _move(petition: Petition, before: set[Action.State], after: Action.State) -> None:
    moved = Action.objects.filter(pk=petition.pk, state__in=before).update(state=after)
    if not moved:
        raise NotNow(_("This petition is %(state)s already. Load the page again.") % {"state": petition.action.state})
    petition.action.state = after


def close_what_is_over(*, by: Actor, at: datetime) -> int:
    """Petitions whose closing time has passed; how many were closed."""
    over = Petition.objects.select_related("action").filter(action__state=Action.State.LIVE, action__closes_at__lte=at)
    for petition in over:
        close(petition=petition, by=by, at=at)
    return len(over)


@transaction.atomic
def post_update(*, petition: Petition, title: str, body: str, by: Actor, at: datetime) -> Update:
    """A public note; those who asked to hear how it goes on get it by mail."""
    update = Update.objects.create(petition=petition, title=title, body=body, posted_at=at)
    jobs.enqueue("petition.mail_update", at=at, key=f"petition.update:{update.public_id}", update=str(update.public_id))
    audit.record("update posted", on=petition.ref, by=by, at=at)
    return update


@transaction.atomic
def remove_update(*, update: Update, removed: bool, by: Actor, at: datetime) -> None:
    Update.objects.filter(pk=update.pk).update(removed_at=at if removed else None)
    audit.record("update removed" if removed else "update put back", on=update.petition.ref, by=by, at=at)


@transaction.atomic
def record_outcome(
    *, petition: Petition, outcome: Petition.Outcome, words: str, source: str, on: date, by: Actor, at: datetime
) -> None:
    """How it ended, with its source. Won and not won are said publicly; the note goes out like an update."""
    if petition.action.state != Action.State.CLOSED:
        raise NotNow(_("Close the petition first, then record what happened."))
    Petition.objects.filter(pk=petition.pk).update(
        outcome=outcome, outcome_words=words, outcome_source=source, outcome_on=on
    )
    title = _("We won") if outcome == Petition.Outcome.WON else _("How it ended")
    post_update(petition=petition, title=title, body=f"{words}\n\n{source}", by=by, at=at)
    audit.record("outcome recorded", on=petition.ref, by=by, at=at, fields=["outcome"])


@transaction.atomic
def record_delivered(*, petition: Petition, receipt: str, by: Actor, at: datetime) -> None:
    """The list was handed over. The newest finished delivery keeps the receipt note."""
    if petition.action.state != Action.State.CLOSED:
        raise NotNow(_("Close the petition first, then record that it was handed over."))
    Petition.objects.filter(pk=petition.pk).update(delivered_at=at)
    newest = petition.deliveries.filter(state="ready").order_by("-made_at").first()
    if newest:
        newest.receipt = receipt
        newest.save(update_fields=["receipt"])
    post_update(petition=petition, title=_("The list was handed over"), body=receipt, by=by, at=at)
    audit.record("petition delivered", on=petition.ref, by=by, at=at)


@transaction.atomic
def moderate(*, petition: Petition, public_ids: Iterable[str], show: bool, by: Actor, at: datetime) -> int:
    """Shows or hides comments; how many changed. The opposite call is the undo."""
    state = Signature.Comment.SHOWN if show else Signature.Comment.HIDDEN
    comments = (
        petition.signatures.filter(public_id__in=list(public_ids)).exclude(comment="").exclude(comment_state=state)
    )
    changed = comments.update(comment_state=state)
    audit.record("comments shown" if show else "comments hidden", on=petition.ref, by=by, at=at)
    return changed


@transaction.atomic
def unpublish(*, petition: Petition, by: Actor, at: datetime) -> None:
    """The undo of publishing, as long as nobody has signed."""
    if petition.signatures.exists():
        raise NotNow(_("People have signed already. Close the petition instead."))
    _move(petition, {Action.State.LIVE}, Action.State.DRAFT)
    audit.record("petition unpublished", on=petition.ref, by=by, at=at)


def restore(*, petition: Petition, revision: Revision, by: Actor, at: datetime) -> Petition:
    """Puts the words of a revision back, as one more edit; so this has an undo too."""
    fields = {name: _revived(name, value) for name, value in revision.fields.items()}
    return edit(petition=petition, fields=fields, version=petition.action.version, by=by, at=at)


def _revived(name: str, value: object) -> object:
    return datetime.fromisoformat(str(value)) if name in ("opens_at", "closes_at") and value else value
