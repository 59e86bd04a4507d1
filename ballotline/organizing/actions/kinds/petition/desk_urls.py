"""The desk addresses of petitions, below /desk/petitions/."""

from django.urls import path

from ballotline.organizing.actions.desk_urls import beneath
from ballotline.organizing.actions.kinds.petition.desk_pages import sending, signers, telling, word

app_name = "petition_desk"
urlpatterns = [
    *beneath("petition"),
    path("<slug:slug>/sharing/", telling.sharing, name="sharing"),
    path("<slug:slug>/updates/", telling.updates, name="updates"),
    path(
        "<slug:slug>/updates/<uuid:public_id>/remove/", telling.remove_update, {"removed": True}, name="remove_update"
    ),
    path(
        "<slug:slug>/updates/<uuid:public_id>/back/", telling.remove_update, {"removed": False}, name="put_back_update"
    ),
    path("<slug:slug>/outcome/", telling.outcome, name="outcome"),
    path("<slug:slug>/outcome/back/", telling.take_back_outcome, name="take_back_outcome"),
    path("<slug:slug>/handed-over/", telling.handed_over, name="handed_over"),
    path("<slug:slug>/handed-over/back/", telling.take_back_delivered, name="take_back_delivered"),
    path("<slug:slug>/people/look/", signers.look_at_taking_out, name="look_at_taking_out"),
    path("<slug:slug>/people/take-out/", signers.take_out, name="take_out"),
    path("<slug:slug>/people/back/<uuid:public_id>/", signers.put_back, name="put_back"),
    path("<slug:slug>/people/<uuid:public_id>/word/", word.count, name="word"),
    path("<slug:slug>/people/<uuid:public_id>/word/back/", word.take_back, name="take_back_word"),
    path("<slug:slug>/comments/", signers.comments, name="comments"),
    path("<slug:slug>/comments/show/", signers.moderate, {"show": True}, name="show_comments"),
    path("<slug:slug>/comments/hide/", signers.moderate, {"show": False}, name="hide_comments"),
    path("<slug:slug>/paper/", signers.paper, name="paper"),
    path("<slug:slug>/paper/remove/", signers.remove_paper, {"removed": True}, name="remove_paper"),
    path("<slug:slug>/paper/back/", signers.remove_paper, {"removed": False}, name="put_back_paper"),
    path("<slug:slug>/delivery/", sending.delivery, name="delivery"),
    path("<slug:slug>/delivery/prepare/", sending.prepare, name="prepare"),
    path("<slug:slug>/delivery/<uuid:public_id>/stop/", sending.stop, name="stop"),
    path("<slug:slug>/delivery/<uuid:public_id>/<str:name>", sending.download, name="download"),
]
