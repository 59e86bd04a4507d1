"""The public addresses of rides."""

from ballotline.organizing.actions.urls import beneath

app_name = "ride"
urlpatterns = beneath("ride", "rides/", way_in="offer")
