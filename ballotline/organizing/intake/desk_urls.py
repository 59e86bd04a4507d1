"""The desk addresses of cases, below /desk/cases/."""

from django.urls import path

from ballotline.organizing.intake.desk_pages import asked, case, deeds, queue

app_name = "cases_desk"
urlpatterns = [
    path("", queue.index, name="index"),
    path("new/", queue.new, name="new"),
    path("away/", queue.away, name="away"),
    path("asked/", asked.index, name="asked"),
    path("asked/new/", asked.kind, name="new_kind"),
    path("asked/answers/new/", asked.ready, name="new_ready"),
    path("asked/answers/<uuid:public_id>/", asked.ready, name="ready"),
    path("asked/answers/<uuid:public_id>/off/", asked.drop_ready, {"dropped": True}, name="drop_ready"),
    path("asked/answers/<uuid:public_id>/on/", asked.drop_ready, {"dropped": False}, name="ready_again"),
    path("asked/<slug:slug>/", asked.kind, name="kind"),
    path("asked/<slug:slug>/off/", asked.drop_kind, {"dropped": True}, name="drop_kind"),
    path("asked/<slug:slug>/on/", asked.drop_kind, {"dropped": False}, name="ask_kind_again"),
    path("<uuid:public_id>/", case.case, name="case"),
    path("<uuid:public_id>/here/", case.here, name="here"),
    path("<uuid:public_id>/files/<uuid:file_id>/", case.file, name="file"),
    path("<uuid:public_id>/messages/<uuid:letter_id>/", case.letter, name="letter"),
    path("<uuid:public_id>/answer/", deeds.answer, name="answer"),
    path("<uuid:public_id>/note/", deeds.note, name="note"),
    path("<uuid:public_id>/give/", deeds.give, name="give"),
    path("<uuid:public_id>/take/", deeds.take, name="take"),
    path("<uuid:public_id>/close/", deeds.close, {"is_ours": True}, name="close"),
    path("<uuid:public_id>/not-for-us/", deeds.close, {"is_ours": False}, name="not_for_us"),
    path("<uuid:public_id>/reopen/", deeds.reopen, name="reopen"),
    path("<uuid:public_id>/kind/", deeds.set_kind, name="set_kind"),
    path("<uuid:public_id>/move/", deeds.move, name="move"),
    path("<uuid:public_id>/tag/", deeds.tag, name="tag"),
    path("<uuid:public_id>/tag/<int:row>/off/", deeds.untag, name="untag"),
    path("<uuid:public_id>/led-to/", deeds.lead_to, name="lead_to"),
    path("<uuid:public_id>/led-to/<int:row>/off/", deeds.lead_elsewhere, name="lead_elsewhere"),
    path("<uuid:public_id>/undo/<uuid:entry_id>/", deeds.undo, name="undo"),
]
