"""Where allauth asks us: who may sign up (nobody), how its mails leave,
what its errors say, whose name a passkey carries."""

import time
from typing import Any, cast

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballotline.foundation.organization.queries import us
from ballotline.foundation.ui import qr
from ballotline.movement.accounts import mails, rules, sealing, services, windows
from ballotline.movement.accounts.models import Account
from ballotline.movement.accounts.queries import account_at
from ballotline.movement.mail.services import send_now


class AccountAdapter(DefaultAccountAdapter):
    """Signing in: our words, our outbox, our log."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy(
            "That address and password don't fit together. Try again, "
            "or leave the password empty and we send you a code"
        ),
        "incorrect_code": gettext_lazy("That is not the code. Type it as it stands in the newest message"),
        "incorrect_password": gettext_lazy("That is not your password. Type it again"),
        "enter_current_password": gettext_lazy("That is not the password you have now. Type it again"),
        "too_many_login_attempts": gettext_lazy("That was tried too often. Wait five minutes, then try again"),
        "rate_limited": gettext_lazy("That was tried too often. Wait five minutes, then try again"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The one place where messages about signing in leave: to the account's own spelling, however it was typed."""
        message, account = mails.mail_of(template_prefix, context), account_at(email)
        send_now(
            kind=message.kind,
            to=account.email if account else email,
            subject=message.subject,
            paragraphs=message.paragraphs,
            button=message.button,
            at=timezone.now(),
        )

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """A password fits every spelling of the mailbox."""
        account = account_at(credentials["email"])
        found = super().authenticate(request, **credentials | ({"email": account.email} if account else {}))
        return cast("Account | None", found)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """allauth counts by address alone, where five wrong passwords of a stranger shut the owner out."""
        self._login_failed_rl_usage = windows.count_password(request, credentials["email"])
        if self._login_failed_rl_usage is None:
            raise self.validation_error("too_many_login_attempts")

    def pre_login(self, request: HttpRequest, user: Account, **login: Any) -> HttpResponse | None:
        """A code that was mailed before the address changed opens nothing: its mailbox is no longer theirs."""
        if login["email"] and account_at(login["email"]) != user:
            clear_login(request)
            return redirect("account_login")
        return cast("HttpResponse | None", super().pre_login(request, user, **login))

    def login(self, request: HttpRequest, user: Account) -> None:
        super().login(request, user)
        services.note("signed in", account=user, at=timezone.now())

    def set_password(self, user: Account, password: str) -> None:
        services.set_password(account=user, password=password, at=timezone.now())

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who proved themselves in these five minutes is not asked again."""
        records = get_authentication_records(self.request, self.request.user)
        since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
        return not any(record["at"] > since for record in records)

    def get_client_ip(self, request: HttpRequest) -> str:
        return rules.client_address(
            peer=request.META.get("REMOTE_ADDR") or "127.0.0.1",
            forwarded_for=request.headers.get("X-Forwarded-For", ""),
            proxies=settings.CONFIG.proxies,
        )


class SecondFactorAdapter(DefaultMFAAdapter):
    """Apps and passkeys show the organization's name; keys are sealed; the QR code is drawn by our own hand."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("That code doesn't fit. Wait until the app shows the next one, and type that"),
        "cannot_delete_authenticator": gettext_lazy("Set up another one first, then take this one off"),
    }

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return us().name

    def build_totp_svg(self, url: str) -> str:
        return qr.svg(url, label=_("Picture for the app; its text stands below"))

    def _get_site_name(self) -> str:
        return us().name

    def generate_authenticator_name(self, user: Account, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}
