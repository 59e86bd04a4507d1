"""The public addresses of petitions."""

from django.urls import path

from ballotline.movement.arrivals.urls import beneath
from ballotline.organizing.actions.kinds.petition.pages import asking, elsewhere, public, signing

app_name = "petition"
urlpatterns = [
    path("s/<str:code>", elsewhere.shared, name="shared"),
    path("petitions/", public.index, name="index"),
    path("petitions/<slug:slug>/", signing.page, name="page"),
    *beneath("signature", "petitions/<slug:slug>/"),
    *beneath("follower", "petitions/<slug:slug>/tell-me/"),
    path("petitions/<slug:slug>/as/<str:token>/", signing.one_click, name="one_click"),
    path("petitions/<slug:slug>/updates/<str:token>/stop/", elsewhere.stop_updates, name="stop_updates"),
    path("petitions/<slug:slug>/tell-me/", asking.tell_me, name="tell_me"),
    path("petitions/<slug:slug>/embed/", elsewhere.embed, name="embed"),
    path("petitions/<slug:slug>/sheet.pdf", elsewhere.sheet, name="sheet"),
    path("petitions/<slug:slug>/check/", elsewhere.check, name="check"),
    path("petitions/<slug:slug>/count.json", elsewhere.count_json, name="count"),
]
