"""What was done to an ask, by whom, and for 30 days the button that takes it back; what it said before each edit."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ballotline.foundation.access.doors import DeskRequest, door
from ballotline.foundation.audit.queries import history as audit_history
from ballotline.foundation.ui.deeds import Deed, what_was_done, with_who
from ballotline.movement.arrivals.queries import cleared
from ballotline.organizing.actions import queries
from ballotline.organizing.actions.declared import KINDS, WayBack, kind_of
from ballotline.organizing.actions.desk_pages.frame import A_PAGE, STANDS_FOR, found, shown
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.versions import of_an_edit


@door("actions.read")
@require_safe
def history(request: DeskRequest, kind: str, slug: str) -> HttpResponse:
    ask, at = found(request, kind, slug), timezone.now()
    page = Paginator(audit_history(*ask.ref), A_PAGE).get_page(request.GET.get("page"))
    written = Paginator(ask.action.revisions.exclude(fields={}).order_by("-version"), A_PAGE)
    revisions = written.get_page(request.GET.get("words"))
    return shown(
        request,
        ask,
        "actions/desk/history.html",
        tab="history",
        page=page,
        done=list(_with_way_back(ask, what_was_done(request, list(page)), is_newest=page.number == 1, at=at)),
        revisions=revisions,
        earlier=with_who(request, revisions, on=ask.ref, moment="at"),
        cleared=_cleared(request, ask),
        **KINDS[kind].history(request, ask),
    )


def _cleared(request: DeskRequest, ask: Any) -> list[Any]:
    """Who was set aside and is not any more, for whoever may see people: the way back is a button beside each."""
    if kind_of(ask).people is None or "actions.people" not in queries.may_on(ask, request.scope):
        return []
    return list(cleared(queries.people_of(ask)).order_by("-pk")[:A_PAGE])


def _with_way_back(ask: Any, done: Iterable[Deed], *, is_newest: bool, at: datetime) -> Iterator[tuple[Deed, str, str]]:
    """(deed, words of the button and its address): only the newest of its name has one, while it can be pressed."""
    ways = _ways_back(ask) if is_newest else {}
    for deed in done:
        way = ways.pop(deed.verb, None)
        if way and deed.at > at - STANDS_FOR and way.is_open(ask):
            address = reverse(kind_of(ask).desk + way.page, args=[ask.action.slug, *way.of])
            yield deed, str(way.words), address
        else:
            yield deed, "", ""


def _ways_back(ask: Any) -> dict[str, WayBack]:
    """By the words of the log."""
    kind = kind_of(ask)
    again, draft = kind.ending.again, gettext_lazy("Back to a draft")
    return {
        f"{ask.WORD} published": WayBack(draft, "step", queries.may_be_draft, of=("unpublish",)),
        f"{ask.WORD} closed": WayBack(again, "step", _may_reopen, of=("reopen",)),
        **kind.ways_back,
    }


def _may_reopen(ask: Any) -> bool:
    return bool(ask.action.state == Action.State.CLOSED and kind_of(ask).ending.may_reopen(ask))


@door("actions.read")
@require_safe
def revision(request: DeskRequest, kind: str, slug: str, version: int) -> HttpResponse:
    """What one edit changed, the words that went and the words that came."""
    ask = found(request, kind, slug)
    differences = of_an_edit(ask, version)
    if differences is None:
        raise Http404
    [(row, who)] = with_who(request, [ask.action.revisions.get(version=version)], on=ask.ref, moment="at")
    context = {"differences": differences, "revision": row, "who": who}
    return shown(request, ask, "actions/desk/revision.html", tab="history", **context)
