"""The desk addresses of forms, below /desk/forms/."""

from django.urls import path

from ballotline.organizing.actions.desk_urls import beneath
from ballotline.organizing.actions.kinds.form import desk_pages

app_name = "form_desk"
urlpatterns = [
    *beneath("form"),
    path("<slug:slug>/answers/<uuid:public_id>/", desk_pages.answers, name="answers"),
    path("<slug:slug>/answers/<uuid:public_id>/<slug:key>/", desk_pages.file, name="file"),
]
