"""What can be decided about a petition with a pencil. No Django here."""

import ipaddress
import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta

CONFIRM_WITHIN = timedelta(days=14)
AGAIN_AFTER = timedelta(minutes=10)
MAILS_LEAVE_AFTER = timedelta(minutes=10)  # until then an organizer can take a note back, and nobody was written to
HOLD = timedelta(hours=1)
FORGET_NETWORKS_AFTER = timedelta(days=30)

SUSPICION_WINDOW = timedelta(minutes=10)
OF_ONE_NETWORK = 30
OF_ONE_MAIL_DOMAIN = 60

# Providers so large that many signers with one of them say nothing.
LARGE_PROVIDERS = frozenset({
    "gmail.com", "googlemail.com", "yahoo.com", "ymail.com", "outlook.com", "hotmail.com", "live.com", "msn.com",
    "icloud.com", "me.com", "mac.com", "aol.com", "proton.me", "protonmail.com", "comcast.net", "att.net",
    "verizon.net", "sbcglobal.net", "bellsouth.net", "cox.net", "charter.net", "gmx.com", "gmx.net", "mail.com",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody typed into the form, cleaned of what can't be stored and otherwise as it was."""

    name: str
    email: str
    zip_code: str
    comment: str = ""
    show_name: bool = False
    news_consent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """How a signature came in. `network_key` is a keyed hash of the truncated network, "" for a trusted one."""

    network_key: str = ""
    is_trusted: bool = False
    honeypot_filled: bool = False
    proof_of_work: bool = False
    source: str = ""
    share_code: str = ""
    consent_words: str = ""


def suspicion(how: Circumstances, *, of_network: int, of_domain: int) -> str:
    """Why a signature is set aside until its mail decides, or "" if nothing is odd.

    A proof of work clears the windows; it never clears the honeypot.
    """
    if how.honeypot_filled:
        return "honeypot"
    if how.is_trusted or how.proof_of_work:
        return ""
    if of_network >= OF_ONE_NETWORK:
        return "network"
    return "domain" if of_domain >= OF_ONE_MAIL_DOMAIN else ""


def network_of(address: str) -> str:
    """The network that is kept instead of an address: /24 of version 4, /48 of version 6."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 48), strict=False))


def next_round_number(count: int) -> int:
    """The next of 10, 20, 50, 100, 200, 500, 1,000 … above the count: it depends on nothing else."""
    return next(lead * 10**zeros for zeros in itertools.count(1) for lead in (1, 2, 5) if lead * 10**zeros > count)


def may_write_again(last: datetime | None, at: datetime) -> bool:
    return last is None or at - last >= AGAIN_AFTER


def has_expired(signed_at: datetime, at: datetime) -> bool:
    return at - signed_at > CONFIRM_WITHIN


def first_name(name: str) -> str:
    """What is shown of a name in public, by those who agreed to that: its first word."""
    return next(iter(name.split()), "")


def short_name(name: str) -> str:
    """How somebody is asked whether it is them: the first word, and the first letter of the last ("Maria G.")."""
    words = name.split()
    return first_name(name) if len(words) < 2 else f"{words[0]} {words[-1][0]}."


def is_near_its_end(*, count: int, goal: int | None, closes: datetime | None, at: datetime) -> bool:
    """Nine tenths of the goal, or the last week: time to think of the delivery."""
    return bool(goal and count * 10 >= goal * 9) or (closes is not None and closes - at <= timedelta(days=7))
