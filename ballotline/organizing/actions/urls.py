"""The public addresses of an ask and of the page after the press, for the tree of a kind without pages of its own."""

from django.urls import URLPattern, path

from ballotline.movement.arrivals import urls as arrivals
from ballotline.organizing.actions import pages


def beneath(kind: str, route: str, *, way_in: str) -> list[URLPattern]:
    """The list at `route` ("pledges/"), each ask below it. `way_in` is what people come in by (arrivals.declared)."""
    return [
        path(route, pages.index, {"kind": kind}, name="index"),
        path(f"{route}<slug:slug>/", pages.page, {"kind": kind}, name="page"),
        *arrivals.beneath(way_in, f"{route}<slug:slug>/"),
    ]
