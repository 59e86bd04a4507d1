"""Today, and the list of keys."""

from hashlib import sha256
from typing import cast

from django.core.cache import caches
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, no_store, see_other
from ballotline.foundation.access.rules import Scope
from ballotline.foundation.audit import services as audit
from ballotline.foundation.organization import services as organization
from ballotline.foundation.organization.queries import us
from ballotline.foundation.ui.told import tell
from ballotline.interfaces.desk import set_up
from ballotline.interfaces.desk.rivertown import build as rivertown_build
from ballotline.interfaces.desk.rivertown import remove as rivertown_remove
from ballotline.interfaces.desk.today import rows
from ballotline.movement.accounts.models import Account

COUNT_KEPT_FOR = 10  # seconds


@door("desk.enter")
@require_safe
def today(request: DeskRequest) -> HttpResponse:
    found = rows(request.scope, timezone.now())
    caches["near"].set(_count_key(request.scope), len(found), COUNT_KEPT_FOR)
    tasks = set_up.tasks(cast(Account, request.user)) if _sees_set_up(request.scope) else []
    context = {
        "rows": found,
        "tasks": tasks,
        "done": sum(task.is_done for task in tasks),
        "next": next((task for task in tasks if not task.is_done), None),
        "town": rivertown_remove.town() if request.scope.allows("settings.edit") else None,
    }
    return no_store(render(request, "desk/today.html", context))


def waiting(scope: Scope) -> int:
    """How many lines Today has; every page of the desk says it, so each process keeps it for a few seconds."""
    kept: int | None = caches["near"].get(_count_key(scope))
    if kept is None:
        kept = len(rows(scope, timezone.now()))
        caches["near"].set(_count_key(scope), kept, COUNT_KEPT_FOR)
    return kept


def _count_key(scope: Scope) -> str:
    return "desk.waiting." + sha256(repr(scope.as_plain()).encode()).hexdigest()


def _sees_set_up(scope: Scope) -> bool:
    return scope.allows("settings.edit") and not us().hides_set_up


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
