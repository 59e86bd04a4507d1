"""A page for each office of a round: whom to call, what to say, how it went.

Each has an address of its own, which holds no place and no name: going back, a reload, and a phone that let the tab go
come to the same office with what was pressed.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballotline.foundation.access.doors import behind_link, public, same_site, see_other
from ballotline.foundation.organization.queries import our_zone
from ballotline.movement.arrivals.guard import circumstances
from ballotline.movement.arrivals.services import NotOpen
from ballotline.organizing.actions.kinds.call import queries, rounds, rules, services
from ballotline.organizing.actions.kinds.call.forms import PressForm
from ballotline.organizing.actions.kinds.call.models import Call, CallCampaign
from ballotline.organizing.actions.kinds.call.pages import beginning
from ballotline.organizing.actions.kinds.call.queries import Target
from ballotline.organizing.actions.kinds.call.rounds import Round
from ballotline.organizing.actions.pages import found
from ballotline.record.offices.models import Office, Term
from ballotline.record.places.words import HINTS, MAY_BE

BUTTONS = [(outcome.value, outcome.label) for outcome in Call.Outcome]


def forgotten(request: HttpRequest, campaign: CallCampaign) -> HttpResponse:
    """The round is no more in this browser: the box again, and why."""
    return behind_link(beginning.shown(request, campaign, status=410, is_forgotten=True))


@public
@require_safe
def resume(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The first office without a press, or the end."""
    campaign = found("call", slug)
    kept = rounds.kept_of(request, campaign, key)
    if kept is None:
        return forgotten(request, campaign)
    return _on_to(slug, kept, after=0, pressed=queries.pressed(kept.call_keys))


def _on_to(slug: str, kept: Round, *, after: int, pressed: dict[str, Call]) -> HttpResponse:
    in_office = queries.terms_by_id(kept.terms, on=timezone.localdate())
    places = (place for place in kept.places(in_office, after=after) if kept.call_key(place) not in pressed)
    if place := next(places, None):
        return see_other("call:office", slug, kept.key, place)
    return see_other("call:done", slug, kept.key)


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def office(request: HttpRequest, slug: str, key: str, place: int) -> HttpResponse:
    """One office; the POST is one of its eight buttons."""
    campaign = found("call", slug)
    kept = rounds.kept_of(request, campaign, key)
    if kept is None:
        return see_other("call:round", slug, key) if request.method == "POST" else forgotten(request, campaign)
    terms = queries.terms_by_id(kept.terms, on=timezone.localdate())
    if place not in kept.places(terms):
        return _on_to(slug, kept, after=place, pressed={})
    if request.method == "POST":
        return _press(request, campaign, kept, place, terms)
    return behind_link(render(request, "call/card.html", _card(campaign, kept, place, terms)))


def _press(
    request: HttpRequest, campaign: CallCampaign, kept: Round, place: int, terms: dict[int, Term]
) -> HttpResponse:
    """Files the call for all ticked asks, and leads to the next office. Pressed again, the last press holds."""
    slug, form = campaign.action.slug, PressForm(request.POST)
    if not form.is_valid():
        return see_other("call:office", slug, kept.key, place)
    term = terms[kept.terms[place - 1]]
    try:
        services.file_call(
            campaign=campaign,
            term=term,
            line=next(iter(Target(term).lines), None),
            asks=kept.asks,
            outcome=form.cleaned_data["outcome"],
            key=kept.call_key(place),
            how=circumstances(request, form),
            at=timezone.now(),
        )
    except NotOpen:
        return see_other("call:page", slug)
    response = _on_to(slug, kept, after=place, pressed={})
    rounds.keep(response, kept, slug)
    return response


@same_site
@require_POST
def undo(request: HttpRequest, slug: str, key: str, place: int) -> HttpResponse:
    """A press is taken back, and its office stands there again."""
    kept = rounds.kept_of(request, found("call", slug), key)
    if kept is None:
        return see_other("call:round", slug, key)
    services.take_back(key=kept.call_key(place), at=timezone.now())
    return see_other("call:office", slug, key, place)


def last_press(kept: Round, terms: dict[int, Term], pressed: dict[str, Call], *, before: int) -> dict[str, Any]:
    """What stands above the next page, with its undo."""
    places = [place for place in kept.places(terms) if place < before and kept.call_key(place) in pressed]
    if not places:
        return {}
    return {"done": pressed[kept.call_key(places[-1])], "done_place": places[-1], "key": kept.key}


def _card(campaign: CallCampaign, kept: Round, place: int, terms: dict[int, Term]) -> dict[str, Any]:
    term, pressed = terms[kept.terms[place - 1]], queries.pressed(kept.call_keys)
    is_first = place == next(kept.places(terms))
    return {
        "campaign": campaign,
        "action": campaign.action,
        "key": kept.key,
        "target": Target(term),
        "place": place,
        "of": len(kept.terms),
        "here": pressed.get(kept.call_key(place)),
        "next_place": next(kept.places(terms, after=place), None),
        "buttons": BUTTONS,
        "opening": _opening(campaign, term),
        "asks": campaign.asks.filter(pk__in=kept.asks).order_by("place"),
        "press": PressForm(),
        "asks_for_proof": queries.rate_is_odd(timezone.now()),
        "may_be": MAY_BE.get(kept.why[place - 1], ""),
        "hint": HINTS.get(kept.hint, "") if is_first else "",
        "vacant": Office.objects.filter(pk__in=kept.vacant) if is_first else (),
        **_to_say(campaign, kept, term),
        **last_press(kept, terms, pressed, before=place),
    }


def _opening(campaign: CallCampaign, term: Term) -> dict[str, Any]:
    there = queries.clock_there(term, timezone.now(), our_zone())
    return {"is_open": campaign.hours.is_open(there), "closes": campaign.office_closes, "there": there}


def _to_say(campaign: CallCampaign, kept: Round, term: Term) -> dict[str, str]:
    """To somebody, and to a machine. Who gave no name says it in their own way."""
    names = (kept.name, kept.town, term.official.name, term.seat.office.called)
    said = dict(zip(rules.WORDS, names, strict=True))
    gaps = {"my name": _("(your name)"), "my town": _("(your town)")}
    to_a_machine = campaign.voicemail or _("Hello, this is {my name} from {my town}, with a message for {their name}.")
    return {
        "script": rules.merged(campaign.script, said, gaps),
        "voicemail": rules.merged(to_a_machine, said, gaps),
    }
