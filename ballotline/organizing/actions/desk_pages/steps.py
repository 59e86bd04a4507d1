"""The steps of an ask's life: publish, end, and their way back. Ending it for everybody asks first, and says with how
many, what then, and who is mailed."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, see_other
from ballotline.foundation.ui.dates import count
from ballotline.foundation.ui.told import tell
from ballotline.movement.arrivals.models import Arrival
from ballotline.organizing.actions import queries, services
from ballotline.organizing.actions.declared import KINDS, kind_of
from ballotline.organizing.actions.desk_pages.frame import found, shown
from ballotline.organizing.actions.services import NotNow
from ballotline.organizing.actions.words import tally

BACK = {"publish": "unpublish", "unpublish": "publish", "close": "reopen", "reopen": "close"}


@door("actions.edit")
@require_safe
def end(request: DeskRequest, kind: str, slug: str) -> HttpResponse:
    """The question before it ends: nothing happens by looking at it."""
    ask, at = found(request, kind, slug), timezone.now()
    ending = KINDS[kind].ending
    return shown(
        request,
        ask,
        "actions/desk/end.html",
        tab="end",
        so_far=tally(ask, at),
        unanswered=_unanswered(ask),
        tells=ending.tells(ask, at),
    )


def _unanswered(ask: Any) -> str:
    """Who pressed, and has not answered the mail: it is said that they are not counted any more."""
    n = queries.people_by_state([ask])[ask.pk][Arrival.State.PENDING] if kind_of(ask).people else 0
    words = ngettext(
        "%(n)s person has not answered the mail yet, and can’t be counted any more.",
        "%(n)s people have not answered the mail yet, and can’t be counted any more.",
        n,
    )
    return words % {"n": count(n)} if n else ""


@door("actions.edit")
@require_POST
def step(request: DeskRequest, kind: str, slug: str, verb: str) -> HttpResponse:
    """Each says what happened and offers Undo; its way back stands on the ask's page, too."""
    if verb not in BACK:
        raise Http404
    ask = found(request, kind, slug)
    try:
        services.step(ask, verb, by=request.actor, at=timezone.now())
    except NotNow as reason:
        tell(request, str(reason))
    else:
        # ending it again closes it at another hour and may mail: that has its own question
        back = "" if verb == "reopen" else reverse(KINDS[kind].desk + "step", args=[slug, BACK[verb]])
        tell(request, _said(ask, verb), undo=back)
    return see_other(KINDS[kind].desk + "overview", slug)


def _said(ask: Any, verb: str) -> str:
    ending = kind_of(ask).ending
    if verb == "close":
        return f"{ending.ended} {ending.tells(ask, timezone.now())}"
    said = {"publish": _("Published. Everybody finds it now."), "unpublish": _("Back to a draft.")}
    return said.get(verb) or _("It is open again.")
