"""The address of the organization's colors."""

from django.urls import path

from ballotline.foundation.ui import pages

urlpatterns = [path("look/<int:recipe>/<str:color>.css", pages.look_css, name="look")]
