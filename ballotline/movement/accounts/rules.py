"""What can be decided about accounts with a pencil: addresses, links, second factors. No Django here."""

import hashlib
import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from ballotline.foundation.access.rules import Scope
from ballotline.foundation.ui.addresses import normal_address
from ballotline.movement.people.rules import mailbox_key

READS_PEOPLE = frozenset({"people.read", "actions.people"})
# What a stranger could take with a lost password: a list of friends, or a register. docs/explanation/sign-in.md
MANY_PEOPLE = 50
# It is printed and used at once; an old one in the history of a terminal opens nothing
LINK_WORKS_FOR = timedelta(hours=1)
# Two mailboxes must say yes, one of them perhaps read once a day
ADDRESS_CHANGE_OPEN_FOR = timedelta(days=2)
# Each writes to two mailboxes, and one of them may be a stranger's
ADDRESS_CHANGES_A_DAY = 5
# Of sessions: long enough to find out who was in after something went wrong. Then only the network is left
ADDRESSES_KEPT_WHOLE_FOR = timedelta(days=30)


def reads_people(scope: Scope) -> bool:
    return bool(READS_PEOPLE & scope.may)


def needs_second_factor(scope: Scope, people_readable: int) -> bool:
    """Everybody who can read more than 50 people. (The demo asks nobody; its people are invented.)"""
    return reads_people(scope) and people_readable > MANY_PEOPLE


def folded(email: str) -> str:
    """The spelling that mail is sent to.

    In small letters, not case-folded: folding turns ß into ss, somebody else's domain.
    """
    try:
        return normal_address(email).lower()
    except ValueError:
        return unicodedata.normalize("NFC", email.strip()).lower()


def keys_of_mailboxes(addresses: Sequence[str]) -> dict[str, str]:
    """The key of each address; no key twice. The addresses come oldest first.

    Where two accounts share a mailbox, the one spelled as its key has it, else the older one; the other one's key is
    its own spelling, which no other mailbox has.
    """
    holder: dict[str, str] = {}
    for address in sorted(addresses, key=lambda address: address != mailbox_key(address)):
        holder.setdefault(mailbox_key(address), address)
    return {
        address: mailbox_key(address) if holder[mailbox_key(address)] == address else address for address in addresses
    }


def link_hash(token: str) -> str:
    """What we keep of a sign-in link: whoever reads the database can't sign in with it."""
    return hashlib.sha256(f"accounts.sign-in-link:{token}".encode()).hexdigest()


def can_have_passkeys(host: str, *, is_https: bool) -> bool:
    """Browsers make passkeys for names over https and for localhost, never for an IP address.

    `host` may have a port.
    """
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    if name == "localhost" or name.endswith(".localhost"):
        return True
    return is_https and not _is_ip_address(name.strip("[]"))


def client_address(*, peer: str, forwarded_for: str, proxies: Sequence[IPv4Network | IPv6Network]) -> str:
    """Who really asks: `peer`, or what our own proxies say about it. Anything else in the header is not believed."""
    address = peer
    for hop in reversed([part.strip() for part in forwarded_for.split(",")]):
        if not _is_ip_address(hop) or not _is_in(address, proxies):
            break
        address = hop
    return address


def _is_in(address: str, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    return _is_ip_address(address) and any(ip_address(address) in network for network in networks)


def shortened(address: str) -> str:
    """The network an address lies in (/24 or /48): enough to say "from another town", not who."""
    found = ip_address(address)
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped  # as a socket for both says it; else all of IPv4 were one network
    bits = 24 if found.version == 4 else 48
    return str(ip_network((found.packed, bits), strict=False).network_address)


def _is_ip_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
