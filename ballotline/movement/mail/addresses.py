"""Our own addresses: the one that people write to, and one for each thing that mail is exchanged about.

`reply_address("7f3k")` is "hello+c.7f3k.mac@rivertown.example": whoever answers to it answers about that thing, even
where a mail program loses the thread. The code proves that we gave the address out, so nobody can make one up for a
thing they have heard of. It opens nothing: whoever writes there only writes.
"""

import re
from base64 import b32encode
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from ballotline.foundation.organization.models import Organization
from ballotline.foundation.organization.queries import us
from ballotline.foundation.ui.addresses import plain_address

SALT = "ballotline.movement.mail.addresses"
# Mail servers fold case, and what stands before the @ has 64 signs at most (RFC 5321): 12 signs are 60 bits
CODE_LENGTH = 12
KEY = re.compile(r"[a-z0-9-]{1,32}")
REPLY = re.compile(r".+\+c\.(?P<key>[a-z0-9-]{1,32})\.(?P<code>[a-z2-7]{12})@[^@]+")


def our_address(organization: Organization) -> str:
    """Where people write to; before somebody set one, an address that at least names our web address."""
    return organization.write_to or f"ballotline@{urlsplit(settings.CONFIG.url).hostname or 'localhost'}"


def reply_address(key: str) -> str:
    """For the thing that `key` names, in small letters, digits and hyphens. Raises ValueError for another key."""
    if not KEY.fullmatch(key):
        raise ValueError(f"A reply address can't hold {key!r}")
    local, _at, domain = our_address(us()).rpartition("@")
    return f"{local}+c.{key}.{_code(key)}@{domain}"


def key_of_address(address: str) -> str | None:
    """The key of a reply address that we gave out, also before our own address changed; None for any other."""
    found = REPLY.fullmatch(plain_address(address).lower())
    return found["key"] if found and constant_time_compare(found["code"], _code(found["key"])) else None


def is_ours(address: str) -> bool:
    return plain_address(address).lower() == our_address(us()).lower() or key_of_address(address) is not None


def _code(key: str) -> str:
    return b32encode(salted_hmac(SALT, key, algorithm="sha256").digest()).decode().lower()[:CODE_LENGTH]
