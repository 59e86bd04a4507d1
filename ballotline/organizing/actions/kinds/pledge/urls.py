"""The public addresses of pledges."""

from django.urls import path

from ballotline.movement.arrivals.urls import beneath
from ballotline.organizing.actions.kinds.pledge import pages

app_name = "pledge"
urlpatterns = [
    path("pledges/", pages.index, name="index"),
    path("pledges/<slug:slug>/", pages.page, name="page"),
    *beneath("promise", "pledges/<slug:slug>/"),
    path("pledges/<slug:slug>/made/<str:token>/", pages.made, name="made"),
    path("pledges/<slug:slug>/made/<str:token>/withdraw/", pages.withdraw, name="withdraw"),
]
