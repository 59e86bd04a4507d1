"""The pages of signing in: allauth's in our ways, and the page behind the link that the host prints."""

from functools import wraps
from typing import Any, cast

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.password_reset_by_code import PASSWORD_RESET_VERIFICATION_SESSION_KEY
from allauth.account.utils import perform_login
from allauth.account.views import ConfirmLoginCodeView
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ballotline.foundation.access.doors import View, behind_link, same_site, scope_of
from ballotline.movement.accounts import forms, middleware, rules, sealing, services, windows
from ballotline.movement.accounts.models import Account
from ballotline.movement.accounts.queries import account_at, account_of_link


def in_our_ways(view: View) -> View:
    """A page of allauth that is never stored or indexed, and answers 422 where something needs correcting.

    The browser that it lets in is known from then on (`windows`).

    Not under no-referrer: browsers would send "Origin: null" with its forms, and Django's CSRF guard refuses that.
    """

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        was_inside = request.user.is_authenticated
        try:
            response = view(request, *args, **kwargs)
        except sealing.CannotBeRead:
            response = render(request, "accounts/unreadable_keys.html", status=409)
        if request.user.is_authenticated and not was_inside:
            windows.remember(response, cast(Account, request.user))
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        if isinstance(response, TemplateResponse) and _needs_correcting(response):
            response.status_code = 422
        return response

    return page


def for_passkeys(view: View) -> View:
    """A page that is there only where browsers make passkeys."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not offers_passkeys(request):
            raise Http404
        return view(request, *args, **kwargs)

    return page


def for_new_password(view: View) -> View:
    """A page behind a code for a new password; the code is worth nothing once the mailbox is no longer the
    account's."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        state = request.session.get(PASSWORD_RESET_VERIFICATION_SESSION_KEY) or {}
        owner = account_at(state.get("email", ""))
        if "user_id" in state and (owner is None or str(owner.pk) != state["user_id"]):
            del request.session[PASSWORD_RESET_VERIFICATION_SESSION_KEY]
        return view(request, *args, **kwargs)

    return page


def offers_passkeys(request: HttpRequest) -> bool:
    return rules.can_have_passkeys(request.get_host(), is_https=request.is_secure())


def _needs_correcting(response: TemplateResponse) -> bool:
    shown = [(response.context_data or {}).get(name) for name in ("form", "webauthn_form")]
    return any(isinstance(form, BaseForm) and form.errors for form in shown)


class EnterCode(ConfirmLoginCodeView):
    """A new code counts like the first one."""

    def _resend_form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            forms.owner_of(self._process.state["email"])
        except ValidationError as refused:
            messages.error(self.request, refused.message)
            return redirect(self.passthrough_next_url(reverse("account_confirm_login_code")))
        return cast(HttpResponse, super()._resend_form_valid(form))


class Security(IndexView):
    """The second factors of whoever asks, and whether one is needed to go on."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "is_required": middleware.is_required(self.request),
            "keys_can_be_read": sealing.can_be_read(
                Authenticator.objects.filter(user=cast(Account, self.request.user))
            ),
            "may_change_address": scope_of(self.request).allows("desk.enter"),
        }


class ShowsSecondFactor:
    """Who sets up a second factor has shown it: this session goes on, and the recovery codes can be read at once."""

    request: HttpRequest

    def form_valid(self, form: BaseForm) -> HttpResponse:
        response = super().form_valid(form)  # type: ignore[misc]
        account = cast(Account, self.request.user)
        record_authentication(self.request, account, method="mfa")
        services.note("second factor set up", account=account, at=timezone.now())
        return response


class SetUpApp(ShowsSecondFactor, ActivateTOTPView):
    pass


class AddPasskey(ShowsSecondFactor, AddWebAuthnView):
    pass


@same_site
@require_http_methods(["GET", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Looking changes nothing; the button signs in. A second factor is asked for all the same."""
    if request.method == "POST":
        return _follow(request, token)
    account = account_of_link(token, timezone.now())
    if account is None:
        return _expired(request)
    return behind_link(render(request, "accounts/link.html", {"account": account}))


def _follow(request: HttpRequest, token: str) -> HttpResponseBase:
    try:
        account = services.use_sign_in_link(token=token, at=timezone.now())
    except services.LinkExpired:
        return _expired(request)
    record_authentication(request, account, method="link")
    response = perform_login(request, account)
    if request.user.is_authenticated:
        windows.remember(response, account)
    return behind_link(response)


def _expired(request: HttpRequest) -> HttpResponse:
    return behind_link(render(request, "accounts/link_expired.html", status=410))
