"""From words to a message on the wire: text and HTML parts, headers, and the connection it leaves by."""

import smtplib
from email.headerregistry import Address
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from ballotline.foundation.organization.models import Organization
from ballotline.movement.mail import rules
from ballotline.movement.mail.addresses import our_address
from ballotline.movement.mail.models import Message
from ballotline.movement.mail.queries import provider
from ballotline.movement.mail.rules import header_text, message_ids
from ballotline.movement.mail.stopping import stop_address
from ballotline.movement.mail.threads import message_id_of
from ballotline.movement.mail.words import Words


def words_of_content(content: dict[str, Any]) -> Words:
    """The words of a message that carries its own (`send_now`)."""
    button = content.get("button")
    return Words(
        subject=content["subject"],
        paragraphs=content["paragraphs"],
        button=(button[0], button[1]) if button else None,
        reason=_("You get this because somebody asked to sign in with this address. If it wasn't you, do nothing."),
    )


def bodies(words: Words, us: Organization) -> tuple[str, str]:
    """(text, HTML): the same words in the same order."""
    context = {
        "subject": words.subject,
        "preheader": words.paragraphs[0] if words.paragraphs else "",
        "paragraphs": words.paragraphs,
        "button": words.button,
        "after": words.after,
        "reason": words.reason,
        "stop_url": words.stop_url,
        "us": us,
    }
    return render_to_string("ui/mail.txt", context), render_to_string("ui/mail.html", context)


def envelope(message: Message, words: Words, us: Organization) -> EmailMultiAlternatives:
    text, html = bodies(words, us)
    mail = EmailMultiAlternatives(
        subject=words.subject,
        body=text,
        from_email=sender(us),
        to=[message.to_address],
        reply_to=[words.reply_to] if words.reply_to else None,
        headers={"Message-ID": message_id_of(message), **_headers(words)},
    )
    mail.attach_alternative(html, "text/html")
    return mail


def _headers(words: Words) -> dict[str, str]:
    """Of the names that others gave their messages only those that are well written get into a header."""
    headers = {} if words.by_hand else {"Auto-Submitted": "auto-generated"}
    for name, value in (("In-Reply-To", words.in_reply_to), ("References", " ".join(words.references))):
        if ids := message_ids(value):
            headers[name] = " ".join(ids)
    if words.stop_url:
        by_mail = [f"<mailto:{stop_address()}?subject=stop>"] if settings.CONFIG.mail_in else []
        headers["List-Unsubscribe"] = ", ".join([f"<{words.stop_url}>", *by_mail])
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def sender(us: Organization) -> str:
    """Who it is from: the organization, at the address that people can write to."""
    return str(Address(display_name=header_text(us.name), addr_spec=our_address(us)))


def is_their_trouble(problem: Exception) -> bool:
    """Was it the mailbox's server that said no? A provider's interface tells us nothing of that."""
    answers: list[tuple[int, bytes | str]] = []
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        answers = list(problem.recipients.values())
    elif isinstance(problem, smtplib.SMTPDataError):
        answers = [(problem.smtp_code, problem.smtp_error)]
    return any(rules.is_their_trouble(code, _text(reply)) for code, reply in answers)


def _text(reply: bytes | str) -> str:
    return reply.decode(errors="replace") if isinstance(reply, bytes) else str(reply)


def connection() -> BaseEmailBackend:
    """The provider that is set."""
    return connection_to(provider())


def connection_to(mail_url: str) -> BaseEmailBackend:
    """Raises ValueError with a sentence for an address that names no provider."""
    parts = urlsplit(mail_url)
    if parts.scheme in ("smtp", "smtps"):
        query = parse_qs(parts.query)
        return get_connection(
            "django.core.mail.backends.smtp.EmailBackend",
            host=parts.hostname,
            port=parts.port or (465 if parts.scheme == "smtps" else 25),
            username=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            use_ssl=parts.scheme == "smtps",
            use_tls=query.get("tls") == ["start"],
            timeout=20,
        )
    if parts.scheme.startswith("anymail+"):
        provider = parts.scheme.removeprefix("anymail+")
        return get_connection(f"anymail.backends.{provider}.EmailBackend", **_provider_keys(provider, parts.netloc))
    if parts.scheme == "outbox":
        return get_connection("django.core.mail.backends.dummy.EmailBackend")
    raise ValueError(_("Write the mail address like smtp://user:password@host:587?tls=start"))


def _provider_keys(provider: str, token: str) -> dict[str, Any]:
    """What each provider calls its key."""
    name = {"postmark": "server_token", "brevo": "api_key", "mailgun": "api_key"}.get(provider, "api_key")
    return {name: unquote(token)}
