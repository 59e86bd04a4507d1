"""One spelling of an e-mail address, before it is kept, counted or written to. No Django here.

Width, invisible characters and the script of the domain are told apart by no mail provider that we know, so neither
do we: a domain in full-width letters is the same domain, and must not get a second set of mails.
"""

import unicodedata

import idna
from email_validator import EmailNotValidError, validate_email

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
        found = validate_email(plain_address(text), check_deliverability=False)
    except EmailNotValidError as problem:
        raise ValueError(str(problem)) from None
    address = f"{found.local_part}@{found.ascii_domain}"
    if len(address) > LONGEST:
        raise ValueError("longer than any mailbox")
    return address


def ascii_domain(domain: str) -> str:
    """How the domain name system writes it; one that it can't write comes back in small letters."""
    if domain.isascii():
        return domain.lower()
    try:
        return idna.encode(domain, uts46=True).decode().casefold()
    except idna.IDNAError:
        return domain.casefold()
