"""The public URL tree."""

from django.urls import include, path

from ballotline.interfaces.site import area, chapter, counted, health, mailbox, media, pages
from ballotline.interfaces.site.me_urls import urlpatterns as me_urls
from ballotline.organizing.intake.pages import write

app_name = "site"
urlpatterns = [
    path("", pages.front, name="front"),
    path("area/", area.area, name="area"),
    path("chapters/<slug:slug>/", chapter.chapter, name="chapter"),
    path("chapters/start/<str:token>/", chapter.applied, name="applied"),
    path("chapters/<slug:slug>/member/<str:token>/", chapter.member, name="member"),
    path("write/", write, name="write"),
    path("how-we-count/", pages.how_we_count, name="how_we_count"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("petitions/<slug:slug>/counted/<str:token>/", counted.counted, name="counted"),
    path("petitions/<slug:slug>/counted/<str:token>/updates/", counted.updates, name="updates"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<uuid:public_id>/", mailbox.message, name="mailbox_message"),
    path("media/<path:path>", media.picture, name="media"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("me/", include(me_urls)),
]
