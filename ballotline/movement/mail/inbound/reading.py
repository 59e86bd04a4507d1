"""What a message says: from its bytes to who wrote, what, in answer to what, and what came along. Pure, and no message
breaks it.

Nothing here decides anything. Whatever stands in a header is what its sender claims, but for the one that the host's
own mail server writes (`auth_result`); a page that shows it says so.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.utils import getaddresses

from ballotline.foundation.ui.addresses import normal_address
from ballotline.movement.mail.inbound.automatic import Automatic, automatic
from ballotline.movement.mail.inbound.letters import as_written, header_text, one_line
from ballotline.movement.mail.inbound.parts import Attached, every, header, part_of, read
from ballotline.movement.mail.inbound.quoting import told_apart
from ballotline.movement.mail.rules import message_ids

IDS_AT_MOST = 30  # of a thread; of a longer one its first and its latest
ADDRESSES_AT_MOST = 2_000  # characters of a header with addresses
IDS_HEADER_AT_MOST = 20_000
SHOWN_AT_MOST = 200_000  # characters, a book's chapter

# What a server's word on a message is about: is it from the domain it says (DKIM), from a machine of its (SPF)?
VERDICT = re.compile(r"\b(dkim|spf|dmarc)\s*=\s*([a-z]{1,20})\b", re.IGNORECASE)
AUTH_AT_MOST = 200
COMMENT = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Read:
    """`quoted` is what the sender answers to, below their own words. `addresses` are all to whom it says it goes.

    `is_cut`: it held more than is shown; the whole is kept.
    """

    from_name: str
    from_address: str
    addresses: tuple[str, ...]
    subject: str
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    automatic: Automatic
    auth_result: str
    text: str
    quoted: str
    is_cut: bool
    attached: tuple[Attached, ...] = field(repr=False)


def read_message(raw: bytes, *, envelope_from: str = "", trusted_server: str = "") -> Read:
    """`envelope_from` is where a bounce of it would go, "<>" for nowhere. Only what `trusted_server` says of DKIM and
    SPF is believed: anybody can write such a header."""
    whole = part_of(raw.lstrip(b"\r\n"))
    head, found = whole.headers, read(whole)
    said, quoted = told_apart(found.text[:SHOWN_AT_MOST])
    name, address = next(_people(head, "from", "sender"), ("", ""))
    return Read(
        from_name=name,
        from_address=address or _address(envelope_from),
        addresses=tuple(address for _name, address in _named(head, "to", "cc", "delivered-to", "x-original-to")),
        subject=header(head, "subject"),
        message_id=next(iter(_ids(head, "message-id")), ""),
        in_reply_to=next(iter(_ids(head, "in-reply-to")), ""),
        references=_of_thread(_ids(head, "references")),
        automatic=automatic(head, envelope_from=envelope_from),
        auth_result=auth_result(every(head, "authentication-results"), trusted_server),
        text=said,
        quoted=quoted,
        is_cut=found.is_cut or len(found.text) > SHOWN_AT_MOST,
        attached=tuple(found.attached),
    )


def _people(head: Message, *names: str) -> Iterator[tuple[str, str]]:
    """(name, address) of each who stands there with an address that mail can go to."""
    for shown, address in _named(head, *names):
        if found := _address(address):
            yield header_text(shown, at_most=150), found


def _named(head: Message, *names: str) -> Iterator[tuple[str, str]]:
    for name in names:
        for value in every(head, name):
            yield from ((shown, one_line(address, at_most=254)) for shown, address in _addresses(value))


def _addresses(value: str) -> list[tuple[str, str]]:
    try:
        return getaddresses([as_written(value)[:ADDRESSES_AT_MOST]])
    except RecursionError:  # the library follows comments in comments
        return []


def _address(written: str) -> str:
    try:
        return normal_address(written.strip("<> "))
    except ValueError:
        return ""


def _ids(head: Message, name: str) -> list[str]:
    return [found for value in every(head, name) for found in message_ids(value[:IDS_HEADER_AT_MOST])]


def _of_thread(ids: list[str]) -> tuple[str, ...]:
    return tuple(ids if len(ids) <= IDS_AT_MOST else [ids[0], *ids[1 - IDS_AT_MOST :]])


def auth_result(values: Iterable[str], trusted_server: str) -> str:
    """The words "dkim=pass, spf=fail" of the server that is trusted (RFC 8601): each header begins with a server's
    name."""
    said: list[str] = []
    for value in values:
        server, _semicolon, rest = COMMENT.sub("", value[:ADDRESSES_AT_MOST]).partition(";")
        if server.split()[:1] == [trusted_server]:
            said += [f"{what}={how}".lower() for what, how in VERDICT.findall(rest)]
    return ", ".join(dict.fromkeys(said))[:AUTH_AT_MOST]
