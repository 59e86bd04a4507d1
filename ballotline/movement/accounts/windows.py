"""How often one may ask for codes and try passwords, counted by who asks,
so that no stranger uses up what is the owner's.

Who asks is a browser that this account has signed in with before (it carries a cookie of ours), else a network. Each
has windows of its own for each mailbox; a further one bounds what all networks together may do to a mailbox in a day,
and known browsers stand outside it. Everything is counted before anything is looked up, so an unknown mailbox is
answered alike.

The counting itself is allauth's, in the cache that all processes share; only whose window it is, is decided here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from secrets import token_urlsafe

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core import signing
from django.db import connection
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from ballotline.movement.accounts import rules
from ballotline.movement.accounts.models import Account
from ballotline.movement.accounts.queries import account_at
from ballotline.movement.people.rules import mailbox_key

COOKIE = "known_browser"
# Who signs in twice a year is still known; forgotten, a browser only shares its network's windows
KNOWN_FOR = timedelta(days=180)
COOKIE_PATH = "/sign-in/"
SALT = "accounts.known-browser"
# docs/explanation/sign-in.md has them as a table, and says what is not promised. A person who mistypes asks for two or
# three codes; a code of eight letters is one of 25,600,000,000, so 40 a day with three tries each find none
RATES = {
    "codes-to-a-network": "20/m/ip",
    "codes-to-a-network-in-a-day": "200/d/ip",
    "codes-within-a-minute": "3/m/key",
    "codes-of-a-network": "5/d/key",
    "codes-of-a-known-browser": "20/d/key",
    "codes-to-a-mailbox": "40/d/key",
    "passwords-of-a-network": "10/m/ip,300/d/ip",
    "passwords-within-five-minutes": "5/300s/key",
    "passwords-for-a-mailbox-of-a-network": "25/d/key",
    "passwords-for-a-mailbox-of-a-known-browser": "100/d/key",
    "passwords-for-a-mailbox": "200/d/key",
}


class TooQuick(Exception):
    """A code was asked for a moment ago; in a minute there will be another."""


class EnoughToday(Exception):
    """From here no further code goes to that mailbox today."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody at a mailbox. `key` names who it is and which mailbox; nobody can read either out of it."""

    request: HttpRequest
    key: str
    mailbox: str
    is_known: bool

    def may(self, window: str) -> ratelimit.RateLimitUsage | None:
        """Takes a place in the window; None if there is none left."""
        key = self.mailbox if window.endswith("a-mailbox") else self.key
        return ratelimit.consume(self.request, app="ballotline.accounts", action=window, config=RATES, key=key)


def count_code(request: HttpRequest, email: str) -> None:
    """Takes the places of one code mail. Raises TooQuick, EnoughToday. Trusted networks are not counted."""
    if _is_trusted(request):
        return
    asker = _asker(request, email)
    if not (asker.may("codes-to-a-network") and asker.may("codes-within-a-minute")):
        raise TooQuick
    of_the_day = ["codes-of-a-known-browser"] if asker.is_known else ["codes-of-a-network", "codes-to-a-mailbox"]
    if not all(asker.may(window) for window in ["codes-to-a-network-in-a-day", *of_the_day]):
        raise EnoughToday


def count_password(request: HttpRequest, email: str) -> ratelimit.RateLimitUsage | None:
    """The places of one try, to be given back if the password fits; None after too many."""
    asker, taken = _asker(request, email), ratelimit.RateLimitUsage(usage=[])
    of_the_day = ["passwords-for-a-mailbox-of-a-network", "passwords-for-a-mailbox"]
    if asker.is_known:
        of_the_day = ["passwords-for-a-mailbox-of-a-known-browser"]
    for window in ["passwords-of-a-network", "passwords-within-five-minutes", *of_the_day]:
        place = asker.may(window)
        if place is None:
            return None
        taken.usage += place.usage
    return taken


def forget_expired(*, at: datetime) -> None:
    """Django takes expired rows out of its table only when that is full, and counts it at every write."""
    with connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(at)
        cursor.execute("DELETE FROM shared_cache WHERE expires < %s", [moment])


def remember(response: HttpResponseBase, account: Account) -> None:
    """The browser that was let in has windows of its own from now on. The cookie opens nothing."""
    response.set_cookie(
        COOKIE,
        signing.dumps([str(account.public_id), token_urlsafe(9)], salt=SALT),
        max_age=KNOWN_FOR,
        path=COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _asker(request: HttpRequest, email: str) -> Asker:
    account = account_at(email)
    browser = _known_browser(request, account) if account else ""
    who = browser or rules.shortened(get_adapter().get_client_ip(request))
    mailbox = account.mailbox_key if account else mailbox_key(email)
    return Asker(request, _hidden(f"{who} {mailbox}"), _hidden(mailbox), is_known=bool(browser))


def _known_browser(request: HttpRequest, account: Account) -> str:
    """The browser's own name, if it belongs to the account: inside a session of it, or by the cookie."""
    if request.user.is_authenticated and request.user.pk == account.pk:
        return f"inside {account.public_id}"
    try:
        whose, browser = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KNOWN_FOR)
    except (signing.BadSignature, ValueError):
        return ""
    return str(browser) if whose == str(account.public_id) else ""


def _is_trusted(request: HttpRequest) -> bool:
    address = ip_address(get_adapter().get_client_ip(request))
    return any(address in network for network in settings.CONFIG.trusted_networks)


def _hidden(text: str) -> str:
    return salted_hmac("accounts.window", text, algorithm="sha256").hexdigest()
