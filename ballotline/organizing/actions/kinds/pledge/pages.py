"""What only pledges have in public: one's own promise, with the way out of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ballotline.foundation.access.doors import behind_link, public, see_other
from ballotline.organizing.actions.kinds.pledge.models import Promise
from ballotline.organizing.actions.next_steps import next_step
from ballotline.organizing.actions.pages import found
from ballotline.organizing.actions.queries import behind
from ballotline.organizing.actions.words import tally

State = Promise.State


@public
@require_safe
def made(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    pledge, promise = found("pledge", slug), behind(token, model=Promise, slug=slug)
    if promise is None or promise.state not in (State.CONFIRMED, State.WITHDRAWN):
        return see_other("arrivals:confirm", token)
    context = {
        "pledge": pledge,
        "action": pledge.action,
        "promise": promise,
        "token": token,
        "tally": tally(pledge, timezone.now()),
        "step": next_step(after=pledge, counted=promise, at=timezone.now()),
    }
    return behind_link(render(request, "pledge/made.html", context))
