"""Who can read more than 50 people shows two proofs of being themselves, not one. allauth has no such switch.

allauth asks for the second proof at sign-in, from those who have set one up. Here the others are led to set one up,
and sessions that began before that are asked for it. Every page behind a door is meant, whatever its address.
"""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from ballotline.foundation.access.doors import scope_of
from ballotline.movement.accounts import rules
from ballotline.movement.accounts.models import Account
from ballotline.movement.accounts.queries import has_second_factor, people_readable

MANY_PEOPLE = "more_than_50_people"


class SecondFactorRequired:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        stands_behind_a_door = getattr(view, "policy", "").startswith("permission ")
        if not stands_behind_a_door or not is_required(request) or has_shown_second_factor(request):
            return None
        return _lead_on(request)


def is_required(request: HttpRequest) -> bool:
    """Must whoever asks have a second factor? Never in the demo, whose people are invented."""
    if settings.CONFIG.demo or not request.user.is_authenticated:
        return False
    scope = scope_of(request)
    return rules.needs_second_factor(scope, _people(request))


def has_shown_second_factor(request: HttpRequest) -> bool:
    """In this session: at sign-in, when asked again, or by setting it up."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def _people(request: HttpRequest) -> int:
    """Once there were more than 50, the session remembers it; people seldom leave by the hundred."""
    if request.session.get(MANY_PEOPLE):
        return rules.MANY_PEOPLE + 1
    people = people_readable(scope_of(request))
    if people > rules.MANY_PEOPLE:
        request.session[MANY_PEOPLE] = True
    return people


def _lead_on(request: HttpRequest) -> HttpResponseBase:
    if has_second_factor(cast(Account, request.user)):
        back = request.get_full_path() if request.method == "GET" else settings.LOGIN_REDIRECT_URL
        address = reverse("mfa_reauthenticate") + "?" + urlencode({"next": back})
    else:
        address = reverse("mfa_index")
    return HttpResponseClientRedirect(address) if getattr(request, "htmx", False) else HttpResponseRedirect(address)
