"""Makers for tests: accounts with a role, clients that are signed in,
the code in the newest message, an app on a phone."""

import re
import time
from datetime import UTC, datetime

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.http import HttpRequest
from django.test import Client

from ballotline.movement.accounts.models import Account, Grant
from ballotline.movement.mail.models import Message
from ballotline.movement.people.rules import mailbox_key

JOINED = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
CODE = re.compile(r"\b[A-Z]{4}-[A-Z]{4}\b")


def make_account(
    role: str = "owner",
    email: str = "lena@rivertown.example",
    name: str = "Lena Ortiz",
    password: str | None = None,
    until: datetime | None = None,
) -> Account:
    """`role` "" makes an account without any. The address is taken as it is: write it in small letters."""
    account = Account(email=email, mailbox_key=mailbox_key(email), name=name, joined_at=JOINED)
    account.set_password(password)
    account.save()
    EmailAddress.objects.create(user=account, email=email, primary=True, verified=True)
    if role:
        Grant.objects.create(account=account, role=role, granted_at=JOINED, granted_by="command test", until=until)
    return account


def signed_in_client(account: Account | None = None, *, role: str = "owner", second_factor: bool = True) -> Client:
    """A client inside a session of the account (without one: of a new one with that role)."""
    account = account or make_account(role, email=f"{role}@rivertown.example")
    client = Client()
    client.force_login(account)
    if second_factor:
        request = HttpRequest()
        request.session = client.session
        record_authentication(request, account, method="mfa")
        request.session.save()
    return client


def newest_code(to: str) -> str:
    """The sign-in code in the newest message to that address."""
    message = Message.objects.filter(to_address=to).latest("id")
    found = CODE.search(" ".join((message.content or {})["paragraphs"]))
    if not found:
        raise AssertionError(f"no code in the newest message to {to}")
    return found[0]


def make_app(account: Account) -> str:
    """An authenticator app and recovery codes for the account; the app's secret comes back."""
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    RecoveryCodes.activate(account)
    return secret


def code_of_app(secret: str) -> str:
    """What the app shows in this half minute."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))
