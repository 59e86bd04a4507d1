"""Who still waits for a message, by mail provider: where one stands out, what to do."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ballotline.foundation.access.doors import DeskRequest, door, no_store
from ballotline.foundation.organization.queries import our_zone
from ballotline.movement.arrivals import providers


@door("mail.read")
@require_safe
def by_provider(request: DeskRequest) -> HttpResponse:
    at = timezone.now()
    context = {"week": providers.week(at=at, zone=our_zone()), "at": at}
    return no_store(render(request, "desk/providers.html", context))
