"""What pledgers see: the sentence, the form, the mailed link, their own promise with the way out of it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballotline.foundation.access.doors import behind_link, public, same_site, see_other
from ballotline.foundation.organization.queries import us
from ballotline.organizing.actions.kinds.pledge import queries, rules, services
from ballotline.organizing.actions.kinds.pledge.forms import PromiseForm
from ballotline.organizing.actions.kinds.pledge.models import Pledge, Promise

State = Promise.State


def found(slug: str) -> Pledge:
    pledge = queries.public().filter(action__slug=slug).first()
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
    form = PromiseForm(request.POST or None)
    form.speak_of(us().name)
    if request.method != "POST":
        return _page(request, pledge, form)
    if not form.is_valid():
        return _page(request, pledge, form, status=422)
    try:
        services.promise(pledge=pledge, typed=form.typed, at=timezone.now(), is_bot=bool(form.cleaned_data["website"]))
    except services.NotOpen:
        return _page(request, pledge, form)
    return see_other("pledge:thanks", slug)


def _page(request: HttpRequest, pledge: Pledge, form: PromiseForm, *, status: int = 200) -> HttpResponse:
    is_open = pledge.is_open(timezone.now())
    shown, elsewhere = queries.by_place(pledge)
    context = {
        "pledge": pledge, "action": pledge.action, "form": form, "is_open": is_open, "count": queries.counted(pledge),
        "places": shown, "elsewhere": elsewhere, "least": rules.SMALLEST_SHOWN,
    }  # fmt: skip
    return render(request, "pledge/page.html", context, status=410 if status == 200 and not is_open else status)


@public
@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """The same page for everybody, new or not."""
    return behind_link(render(request, "pledge/thanks.html", _context(found(slug))))


def _context(pledge: Pledge, **more: Any) -> dict[str, Any]:
    return {"pledge": pledge, "action": pledge.action, **more}


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """GET changes nothing: scanners open links. The button makes the promise count."""
    pledge, promise = found(slug), queries.promise_of(token, slug=slug)
    if promise is not None and promise.state == State.CONFIRMED:
        return see_other("pledge:made", slug, token)
    try:
        if promise is None:
            raise services.LinkHasNoWork
        if request.method == "POST":
            counted = services.confirm(promise=promise, at=timezone.now())
            return see_other("pledge:made", slug, queries.token_of(counted))
    except services.LinkHasNoWork:
        return behind_link(render(request, "pledge/link_done.html", _context(pledge), status=410))
    except services.NotOpen:
        return behind_link(_page(request, pledge, PromiseForm()))
    return behind_link(render(request, "pledge/confirm.html", _context(pledge, promise=promise)))


@public
@require_safe
def made(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    pledge, promise = found(slug), queries.promise_of(token, slug=slug)
    if promise is None or promise.state == State.PENDING:
        return see_other("pledge:confirm", slug, token)
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
        return behind_link(render(request, "pledge/link_done.html", _context(found(slug)), status=410))
    services.withdraw(promise=promise, at=timezone.now())
    return see_other("pledge:made", slug, token)
