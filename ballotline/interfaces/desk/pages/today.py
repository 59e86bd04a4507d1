"""Today, and the list of keys."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, no_store, scope_of, see_other
from ballotline.foundation.access.rules import Scope
from ballotline.foundation.audit import services as audit
from ballotline.foundation.organization import services as organization
from ballotline.foundation.ui.told import tell
from ballotline.interfaces.desk.rivertown import build as rivertown_build
from ballotline.interfaces.desk.rivertown import remove as rivertown_remove
from ballotline.interfaces.desk.set_up import set_up
from ballotline.interfaces.desk.today import filters, how_many, me_of, only, rows_of
from ballotline.movement.people import queries as people

COUNT_KEPT_FOR = 10  # seconds
A_WEEK = timedelta(days=7)


@door("desk.enter")
@require_safe
def today(request: DeskRequest) -> HttpResponse:
    found, asked = rows_of(request, timezone.now()), request.GET.get("only", "")
    caches["near"].set(_count_key(request), how_many(found), COUNT_KEPT_FOR)
    context = {
        "rows": only(found, asked),
        "all": how_many(found),
        "filters": filters(found),
        "only": asked,
        "set_up": set_up(request),
        "new_people": None if found else _new_people(request.scope, timezone.now()),
        "town": rivertown_remove.town() if request.scope.allows("settings.edit") else None,
    }
    return no_store(render(request, "desk/today.html", context))


def waiting(request: HttpRequest) -> int:
    """How many things wait on Today; every page of the desk says it, so each process keeps it for a few seconds."""
    key = _count_key(request)
    kept: int | None = caches["near"].get(key)
    if kept is None:
        kept = how_many(rows_of(request, timezone.now()))
        caches["near"].set(key, kept, COUNT_KEPT_FOR)
    return kept


def _count_key(request: HttpRequest) -> str:
    whose = (scope_of(request).as_plain(), me_of(request))
    return "desk.waiting." + sha256(repr(whose).encode()).hexdigest()


def _new_people(scope: Scope, at: datetime) -> int:
    """To whom one may say hello, when nothing else waits."""
    if not scope.allows("people.read"):
        return 0
    return people.within(scope.reach("people.read")).filter(created_at__gt=at - A_WEEK).count()


@door("settings.edit")
@require_POST
def hide_set_up(request: DeskRequest, hide: bool) -> HttpResponse:
    changed = organization.change({"hides_set_up": hide})
    audit.record(
        "set-up list hidden" if hide else "set-up list shown",
        on=("organization", 1),
        by=request.actor,
        at=timezone.now(),
        fields=changed,
    )
    if hide:
        tell(request, _("Hidden. You find it again under Settings."), undo=reverse("desk:show_set_up"))
    return see_other("desk:today")


@door("settings.edit")
@require_POST
def remove_demo(request: DeskRequest) -> HttpResponse:
    """Everything invented goes; the undo builds the same town again."""
    gone = rivertown_remove.remove(by=request.actor, at=timezone.now())
    words = _("The demo is gone, with %(people)s invented people. What you made is kept.")
    tell(request, words % {"people": f"{gone.people:,}"}, undo=reverse("desk:build_demo"))
    return see_other("desk:today")


@door("settings.edit")
@require_POST
def build_demo(request: DeskRequest) -> HttpResponse:
    rivertown_build.build(at=timezone.now())
    tell(request, _("Rivertown is back."))
    return see_other("desk:today")


@door("desk.enter")
@require_safe
def keys(request: DeskRequest) -> HttpResponse:
    return no_store(render(request, "desk/keys.html"))
