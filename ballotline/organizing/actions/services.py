"""The verbs of every ask: write it, edit it over its version, bring earlier words back, publish, close, and their way
back.

Each is one transaction and leaves an entry in the log. What a kind adds (its own fields, what must not change any more,
what closing means to it) it declares.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.files import File
from django.db import models, transaction
from django.utils.translation import gettext as _

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.foundation.ui.slugs import save_under_a_free_slug, slug_of
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.rules import Circumstances, Typed
from ballotline.organizing.actions.declared import KINDS, kind_of
from ballotline.organizing.actions.models import Action, Ask, Revision
from ballotline.organizing.actions.queries import names_of, people_of, plain, said_at, says, somebody_took_part
from ballotline.organizing.actions.rules import Window

State = Action.State


TAKEN_WORDS = ("new", "numbers")  # addresses of the desk stand there


class NotNow(Exception):
    """The ask's state does not allow this step; the message says why."""


class EditedMeanwhile(Exception):
    """Somebody saved a newer version while this one was being written: nothing is discarded, both texts are shown."""


@transaction.atomic
def draft(kind: str, *, fields: Mapping[str, Any], by: Actor, at: datetime, chapter: str = "") -> Any:
    """A new ask that only organizers see, those of its chapter or of the whole organization. Its address comes from
    the title and never changes.

    Raises NotNow where two hundred have that title.
    """
    said = KINDS[kind]
    ask = said.model(**{name: fields[name] for name in said.own if name in fields})
    action = Action(kind=kind, chapter=chapter, created_at=at)
    _set(ask, action, {name: fields[name] for name in said.of_action if name in fields})
    for name in said.related:
        said.related[name].write(ask, plain(fields.get(name, [])), at)
    audit.record(f"{ask.WORD} drafted", on=ask.ref, by=by, at=at)
    return ask


def _set(ask: Ask, action: Action, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        if value is not None:
            setattr(action, name, value)
    if not save_under_a_free_slug(action, slug_of(action.title), taken=TAKEN_WORDS):
        raise NotNow(_("Too many pages have this title. Choose another one."))
    ask.action = action
    ask.save(force_insert=True)


@transaction.atomic
def edit(ask: Any, *, fields: Mapping[str, Any], version: int, by: Actor, at: datetime) -> Any:
    """Saves the named fields over `version`; what they said before is kept as a revision. The ask as it is then.

    Raises EditedMeanwhile if that is no longer the newest version, and NotNow where a word must not change any more.
    """
    kind = kind_of(ask)
    _take_turn(ask.action, version)
    current = kind.model._default_manager.select_related("action").get(pk=ask.pk)
    before = says(current)
    named = [name for name in names_of(kind) if name in fields]
    changed = [name for name in named if isinstance(fields[name], File) or plain(fields[name]) != before[name]]
    kind.may_change(current, changed)
    kept = {name: before[name] for name in changed}
    Revision.objects.create(action=current.action, version=version, at=at, fields=kept)
    _say(current, {name: fields[name] for name in changed}, at)
    audit.record(f"{ask.WORD} edited", on=current.ref, by=by, at=at, fields=changed)
    return current


def _take_turn(action: Action, version: int) -> None:
    """This edit follows `version`."""
    if not Action.objects.filter(pk=action.pk, version=version).update(version=version + 1):
        raise EditedMeanwhile
    action.version = version + 1


def _say(ask: Ask, fields: Mapping[str, Any], at: datetime) -> None:
    """Puts these in place of what the ask says; each as its form gives it, or as the plain value of a revision.

    Only their columns are written: how it ended may be recorded at this very moment.
    """
    kind = kind_of(ask)
    for name, value in fields.items():
        if name in kind.related:
            kind.related[name].write(ask, plain(value), at)
        else:
            _put(ask.action if name in kind.of_action else ask, name, value)
    ask.action.save(update_fields=[name for name in fields if name in kind.of_action])
    ask.save(update_fields=[name for name in fields if name in kind.own])


def _put(row: models.Model, name: str, value: Any) -> None:
    column = row._meta.get_field(name)
    if isinstance(value, File):
        setattr(row, name, value)
    elif isinstance(column, models.ForeignKey):
        key = plain(value)
        still_there = column.related_model._default_manager.filter(pk=key).exists()
        setattr(row, column.attname, key if still_there else None)
    else:
        setattr(row, name, column.to_python(value))  # type: ignore[union-attr]


@transaction.atomic
def restore(ask: Any, *, version: int, by: Actor, at: datetime) -> Any:
    """Brings back all that the ask said at `version`, as one more edit: so this has an undo too.

    A closing time that has passed stays away, or it would close at once, for an hour at which people still took part.
    Raises NotNow where that version or something it names is not on file any more, or a word must not change any more.
    """
    words = said_at(ask, version)
    if words is None:
        raise NotNow(_("Version %(n)s is not on file.") % {"n": version})
    if words.get("closes_at") and datetime.fromisoformat(words["closes_at"]) <= at:
        del words["closes_at"]
    restored = edit(ask, fields=words, version=ask.action.version, by=by, at=at)
    if any(value != words[name] for name, value in says(restored).items() if name in words):
        raise NotNow(_("That version names something that is not on file any more. Edit it by hand."))
    return restored


STEPS = {
    "publish": (State.DRAFT, State.LIVE, "published"),
    "unpublish": (State.LIVE, State.DRAFT, "unpublished"),
    "close": (State.LIVE, State.CLOSED, "closed"),
    "reopen": (State.CLOSED, State.LIVE, "reopened"),
}


@transaction.atomic
def step(ask: Any, verb: str, *, by: Actor, at: datetime) -> None:
    """ "publish", "unpublish", "close" or "reopen". Nobody is mailed by it but as its kind says. Raises NotNow."""
    kind, (before, after, done) = kind_of(ask), STEPS[verb]
    if verb == "unpublish" and somebody_took_part(ask):
        raise NotNow(_("People have taken part already. End it instead."))
    if verb == "reopen" and not kind.ending.may_reopen(ask):
        raise NotNow(_("Take back first what came after its end. It stands in the history."))
    _move(ask.action, before, after, _moments(ask, verb, at))
    if verb in kind.after:
        kind.after[verb](ask, by, at)
    audit.record(f"{ask.WORD} {done}", on=ask.ref, by=by, at=at)


def _moments(ask: Ask, verb: str, at: datetime) -> dict[str, datetime | None]:
    """What is over was closed at its hour; opened again it keeps no hour that has passed, or it would close at once.

    Raises NotNow where it has passed by a day of the kind's own, which an organizer must write anew.
    """
    if verb == "close":
        return {"closed_at": ask.ends_at if ask.window.is_over(at) else at}
    if verb != "reopen":
        return {}
    if Window(closes=ask.action.closes_at).is_over(at):
        ask.action.closes_at = None
    if ask.window.is_over(at):
        raise NotNow(_("Its last day has passed. Edit that first."))
    return {"closed_at": None, "closes_at": ask.action.closes_at}


def _move(action: Action, before: State, after: State, moments: Mapping[str, datetime | None]) -> None:
    changed: dict[str, object] = {"state": after, **moments}
    if not Action.objects.filter(pk=action.pk, state=before).update(**changed):
        action.refresh_from_db(fields=["state"])
        raise NotNow(_("It is %(state)s already. Load the page again.") % {"state": action.get_state_display()})
    for name, value in changed.items():
        setattr(action, name, value)


@transaction.atomic
def lead(ask: Any, *, by: Actor, at: datetime) -> None:
    """This one leads the front page from now on, as long as it is open, and no other."""
    Action.objects.exclude(leads_since=None).update(leads_since=None)
    Action.objects.filter(pk=ask.pk).update(leads_since=at)
    audit.record(f"{ask.WORD} put in front", on=ask.ref, by=by, at=at)


@transaction.atomic
def lead_no_more(ask: Any, *, by: Actor, at: datetime) -> None:
    """The front page leads with what closes first again."""
    Action.objects.filter(pk=ask.pk).update(leads_since=None)
    audit.record(f"{ask.WORD} no longer in front", on=ask.ref, by=by, at=at)


def close_what_is_over(*, by: Actor, at: datetime) -> int:
    """Asks of every kind whose closing time has passed; how many were closed.

    One that can't be closed keeps no other open; its fault is raised at the end, so that somebody looks at it.
    """
    closed, fault = 0, None
    for kind in KINDS.values():
        live = kind.model._default_manager.select_related("action").filter(action__state=State.LIVE)
        for ask in [one for one in live if one.window.is_over(at)]:
            try:
                step(ask, "close", by=by, at=at)
                closed += 1
            except NotNow:  # an organizer was quicker
                continue
            except Exception as problem:
                fault = problem
    if fault:
        raise fault
    return closed


def take_part(ask: Any, *, typed: Typed, how: Circumstances, at: datetime) -> Any:
    """Keeps what was typed in a row of this very press, and asks for the mail. Raises arrivals.NotOpen."""
    model = people_of(ask).model
    return arrivals.ask(draft=model(**{model.ASKED: ask}), typed=typed, how=how, at=at)


@transaction.atomic
def clear(ask: Any, *, public_ids: Iterable[str], by: Actor, at: datetime) -> int:
    """Who was set aside and looks right after all; how many. `set_aside_again` is the undo."""
    people = people_of(ask).select_related(f"{people_of(ask).model.ASKED}__action", "person")
    cleared = arrivals.clear(arrivals=people.filter(public_id__in=list(public_ids)), at=at)
    audit.record(f"{people.model._meta.model_name}s cleared", on=ask.ref, by=by, at=at, fields=["state"])
    return cleared


@transaction.atomic
def set_aside_again(ask: Any, *, public_ids: Iterable[str], by: Actor, at: datetime) -> int:
    """The undo of `clear`; how many."""
    people = people_of(ask).filter(public_id__in=list(public_ids))
    changed = arrivals.set_aside_again(arrivals=people)
    audit.record(f"{people.model._meta.model_name}s set aside again", on=ask.ref, by=by, at=at, fields=["state"])
    return changed
