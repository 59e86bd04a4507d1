"""The front page, and the plain pages that every footer links to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from ballotline.foundation.access.doors import public, scope_of
from ballotline.movement.arrivals.rules import CONFIRM_WITHIN
from ballotline.movement.mail.rules import AGAIN_AFTER
from ballotline.organizing.actions.context import front_row
from ballotline.organizing.actions.queries import in_front, was_chosen
from ballotline.record.offices.asked_where import WhereForm
from ballotline.record.offices.models import Office
from ballotline.record.places import geocoding

SHOWN_IN_FRONT = 4  # the one that leads, and three more as rows


@public
@require_safe
@vary_on_cookie
def front(request: HttpRequest) -> HttpResponse:
    """What we want and what to do today: the ask of any kind that was chosen, or closes first, leads."""
    at = timezone.now()
    asks = in_front(at)
    open_now = [front_row(request, ask, at) for ask in asks[:SHOWN_IN_FRONT]]
    context = {
        "lead": open_now[0] if open_now else None,
        "more": open_now[1:],
        "may_choose": len(asks) > 1 and scope_of(request).reach("actions.edit").everywhere,
        "was_chosen": bool(asks) and was_chosen(asks[0]),
        "form": WhereForm() if Office.objects.exists() else None,
    }
    return render(request, "site/front.html", context)


@public
@require_safe
def how_we_count(request: HttpRequest) -> HttpResponse:
    context = {"again_after": AGAIN_AFTER, "confirm_within": CONFIRM_WITHIN.days}
    return render(request, "site/how_we_count.html", context)


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    geocoder = geocoding.ours()
    return render(request, "site/privacy.html", {"heard_by": geocoder.heard_by if geocoder else ""})


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "site/accessibility.html")
