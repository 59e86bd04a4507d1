"""What the doctor sees of mail that comes in: does somebody open, is it read, and what address is written to."""

import smtplib
from contextlib import closing
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from ballotline.config import MailIn
from ballotline.foundation.organization.queries import us
from ballotline.interfaces.cli.findings import Finding, age
from ballotline.movement.mail.models import InboundMessage

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
    where = f"{wanted.scheme}://{wanted.host}:{wanted.port}"
    if not us().write_to:
        return Finding("Mail could come in, but to no address.", "Say under Settings where people write to.")
    if not _opens(wanted):
        return Finding(f"Nobody opens for mail at {where}.", "Start `ballotline serve`, or look into its log.")
    return Finding(f"Mail comes in at {where} for {us().write_to}.")


def _opens(wanted: MailIn) -> bool:
    """Port 0 is another one after each start, and asked by nobody."""
    if not wanted.port:
        return True
    try:
        with closing(smtplib.SMTP(timeout=SECONDS)) as asking:
            return asking.connect(wanted.host, wanted.port)[0] == 220
    except (OSError, smtplib.SMTPException):
        return False
