"""All that is asked, whatever its kind, in one list: what is published first. Each kind's own list lies below it."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ballotline.foundation.access.doors import DeskRequest, door, no_store
from ballotline.organizing.actions import queries
from ballotline.organizing.actions.declared import KINDS, kind_of
from ballotline.organizing.actions.desk_pages.frame import A_PAGE
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.rules import chapter_of_new
from ballotline.organizing.actions.words import facts_of_all


@door("actions.read")
@require_safe
def index(request: DeskRequest) -> HttpResponse:
    words, state = request.GET.get("q", ""), request.GET.get("state", "")
    actions = queries.searched_in_all(queries.of_every_kind_within(request.reach), words=words, state=state)
    page, at = Paginator(actions, A_PAGE).get_page(request.GET.get("page")), timezone.now()
    asks = [queries.ask_of(action) for action in page]
    facts, of_kinds = facts_of_all(asks, at), [(ask, kind_of(ask)) for ask in asks]
    context = {
        "page": page,
        "rows": [(ask, kind, [str(kind.one), kind.standing(ask, at), *facts[ask.pk]]) for ask, kind in of_kinds],
        "kinds": KINDS.values() if chapter_of_new(request.scope.reach("actions.edit")) is not None else (),
        "words": words,
        "state": state,
        "states": Action.State.choices,
    }
    return no_store(render(request, "actions/desk/every.html", context))
