"""What pledgers see: the sentence, the form, their own promise with the way out of it."""

from datetime import datetime
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballotline.foundation.access.doors import behind_link, public, same_site, see_other
from ballotline.foundation.organization.queries import us
from ballotline.movement.arrivals.declared import kind_of
from ballotline.movement.arrivals.pages.asking import take
from ballotline.movement.arrivals.rules import Circumstances, Typed
from ballotline.movement.arrivals.services import NotOpen
from ballotline.organizing.actions.kinds.pledge import queries, services
from ballotline.organizing.actions.kinds.pledge.context import page_context
from ballotline.organizing.actions.kinds.pledge.forms import PromiseForm
from ballotline.organizing.actions.kinds.pledge.models import Pledge, Promise
from ballotline.organizing.actions.queries import public as public_asks

State = Promise.State


def found(slug: str) -> Pledge:
    pledge = public_asks(Pledge).filter(action__slug=slug).first()
    if pledge is None:
        raise Http404
    return pledge


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "pledge/index.html", {"rows": queries.listed(timezone.now())})


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, slug: str) -> HttpResponse:
    pledge = found(slug)
    form = PromiseForm(request.POST or None, organization=us().name)
    if request.method != "POST":
        return _page(request, pledge, form)
    if not form.is_valid():
        return _page(request, pledge, form, status=422)
    try:
        return take(request, form, kind=kind_of(Promise), asked=pledge, ask=partial(_ask, pledge))
    except NotOpen:
        return _page(request, pledge, form)


def _ask(pledge: Pledge, typed: Typed, how: Circumstances, at: datetime) -> Promise:
    return services.promise(pledge=pledge, typed=typed, how=how, at=at)


def _page(request: HttpRequest, pledge: Pledge, form: PromiseForm, *, status: int = 200) -> HttpResponse:
    context = page_context(pledge, timezone.now(), form=form)
    status = 410 if status == 200 and not context["is_open"] else status
    return render(request, "pledge/page.html", context, status=status)


def _context(pledge: Pledge, **more: Any) -> dict[str, Any]:
    return {"pledge": pledge, "action": pledge.action, **more}


@public
@require_safe
def made(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    pledge, promise = found(slug), queries.promise_of(token, slug=slug)
    if promise is None or promise.state not in (State.CONFIRMED, State.WITHDRAWN):
        return see_other("arrivals:confirm", token)
    return behind_link(
        render(
            request, "pledge/made.html", _context(pledge, promise=promise, token=token, count=queries.counted(pledge))
        )
    )


@same_site
@require_POST
def withdraw(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """One press. The page that follows says that it is done, and how to make it again."""
    promise = queries.promise_of(token, slug=slug)
    if promise is None:
        return see_other("arrivals:confirm", token)
    services.withdraw(promise=promise, at=timezone.now())
    return see_other("pledge:made", slug, token)
