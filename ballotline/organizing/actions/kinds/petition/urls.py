"""The public addresses of petitions."""

from django.urls import path

from ballotline.organizing.actions.kinds.petition.pages import after, asking, elsewhere, public, signing

app_name = "petition"
urlpatterns = [
    path("s/<str:code>", elsewhere.shared, name="shared"),
    path("petitions/", public.index, name="index"),
    path("petitions/<slug:slug>/", signing.page, name="page"),
    path("petitions/<slug:slug>/thanks/", after.thanks, name="thanks"),
    path("petitions/<slug:slug>/thanks/change/", after.change_address, name="change_address"),
    path("petitions/<slug:slug>/thanks/again/", after.send_again, name="send_again"),
    path("petitions/<slug:slug>/confirm/<str:token>/", after.confirm, name="confirm"),
    path("petitions/<slug:slug>/confirm/<str:token>/name/", after.correct_name, name="correct_name"),
    path("petitions/<slug:slug>/confirm/<str:token>/not-me/", after.disown, name="disown"),
    path("petitions/<slug:slug>/confirm/<str:token>/new/", after.new_link, name="new_link"),
    path("petitions/<slug:slug>/never/", after.never_again, name="never_again"),
    path("petitions/<slug:slug>/as/<str:token>/", signing.one_click, name="one_click"),
    path("petitions/<slug:slug>/updates/<str:token>/stop/", elsewhere.stop_updates, name="stop_updates"),
    path("petitions/<slug:slug>/tell-me/", asking.tell_me, name="tell_me"),
    path("petitions/<slug:slug>/embed/", elsewhere.embed, name="embed"),
    path("petitions/<slug:slug>/sheet.pdf", elsewhere.sheet, name="sheet"),
    path("petitions/<slug:slug>/check/", elsewhere.check, name="check"),
    path("petitions/<slug:slug>/count.json", elsewhere.count_json, name="count"),
    path("petitions/<slug:slug>/sum.json", elsewhere.challenge, name="challenge"),
]
