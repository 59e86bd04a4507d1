"""The public addresses of call campaigns."""

from django.urls import path

from ballotline.movement.arrivals.urls import beneath
from ballotline.organizing.actions import pages as asks
from ballotline.organizing.actions.kinds.call.pages import beginning, ending, offices

app_name = "call"
urlpatterns = [
    path("calls/", asks.index, {"kind": "call"}, name="index"),
    path("calls/<slug:slug>/", beginning.page, name="page"),
    path("calls/<slug:slug>/write-to-me/", ending.leave_name, name="leave_name"),
    *beneath("caller", "calls/<slug:slug>/write-to-me/"),
    path("calls/<slug:slug>/<slug:key>/", offices.resume, name="round"),
    path("calls/<slug:slug>/<slug:key>/<int:place>/", offices.office, name="office"),
    path("calls/<slug:slug>/<slug:key>/<int:place>/undo/", offices.undo, name="undo"),
    path("calls/<slug:slug>/<slug:key>/done/", ending.done, name="done"),
    path("calls/<slug:slug>/<slug:key>/said/", ending.said, name="said"),
]
