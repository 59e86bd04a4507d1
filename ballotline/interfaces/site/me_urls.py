"""The addresses of "my data": asked for by mail, held behind a link of one hour."""

from django.urls import path

from ballotline.interfaces.site import me

urlpatterns = [
    path("", me.ask, name="me"),
    path("<str:token>/", me.mine, name="me_mine"),
    path("<str:token>/correct/", me.correct, name="me_correct"),
    path("<str:token>/chapters/<uuid:public_id>/leave/", me.leave_chapter, name="me_leave"),
    path("<str:token>/consent/", me.change_consent, name="me_consent"),
    path("<str:token>/copy.json", me.copy, name="me_copy"),
    path("<str:token>/erase/", me.erase, name="me_erase"),
]
