"""What only pledges have in public: one's own promise, with the way out of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ballotline.foundation.access.doors import behind_link, public, same_site, see_other
from ballotline.organizing.actions.kinds.pledge import queries, services
from ballotline.organizing.actions.kinds.pledge.models import Promise
from ballotline.organizing.actions.pages import found
from ballotline.organizing.actions.queries import taking_part

State = Promise.State


@public
@require_safe
def made(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    pledge, promise = found("pledge", slug), queries.promise_of(token, slug=slug)
    if promise is None or promise.state not in (State.CONFIRMED, State.WITHDRAWN):
        return see_other("arrivals:confirm", token)
    context = {"pledge": pledge, "action": pledge.action, "promise": promise, "token": token}
    return behind_link(render(request, "pledge/made.html", context | {"count": taking_part(pledge)}))


@same_site
@require_POST
def withdraw(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """One press. The page that follows says that it is done, and how to make it again."""
    promise = queries.promise_of(token, slug=slug)
    if promise is None:
        return see_other("arrivals:confirm", token)
    services.withdraw(promise=promise, at=timezone.now())
    return see_other("pledge:made", slug, token)
