"""Somebody helps with one ask, and sees nothing else of the desk."""

from datetime import date, datetime, timedelta

from django.db import transaction

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.foundation.organization.queries import our_day, starts
from ballotline.movement.accounts import services as accounts
from ballotline.movement.accounts.models import Grant
from ballotline.movement.mail import services as mail
from ballotline.organizing.actions.models import Ask


@transaction.atomic
def let_help(ask: Ask, *, name: str, email: str, until: date, by: Actor, at: datetime) -> Grant:
    """Until the end of that day, by the organization's clock. They are told by mail how they come in.

    Raises accounts' NotAnAddress, NotAName.
    """
    end = starts(until + timedelta(days=1))
    grant = accounts.let_help(name=name, email=email, with_=ask.public_id, until=end, by=by, at=at)
    audit.record("helper named", on=ask.ref, by=by, at=at)
    about = grant.public_id.hex
    mail.send("actions.YouHelp", to=grant.account.email, about=about, at=at, key=f"help {about} {until}")
    return grant


def last_day(grant: Grant) -> date | None:
    """On which they still help."""
    return our_day(grant.until - timedelta(seconds=1)) if grant.until else None


@transaction.atomic
def help_no_more(ask: Ask, *, grant: Grant, by: Actor, at: datetime) -> None:
    accounts.end_grant(grant=grant, by=by, at=at)
    audit.record("helper ended", on=ask.ref, by=by, at=at)
