"""Mail that comes in: what the doctor sees of it (does somebody open, is it read, what address is written to), and
`ballotline mail fetch`.
"""

import smtplib
from contextlib import closing
from datetime import timedelta

import click
from django.conf import settings
from django.utils import timezone

from ballotline.config import MailIn
from ballotline.foundation.organization.queries import us
from ballotline.foundation.ui.links import full_url
from ballotline.interfaces.cli.findings import Finding, age
from ballotline.movement.mail.inbound import fetching
from ballotline.movement.mail.inbound.posted import BY_ADDRESS
from ballotline.movement.mail.models import Fetched, InboundMessage

State = InboundMessage.State
READ_WITHIN = timedelta(minutes=15)  # a room that failed was asked again three times by then
SECONDS = 5.0


def mail_in() -> Finding:
    late = InboundMessage.objects.filter(
        state__in=(State.NEW, State.READ), received_at__lt=timezone.now() - READ_WITHIN
    )
    first = late.order_by("received_at").only("received_at").first()
    if first is not None:
        return Finding(
            f"{late.count():,} messages came in and nobody has them; the first waits {_age(first)}.",
            "Start `ballotline serve`, and look at the desk for jobs that were given up.",
        )
    return _door(settings.CONFIG.mail_in)


def _age(message: InboundMessage) -> str:
    return age(timezone.now() - message.received_at)


def _door(wanted: MailIn | None) -> Finding:
    if wanted is None:
        return Finding("No mail is taken in (BALLOTLINE_MAIL_IN is not set).")
    if wanted.provider:
        return Finding(f"Mail comes in when {wanted.provider} posts it to {posted_to(wanted.provider)}.")
    where = f"{wanted.scheme}://{wanted.host}:{wanted.port}"
    if wanted.is_elsewhere:
        return _fetched(where)
    if not us().write_to:
        return Finding("Mail could come in, but to no address.", "Say under Settings where people write to.")
    if not _opens(wanted):
        return Finding(f"Nobody opens for mail at {where}.", "Start `ballotline serve`, or look into its log.")
    return Finding(f"Mail comes in at {where} for {us().write_to}.")


def comes_without_a_door(wanted: MailIn) -> str:
    """How mail comes in where we open no port, for the lines at the start."""
    if wanted.provider:
        return f"posted by {wanted.provider} to {posted_to(wanted.provider)}"
    return f"fetched from {wanted.scheme}://{wanted.host}:{wanted.port} each minute"


def posted_to(provider: str) -> str:
    return full_url("mail:mime" if provider in BY_ADDRESS else "mail:in")


def _fetched(where: str) -> Finding:
    newest = Fetched.objects.order_by("-due_at").first()
    if newest is None or newest.looked_at is None or timezone.now() - newest.looked_at > READ_WITHIN:
        problem = f" It said: {newest.problem}" if newest and newest.problem else ""
        return Finding(
            f"No mail could be fetched from {where} for a while.{problem}",
            "Try `ballotline mail fetch`, and look at BALLOTLINE_MAIL_IN; if that works, start `ballotline serve`.",
        )
    return Finding(f"Mail is fetched from {where}, last {age(timezone.now() - newest.looked_at)} ago.")


@click.command("fetch")
def fetch() -> None:
    """Fetches what came since the last time from the mailbox in BALLOTLINE_MAIL_IN. The worker does so each minute."""
    wanted = settings.CONFIG.mail_in
    if wanted is None or not wanted.is_elsewhere:
        raise click.ClickException("BALLOTLINE_MAIL_IN names no mailbox elsewhere, like imaps://user:password@host.")
    try:
        came = fetching.fetch(wanted, at=timezone.now())
    except fetching.CouldNotFetch as problem:
        raise click.ClickException(f"The mailbox at {wanted.host} says: {problem}")
    click.echo(f"{came:,} messages came in." if came else "Nothing new came in.")


def _opens(wanted: MailIn) -> bool:
    """Port 0 is another one after each start, and asked by nobody."""
    if not wanted.port:
        return True
    try:
        with closing(smtplib.SMTP(timeout=SECONDS)) as asking:
            return asking.connect(wanted.host, wanted.port)[0] == 220
    except (OSError, smtplib.SMTPException):
        return False
