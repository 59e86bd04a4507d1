"""Today, the search over everything, and the list of keys."""

from hashlib import sha256
from typing import cast

from django.core.cache import caches
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
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
from ballotline.movement.people import queries as people
from ballotline.movement.people.models import Person
from ballotline.movement.people.rules import name_key
from ballotline.organizing.actions.declared import KINDS, Kind
from ballotline.organizing.actions.models import Ask
from ballotline.organizing.actions.queries import within
from ballotline.organizing.actions.rules import chapter_of_new

FOUND_OF_A_KIND = 8
LOOKED_THROUGH = 500  # of each kind, the newest: titles are folded here, so that both databases find alike
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
def search(request: DeskRequest) -> HttpResponse:
    """People, asks of every kind, and places of the desk, as far as the scope goes."""
    query = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:100]
    context = {
        "query": query,
        "people": _people(request.scope, query) if query else [],
        "asks": _asks(request.scope, query) if query else [],
        "places": _places(request.scope, query) if query else [],
    }
    return no_store(render(request, "desk/search.html", context))


def _people(scope: Scope, query: str) -> QuerySet[Person]:
    return people.search(people.within(scope.reach("people.read")), query).order_by("name_key")[:FOUND_OF_A_KIND]


def _asks(scope: Scope, query: str) -> list[tuple[Kind, list[Ask]]]:
    """(kind, its asks) of those where every word begins a word of the title."""
    words, found = name_key(query).split(), []
    for kind in KINDS.values():
        newest = within(kind.model, scope.reach("actions.read")).order_by("-action_id")[:LOOKED_THROUGH]
        titled = [(ask, f" {name_key(ask.action.title)}") for ask in newest]
        asks = [ask for ask, title in titled if all(f" {word}" in title for word in words)]
        found += [(kind, asks[:FOUND_OF_A_KIND])] if asks else []
    return found


PLACES = [
    (gettext_lazy("Settings: name, place, color"), "desk:settings", "settings.edit"),
    (gettext_lazy("Settings: mail"), "desk:mail_settings", "settings.edit"),
    (gettext_lazy("Settings: organizers"), "accounts:organizers", "accounts.manage"),
    (gettext_lazy("My sign-in and second factor"), "mfa_index", "desk.enter"),
    (gettext_lazy("Backup"), "desk:backup", "settings.edit"),
    (gettext_lazy("Keys"), "desk:keys", "desk.enter"),
]


def _places(scope: Scope, query: str) -> list[tuple[str, str]]:
    words = name_key(query).split()
    may_write = chapter_of_new(scope.reach("actions.edit")) is not None
    new = [(str(kind.new), f"{kind.desk}new") for kind in KINDS.values() if may_write]
    allowed = new + [(str(label), name) for label, name, permission in PLACES if scope.allows(permission)]
    return [(label, reverse(name)) for label, name in allowed if all(word in name_key(label) for word in words)]


@door("desk.enter")
@require_safe
def keys(request: DeskRequest) -> HttpResponse:
    return no_store(render(request, "desk/keys.html"))
