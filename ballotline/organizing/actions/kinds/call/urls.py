"""The public addresses of call campaigns."""

from django.urls import path

from ballotline.movement.arrivals.urls import beneath
from ballotline.organizing.actions import pages as asks
from ballotline.organizing.actions.kinds.call import pages

app_name = "call"
urlpatterns = [
    path("calls/", asks.index, {"kind": "call"}, name="index"),
    path("calls/<slug:slug>/", pages.page, name="page"),
    path("calls/<slug:slug>/press/", pages.press, name="press"),
    path("calls/<slug:slug>/undo/", pages.undo, name="undo"),
    path("calls/<slug:slug>/write-to-me/", pages.leave_name, name="leave_name"),
    *beneath("caller", "calls/<slug:slug>/write-to-me/"),
    path("calls/<slug:slug>/said/", pages.said, name="said"),
]
