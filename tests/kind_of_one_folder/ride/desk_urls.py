"""The desk addresses of rides, below /desk/rides/."""

from ballotline.organizing.actions.desk_urls import beneath

app_name = "ride_desk"
urlpatterns = beneath("ride")
