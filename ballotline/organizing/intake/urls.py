"""The public addresses of writing to us; /write/ itself is in the site's tree, beside the plain pages."""

from django.urls import path

from ballotline.movement.arrivals.urls import beneath
from ballotline.organizing.intake import pages

app_name = "intake"
urlpatterns = [
    path("write/sent/<str:token>/", pages.sent, name="sent"),
    path("write/on/<slug:slug>/", pages.sheet, name="sheet"),
    *beneath("message", "write/on/<slug:slug>/"),
    path("write/<slug:slug>/", pages.door, name="door"),
]
