"""The desk addresses of pledges, below /desk/pledges/."""

from django.urls import path

from ballotline.organizing.actions.kinds.pledge import desk_pages

app_name = "pledge_desk"
urlpatterns = [
    path("", desk_pages.index, name="index"),
    path("new/", desk_pages.new, name="new"),
    path("<slug:slug>/", desk_pages.overview, name="overview"),
    path("<slug:slug>/edit/", desk_pages.edit, name="edit"),
    path("<slug:slug>/step/<str:verb>/", desk_pages.step, name="step"),
    path("<slug:slug>/set-aside/<uuid:public_id>/count/", desk_pages.clear, name="clear"),
    path("<slug:slug>/set-aside/<uuid:public_id>/back/", desk_pages.set_aside_again, name="set_aside_again"),
    path("<slug:slug>/verdict/", desk_pages.verdict, name="verdict"),
    path("<slug:slug>/verdict/back/", desk_pages.take_back, name="take_back"),
]
