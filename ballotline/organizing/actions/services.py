"""What is alike for every kind of ask: a new row with its address, and the steps between draft, live and closed."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.rules import slug_of


class NotNow(Exception):
    """The ask's state does not allow this step; the message says why."""


class EditedMeanwhile(Exception):
    """Somebody saved a newer version while this one was being written: nothing is discarded, both texts are shown."""


def take_turn(action: Action, version: int) -> None:
    """This edit follows `version`. The caller's transaction holds; raises EditedMeanwhile if that is not the newest."""
    if not Action.objects.filter(pk=action.pk, version=version).update(version=version + 1):
        raise EditedMeanwhile
    action.version = version + 1


@transaction.atomic
def new_action(kind: str, fields: Mapping[str, object], *, at: datetime) -> Action:
    """A draft. Its address comes from the title and never changes. Raises NotNow where two hundred have that title."""
    stem = slug_of(str(fields["title"]))
    for suffix in ["", *(f"-{n}" for n in range(2, 200))]:
        action = Action(kind=kind, slug=f"{stem}{suffix}", created_at=at)
        for name, value in fields.items():
            if value is not None:
                setattr(action, name, value)
        try:
            with transaction.atomic():
                action.save()
        except IntegrityError:
            continue
        return action
    raise NotNow(_("Too many pages have this title. Choose another one."))


def move(action: Action, before: set[Action.State], after: Action.State, **moments: datetime | None) -> None:
    """From one of the states `before` to `after`. Raises NotNow if somebody was quicker."""
    changed: dict[str, object] = {"state": after, **moments}
    if not Action.objects.filter(pk=action.pk, state__in=before).update(**changed):
        raise NotNow(_("It is %(state)s already. Load the page again.") % {"state": action.get_state_display()})
    for name, value in changed.items():
        setattr(action, name, value)


STEPS = {
    "publish": (Action.State.DRAFT, Action.State.LIVE),
    "unpublish": (Action.State.LIVE, Action.State.DRAFT),
    "close": (Action.State.LIVE, Action.State.CLOSED),
    "reopen": (Action.State.CLOSED, Action.State.LIVE),
}


@transaction.atomic
def step(action: Action, verb: str, *, people_took_part: bool, at: datetime) -> None:
    """ "publish", "unpublish", "close" or "reopen", of kinds that need no more. Raises NotNow."""
    before, after = STEPS[verb]
    if verb == "unpublish" and people_took_part:
        raise NotNow(_("People have taken part already. Close it instead."))
    moments = {"closed_at": at if verb == "close" else None}
    if verb == "reopen" and action.window.is_over(at):
        moments["closes_at"] = None  # or it would close again at once
    move(action, {before}, after, **moments)
