"""Pledges at the desk: write and publish one, see who promised, say how its condition was decided."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, no_store, see_other
from ballotline.foundation.audit import services as audit
from ballotline.foundation.ui.told import tell
from ballotline.movement.arrivals import queries as arrivals
from ballotline.organizing.actions.kinds.pledge import queries, services
from ballotline.organizing.actions.kinds.pledge.forms import PledgeForm, VerdictForm, initial_of, refuse
from ballotline.organizing.actions.kinds.pledge.models import Pledge, Promise
from ballotline.organizing.actions.services import EditedMeanwhile, NotNow
from ballotline.organizing.actions.steps import take_step
from ballotline.organizing.actions.versions import Newer, version_in, what_stands_there

A_PAGE = 50


def found(request: DeskRequest, slug: str) -> Pledge:
    pledge = queries.visible_to(request.scope).filter(action__slug=slug).first()
    if pledge is None:
        raise Http404
    return pledge


@door("actions.read")
@require_safe
def index(request: DeskRequest) -> HttpResponse:
    page = Paginator(queries.visible_to(request.scope).order_by("-action__created_at"), A_PAGE).get_page(
        request.GET.get("page")
    )
    rows = [(pledge, queries.counted(pledge)) for pledge in page]
    return no_store(render(request, "pledge/desk/index.html", {"page": page, "rows": rows, "may": request.scope.may}))


@door("actions.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    form = PledgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        pledge = services.draft(fields=form.cleaned_data, by=request.actor, at=timezone.now())
        tell(request, _("Saved as a draft. Nobody but organizers sees it yet."))
        return see_other("pledge_desk:overview", pledge.action.slug)
    return render(request, "pledge/desk/edit.html", {"form": form}, status=422 if form.errors else 200)


@door("actions.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: DeskRequest, slug: str) -> HttpResponse:
    pledge = found(request, slug)
    if request.method != "POST":
        return _editing(request, pledge, PledgeForm(initial=initial_of(pledge)))
    form = PledgeForm(request.POST)
    if not form.is_valid():
        return _editing(request, pledge, form, version=version_in(request), status=422)
    try:
        fields, version = form.cleaned_data, version_in(request)
        services.edit(pledge=pledge, fields=fields, version=version, by=request.actor, at=timezone.now())
    except NotNow as reason:
        refuse(form, str(reason))
        return _editing(request, pledge, form, version=version, status=422)
    except EditedMeanwhile:
        newer = what_stands_there(form, initial_of(found(request, slug)))
        return _editing(request, pledge, form, newer=newer, status=409)
    tell(request, _("Saved."))
    return see_other("pledge_desk:overview", slug)


def _editing(
    request: DeskRequest,
    pledge: Pledge,
    form: PledgeForm,
    *,
    version: int | None = None,
    newer: Newer = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "pledge": pledge,
        "action": pledge.action,
        "newer": newer,
        "version": pledge.action.version if version is None else version,
    }
    return no_store(render(request, "pledge/desk/edit.html", context, status=status))


@door("actions.read")
@require_safe
def overview(request: DeskRequest, slug: str) -> HttpResponse:
    """The figures for everybody at the desk; the people only for who may see signers."""
    pledge = found(request, slug)
    people = None
    if request.scope.allows("actions.people"):
        rows = pledge.promises.order_by("-pk")
        people = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
        audit.record("pledgers viewed", on=pledge.ref, by=request.actor, at=timezone.now())
    shown, elsewhere = queries.by_place(pledge)
    context = {
        "pledge": pledge,
        "action": pledge.action,
        "may": request.scope.may,
        "count": queries.counted(pledge),
        "places": shown,
        "elsewhere": elsewhere,
        "people": people,
        "waiting": arrivals.each_once(pledge.promises.all()).count(),
        "odd": _odd(request, pledge),
    }
    return no_store(render(request, "pledge/desk/overview.html", context))


def _odd(request: DeskRequest, pledge: Pledge) -> list[Promise]:
    """Those set aside, each mailbox and name once; a page of them at most."""
    if not request.scope.allows("actions.people"):
        return []
    odd = arrivals.each_once(pledge.promises.all()).filter(state=Promise.State.QUARANTINED)
    return list(odd.order_by("-pk")[:A_PAGE])


@door("actions.people")
@require_POST
def clear(request: DeskRequest, slug: str, public_id: UUID) -> HttpResponse:
    pledge = found(request, slug)
    if services.clear(pledge=pledge, public_id=str(public_id), by=request.actor, at=timezone.now()):
        undo = reverse("pledge_desk:set_aside_again", args=[slug, public_id])
        tell(request, _("It is set aside no more."), undo=undo)
    return see_other("pledge_desk:overview", slug)


@door("actions.people")
@require_POST
def set_aside_again(request: DeskRequest, slug: str, public_id: UUID) -> HttpResponse:
    pledge = found(request, slug)
    services.set_aside_again(pledge=pledge, public_id=str(public_id), by=request.actor, at=timezone.now())
    tell(request, _("Set aside again."))
    return see_other("pledge_desk:overview", slug)


@door("actions.edit")
@require_POST
def step(request: DeskRequest, slug: str, verb: str) -> HttpResponse:
    pledge, at = found(request, slug), timezone.now()
    take_step(
        request,
        verb,
        lambda: services.step(pledge=pledge, verb=verb, by=request.actor, at=at),
        lambda back: reverse("pledge_desk:step", args=[slug, back]),
    )
    return see_other("pledge_desk:overview", slug)


@door("actions.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def verdict(request: DeskRequest, slug: str) -> HttpResponse:
    pledge, form = found(request, slug), VerdictForm(request.POST or None)
    n = queries.counted(pledge)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.decide(
                pledge=pledge,
                verdict=Pledge.Verdict(data["verdict"]),
                words=data["words"],
                source=data["source"],
                on=data["on"],
                by=request.actor,
                at=timezone.now(),
            )
        except NotNow as reason:
            tell(request, str(reason))
        else:
            words = ngettext(
                "Recorded. In ten minutes %(n)s person is told by mail; until then Undo holds it back.",
                "Recorded. In ten minutes %(n)s people are told by mail; until then Undo holds it back.",
                n,
            )
            tell(request, words % {"n": f"{n:,}"}, undo=reverse("pledge_desk:take_back", args=[slug]))
        return see_other("pledge_desk:overview", slug)
    context = {"pledge": pledge, "action": pledge.action, "form": form, "count": n}
    return no_store(render(request, "pledge/desk/verdict.html", context, status=422 if form.errors else 200))


@door("actions.edit")
@require_POST
def take_back(request: DeskRequest, slug: str) -> HttpResponse:
    services.take_back_verdict(pledge=found(request, slug), by=request.actor, at=timezone.now())
    tell(request, _("Taken back. The pledge is not decided."))
    return see_other("pledge_desk:overview", slug)
