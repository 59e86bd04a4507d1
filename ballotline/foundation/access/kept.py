"""A form that was sent too late (signed out, or with an old token) is not lost:
the page that keeps it, to be sent again.

Nothing is stored: what was typed stands in the page itself, and goes through once its sender is signed in again.
Secrets do not stand in it: they are known by their field's name or by what they look like, and the form asks for them
again.
"""

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render

from ballotline.foundation.access.same_site import is_same_site

NOT_TYPED = "csrfmiddlewaretoken"
# A new field that holds a secret has one of these in its name; a test looks at every field of every form and page.
SECRET_PARTS = ("pass", "secret", "token", "credential", "recovery")
SECRET_NAMES = frozenset({"code", "codes", "key", "api_key", "pin", "otp", "mail_url"})
SECRET_TEXT = re.compile(r"\s*(anymail\+|[a-z0-9+.-]+://[^/\s]*@)\S*\s*", re.IGNORECASE)  # a provider's key or password


def is_secret(name: str, value: str = "") -> bool:
    """Is it something that only its owner may know, by the name of its field or by what was typed?"""
    name = name.lower()
    return name in SECRET_NAMES or any(part in name for part in SECRET_PARTS) or bool(SECRET_TEXT.fullmatch(value))


def keep(request: HttpRequest) -> HttpResponse:
    """The page with what was sent. Only for forms of our own pages: another site's must not be pressed through."""
    sent = [(name, value) for name, values in request.POST.lists() for value in values if name != NOT_TYPED]
    kept = [(name, value) for name, value in sent if not is_secret(name, value)]
    context = {
        "sent": kept,
        "has_secrets": len(kept) < len(sent),
        "files": list(request.FILES),
        "is_in": request.user.is_authenticated,
    }
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
