"""Reading the outbox and the list of mailboxes that want nothing from us."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from ballotline.movement.mail.models import Message, Suppression

STAYS_HERE = "outbox:"


def mailbox_hash(mailbox_key: str) -> str:
    """Keyed, so that the list can be kept for ever without holding an address."""
    key = ("mail.suppression" + settings.SECRET_KEY).encode()
    return hmac.new(key, mailbox_key.encode(), hashlib.sha256).hexdigest()


def suppressed(mailbox_keys: Iterable[str], purpose: str) -> set[str]:
    """Those of the mailboxes that refuse this purpose or everything."""
    by_hash = {mailbox_hash(key): key for key in mailbox_keys}
    found = Suppression.objects.filter(mailbox_hash__in=by_hash, purpose__in=[purpose, "all"])
    return {by_hash[hashed] for hashed in found.values_list("mailbox_hash", flat=True)}


def due(at: datetime) -> QuerySet[Message]:
    return Message.objects.filter(state=Message.State.WAITING, due_at__lte=at).order_by("due_at", "id")


def failed() -> QuerySet[Message]:
    return Message.objects.filter(state=Message.State.FAILED).order_by("-queued_at")


def provider() -> str:
    """Where mail goes: BALLOTLINE_MAIL_URL, else what the desk wrote into mail.url, else it stays here ("outbox:")."""
    written = settings.CONFIG.home / "mail.url"
    if settings.CONFIG.mail_url or not written.exists():
        return settings.CONFIG.mail_url or STAYS_HERE
    return written.read_text().strip() or STAYS_HERE


def leaves_this_machine() -> bool:
    """Is a mail provider set? Without one messages wait (in the demo: land in the mailbox page)."""
    return provider() != STAYS_HERE
