"""A form that was sent too late (signed out, or with an old token) is not lost: the page that keeps it, to be sent again.

Nothing is stored: what was typed stands in the page itself, and goes through once its sender is signed in again.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render

from ballotline.foundation.access.same_site import is_same_site

NOT_KEPT = frozenset({"csrfmiddlewaretoken"})


def keep(request: HttpRequest) -> HttpResponse:
    """The page with all that was sent. Only for forms of our own pages: another site's must not be pressed through."""
    sent = [(name, value) for name in request.POST if name not in NOT_KEPT for value in request.POST.getlist(name)]
    context = {"sent": sent, "files": list(request.FILES), "is_in": request.user.is_authenticated}
    response = render(request, "ui/kept.html", context, status=403)
    response["Cache-Control"] = "no-store"
    return response


def too_late(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Instead of the bare refusal of a wrong token, as after signing in again in another tab."""
    return keep(request) if is_same_site(request) else render(request, "ui/refused.html", status=403)


class OurCsrf(CsrfViewMiddleware):
    """Where the browser itself vouches that the form is ours, an old token is no reason to ask again.

    `Sec-Fetch-Site` can't be set by a page; browsers send it to https and to this machine. All others need the token.
    """

    def process_view(
        self,
        request: HttpRequest,
        callback: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponseForbidden | None:
        if request.headers.get("Sec-Fetch-Site") == "same-origin":
            return None
        return super().process_view(request, callback, args, kwargs)
