"""What callers see: the campaign, then one card an office.
What rides along between the presses is signed and holds no address."""

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import partial
from secrets import token_urlsafe
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ballotline.foundation.access.doors import behind_link, same_site, see_other
from ballotline.foundation.organization.queries import our_zone
from ballotline.foundation.ui.forms import has_hidden_characters
from ballotline.foundation.ui.numbers import whole_number
from ballotline.movement.arrivals import queries as arrivals
from ballotline.movement.arrivals import windows
from ballotline.movement.arrivals.declared import kind_of
from ballotline.movement.arrivals.guard import circumstances
from ballotline.movement.arrivals.pages.asking import take
from ballotline.movement.arrivals.rules import Circumstances, Typed
from ballotline.movement.arrivals.services import NotOpen
from ballotline.organizing.actions.kinds.call import queries, rules, services
from ballotline.organizing.actions.kinds.call.context import page_context
from ballotline.organizing.actions.kinds.call.forms import CallerForm, NoteForm, PressForm
from ballotline.organizing.actions.kinds.call.models import Call, CallCampaign, Caller
from ballotline.organizing.actions.kinds.call.queries import Target
from ballotline.organizing.actions.pages import found
from ballotline.record.offices.models import Term
from ballotline.record.offices.queries import located
from ballotline.record.places import geocoding
from ballotline.record.places.words import HINTS, MAY_BE

SALT = "call.round"
TYPED_AT_MOST = 200  # an address with all its parts has under a hundred; the rest would be read for nothing
BUTTONS = [(outcome.value, outcome.label) for outcome in Call.Outcome]


@dataclass(frozen=True, slots=True)
class Round:
    """One caller's way through their offices:
    which terms, why each may be another's, how far, which asks, how they call themselves."""

    campaign: int
    nonce: str
    terms: list[int]
    why: list[str]
    asks: list[int]
    at: int = 0
    name: str = ""
    town: str = ""
    filed: list[int] = field(default_factory=list)

    def key(self, place: int) -> str:
        return f"{self.nonce}:{place}"

    def signed(self) -> str:
        return signing.dumps(list(asdict(self).values()), salt=SALT, compress=True)


def round_of(text: str, campaign: CallCampaign) -> Round | None:
    """None for one that is forged, older than six hours, or another campaign's."""
    try:
        found = Round(*signing.loads(text, salt=SALT, max_age=rules.STATE_HOLDS_FOR))
    except (signing.BadSignature, TypeError):
        return None
    return found if found.campaign == campaign.pk else None


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The asks and one location field; the POST answers with the first office, or says what would help."""
    campaign = found("call", slug)
    if request.method != "POST" or not campaign.is_open(timezone.now()):
        return _page(request, campaign)
    typed, name = _plain(request.POST.get("where", ""))[:TYPED_AT_MOST], _plain(request.POST.get("name", ""))[:80]
    ticked = [whole_number(pk) for pk in request.POST.getlist("ask")[: rules.ASKS_AT_MOST * 2]]
    asks = list(campaign.asks.filter(pk__in=[pk for pk in ticked if pk], removed_at=None).values_list("pk", flat=True))
    if not asks:
        return _page(request, campaign, status=422, typed=typed, name=name, no_ask=True)
    on = timezone.localdate()
    placement = located(typed, on=on, geocoder=geocoding.ours()) if queries.needs_a_place(campaign) else None
    reached, vacant = queries.targets(campaign, placement, on=on)
    if not reached:
        return _page(
            request, campaign, status=422, typed=typed, name=name, placement=placement, vacant=vacant, nobody=True
        )
    first = Round(
        campaign.pk,
        token_urlsafe(12),
        [target.term.pk for target in reached],
        [target.why for target in reached],
        asks,
        name=name,
        town=placement.town if placement else "",
    )
    return _card(request, campaign, first, placement=placement, vacant=vacant)


def _plain(text: str) -> str:
    plain = " ".join(text.split())
    return "" if has_hidden_characters(plain) else plain


def _page(request: HttpRequest, campaign: CallCampaign, *, status: int = 200, **more: Any) -> HttpResponse:
    at = timezone.now()
    context = page_context(campaign, at, placement=more.get("placement")) | more
    is_over = not context["is_open"] and not campaign.is_early(at)
    response = render(request, "call/page.html", context, status=410 if status == 200 and is_over else status)
    return behind_link(response) if request.method == "POST" else response


@same_site
@require_POST
def press(request: HttpRequest, slug: str) -> HttpResponse:
    """One of the eight buttons: files the call for all ticked asks, and shows the next office with Undo above it."""
    campaign, form = found("call", slug), PressForm(request.POST)
    state = round_of(form.cleaned_data["round"], campaign) if form.is_valid() else None
    if state is None or state.at >= len(state.terms):
        return see_other("call:page", slug)
    outcome = form.cleaned_data["outcome"]
    try:
        term = _file(campaign, state, outcome, circumstances(request, form))
    except NotOpen:
        return _page(request, campaign)
    filed = [*state.filed, state.at] if outcome != Call.Outcome.SKIPPED else state.filed
    return _card(request, campaign, replace(state, at=state.at + 1, filed=filed), done=_done(term, outcome, state))


def _file(campaign: CallCampaign, state: Round, outcome: str, how: Circumstances) -> Term | None:
    """The term that was called, if its holder is still in office."""
    term = queries.terms_by_id([state.terms[state.at]], on=timezone.localdate()).get(state.terms[state.at])
    if term is not None:
        services.file_call(
            campaign=campaign,
            term=term,
            line=next(iter(Target(term).lines), None),
            asks=state.asks,
            outcome=outcome,
            key=state.key(state.at),
            how=how,
            at=timezone.now(),
        )
    return term


def _done(term: Term | None, outcome: str, state: Round) -> dict[str, object] | None:
    if term is None:
        return None
    words = _("Skipped") if outcome == Call.Outcome.SKIPPED else Call.Outcome(outcome).label
    return {"outcome": words, "name": term.official.name, "round": state.signed()}


@same_site
@require_POST
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    """The press before is taken back, and its office stands there again."""
    campaign = found("call", slug)
    state = round_of(request.POST.get("round", ""), campaign)
    if state is None or state.at >= len(state.terms):
        return see_other("call:page", slug)
    services.take_back(key=state.key(state.at), at=timezone.now())
    return _card(request, campaign, state)


def _card(request: HttpRequest, campaign: CallCampaign, state: Round, **more: Any) -> HttpResponse:
    """The office that is next, or the end."""
    on = timezone.localdate()
    terms = queries.terms_by_id(state.terms[state.at :], on=on)
    while state.at < len(state.terms) and state.terms[state.at] not in terms:
        state = replace(state, at=state.at + 1)  # left office meanwhile
    context = {"campaign": campaign, "action": campaign.action, "round": state.signed(), **more}
    if state.at >= len(state.terms):
        context |= {
            "form": CallerForm(),
            "note": NoteForm(),
            "calls": len(state.filed),
            "asks_count": len(state.asks),
            "week": queries.this_week(campaign, timezone.now()),
            "asks_for_proof": _end_asks_for_proof(timezone.now()),
        }
        return behind_link(render(request, "call/done.html", context))
    term = terms[state.terms[state.at]]
    placement = more.get("placement")
    context |= {
        "target": Target(term),
        "place": state.at + 1,
        "of": len(state.terms),
        "buttons": BUTTONS,
        "opening": _opening(campaign, term),
        "script": _script(campaign, state, term),
        "asks": campaign.asks.filter(pk__in=state.asks).order_by("place"),
        "press": PressForm(initial={"round": state.signed()}),
        "asks_for_proof": queries.rate_is_odd(timezone.now()),
        "may_be": MAY_BE.get(state.why[state.at], ""),
        "hint": HINTS.get(placement.hint, "") if placement else "",
    }
    return behind_link(render(request, "call/card.html", context))


def _opening(campaign: CallCampaign, term: Term) -> dict[str, Any]:
    there = queries.clock_there(term, timezone.now(), our_zone())
    return {"is_open": campaign.hours.is_open(there), "closes": campaign.office_closes, "there": there}


def _script(campaign: CallCampaign, state: Round, term: Term) -> str:
    office = term.seat.office.called
    return rules.merged(campaign.script, name=state.name, town=state.town, target=term.official.name, office=office)


@same_site
@require_POST
def said(request: HttpRequest, slug: str) -> HttpResponse:
    """What they said, in one box at the end."""
    campaign, form, at = found("call", slug), NoteForm(request.POST), timezone.now()
    state = round_of(form.cleaned_data["round"], campaign) if form.is_valid() else None
    if state is None:
        return see_other("call:page", slug)
    text = _plain(form.cleaned_data["said"])[:500]
    if text and not windows.judge(form="said", how=circumstances(request, form), at=at):
        services.note_what_they_said(keys=[state.key(place) for place in state.filed], said=text, at=at)
    return _thanked(request, campaign)


def _end_asks_for_proof(at: datetime) -> bool:
    """Of the two forms at the end of a round."""
    return windows.are_odd(at) or arrivals.rate_is_odd(Caller, at)


def _thanked(request: HttpRequest, campaign: CallCampaign, form: CallerForm | None = None) -> HttpResponse:
    context = {
        "campaign": campaign,
        "action": campaign.action,
        "thanked": True,
        "week": queries.this_week(campaign, timezone.now()),
        "form": form or CallerForm(),
        "asks_for_proof": _end_asks_for_proof(timezone.now()),
    }
    return behind_link(render(request, "call/done.html", context, status=422 if form and form.errors else 200))


@same_site
@require_POST
def leave_name(request: HttpRequest, slug: str) -> HttpResponse:
    """Only here something of a caller is kept, and only after their mail. The same answer for every address."""
    campaign = found("call", slug)
    form = CallerForm(request.POST)
    if not form.is_valid():
        return _thanked(request, campaign, form)
    kind = kind_of(Caller)
    return take(request, form, kind=kind, page=kind.page_of(campaign), ask=partial(_ask, campaign))


def _ask(campaign: CallCampaign, typed: Typed, how: Circumstances, at: datetime) -> Caller:
    return services.leave_name(campaign=campaign, typed=typed, how=how, at=at)
