"""The desk addresses of call campaigns, below /desk/calls/."""

from django.urls import path

from ballotline.organizing.actions.kinds.call import desk_pages

app_name = "call_desk"
urlpatterns = [
    path("", desk_pages.index, name="index"),
    path("new/", desk_pages.new, name="new"),
    path("numbers/<int:pk>/wrong/", desk_pages.judge, {"is_wrong": True}, name="number_wrong"),
    path("numbers/<int:pk>/right/", desk_pages.judge, {"is_wrong": False}, name="number_right"),
    path("<slug:slug>/", desk_pages.overview, name="overview"),
    path("<slug:slug>/edit/", desk_pages.edit, name="edit"),
    path("<slug:slug>/step/<str:verb>/", desk_pages.step, name="step"),
    path("<slug:slug>/set-aside/<str:network>/count/", desk_pages.clear, name="clear"),
    path("<slug:slug>/set-aside/<str:network>/back/", desk_pages.set_aside_again, name="set_aside_again"),
    path("<slug:slug>/calls.csv", desk_pages.take_along, name="take_along"),
]
