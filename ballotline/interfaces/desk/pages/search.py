"""The search over everything, as far as the organizer's rights go."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ballotline.foundation.access.doors import DeskRequest, door, no_store
from ballotline.foundation.ui.context import frame_of
from ballotline.interfaces.desk.finding import everything
from ballotline.interfaces.desk.pages.people_list import note_reading


@door("desk.enter")
@require_safe
def search(request: DeskRequest) -> HttpResponse:
    words = frame_of(request).desk_searched
    if words and request.scope.allows("people.read"):
        note_reading(request, "people searched")
    groups, meant = everything(request.scope, words, on=timezone.localdate()) if words else ([], "")
    return no_store(render(request, "desk/search.html", {"groups": groups, "meant": meant}))
