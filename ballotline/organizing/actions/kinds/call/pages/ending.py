"""The end of a round: how many were called, what they said, and a name for whoever wants to hear more."""

from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ballotline.foundation.access.doors import behind_link, public, same_site, see_other
from ballotline.movement.arrivals import queries as arrivals
from ballotline.movement.arrivals import windows
from ballotline.movement.arrivals.declared import kind_of
from ballotline.movement.arrivals.guard import circumstances
from ballotline.movement.arrivals.pages.asking import take
from ballotline.movement.arrivals.rules import Circumstances, Typed
from ballotline.organizing.actions.kinds.call import queries, rounds, services
from ballotline.organizing.actions.kinds.call.forms import CallerForm, NoteForm
from ballotline.organizing.actions.kinds.call.models import Call, CallCampaign, Caller
from ballotline.organizing.actions.kinds.call.pages.offices import forgotten, last_press
from ballotline.organizing.actions.kinds.call.rounds import Round
from ballotline.organizing.actions.next_steps import next_step
from ballotline.organizing.actions.pages import found
from ballotline.organizing.actions.words import tally


@public
@require_safe
def done(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    campaign = found("call", slug)
    kept = rounds.kept_of(request, campaign, key)
    if kept is None:
        return forgotten(request, campaign)
    context = _ending(campaign) | _what_was_done(kept)
    return behind_link(render(request, "call/done.html", context))


def _what_was_done(kept: Round) -> dict[str, Any]:
    terms = queries.terms_by_id(kept.terms, on=timezone.localdate())
    pressed = queries.pressed(kept.call_keys)
    left = [place for place in kept.places(terms) if kept.call_key(place) not in pressed]
    return {
        "calls": sum(call.outcome != Call.Outcome.SKIPPED for call in pressed.values()),
        "asks_count": len(kept.asks),
        "said": any(call.said for call in pressed.values()),
        "left": len(left),
        "note": NoteForm(),
        "key": kept.key,
        **last_press(kept, terms, pressed, before=len(kept.terms) + 1),
    }


def _ending(campaign: CallCampaign, form: CallerForm | None = None) -> dict[str, Any]:
    at = timezone.now()
    return {
        "campaign": campaign,
        "action": campaign.action,
        "tally": tally(campaign, at),
        "step": next_step(after=campaign, at=at),
        "form": form or CallerForm(),
        "asks_for_proof": windows.are_odd(at) or arrivals.rate_is_odd(Caller, at),
    }


@same_site
@require_POST
def said(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """What they said, in one box at the end."""
    kept = rounds.kept_of(request, found("call", slug), key)
    if kept is None:
        return see_other("call:round", slug, key)
    form, at = NoteForm(request.POST), timezone.now()
    text = form.cleaned_data["said"] if form.is_valid() else ""
    if text and not windows.judge(form="said", how=circumstances(request, form), at=at):
        services.note_what_they_said(keys=kept.call_keys, said=text, at=at)
    return see_other("call:done", slug, key)


@same_site
@require_POST
def leave_name(request: HttpRequest, slug: str) -> HttpResponse:
    """Only here something of a caller is kept, and only after their mail. The same answer for every address."""
    campaign = found("call", slug)
    form = CallerForm(request.POST)
    if not form.is_valid():
        return behind_link(render(request, "call/write_to_me.html", _ending(campaign, form), status=422))
    kind = kind_of(Caller)
    return take(request, form, kind=kind, page=kind.page_of(campaign), ask=partial(_ask, campaign))


def _ask(campaign: CallCampaign, typed: Typed, how: Circumstances, at: datetime) -> Caller:
    return services.leave_name(campaign=campaign, typed=typed, how=how, at=at)
