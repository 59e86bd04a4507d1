"""Mail that a provider took in for us and posts to /mail-in/: its letters, out of what it posts.

The library knows how each provider writes them; where one gives the whole message, that is what is kept. What can't be
read is kept as it was posted, like all mail that nobody takes on, and the log says so.
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from anymail.exceptions import AnymailConfigurationError
from anymail.webhooks.base import AnymailBaseWebhookView
from anymail.webhooks.mailjet import MailjetInboundWebhookView
from anymail.webhooks.postmark import PostmarkInboundWebhookView

logger = logging.getLogger(__name__)

# Those that post JSON, behind a password: their body can be read whole before it is understood
PROVIDERS: dict[str, type[AnymailBaseWebhookView]] = {
    "mailjet": MailjetInboundWebhookView,
    "postmark": PostmarkInboundWebhookView,
}


class NotMail(Exception):
    """The provider posts something else here: deliveries, or opened messages."""


@dataclass(frozen=True, slots=True)
class Posted:
    """One letter, as its provider says who sent it and to which of our addresses."""

    raw: bytes
    envelope_from: str
    envelope_to: str


def letters_in(body: bytes, provider: str) -> Iterator[Posted]:
    """Raises NotMail."""
    reader = PROVIDERS[provider](webhook_secret="-")  # noqa: S106 (the page has asked for it; the library wants one)
    try:
        for event in reader.parse_events(SimpleNamespace(body=body)):
            message = event.message
            raw = _whole(event.esp_event) or message.as_bytes()
            yield Posted(raw, message.envelope_sender or "", message.envelope_recipient or "")
    except AnymailConfigurationError as other:
        raise NotMail(str(other)) from None
    except Exception:  # whatever the library makes of it: the next try would fail alike, and the letter be gone
        logger.exception("What %s posted could not be read; it is kept as it came", provider)
        yield Posted(body, "", "")


def _whole(said: dict[str, Any]) -> bytes:
    """The message itself, where the provider was told to give it."""
    return str(said.get("RawEmail") or "").encode()


def is_json(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False
