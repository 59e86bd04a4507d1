"""The site's addresses, and three pages behind doors that stand for the rooms above."""

from django.http import HttpResponse
from django.urls import include, path

from ballotline.foundation.access.doors import door


def inside(request):
    return HttpResponse("inside")


urlpatterns = [
    path("desk/probe/", door("desk.enter")(inside)),
    path("desk/probe/comments/", door("petitions.moderate")(inside)),
    path("desk/probe/people/", door("people.read")(inside)),
    path("", include("ballotline.urls")),
]
