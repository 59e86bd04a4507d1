"""The desk's list of all asks, and the addresses that every kind has below its own: /desk/pledges/…, for its
desk_urls."""

from django.urls import URLPattern, path

from ballotline.organizing.actions.desk_pages import every, helping, history, people, steps, waiting, writing

app_name = "actions_desk"
urlpatterns = [path("", every.index, name="index")]


def beneath(kind: str) -> list[URLPattern]:
    """Its own addresses come after these; none of them may be a word that stands here."""
    of = {"kind": kind}
    return [
        path("", writing.index, of, name="index"),
        path("new/", writing.new, of, name="new"),
        path("<slug:slug>/", writing.overview, of, name="overview"),
        path("<slug:slug>/preview/", writing.preview, of, name="preview"),
        path("<slug:slug>/edit/", writing.edit, of, name="edit"),
        path("<slug:slug>/end/", steps.end, of, name="end"),
        path("<slug:slug>/step/<str:verb>/", steps.step, of, name="step"),
        path("<slug:slug>/history/", history.history, of, name="history"),
        path("<slug:slug>/history/<int:version>/", history.revision, of, name="revision"),
        path("<slug:slug>/history/<int:version>/back/", writing.restore, of, name="restore"),
        path("<slug:slug>/helpers/", helping.helpers, of, name="helpers"),
        path("<slug:slug>/helpers/<uuid:public_id>/end/", helping.help_no_more, of, name="help_no_more"),
        path("<slug:slug>/people/", people.people, of, name="people"),
        path("<slug:slug>/people/clear/", people.clear, of, name="clear"),
        path("<slug:slug>/people/set-aside/", people.set_aside_again, of, name="set_aside_again"),
        path("<slug:slug>/write-again/", waiting.write_again, of, name="write_again"),
        path("<slug:slug>/take-along/<slug:what>.csv", people.take_along, of, name="take_along"),
    ]
