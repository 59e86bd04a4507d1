"""Call campaigns at the desk: write and publish one, see how the calls went, look at numbers that callers call wrong."""

from datetime import datetime

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, no_store, see_other
from ballotline.foundation.audit import services as audit
from ballotline.foundation.organization.queries import our_zone
from ballotline.foundation.ui import charts
from ballotline.foundation.ui.tables import csv_lines
from ballotline.foundation.ui.told import tell
from ballotline.organizing.actions.kinds.call import queries, services
from ballotline.organizing.actions.kinds.call.forms import CampaignForm, initial_of
from ballotline.organizing.actions.kinds.call.models import Campaign
from ballotline.organizing.actions.services import EditedMeanwhile
from ballotline.organizing.actions.steps import take_step
from ballotline.organizing.actions.versions import Newer, version_in, what_stands_there
from ballotline.record.offices.models import Line

A_PAGE = 50
COLUMNS = ("at", "name", "office", "outcome", "asks", "said")


def found(request: DeskRequest, slug: str) -> Campaign:
    campaign = queries.visible_to(request.scope).filter(action__slug=slug).first()
    if campaign is None:
        raise Http404
    return campaign


@door("actions.read")
@require_safe
def index(request: DeskRequest) -> HttpResponse:
    campaigns = queries.visible_to(request.scope).order_by("-action__created_at")
    page = Paginator(campaigns, A_PAGE).get_page(request.GET.get("page"))
    rows = [(campaign, queries.counted(campaign).count()) for campaign in page]
    wrong = queries.reported_wrong(campaigns) if request.scope.allows("offices.edit") else []
    return no_store(
        render(request, "call/desk/index.html", {"page": page, "rows": rows, "wrong": wrong, "may": request.scope.may})
    )


@door("actions.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    form = CampaignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        campaign = services.draft(
            fields=form.fields_to_save,
            asks=form.cleaned_data["asks"],
            listed=form.cleaned_data["listed"],
            by=request.actor,
            at=timezone.now(),
        )
        tell(request, _("Saved as a draft. Nobody but organizers sees it yet."))
        return see_other("call_desk:overview", campaign.action.slug)
    return render(request, "call/desk/edit.html", {"form": form}, status=422 if form.errors else 200)


@door("actions.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: DeskRequest, slug: str) -> HttpResponse:
    campaign = found(request, slug)
    if request.method != "POST":
        return _editing(request, campaign, CampaignForm(initial=initial_of(campaign)))
    form, version = CampaignForm(request.POST), version_in(request)
    if not form.is_valid():
        return _editing(request, campaign, form, version=version, status=422)
    try:
        services.edit(
            campaign=campaign,
            fields=form.fields_to_save,
            asks=form.cleaned_data["asks"],
            listed=form.cleaned_data["listed"],
            version=version,
            by=request.actor,
            at=timezone.now(),
        )
    except EditedMeanwhile:
        newer = what_stands_there(form, initial_of(found(request, slug)))
        return _editing(request, campaign, form, newer=newer, status=409)
    tell(request, _("Saved."))
    return see_other("call_desk:overview", slug)


def _editing(
    request: DeskRequest,
    campaign: Campaign,
    form: CampaignForm,
    *,
    version: int | None = None,
    newer: Newer = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "campaign": campaign,
        "action": campaign.action,
        "newer": newer,
        "version": campaign.action.version if version is None else version,
    }
    return no_store(render(request, "call/desk/edit.html", context, status=status))


@door("actions.read")
@require_safe
def overview(request: DeskRequest, slug: str) -> HttpResponse:
    campaign, today = found(request, slug), timezone.localdate()
    days, outcomes = queries.by_day(campaign, our_zone()), queries.by_outcome(campaign)
    source = _("Our own count")
    context = {
        "campaign": campaign,
        "action": campaign.action,
        "may": request.scope.may,
        "asks": campaign.asks.filter(removed_at=None).order_by("place"),
        "calls": queries.counted(campaign).count(),
        "odd": _odd(request, campaign),
        "targets": queries.by_target(campaign),
        "said": Paginator(queries.what_they_said(campaign), A_PAGE).get_page(request.GET.get("page")),
        "by_day": charts.columns_by_day(
            days,
            title=_("Calls a day"),
            description=_("Calls by their day, without skipped ones."),
            source=source,
            as_of=today,
        )
        if days
        else "",
        "by_outcome": charts.bars(
            outcomes, title=_("How the calls went"), description=_("Calls by outcome."), source=source, as_of=today
        )
        if outcomes
        else "",
    }
    return no_store(render(request, "call/desk/overview.html", context))


def _odd(request: DeskRequest, campaign: Campaign) -> list[tuple[str, str, int, datetime]]:
    """What is set aside, each with the mark of its network in an address."""
    if not request.scope.allows("actions.people"):
        return []
    return [(why, network or NO_NETWORK, n, last) for why, network, n, last in queries.set_aside(campaign)]


@door("actions.edit")
@require_POST
def step(request: DeskRequest, slug: str, verb: str) -> HttpResponse:
    campaign, at = found(request, slug), timezone.now()
    take_step(
        request,
        verb,
        lambda: services.step(campaign=campaign, verb=verb, by=request.actor, at=at),
        lambda back: reverse("call_desk:step", args=[slug, back]),
    )
    return see_other("call_desk:overview", slug)


NO_NETWORK = "-"  # in an address: calls of which no network is kept


@door("actions.people")
@require_POST
def clear(request: DeskRequest, slug: str, network: str) -> HttpResponse:
    """Calls of one network that look right after all count."""
    campaign, key = found(request, slug), network.replace(NO_NETWORK, "")
    n = services.clear(campaign=campaign, network_key=key, by=request.actor, at=timezone.now())
    words = ngettext("%(n)s call counts now.", "%(n)s calls count now.", n) % {"n": f"{n:,}"}
    tell(request, words, undo=reverse("call_desk:set_aside_again", args=[slug, network]))
    return see_other("call_desk:overview", slug)


@door("actions.people")
@require_POST
def set_aside_again(request: DeskRequest, slug: str, network: str) -> HttpResponse:
    campaign, key = found(request, slug), network.replace(NO_NETWORK, "")
    n = services.set_aside_again(campaign=campaign, network_key=key, by=request.actor, at=timezone.now())
    words = ngettext("%(n)s call is set aside again.", "%(n)s calls are set aside again.", n)
    tell(request, words % {"n": f"{n:,}"})
    return see_other("call_desk:overview", slug)


@door("actions.export")
@require_safe
def take_along(request: DeskRequest, slug: str) -> StreamingHttpResponse:
    """Every call as CSV: no caller is in it."""
    campaign = found(request, slug)
    audit.record("calls exported", on=campaign.ref, by=request.actor, at=timezone.now())
    response = StreamingHttpResponse(
        csv_lines(COLUMNS, queries.export_rows(campaign)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{slug}-calls.csv"'
    response["Cache-Control"] = "no-store"
    return response


@door("offices.edit")
@require_POST
def judge(request: DeskRequest, pk: int, is_wrong: bool) -> HttpResponse:
    """Somebody looked at a number that callers called wrong."""
    line = Line.objects.select_related("official").filter(pk=pk).first()
    if line is None:
        raise Http404
    services.judge_number(line=line, is_wrong=is_wrong, by=request.actor, at=timezone.now())
    back = "call_desk:number_right" if is_wrong else "call_desk:number_wrong"
    words = _("The number is not offered any more.") if is_wrong else _("The number stays.")
    tell(request, words, undo=reverse(back, args=[pk]))
    return see_other("call_desk:index")
