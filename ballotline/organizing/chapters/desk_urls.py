"""The desk addresses of chapters, below /desk/chapters/."""

from django.urls import path

from ballotline.organizing.chapters.desk_pages import chapter, members, place, tree

app_name = "chapters_desk"
urlpatterns = [
    path("", tree.index, name="index"),
    path("new/", tree.new, name="new"),
    path("founding/", tree.what_is_asked, name="asked"),
    path("founding/charter/", tree.charter, name="charter"),
    path("founding/open/", tree.take_applications, {"is_open": True}, name="take_some"),
    path("founding/close/", tree.take_applications, {"is_open": False}, name="take_none"),
    path("founding/<uuid:public_id>/", tree.requirement, name="requirement"),
    path("founding/<uuid:public_id>/drop/", tree.drop, {"dropped": True}, name="drop"),
    path("founding/<uuid:public_id>/ask/", tree.drop, {"dropped": False}, name="ask_again"),
    path("<slug:slug>/", chapter.overview, name="overview"),
    path("<slug:slug>/step/<str:verb>/", chapter.step, name="step"),
    path("<slug:slug>/place/", place.place, name="place"),
    path("<slug:slug>/dissolve/", place.dissolve, name="dissolve"),
    path("<slug:slug>/split/", place.split, name="split"),
    path("<slug:slug>/merge/", place.merge, name="merge"),
    path("<slug:slug>/edit/", chapter.edit, name="edit"),
    path("<slug:slug>/area/", chapter.area, name="area"),
    path("<slug:slug>/area/add/", chapter.serve, name="serve"),
    path("<slug:slug>/area/off/", chapter.serve_no_more, name="serve_no_more"),
    path("<slug:slug>/done/<int:key>/", chapter.mark, name="mark"),
    path("<slug:slug>/done/<int:key>/back/", chapter.unmark, name="unmark"),
    path("<slug:slug>/accept/", chapter.accept, name="accept"),
    path("<slug:slug>/history/", chapter.history, name="history"),
    path("<slug:slug>/members/", members.index, name="members"),
    path("<slug:slug>/members/<uuid:public_id>/", members.member, name="member"),
    path("<slug:slug>/members/<uuid:public_id>/off/", members.let_go, name="let_go"),
    path("<slug:slug>/members/<uuid:public_id>/on/", members.put_back, name="put_back"),
    path("<slug:slug>/members/<uuid:public_id>/standing/<str:to>/", members.standing, name="standing"),
    path("<slug:slug>/dues/<uuid:public_id>/off/", members.strike, {"struck": True}, name="strike"),
    path("<slug:slug>/dues/<uuid:public_id>/on/", members.strike, {"struck": False}, name="unstrike"),
    path("<slug:slug>/officers/", members.leading, name="officers"),
    path("<slug:slug>/officers/name/", members.appoint, name="appoint"),
    path("<slug:slug>/officers/<uuid:public_id>/end/", members.end_term, name="end_term"),
    path("<slug:slug>/officers/<uuid:public_id>/again/", members.term_again, name="term_again"),
]
