"""What can be decided about an arrival with a pencil: what is odd, what has run out, which press is which.

No Django here.
"""

import hashlib
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

# Who reads mail on Sundays, or comes back from a holiday, still finds a link that works
CONFIRM_WITHIN = timedelta(days=14)
REMIND_AFTER = timedelta(days=1)  # who has not pressed by then may have lost the message
FORGET_AFTER = timedelta(days=30)  # after the link's end: somebody who comes late can still ask for a new one
# They serve the windows of ten minutes and an organizer's look at what was odd; nobody is tracked by them
FORGET_NETWORKS_AFTER = timedelta(days=30)
HOLD = timedelta(hours=1)  # the cookie that knows this very press

# Ten minutes of one network (a meeting's wireless, a library) or one mail domain (an employer, a school). More than
# this is taken all the same, and set aside until its mail decides.
WINDOW = timedelta(minutes=10)
OF_ONE_NETWORK = 30
OF_ONE_MAIL_DOMAIN = 60
A_DAY = timedelta(days=1)
OF_ONE_MAILBOX = 2  # names that count without a look: a couple shares a mailbox, eight people don't

# A provider that keeps our messages from people: of those who use it clearly more wait than of all others.
PROVIDERS_FOR = 7  # days that are looked at, today among them
# Who pressed within the last hour may not have looked yet, and says nothing about a provider
MAIL_TAKES = timedelta(hours=1)
PROVIDER_NAMED_FROM = 5  # people; a domain of one's own is a name
# With fewer people a share is chance: two of three may just not have looked
PRESSED_AT_LEAST, WAITING_AT_LEAST, TIMES_THE_REST = 20, 10, 2

# Of one row, for somebody who types from another screen
CODE_TRIES = 5
# 31 signs that nobody confuses, eight of them: 31^8 is 8.5 × 10^11, so five tries in each of 10,000 rows hit once in
# seventeen million.
CODE_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXY"
CODE_LENGTH = 8

# Providers so large that many people with one of them say nothing.
LARGE_PROVIDERS = frozenset(
    """
    gmail.com googlemail.com yahoo.com ymail.com outlook.com hotmail.com live.com msn.com icloud.com me.com mac.com
    aol.com proton.me protonmail.com comcast.net att.net verizon.net sbcglobal.net bellsouth.net cox.net charter.net
    gmx.com gmx.net mail.com
    """.split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody typed into a form, cleaned of what can't be stored and otherwise as it was. `own` is the kind's."""

    email: str
    name: str = ""
    zip_code: str = ""
    news_consent: bool = False
    own: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What stood on the confirm page when the mailbox's owner pressed the button. Nothing else is recorded.

    `consent_words` is the sentence beside the tick, as it was shown: the evidence.
    """

    name: str = ""
    zip_code: str = ""
    news_consent: bool = False
    consent_words: str = ""
    own: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """How an organizer knows that somebody means it, whose mail never came: "phone", "table" or "other", and a note."""

    heard: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """How a press came in. `network_key` is a keyed hash of the truncated network, "" for a trusted one.

    `press_key` is the same for the same form sent twice with the same content, and "" where no form was.
    """

    network_key: str = ""
    is_trusted: bool = False
    honeypot_filled: bool = False
    proof_of_work: bool = False
    source: str = ""
    share_code: str = ""
    press_key: str = ""


def suspicion(how: Circumstances, *, of_network: int, of_domain: int = 0, of_one_network: int = OF_ONE_NETWORK) -> str:
    """Why a press is set aside until its mail decides, or "" if nothing is odd.

    A proof of work clears the windows; it never clears the honeypot. `of_one_network` is how many pass without one.
    """
    if how.honeypot_filled:
        return "honeypot"
    if how.is_trusted or how.proof_of_work:
        return ""
    if of_network >= of_one_network:
        return "network"
    return "domain" if of_domain >= OF_ONE_MAIL_DOMAIN else ""


@dataclass(frozen=True, slots=True)
class Share:
    """How many pressed, and how many of them wait."""

    pressed: int
    waiting: int

    def __add__(self, other: "Share") -> "Share":
        return Share(self.pressed + other.pressed, self.waiting + other.waiting)

    def __sub__(self, other: "Share") -> "Share":
        return Share(self.pressed - other.pressed, self.waiting - other.waiting)

    @property
    def percent(self) -> int:
        return round(100 * self.waiting / self.pressed) if self.pressed else 0


NOBODY = Share(0, 0)


def stands_out(its: Share, rest: Share) -> bool:
    """Is a provider's share clearly above that of all others: enough people,
    and at least twice as many of them waiting?"""
    if its.pressed < PRESSED_AT_LEAST or its.waiting < WAITING_AT_LEAST or not rest.pressed:
        return False
    return its.waiting * rest.pressed >= TIMES_THE_REST * rest.waiting * its.pressed


def network_of(address: str) -> str:
    """The network that is kept instead of an address: /24 of version 4, /48 of version 6."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 48), strict=False))


def has_expired(asked_at: datetime, at: datetime) -> bool:
    return at - asked_at > CONFIRM_WITHIN


def code_of(digest: bytes) -> str:
    """ "K7QM4TXB": eight signs out of a keyed hash."""
    number = int.from_bytes(digest[:16], "big")
    signs = []
    for _place in range(CODE_LENGTH):
        number, at = divmod(number, len(CODE_SIGNS))
        signs.append(CODE_SIGNS[at])
    return "".join(signs)


def code_as_shown(code: str) -> str:
    """ "K7QM-4TXB"."""
    return f"{code[:4]}-{code[4:]}"


def code_as_typed(text: str) -> str:
    """What somebody typed, with or without the dash, in any case."""
    return "".join(sign for sign in text.upper() if sign in CODE_SIGNS)[: CODE_LENGTH + 1]


def press_key(*parts: str) -> str:
    """One name for one press: its form, what was typed into it, where it came from."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:40]


def first_name(name: str) -> str:
    """What is shown of a name in public, by those who agreed to that: its first word."""
    return next(iter(name.split()), "")


def short_name(name: str) -> str:
    """How somebody is asked whether it is them: the first word, and the first letter of the last ("Maria G.")."""
    words = name.split()
    return first_name(name) if len(words) < 2 else f"{words[0]} {words[-1][0]}."
