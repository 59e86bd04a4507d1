"""The press and the page after it: the same for everybody, known or not.

Only the row of this very press is known here.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ballotline.foundation.access.doors import behind_link, public, same_site, see_other
from ballotline.movement.arrivals import proof, queries, services, windows
from ballotline.movement.arrivals.declared import KINDS, Kind
from ballotline.movement.arrivals.forms import AddressForm, ArrivalForm, CodeForm, GuardedForm
from ballotline.movement.arrivals.guard import circumstances
from ballotline.movement.arrivals.held import Held, held_by, hold
from ballotline.movement.arrivals.models import Arrival
from ballotline.movement.arrivals.rules import Circumstances, Typed
from ballotline.movement.mail.queries import has_trouble
from ballotline.movement.mail.rules import AGAIN_AFTER

Ask = Callable[[Typed, Circumstances, datetime], Arrival]


def take(request: HttpRequest, form: ArrivalForm, *, kind: Kind, page: str, ask: Ask) -> HttpResponse:
    """A form that was filled in well: one row, one cookie, and on to the page after it. Raises NotOpen.

    `ask` is the kind's verb, which calls `services.ask` with a draft of its own; `page` the address of what was asked.
    """
    at, typed = timezone.now(), form.typed
    arrival = ask(typed, circumstances(request, form), at)
    response = see_other(kind.thanks_below(page))
    held = Held.of(arrival, kind=kind.name, name=typed.name, email=typed.email, at=at)
    hold(response, held=held, path=page)
    return response


def _found(kind: Kind, slug: str) -> Any:
    asked = kind.asked(slug)
    if asked is None:
        raise Http404
    return asked


def _held_arrival(held: Held | None, kind: Kind, asked: Any) -> Arrival | None:
    """The row of this browser's own press, if it is still there."""
    if held is None:
        return None
    rows = queries.of(kind).filter(**{kind.model.ASKED: asked})
    return rows.filter(public_id=held.public_id).first()


@public
@require_safe
def thanks(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """ "One more step". The address shown is the one in the cookie, never one of the database."""
    return _thanks(request, KINDS[kind], _found(KINDS[kind], slug))


def _thanks(request: HttpRequest, kind: Kind, asked: Any, **forms: Any) -> HttpResponse:
    held = held_by(request, kind.name)
    arrival, at = _held_arrival(held, kind, asked), timezone.now()
    again_at = held.at + AGAIN_AFTER if held else None
    context = {
        "said": kind.said(arrival or kind.model(**{kind.model.ASKED: asked})),
        "held": held,
        "again_at": again_at,
        "thanks": kind.thanks_of(asked),
        "trouble_at": _trouble_at(held, at),
        "may_ask_again": again_at is not None and again_at <= at,
        "address_form": AddressForm(initial={"email": held.email if held else ""}),
        "again_form": GuardedForm(),
        "asks_for_proof": windows.are_odd(at),
        "code_form": CodeForm(),
        **kind.context(request, asked, arrival),
        **forms,
    }
    wrong = any(form.errors for form in forms.values() if isinstance(form, AddressForm | CodeForm))
    return behind_link(render(request, kind.template, context, status=422 if wrong else 200))


def _trouble_at(held: Held | None, at: datetime) -> str:
    """The mail domain that was typed, if its servers put off or refused messages of ours.

    It depends on nothing else.
    """
    domain = held.email.rpartition("@")[2] if held else ""
    return domain if domain and has_trouble(domain, at) else ""


@same_site
@require_POST
def change_address(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The address was mistyped: this press's own row moves, and a mail goes to the right one."""
    found, form, at = KINDS[kind], AddressForm(request.POST), timezone.now()
    asked, held = _found(found, slug), held_by(request, kind)
    if not form.is_valid():
        return _thanks(request, found, asked, address_form=form)
    response, arrival = see_other(found.thanks_of(asked)), _held_arrival(held, found, asked)
    if held and arrival and not form.cleaned_data["website"]:
        email = form.cleaned_data["email"]
        try:
            with suppress(services.LinkHasNoWork):  # disowned meanwhile; the page says the same
                services.correct(arrival=arrival, email=email, how=circumstances(request, form), at=at)
        except services.NotOpen:
            return see_other(found.page_of(asked))
        new = Held(kind, held.public_id, held.name, email, at)
        hold(response, held=new, path=found.page_of(asked))
    return response


@same_site
@require_POST
def send_again(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """At most one mail in ten minutes; the page says the same whatever the mailbox."""
    found, form, at = KINDS[kind], GuardedForm(request.POST), timezone.now()
    asked, held = _found(found, slug), held_by(request, kind)
    if not form.is_valid():  # a bot's flood in the hidden field
        return _thanks(request, found, asked)
    if held and at - held.at < AGAIN_AFTER:
        return _thanks(request, found, asked, too_early=True)
    response = see_other(found.thanks_of(asked) + "?sent=again")
    arrival = _held_arrival(held, found, asked)
    if held:
        how = circumstances(request, form)
        if arrival and not windows.judge(form="again", how=how, email=arrival.email, at=at):
            with suppress(services.LinkHasNoWork):  # gone this very moment; the page says the same
                services.ask_again(arrival=arrival, at=at)
        again = Held(kind, held.public_id, held.name, held.email, at)
        hold(response, held=again, path=found.page_of(asked))
    return response


@same_site
@require_POST
def code(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The short code from the mail leads where its button does. Wrong, used up and never sent read alike."""
    found, form = KINDS[kind], CodeForm(request.POST)
    asked = _found(found, slug)
    arrival = _held_arrival(held_by(request, kind), found, asked)
    if form.is_valid():
        if arrival and services.try_code(arrival=arrival, typed=form.cleaned_data["code"]):
            return see_other(reverse("arrivals:confirm", args=[queries.token_of(arrival)]))
        form.not_right()
    return _thanks(request, found, asked, code_form=form)


@public
@require_safe
def challenge(request: HttpRequest) -> HttpResponse:
    """The small sum that a form asks the browser for while the rate is odd."""
    return behind_link(JsonResponse(proof.challenge(timezone.now())))
