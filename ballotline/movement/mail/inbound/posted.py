"""Mail that a provider took in for us and posts to /mail-in/: its letters, out of what it posts.

Most post the whole message, and that is what is kept: in a field of a form, or in JSON. Where one posts only what it
made of it, the library puts a message together again. What can't be read is kept as it was posted, like all mail that
nobody takes on, and the log says so.
"""

import base64
import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.parser import BytesParser
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

from anymail.exceptions import AnymailConfigurationError
from anymail.webhooks.base import AnymailBaseWebhookView
from anymail.webhooks.mailjet import MailjetInboundWebhookView
from anymail.webhooks.postmark import PostmarkInboundWebhookView

logger = logging.getLogger(__name__)

BY_LIBRARY: dict[str, type[AnymailBaseWebhookView]] = {
    "mailjet": MailjetInboundWebhookView,
    "postmark": PostmarkInboundWebhookView,
}
# The field with the whole message. In the forms that have it taken apart instead, files come as uploads; none is needed
IN_A_FORM = {"mailgun": "body-mime", "sendgrid": "email"}
IN_A_LIST = "sparkpost"
BY_ADDRESS = ("mailgun",)  # who posts the message itself only to addresses that end in "mime"
PROVIDERS = frozenset([*BY_LIBRARY, *IN_A_FORM, IN_A_LIST])


class NotMail(Exception):
    """The provider posts something else here (deliveries, or opened messages), or not the message itself."""


@dataclass(frozen=True, slots=True)
class Posted:
    """One letter, as its provider says who sent it and to which of our addresses."""

    raw: bytes
    envelope_from: str
    envelope_to: str


def letters_in(body: bytes, content_type: str, provider: str) -> Iterator[Posted]:
    """Raises NotMail."""
    if provider in IN_A_FORM:
        yield _of_a_form(_fields(body, content_type), provider)
        return
    said = _json(body)
    try:
        yield from _of_a_list(said) if provider == IN_A_LIST else _by_library(body, provider)
    except AnymailConfigurationError as other:
        raise NotMail(str(other)) from None
    except NotMail:
        raise
    except Exception:  # whatever a reader makes of it: the next try would fail alike, and the letter be gone
        logger.exception("What %s posted could not be read; it is kept as it came", provider)
        yield Posted(body, "", "")


def _of_a_form(fields: Mapping[str, bytes], provider: str) -> Posted:
    raw = fields.get(IN_A_FORM[provider])
    if not raw:
        raise NotMail(f"There is no {IN_A_FORM[provider]}: let {provider.title()} post the message itself, as MIME.")
    if provider == "mailgun":
        return Posted(raw, _text(fields, "sender"), _text(fields, "recipient"))
    try:
        envelope = json.loads(fields["envelope"])
        return Posted(raw, str(envelope["from"]), str(envelope["to"][0]))
    except (KeyError, IndexError, TypeError, ValueError, RecursionError):
        return Posted(raw, "", "")


def _fields(body: bytes, content_type: str) -> dict[str, bytes]:
    """A form's, as bytes. Django's reader would refuse a field as long as a letter."""
    if not content_type.lower().startswith("multipart/form-data"):
        pairs = parse_qsl(body.decode("latin-1"), encoding="latin-1")
        return {name: value.encode("latin-1") for name, value in pairs}
    form = BytesParser().parsebytes(b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n" + body)
    parts = (part for part in form.walk() if not part.is_multipart())
    named = ((part.get_param("name", header="content-disposition"), part.get_payload(decode=True)) for part in parts)
    return {name: value for name, value in named if isinstance(name, str) and isinstance(value, bytes)}


def _text(fields: Mapping[str, bytes], name: str) -> str:
    return fields.get(name, b"").decode("utf-8", "replace")


def _of_a_list(events: Any) -> Iterator[Posted]:
    """As SparkPost has it; an event with nothing in it is how it asks whether somebody is there."""
    for said in (event["msys"] for event in events if event["msys"]):
        if "relay_message" not in said:
            raise NotMail(f"{', '.join(said)} is no mail: let SparkPost post relayed messages here.")
        relayed = said["relay_message"]
        raw = str(relayed["content"]["email_rfc822"]).encode()
        whole = base64.b64decode(raw) if relayed["content"].get("email_rfc822_is_base64") else raw
        yield Posted(whole, str(relayed.get("msg_from") or ""), str(relayed.get("rcpt_to") or ""))


def _by_library(body: bytes, provider: str) -> Iterator[Posted]:
    reader = BY_LIBRARY[provider](webhook_secret="-")  # noqa: S106 (the page has asked for it; the library wants one)
    for event in reader.parse_events(SimpleNamespace(body=body)):
        message = event.message
        raw = str(event.esp_event.get("RawEmail") or "").encode() or message.as_bytes()
        yield Posted(raw, message.envelope_sender or "", message.envelope_recipient or "")


def _json(body: bytes) -> Any:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict | list):
        raise NotMail("This is no JSON.")
    return said
