"""The public addresses of chapters; those of one chapter, of its members and of who applied stand in `site`."""

from django.urls import path

from ballotline.movement.arrivals import urls as arrivals
from ballotline.organizing.chapters import pages

app_name = "chapters"
urlpatterns = [
    path("chapters/", pages.index, name="index"),
    path("chapters/start/", pages.start, name="start"),
    path("chapters/charter/<int:version>/", pages.charter, name="charter"),
    *arrivals.beneath("application", "chapters/start/", slug="start"),
    path("chapters/start/<str:token>/accept/", pages.accept, name="accept"),
    path("chapters/<slug:slug>/member/<str:token>/leave/", pages.leave, name="leave"),
    *arrivals.beneath("joining", "chapters/<slug:slug>/"),
]
