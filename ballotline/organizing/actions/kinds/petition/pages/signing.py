"""The sign form, and one click for somebody we know. What happens to a press is `arrivals`' matter."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ballotline.foundation.access.doors import behind_link, same_site, see_other
from ballotline.foundation.organization.queries import us
from ballotline.movement.arrivals.declared import kind_of
from ballotline.movement.arrivals.guard import circumstances
from ballotline.movement.arrivals.held import remember
from ballotline.movement.arrivals.links import LinkIsNotWhole, LinkIsOld, read_in_time
from ballotline.movement.arrivals.pages.asking import take
from ballotline.movement.arrivals.pages.confirming import done_url
from ballotline.movement.arrivals.pages.links import not_whole
from ballotline.movement.arrivals.rules import Circumstances, Typed
from ballotline.movement.arrivals.services import LinkHasNoWork, NotOpen
from ballotline.movement.people.models import Person
from ballotline.movement.people.queries import standing_for
from ballotline.organizing.actions.kinds.petition import queries, rules
from ballotline.organizing.actions.kinds.petition.forms import SignForm
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature
from ballotline.organizing.actions.kinds.petition.pages.figure import figure_for
from ballotline.organizing.actions.kinds.petition.pages.public import found, not_open, petition_page, render_petition
from ballotline.organizing.actions.kinds.petition.services import signing

RETRY_AFTER_SECONDS = "5"  # a write waits 20 s at most for the lock; who is told so comes after the crowd


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, slug: str) -> HttpResponse:
    if request.method != "POST":
        return petition_page(request, slug)
    try:
        return _sign(request, slug)
    except OperationalError:  # and no other DatabaseError: what a database refuses to store is our fault, not its hurry
        return too_busy(request, slug)


def _sign(request: HttpRequest, slug: str) -> HttpResponse:
    petition = found(slug)
    form = SignForm(request.POST, target=petition.target)
    if not form.is_valid():
        return render_petition(request, petition, form=form, status=422)
    try:
        ask = partial(_ask, petition)
        return take(request, form, kind=kind_of(Signature), page=request.path, ask=ask)
    except NotOpen:
        return not_open(request, petition)


def _ask(petition: Petition, typed: Typed, how: Circumstances, at: datetime) -> Signature:
    return signing.sign(petition=petition, typed=typed, how=how, at=at)


def too_busy(request: HttpRequest, slug: str) -> HttpResponse:
    """The database can't take it now: nothing is stored, everything typed is kept, and a number to wait for."""
    petition: Petition | None = None
    try:
        petition = found(slug)
        form = SignForm(request.POST, target=petition.target)
        us()  # whom the question about news names
    except OperationalError:  # nor can it be read: the question about news waits for the next time
        form = SignForm(request.POST)
        del form.fields["news_consent"]
    response = render(request, "petition/busy.html", {"form": form, "petition": petition}, status=503)
    response["Retry-After"] = RETRY_AFTER_SECONDS
    return response


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def one_click(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """For a person who comes by a signed mail link: one button, and it counts at once."""
    petition, at = found(slug), timezone.now()
    if not petition.is_open(at):
        return behind_link(not_open(request, petition))
    try:
        known = person_behind(token, petition)
    except LinkIsNotWhole:
        return not_whole(request, instead=reverse("petition:page", args=[slug]), words=_("Go to the petition"))
    except LinkIsOld:
        return _no_work(request, petition, is_old=True)
    if known is None:
        return _no_work(request, petition)
    person, email = known
    if request.method != "POST":
        context: dict[str, Any] = {
            "petition": petition,
            "action": petition.action,
            "person": person,
            "token": token,
            "count": figure_for(request, petition, at),
        }
        return behind_link(render(request, "petition/one_click.html", context))
    how = circumstances(request)
    try:
        signature = signing.sign_as(petition=petition, person=person, email=email, how=how, at=at)
    except NotOpen:
        return behind_link(not_open(request, petition))
    except LinkHasNoWork:  # an organizer took their signature out
        return behind_link(see_other("petition:page", slug))
    response = see_other(done_url(signature))
    remember(response)
    return response


def _no_work(request: HttpRequest, petition: Petition, *, is_old: bool = False) -> HttpResponse:
    context: dict[str, Any] = {"petition": petition, "action": petition.action, "is_old": is_old}
    return behind_link(render(request, "petition/one_click_old.html", context, status=410))


def person_behind(token: str, petition: Petition) -> tuple[Person, str] | None:
    """The person that a one-click link of this petition was made for, and their newest verified address.

    Raises LinkIsNotWhole or LinkIsOld.
    """
    whom = read_in_time(queries.one_click_signer, token, good_for=rules.ONE_CLICK_FOR)
    person_id, petition_id = whom.split(".")
    person = standing_for(person_id)
    if person is None or petition_id != petition.public_id.hex:
        return None
    address = person.contact_points.filter(kind="email", verified_at__isnull=False).order_by("-verified_at").first()
    return (person, address.value) if address else None
