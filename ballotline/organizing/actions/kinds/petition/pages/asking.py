""" "Tell me when it opens", and on a closed petition "Hear how it goes on".
Both ask for one address, and it says yes first."""

from datetime import datetime
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from ballotline.foundation.access.doors import no_store, same_site, see_other
from ballotline.movement.arrivals.declared import kind_of
from ballotline.movement.arrivals.pages.asking import take
from ballotline.movement.arrivals.rules import Circumstances, Typed
from ballotline.organizing.actions.kinds.petition.forms import FollowForm
from ballotline.organizing.actions.kinds.petition.models import Follower, Petition
from ballotline.organizing.actions.kinds.petition.pages.public import found, render_petition
from ballotline.organizing.actions.kinds.petition.services import telling


@same_site
@require_POST
def tell_me(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody gets the same answer: it never says whether an address signed."""
    petition, form = found(slug), FollowForm(request.POST)
    if petition.is_open(timezone.now()):
        return see_other("petition:page", slug)
    if not form.is_valid():
        return no_store(render_petition(request, petition, status=422, tell_form=form))
    kind = kind_of(Follower)
    return take(request, form, kind=kind, page=kind.page_of(petition), ask=partial(_ask, petition))


def _ask(petition: Petition, typed: Typed, how: Circumstances, at: datetime) -> Follower:
    return telling.follow(petition=petition, typed=typed, how=how, at=at)
