"""The public addresses of pledges."""

from django.urls import path

from ballotline.organizing.actions import pages as asks
from ballotline.organizing.actions.kinds.pledge import pages
from ballotline.organizing.actions.urls import beneath

app_name = "pledge"
urlpatterns = [
    *beneath("pledge", "pledges/", way_in="promise"),
    path("pledges/<slug:slug>/made/<str:token>/", pages.made, name="made"),
    path("pledges/<slug:slug>/made/<str:token>/withdraw/", asks.withdraw, {"kind": "pledge"}, name="withdraw"),
]
