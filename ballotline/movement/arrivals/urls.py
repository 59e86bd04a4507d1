"""The public addresses of the way in, and those that a kind hangs below its own page (`beneath`)."""

from django.urls import URLPattern, path

from ballotline.movement.arrivals.pages import asking, confirming

app_name = "arrivals"
urlpatterns = [
    path("confirm/never/", confirming.never_again, name="never_again"),
    path("confirm/<str:token>/", confirming.confirm, name="confirm"),
    path("confirm/<str:token>/not-me/", confirming.disown, name="disown"),
    path("confirm/<str:token>/new/", confirming.new_link, name="new_link"),
    path("sum.json", asking.challenge, name="challenge"),
]


def beneath(kind: str, page: str, **slug: str) -> list[URLPattern]:
    """The page after the press and its three buttons, for the tree of a kind.

    `page` is its route, with `<slug:slug>`, or without where `slug` says which one it always is.
    """
    ours = {"kind": kind, **slug}
    return [
        path(f"{page}thanks/", asking.thanks, ours, name=f"{kind}_thanks"),
        path(f"{page}thanks/change/", asking.change_address, ours, name=f"{kind}_change"),
        path(f"{page}thanks/again/", asking.send_again, ours, name=f"{kind}_again"),
        path(f"{page}thanks/code/", asking.code, ours, name=f"{kind}_code"),
    ]
