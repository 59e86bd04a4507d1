"""How names, mailboxes, phones and addresses are folded, and which step of the ladder deeds prove. No Django here."""

import hashlib
import re
import unicodedata
from collections.abc import Collection
from datetime import timedelta
from enum import IntEnum

from ballotline.foundation.ui.addresses import ascii_domain, plain_address
from ballotline.record.offices.rules import dialable
from ballotline.record.places.rules import five_digits

# So long whatever an organizer does to people can be taken back, like an import of lists and maps
UNDO_FOR = timedelta(days=30)
IGNORES_DOTS = frozenset({"gmail.com", "googlemail.com"})
# One mailbox under several names, as the providers' own help pages say: Google, Apple, Proton.
SAME_PROVIDER = {
    "googlemail.com": "gmail.com",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "protonmail.com": "proton.me",
    "pm.me": "proton.me",
}
IGNORES_TAGS = IGNORES_DOTS | {
    "outlook.com",
    "hotmail.com",
    "live.com",
    "icloud.com",
    "me.com",
    "mac.com",
    "pm.me",
    "fastmail.com",
    "proton.me",
    "protonmail.com",
}

WORDS, NUMBER = re.compile(r"\w+"), re.compile("[0-9]+")
DIGITS = "0123456789"
FEWEST_OF_A_PHONE = 7  # a number without its area code has seven digits
FEWEST_DIGITS = 3  # an area code; fewer stand in nearly every number
KEY_AT_MOST = 200  # the columns that hold a folded name
MAILBOX_AT_MOST = 254  # RFC 5321: a path has 256 signs at most, with its angle brackets


class Step(IntEnum):
    """How far up the ladder somebody is. What stands above, from member to office holder, is proven by memberships,
    shifts and filings; so far nobody's activities hold any."""

    READER = 0
    SUPPORTER = 1
    SIGNER = 2


def step_of(deeds: Collection[str]) -> Step:
    """By the kinds of what they did. Who called or promised took part; a signer is only who signed."""
    if "signed" in deeds:
        return Step.SIGNER
    return Step.SUPPORTER if deeds else Step.READER


def mailbox_key(email: str) -> str:
    """The mailbox behind an address: width, case, and where the provider ignores them dots and +tags, don't count."""
    local, _at, domain = plain_address(email).lower().rpartition("@")  # not casefold: ß and ss are two people's
    domain = ascii_domain(domain)
    if domain in IGNORES_TAGS:
        local = local.split("+", 1)[0]
    if domain in IGNORES_DOTS:
        local = local.replace(".", "")
    return _bounded(f"{local}@{SAME_PROVIDER.get(domain, domain)}" if local else domain, MAILBOX_AT_MOST)


def name_key(name: str) -> str:
    """A name without case, accents and doubled spaces. One sign may fold to eighteen, so it is bounded afterwards."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return _bounded(unicodedata.normalize("NFC", " ".join(bare.casefold().split())), KEY_AT_MOST)


def is_named(name: str, words: str) -> bool:
    """Does each of the words begin a word of the name? A number is meant whole: ward 5 is not ward 51."""
    there = WORDS.findall(name_key(name.replace("_", " ")))
    wanted = WORDS.findall(name_key(words))
    return bool(wanted) and all(
        any(one == word or (one.startswith(word) and not NUMBER.fullmatch(word)) for one in there) for word in wanted
    )


def home_key(zip_code: str) -> str:
    """What of an address decides where somebody lives: the five digits of the ZIP code; "" if that is none."""
    return five_digits(zip_code)


def phone_key(typed: str) -> str:
    """A number as a telephone takes it. One that can't be dialed from anywhere is known by its digits."""
    return dialable(typed) or _digits_of(typed)


def address_key(typed: str) -> str:
    """A postal address without case, accents, line ends and punctuation between them."""
    return _bounded(name_key(typed.replace(",", " ")), MAILBOX_AT_MOST)


def phone_digits(word: str) -> str:
    """The digits of what may be a part of a phone number: "(202)", "555-0142". Empty for any other word."""
    digits = _digits_of(word)
    return digits if len(digits) >= FEWEST_DIGITS and set(word) <= {*DIGITS, *"+()-./"} else ""


def _digits_of(text: str) -> str:
    return "".join(sign for sign in text if sign in DIGITS)


def pair_key(one: int, other: int) -> tuple[int, int]:
    """Two rows by their keys, the lower first: a pair has no direction."""
    return (one, other) if one < other else (other, one)


def _bounded(key: str, most: int) -> str:
    """As it is if it fits; else its beginning and a hash of all of it, so that two long ones stay two."""
    return key if len(key) <= most else f"{key[: most - 65]}~{hashlib.sha256(key.encode()).hexdigest()}"
