"""One ask at the desk, whatever its kind: found within the organizer's scope, shown with its head and its tabs."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from ballotline.foundation.access.doors import DeskRequest, no_store
from ballotline.organizing.actions import queries
from ballotline.organizing.actions.declared import KINDS, kind_of

A_PAGE = 50
STANDS_FOR = timedelta(days=30)  # the button that takes a step back


def found(request: DeskRequest, kind: str, slug: str) -> Any:
    """An ask of this kind on which the organizer may do what the page is for, else 404."""
    ask = queries.within(KINDS[kind].model, request.reach).filter(action__slug=slug).first()
    if ask is None:
        raise Http404
    return ask


def shown(
    request: DeskRequest, ask: Any, template: str | tuple[str, str], *, tab: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    """One tab of an ask: `template` extends actions/desk/ask.html. A template knows the ask by its kind's name, too."""
    kind, at, may = kind_of(ask), timezone.now(), queries.may_on(ask, request.scope)
    context = {
        kind.name: ask,
        "ask": ask,
        "action": ask.action,
        "kind": kind,
        "desk": kind.desk,
        "buttons_template": kind.template("buttons"),
        "asked_template": (f"{kind.name}/asked.html", "actions/asked.html"),
        "may": may,
        "tab": tab,
        "standing": kind.standing(ask, at),
        "is_open": ask.is_open(at),
        "may_be_draft": tab == "overview" and queries.may_be_draft(ask),
        "may_reopen": kind.ending.may_reopen(ask),
        **kind.head(ask, may, at),
    }
    context["tabs"] = _tabs(ask, context)
    return no_store(render(request, template, context | more, status=status))


def own_tab(request: DeskRequest, ask: Any, name: str, *, status: int = 200, **more: Any) -> HttpResponse:
    """A page of the kind's own, in its template of that name."""
    return shown(request, ask, kind_of(ask).template(name), tab=name, status=status, **more)


def _tabs(ask: Any, context: dict[str, Any]) -> list[tuple[str, str, str, Any]]:
    """(its name, address, words, how many wait there) of those that the organizer may open."""
    kind, slug = kind_of(ask), ask.action.slug
    return [
        (tab.name, reverse(kind.desk + tab.name, args=[slug]), str(tab.words), context.get(tab.number))
        for tab in kind.all_tabs
        if tab.permission in context["may"]
    ]
