"""An organizer's verbs over a petition: write, publish, close, reopen, moderate comments. What is told: telling.py."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.foundation.jobs import services as jobs
from ballotline.organizing.actions import services as actions
from ballotline.organizing.actions.kinds.petition.models import Petition, Revision, Signature
from ballotline.organizing.actions.kinds.petition.services import telling
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.services import NotNow

ACTION_FIELDS = ("title", "body", "opens_at", "closes_at", "image", "image_text", "image_credit")
PETITION_FIELDS = ("target", "asks", "goal", "share_words")


@transaction.atomic
def draft(*, fields: Mapping[str, object], by: Actor, at: datetime) -> Petition:
    """A new petition that only organizers see. Its address comes from the title and never changes."""
    action = actions.new_action("petition", {name: fields.get(name) for name in ACTION_FIELDS}, at=at)
    petition = Petition.objects.create(
        action=action, **{name: fields[name] for name in PETITION_FIELDS if name in fields}
    )
    audit.record("petition drafted", on=petition.ref, by=by, at=at)
    return petition


@transaction.atomic
def edit(*, petition: Petition, fields: Mapping[str, object], version: int, by: Actor, at: datetime) -> Petition:
    """Saves the named fields over `version`; the old words are kept as a revision.

    Raises actions.EditedMeanwhile if that is no longer the newest version: nothing is discarded.
    """
    actions.take_turn(petition.action, version)
    current = Petition.objects.select_related("action").get(pk=petition.pk)
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
    actions.move(petition.action, {Action.State.DRAFT}, Action.State.LIVE)
    ask_for_sheets(petition=petition, at=at)
    audit.record("petition published", on=petition.ref, by=by, at=at)


def ask_for_sheets(*, petition: Petition, at: datetime) -> None:
    """A job sets the blank paper sheets; asked for again while it waits, it is the same job."""
    jobs.enqueue("petition.set_sheets", at=at, key=f"sheets:{petition.public_id}", petition=str(petition.public_id))


@transaction.atomic
def close(*, petition: Petition, by: Actor, at: datetime) -> None:
    """Nobody can sign any more, and those who asked to hear more are told how many have signed."""
    over = petition.action.closes_at if petition.action.window.is_over(at) else at
    actions.move(petition.action, {Action.State.LIVE}, Action.State.CLOSED, closed_at=over)
    telling.tell_that_it_closed(petition=petition, by=by, at=at)
    audit.record("petition closed", on=petition.ref, by=by, at=at)


@transaction.atomic
def reopen(*, petition: Petition, by: Actor, at: datetime) -> None:
    """The undo of closing. A closing time in the past is taken away, or it would close again at once."""
    closes_at = None if petition.action.window.is_over(at) else petition.action.closes_at
    actions.move(petition.action, {Action.State.CLOSED}, Action.State.LIVE, closed_at=None, closes_at=closes_at)
    telling.take_off(petition=petition, key="closed", at=at)
    audit.record("petition reopened", on=petition.ref, by=by, at=at)


def close_what_is_over(*, by: Actor, at: datetime) -> int:
    """Petitions whose closing time has passed; how many were closed."""
    over = Petition.objects.select_related("action").filter(action__state=Action.State.LIVE, action__closes_at__lte=at)
    for petition in over:
        close(petition=petition, by=by, at=at)
    return len(over)


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
    actions.move(petition.action, {Action.State.LIVE}, Action.State.DRAFT)
    audit.record("petition unpublished", on=petition.ref, by=by, at=at)


def restore(*, petition: Petition, revision: Revision, by: Actor, at: datetime) -> Petition:
    """Puts the words of a revision back, as one more edit; so this has an undo too."""
    fields = {name: _revived(name, value) for name, value in revision.fields.items()}
    return edit(petition=petition, fields=fields, version=petition.action.version, by=by, at=at)


def _revived(name: str, value: object) -> object:
    return datetime.fromisoformat(str(value)) if name in ("opens_at", "closes_at") and value else value
