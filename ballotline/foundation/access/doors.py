"""The doors of pages: each view says which policy guards it, and the start-up check finds those that don't.

`public` and `same_site` are for visitors, `door` for organizers, `policy_for` for the URL trees of libraries.
"""

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, reverse
from django.views.decorators.csrf import csrf_exempt

from ballotline.foundation.access.kept import keep
from ballotline.foundation.access.rules import NOTHING, PERMISSIONS, Actor, Reach, Scope
from ballotline.foundation.access.same_site import is_same_site

View = Callable[..., HttpResponseBase]
R = TypeVar("R", bound=HttpResponseBase)


class DeskRequest(HttpRequest):
    """A request that came through a door: its account is known, what it may do,
    and where it may do what the door is for."""

    scope: Scope
    reach: Reach
    actor: Actor


def public(view: View) -> View:
    """Anyone may look. The view changes nothing, or is also guarded by `same_site`."""
    return _marked(view, "public")


def same_site(view: View) -> View:
    """Anyone may post, but only from our own pages. Replaces the CSRF cookie, which cached pages can't set."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not is_same_site(request):
            return render(request, "ui/refused.html", status=403)
        return view(request, *args, **kwargs)

    return _marked(csrf_exempt(guarded), "public, same site")


def door(permission: str) -> Callable[[View], View]:
    """Signed-in accounts whose scope has `permission`. Others get the same 404 as for a page that isn't there."""
    if permission not in PERMISSIONS:
        raise ValueError(f"No permission is called {permission!r}; see access/rules.py")

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                if request.method == "POST" and is_same_site(request):
                    return keep(request)
                return redirect_to_login(request.get_full_path())
            if not scope_of(request).allows(permission):
                raise Http404
            return view(_entered(request, permission), *args, **kwargs)

        return _marked(guarded, f"permission {permission}")

    return wrap


def scope_of(request: HttpRequest) -> Scope:
    """The scope of whoever asks, computed once a request by the function that settings name."""
    if not hasattr(request, "scope"):
        found = NOTHING
        if request.user.is_authenticated:
            found = settings.BALLOTLINE_SCOPE(request.user)
        request.scope = found  # type: ignore[attr-defined]
    return cast(DeskRequest, request).scope


def _entered(request: HttpRequest, permission: str) -> DeskRequest:
    entered = cast(DeskRequest, request)
    entered.reach = scope_of(request).reach(permission)
    account = cast(Any, request.user)
    entered.actor = Actor.account(account.public_id, str(account))
    return entered


def policy_for(policy: str, patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """Marks every view of a library's URL tree with one policy that the library itself enforces."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = _marked(pattern.callback, policy)
        else:
            policy_for(policy, pattern.url_patterns)
    return patterns


def see_other(to: str, *args: object) -> HttpResponseRedirect:
    """After a POST: the browser gets the next page with GET (303), so that reload and back do nothing twice.

    `to` is an address, or the name of a page. (Django's `redirect` would look an address up among the names first.)
    """
    response = HttpResponseRedirect(to if "/" in to else reverse(to, args=args))
    response.status_code = 303
    return response


def no_store(response: R) -> R:
    """For pages that hold a person's data."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def to_keep(content: bytes, *, name: str) -> FileResponse:
    """A file that a stranger sent: to be kept, never shown by a browser as one of our pages, whatever it says it is."""
    kind = "application/octet-stream"
    return no_store(FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=kind))


def behind_link(response: HttpResponse) -> HttpResponse:
    """For pages that a mailed link opens: nor is their address told to the next page.

    Browsers then send `Origin: null`, so their forms are guarded by `same_site` and not by the CSRF check.
    """
    response["Referrer-Policy"] = "no-referrer"
    return no_store(response)


def _marked(view: View, policy: str) -> View:
    view.policy = policy  # type: ignore[attr-defined]
    return view
