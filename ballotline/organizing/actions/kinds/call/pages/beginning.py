"""The campaign's page: the asks and one location box. A press leads to the first office, or says what would help."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ballotline.foundation.access.doors import same_site, see_other
from ballotline.organizing.actions.kinds.call import queries, rounds
from ballotline.organizing.actions.kinds.call.context import page_context
from ballotline.organizing.actions.kinds.call.forms import BeginForm
from ballotline.organizing.actions.kinds.call.models import CallCampaign
from ballotline.organizing.actions.kinds.call.queries import Target
from ballotline.organizing.actions.kinds.call.rounds import Round
from ballotline.organizing.actions.pages import found
from ballotline.record.offices.queries import Seated
from ballotline.record.places.locating import Placement


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, slug: str) -> HttpResponse:
    campaign = found("call", slug)
    if request.method != "POST" or not campaign.is_open(timezone.now()):
        return shown(request, campaign)
    form, on = BeginForm(request.POST, campaign=campaign), timezone.localdate()
    placement = form.looked_up(on=on) if form.needs_a_place else None
    if not form.is_valid():
        return shown(request, campaign, status=422, form=form)
    return _offices(request, campaign, form, placement, on)


def _offices(
    request: HttpRequest, campaign: CallCampaign, form: BeginForm, placement: Placement | None, on: date
) -> HttpResponse:
    """On to the first office; or what is still open, where a street would tell, or that nobody is on file."""
    reached, vacant = queries.targets(campaign, placement, on=on)
    waiting = queries.waiting_for_a_street(campaign, placement, on=on) if placement else []
    if waiting and "certain" not in request.POST:
        return shown(request, campaign, form=form, placement=placement, certain=reached, waiting=waiting)
    if not reached:
        return shown(request, campaign, status=422, form=form, vacant=vacant, nobody=True)
    begun = _begun(campaign, form, placement, reached, vacant)
    response = see_other("call:office", campaign.action.slug, begun.key, 1)
    rounds.keep(response, begun, campaign.action.slug)
    return response


def _begun(
    campaign: CallCampaign,
    form: BeginForm,
    placement: Placement | None,
    reached: Sequence[Target],
    vacant: Sequence[Seated],
) -> Round:
    return Round.begun(
        campaign,
        terms=[target.term.pk for target in reached],
        why=[target.why for target in reached],
        asks=form.asks,
        name=form.cleaned_data["name"],
        town=placement.town if placement else "",
        hint=placement.hint if placement and not placement.split else "",
        vacant=[seated.office.pk for seated in vacant],
    )


def shown(
    request: HttpRequest, campaign: CallCampaign, *, status: int = 200, form: BeginForm | None = None, **more: Any
) -> HttpResponse:
    """The page with what was typed and what is wrong with it; 410 once the campaign is over."""
    at = timezone.now()
    context = page_context(campaign, at, form=form) | more
    is_over = not context["is_open"] and not campaign.is_early(at)
    return render(request, "call/page.html", context, status=410 if status == 200 and is_over else status)
