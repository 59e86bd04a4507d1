"""Reading the outbox and the list of mailboxes that want nothing from us."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from ballotline.movement.mail import rules
from ballotline.movement.mail.models import InboundMessage, Message, Suppression, Wording
from ballotline.movement.mail.named import called, every_kind
from ballotline.movement.people.models import Consent
from ballotline.movement.people.rules import is_named, mailbox_key, name_key

STAYS_HERE = "outbox:"


def mailbox_hash(mailbox_key: str) -> str:
    """Keyed, so that the list can be kept for ever without holding an address."""
    key = ("mail.suppression" + settings.SECRET_KEY).encode()
    return hmac.new(key, mailbox_key.encode(), hashlib.sha256).hexdigest()


def suppressed(mailbox_keys: Iterable[str], purpose: str) -> set[str]:
    """Those of the mailboxes that refuse this purpose or everything."""
    by_hash = {mailbox_hash(key): key for key in mailbox_keys}
    refusing = Suppression.objects.filter(purpose__in=[purpose, "all"])
    found = (
        refusing.filter(mailbox_hash__in=some).values_list("mailbox_hash", flat=True) for some in chunks_of(by_hash)
    )
    return {by_hash[hashed] for some in found for hashed in some}


def consenting(asked: Iterable[tuple[int | None, str]]) -> set[tuple[int, str]]:
    """Those of the (person, purpose) whose newest word for e-mail is a yes; of two at the same moment the no holds."""
    of_people = {(person, purpose) for person, purpose in asked if person is not None}
    words = Consent.objects.filter(channel="email", purpose__in={purpose for _person, purpose in of_people})
    words = words.filter(person__in={person for person, _purpose in of_people}).order_by("at", "-given")
    newest = {(person, purpose): given for person, purpose, given in words.values_list("person", "purpose", "given")}
    return {pair for pair in of_people if newest.get(pair)}


def places_left(mailboxes: Iterable[str], purpose: str, at: datetime) -> dict[str, int]:
    """How many more messages of this purpose each of the mailboxes may get today on a press."""
    left = dict.fromkeys(mailboxes, rules.A_DAY_AT_MOST)
    for some in chunks_of(left):
        capped = Message.objects.filter(mailbox_key__in=some, queued_at__gt=at - rules.A_DAY).exclude(cap_key=None)
        for mailbox, cap_key in capped.values_list("mailbox_key", "cap_key"):
            left[mailbox] -= str(cap_key).startswith(f"{mailbox}:{purpose}:")
    return left


def chunks_of(keys: Iterable[str], size: int = 1_000) -> Iterator[list[str]]:
    """No statement takes any number of values."""
    iterator = iter(list(keys))
    while chunk := list(islice(iterator, size)):
        yield chunk


def due(at: datetime) -> QuerySet[Message]:
    return Message.objects.filter(state=Message.State.WAITING, due_at__lte=at).order_by("due_at", "id")


def putting_off(at: datetime) -> set[str]:
    """The mail domains whose servers put off or refused some messages of ours just now."""
    refused = Message.objects.filter(refused_at__gt=at - rules.PUT_OFF_FOR).values("mail_domain")
    often = refused.annotate(times=Count("id")).filter(times__gte=rules.PUT_OFF_AT_MOST)
    return set(often.values_list("mail_domain", flat=True))


def has_trouble(domain: str, at: datetime) -> bool:
    """Did the servers of this mail domain put off or refuse a message of ours in the last days?"""
    refused = Message.objects.filter(refused_at__gt=at - rules.SEEN_FOR)
    return refused.filter(to_address__endswith=f"@{domain}").exists()


def failed() -> QuerySet[Message]:
    return Message.objects.filter(state=Message.State.FAILED).order_by("-queued_at")


def searched(*, words: str, state: str, what: str) -> QuerySet[Message]:
    """The desk's list, newest first. Each word is a part of the address, or begins a word of what the message is called
    or of its subject, once that is on file: of one that waits it isn't. `what` it is called, word for word."""
    found, in_words = Message.objects.order_by("-queued_at", "-id").select_related("wording"), kinds_in_words()
    for word in name_key(words).split()[:6]:
        said = Wording.objects.filter(found_by__contains=f" {word}")
        kinds = [name for name, called_so in in_words.items() if is_named(called_so, word)]
        address = mailbox_key(word) if "@" in word else word
        found = found.filter(Q(mailbox_key__contains=address) | Q(wording__in=said) | Q(kind__in=kinds))
    if state in Message.State.values:
        found = found.filter(state=state)
    if kinds := [name for name, called_so in in_words.items() if called_so == what]:
        found = found.filter(kind__in=kinds)
    return found


def kinds_in_words() -> dict[str, str]:
    """What each kind of mail is called at the desk."""
    return {name: called(name) for name, _kind in every_kind()}


def provider() -> str:
    """Where mail goes: BALLOTLINE_MAIL_URL, else what the desk wrote into mail.url, else it stays here ("outbox:")."""
    written = settings.CONFIG.home / "mail.url"
    if settings.CONFIG.mail_url or not written.exists():
        return settings.CONFIG.mail_url or STAYS_HERE
    return written.read_text().strip() or STAYS_HERE


def leaves_this_machine() -> bool:
    """Is a mail provider set? Without one messages wait (in the demo: land in the mailbox page)."""
    return provider() != STAYS_HERE


def only_kept() -> QuerySet[InboundMessage]:
    """What came in and nobody took on, the newest first."""
    return InboundMessage.objects.filter(state=InboundMessage.State.KEPT).order_by("-received_at", "-pk")
