"""One spelling of an e-mail address, before it is kept, counted or written to. No Django here.

Width, invisible characters and the script of the domain are told apart by no mail provider that we know, so neither
do we: a domain in full-width letters is the same domain, and must not get a second set of mails.
"""

import re
import unicodedata
from functools import lru_cache

import idna
from email_validator import EmailNotValidError, validate_email

# What stands before the @ needs no second look; all other addresses go through the library (email_validator)
USUAL = re.compile(r"([a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*)@([a-z0-9.-]+)")
LONGEST = 254  # RFC 5321, 4.5.3.1.3: a path of 256 octets with its two brackets


def plain_address(text: str) -> str:
    """Without invisible characters, in letters of usual width, composed; whatever it is."""
    if text.isascii():  # nearly every address, a few hundred times a second in a storm
        return text.strip()
    shown = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return unicodedata.normalize("NFKC", shown).strip()


def normal_address(text: str) -> str:
    """The address that mail goes to, with its domain in ASCII. Raises ValueError for what is no address."""
    try:
        address = _normal(plain_address(text))
    except EmailNotValidError as problem:
        raise ValueError(str(problem)) from None
    if len(address) > LONGEST:
        raise ValueError("longer than any mailbox")
    return address


def _normal(plain: str) -> str:
    if usual := USUAL.fullmatch(plain):
        return f"{usual[1]}@{_usual_domain(usual[2])}"
    found = validate_email(plain, check_deliverability=False)
    return f"{found.local_part}@{found.ascii_domain}"


@lru_cache(maxsize=1_000)
def _usual_domain(domain: str) -> str:
    """Checked once for all who have their mailbox there."""
    return str(validate_email(f"a@{domain}", check_deliverability=False).ascii_domain)


def ascii_domain(domain: str) -> str:
    """How the domain name system writes it; one that it can't write comes back in small letters."""
    if domain.isascii():
        return domain.lower()
    try:
        return idna.encode(domain, uts46=True).decode().casefold()
    except idna.IDNAError:
        return domain.casefold()
