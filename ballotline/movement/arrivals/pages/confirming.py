"""Behind the mailed link: what was typed, as fields, and one button. Links show; buttons do."""

from contextlib import suppress
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from ballotline.foundation.access.doors import behind_link, same_site, see_other
from ballotline.movement.arrivals import queries, rules, services
from ballotline.movement.arrivals.counting import as_it_waited
from ballotline.movement.arrivals.declared import kind_of
from ballotline.movement.arrivals.forms import ArrivalForm
from ballotline.movement.arrivals.held import remember
from ballotline.movement.arrivals.links import LinkIsNotWhole
from ballotline.movement.arrivals.models import Arrival
from ballotline.movement.arrivals.pages.links import not_whole
from ballotline.record.places.queries import place_of

State = Arrival.State
NEVER_SALT = "arrivals.never"


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET changes nothing: scanners open links. The button counts what stands in the fields."""
    try:
        arrival = queries.behind(token)
    except LinkIsNotWhole:
        return not_whole(request, has_code=True)
    at = timezone.now()
    is_open = arrival is not None and kind_of(arrival).is_open(arrival.asked, at)
    if arrival and arrival.counts_on_word and is_open and not rules.has_expired(arrival.asked_at, at):
        arrival = as_it_waited(arrival)
    if arrival is None or not arrival.is_waiting or rules.has_expired(arrival.asked_at, at):
        return _no_work(request, token, arrival)
    if not is_open:
        return behind_link(see_other(kind_of(arrival).page_of(arrival.asked)))
    return _count(request, token, arrival) if request.method == "POST" else _page(request, arrival, token)


def _form(arrival: Arrival, data: Any = None) -> ArrivalForm:
    """Beside the ZIP code stands the town that will be recorded with it."""
    form: ArrivalForm = kind_of(arrival).form.confirming(arrival, data)
    if "zip_code" in form.fields:
        zip_code = form["zip_code"]
        place = place_of(str(zip_code.value() or ""))
        zip_code.help_text = f"{place.town}, {place.state}" if place else ""
    return form


def _page(request: HttpRequest, arrival: Arrival, token: str, form: ArrivalForm | None = None) -> HttpResponse:
    others = [(other.name, _link(other)) for other in queries.others_of_mailbox(arrival)]
    context = {
        "arrival": arrival,
        "said": kind_of(arrival).said(arrival),
        "form": form or _form(arrival),
        "others": others,
        "token": token,
    }
    return behind_link(render(request, "arrivals/confirm.html", context, status=422 if form else 200))


def _link(arrival: Arrival) -> str:
    return reverse("arrivals:confirm", args=[queries.token_of(arrival)])


def _count(request: HttpRequest, token: str, arrival: Arrival) -> HttpResponse:
    form = _form(arrival, request.POST)
    if not form.is_valid():
        return _page(request, arrival, token, form)
    try:
        counted = services.confirm(arrival=arrival, shown=form.shown, at=timezone.now())
    except services.NotOpen as closed:
        return behind_link(see_other(kind_of(arrival).page_of(closed.asked)))
    except services.LinkHasNoWork:
        return _no_work(request, token, None)
    response = behind_link(see_other(done_url(counted)))
    remember(response)
    return response


def done_url(arrival: Arrival) -> str:
    """The kind's own page for who was counted, or the link's page, which then says so."""
    kind = kind_of(arrival)
    return kind.done(arrival) if kind.done and arrival.state == State.CONFIRMED else _link(arrival)


def _no_work(request: HttpRequest, token: str, arrival: Arrival | None) -> HttpResponse:
    """Counted, or looked at first, says so; gone, old, withdrawn and taken out read alike."""
    said = kind_of(arrival).said(arrival) if arrival else None
    if arrival and arrival.confirmed_at and arrival.state in (State.CONFIRMED, State.QUARANTINED):
        kind, is_counted = kind_of(arrival), arrival.state == State.CONFIRMED
        own_page = kind.done(arrival) if kind.done and is_counted else ""
        context = {"said": said, "is_counted": is_counted, "own_page": own_page, "arrival": arrival, "token": token}
        if is_counted and not own_page:
            context |= {"offer": kind.offer, **kind.offers(arrival, timezone.now())}
        return behind_link(render(request, "arrivals/done.html", context))
    return behind_link(render(request, "arrivals/too_old.html", {"token": token}, status=410))


@same_site
@require_POST
def new_link(request: HttpRequest, token: str) -> HttpResponse:
    """ "Send me a new one": the same answer whatever was behind the old one."""
    with suppress(LinkIsNotWhole, services.LinkHasNoWork):
        if arrival := queries.behind(token):
            services.ask_again(arrival=arrival, at=timezone.now())
    return behind_link(render(request, "arrivals/too_old.html", {"token": token, "was_asked": True}))


@same_site
@require_POST
def disown(request: HttpRequest, token: str) -> HttpResponse:
    """ "That was not me": the row goes now; the page that follows offers to stop such mail for good."""
    try:
        arrival = queries.behind(token)
    except LinkIsNotWhole:
        return not_whole(request, has_code=True)
    if arrival is None or not services.disown(arrival=arrival, at=timezone.now()):
        return _no_work(request, token, arrival)
    about = signing.dumps([arrival.mailbox_key, kind_of(arrival).purpose], salt=NEVER_SALT)
    context = {"about": about, "said": kind_of(arrival).said(arrival)}
    return behind_link(render(request, "arrivals/disowned.html", context))


@same_site
@require_POST
def never_again(request: HttpRequest) -> HttpResponse:
    """No mail of this purpose to this mailbox, for good. The form carries both signed, since the row is gone."""
    try:
        mailbox, purpose = signing.loads(request.POST.get("about", ""), salt=NEVER_SALT, max_age=rules.HOLD)
    except (signing.BadSignature, ValueError):
        return not_whole(request)
    services.refuse(mailbox=mailbox, purpose=purpose, at=timezone.now())
    return behind_link(render(request, "arrivals/disowned.html", {"is_refused": True}))
