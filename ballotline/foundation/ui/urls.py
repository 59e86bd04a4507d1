"""The address of the organization's colours."""

from django.urls import path

from ballotline.foundation.ui import pages

urlpatterns = [path("look/<int:recipe>/<str:colour>.css", pages.look_css, name="look")]
