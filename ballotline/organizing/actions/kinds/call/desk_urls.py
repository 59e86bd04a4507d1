"""The desk addresses of call campaigns, below /desk/calls/."""

from django.urls import path

from ballotline.organizing.actions.desk_urls import beneath
from ballotline.organizing.actions.kinds.call import desk_pages

app_name = "call_desk"
urlpatterns = [
    path("numbers/<int:pk>/wrong/", desk_pages.judge, {"is_wrong": True}, name="number_wrong"),
    path("numbers/<int:pk>/right/", desk_pages.judge, {"is_wrong": False}, name="number_right"),
    path("numbers/<int:pk>/look-again/", desk_pages.look_again, name="look_again"),
    *beneath("call"),
    path("<slug:slug>/calls/<str:network>/count/", desk_pages.count_calls, name="count_calls"),
    path("<slug:slug>/calls/<str:network>/back/", desk_pages.calls_aside_again, name="calls_aside_again"),
]
