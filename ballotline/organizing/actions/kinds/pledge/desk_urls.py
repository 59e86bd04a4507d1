"""The desk addresses of pledges, below /desk/pledges/."""

from django.urls import path

from ballotline.organizing.actions.desk_urls import beneath
from ballotline.organizing.actions.kinds.pledge import desk_pages

app_name = "pledge_desk"
urlpatterns = [
    *beneath("pledge"),
    path("<slug:slug>/verdict/", desk_pages.verdict, name="verdict"),
    path("<slug:slug>/verdict/back/", desk_pages.take_back, name="take_back"),
]
