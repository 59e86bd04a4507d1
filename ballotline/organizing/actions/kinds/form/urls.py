"""The public addresses of forms."""

from ballotline.organizing.actions.urls import beneath

app_name = "form"
urlpatterns = beneath("form", "forms/", way_in="submission")
