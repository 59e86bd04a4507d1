"""Was a message written by a person? Programs say so of themselves in several ways, and are not answered by program."""

from email.message import Message

from django.db import models
from django.utils.translation import gettext_lazy

from ballotline.movement.mail.inbound.parts import header

BULK = ("bulk", "junk", "list", "auto_reply")
SAYS_SO = ("x-auto-response-suppress", "x-autoreply", "x-autorespond", "x-auto-reply-from")


class Automatic(models.TextChoices):
    """NO: as far as one can see, somebody wrote it."""

    NO = "", gettext_lazy("written by somebody")
    BOUNCE = "bounce", gettext_lazy("a mail server's report")
    REPLY = "reply", gettext_lazy("an automatic answer")
    LIST = "list", gettext_lazy("sent to many")


def automatic(headers: Message, *, envelope_from: str) -> Automatic:
    """Bounces have no way back (RFC 5321, 4.5.5); answers by program say that they are (RFC 3834)."""
    if envelope_from == "<>" or headers.get_content_type() == "multipart/report" or _no_way_back(headers):
        return Automatic.BOUNCE
    if header(headers, "auto-submitted").lower() not in ("", "no") or any(name in headers for name in SAYS_SO):
        return Automatic.REPLY
    if "list-id" in headers or header(headers, "precedence").lower() in BULK:
        return Automatic.LIST
    return Automatic.NO


def _no_way_back(headers: Message) -> bool:
    return header(headers, "return-path") == "<>"
