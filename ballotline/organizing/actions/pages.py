"""What everybody sees of an ask, where its kind has no pages of its own: the list, and one ask with its form."""

from datetime import datetime
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballotline.foundation.access.doors import public, same_site, see_other
from ballotline.movement.arrivals import declared as ways_in
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.forms import ArrivalForm
from ballotline.movement.arrivals.models import Arrival
from ballotline.movement.arrivals.pages.asking import take
from ballotline.movement.arrivals.rules import Circumstances, Typed
from ballotline.movement.arrivals.services import NotOpen
from ballotline.organizing.actions import queries, services, words
from ballotline.organizing.actions.context import blank_form, page_context
from ballotline.organizing.actions.declared import KINDS, kind_of

LISTED_AT_MOST = 200  # one page without numbers; what is older is found by its link


def found(kind: str, slug: str) -> Any:
    """An ask of this kind that was ever published, else 404."""
    ask = queries.public(KINDS[kind].model).filter(action__slug=slug).first()
    if ask is None:
        raise Http404
    return ask


@public
@require_safe
def index(request: HttpRequest, kind: str) -> HttpResponse:
    """Everything that was published, what is open first."""
    said, at = KINDS[kind], timezone.now()
    asks = list(queries.public(said.model).order_by("-action__id")[:LISTED_AT_MOST])
    facts = words.public_facts(asks, at)
    rows = [(ask, facts[ask.pk], ask.is_open(at)) for ask in sorted(asks, key=lambda ask: not ask.is_open(at))]
    context = {"kind": said, "rows": rows, "page_of": f"{kind}:page", "summary": said.summary}
    return render(request, "actions/index.html", context)


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """One ask; the POST is somebody's press on its form."""
    ask = found(kind, slug)
    form = blank_form(ask, request.POST or None, request.FILES or None)
    if request.method != "POST":
        return _page(request, ask, form)
    if not form.is_valid():
        return _page(request, ask, form, status=422)
    way_in = ways_in.kind_of(queries.people_of(ask).model)
    try:
        return take(request, form, kind=way_in, page=request.path, ask=partial(_press, ask))
    except NotOpen:
        return _page(request, ask, form)


@same_site
@require_POST
def withdraw(request: HttpRequest, kind: str, slug: str, token: str) -> HttpResponse:
    """One press of whoever took part, on their own page, which says that it is done and how to take part again."""
    way_in = ways_in.kind_of(queries.people_of(found(kind, slug)).model)
    arrival = queries.behind(token, model=way_in.model, slug=slug)
    if arrival is None:
        return see_other("arrivals:confirm", token)
    arrivals.withdraw(arrival=arrival, at=timezone.now())
    return see_other(way_in.done(arrival) if way_in.done else way_in.page_of(arrival.asked))


def _press(ask: Any, typed: Typed, how: Circumstances, at: datetime) -> Arrival:
    return services.take_part(ask, typed=typed, how=how, at=at)


def _page(request: HttpRequest, ask: Any, form: ArrivalForm, *, status: int = 200) -> HttpResponse:
    context = page_context(ask, timezone.now(), form=form)
    status = 410 if status == 200 and not context["is_open"] else status
    return render(request, kind_of(ask).page, context, status=status)
