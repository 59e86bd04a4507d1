"""Writing again, once, to those who pressed and never answered: how many, the press, and the job that follows it.

Each mailbox and name gets one such message in its life, inside the caps of all mail that a press can cause
(mail.answer). A row and what it adds to the count are one commit, so that a job that is killed goes on behind the last
row.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.foundation.jobs import services as jobs
from ballotline.foundation.jobs.queries import is_on_its_way
from ballotline.movement.arrivals import queries, services
from ballotline.movement.arrivals.declared import KINDS, Kind
from ballotline.movement.arrivals.models import Arrival, Reminder
from ballotline.movement.mail.queries import places_left, suppressed

# Rows that are read at once; each is written to and counted in a commit of its own
CHUNK = 500


class NobodyWaits(Exception):
    """Nobody is left to write to."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Whom a press would reach at this moment, and whom not: their mailbox has had its messages of the day, or wants
    none."""

    written: int
    full: int
    refused: int


def outlook(kind: Kind, asked: Any, at: datetime) -> Outlook:
    mailboxes = Counter(queries.to_remind(kind, asked, at).values_list("mailbox_key", flat=True))
    refusing, left = suppressed(mailboxes, kind.purpose), places_left(mailboxes, kind.purpose, at)
    refused = sum(mailboxes[mailbox] for mailbox in refusing)
    written = sum(min(n, left[mailbox]) for mailbox, n in mailboxes.items() if mailbox not in refusing)
    return Outlook(written, mailboxes.total() - refused - written, refused)


@transaction.atomic
def remind(*, kind: Kind, asked: Any, by: Actor, at: datetime) -> Reminder:
    """Asks for the job.

    Pressed again while it runs, it is the same; where it was given up, it goes on. Raises NobodyWaits.
    """
    if running := queries.reminders(kind, asked).filter(finished_at=None).first():
        if not is_on_its_way("arrivals.remind"):
            _ask_for(running, at)
        return running
    expected = outlook(kind, asked, at).written
    if not expected:
        raise NobodyWaits
    try:
        with transaction.atomic():
            reminder = Reminder.objects.create(kind=kind.name, asked_key=asked.pk, at=at, expected=expected)
    except IntegrityError:  # somebody else pressed at this very moment
        return queries.reminders(kind, asked).get(finished_at=None)
    _ask_for(reminder, at)
    audit.record("those who wait written to again", on=asked.ref, by=by, at=at, fields=[f"{expected} people"])
    return reminder


def _ask_for(reminder: Reminder, at: datetime) -> None:
    name = str(reminder.public_id)
    jobs.enqueue("arrivals.remind", at=at, key=f"arrivals.remind:{name}", reminder=name)


def write_to_each(*, reminder: Reminder, at: datetime) -> None:
    """Everybody who waited at the press and waits still, a row a commit. A second run goes on behind the first."""
    kind, up_to = KINDS[reminder.kind], reminder.up_to
    while some := _next(kind, reminder, up_to, at):
        jobs.still_working()
        for up_to in some:
            _write_to(kind, up_to, reminder, at)
    Reminder.objects.filter(pk=reminder.pk, finished_at=None).update(finished_at=at)


def _next(kind: Kind, reminder: Reminder, up_to: int, at: datetime) -> list[int]:
    """The keys of some rows behind `up_to`; none once what was asked has closed."""
    first = queries.of(kind).filter(**{f"{kind.model.ASKED}_id": reminder.asked_key}).first()
    if first is None or not kind.is_open(first.asked, at):
        return []
    waiting = queries.to_remind(kind, first.asked, reminder.at).filter(pk__gt=up_to)
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:CHUNK])


@transaction.atomic
def _write_to(kind: Kind, pk: int, reminder: Reminder, at: datetime) -> None:
    """One row, if it waits still when it is this one's turn."""
    row = queries.of(kind).select_for_update(of=("self",)).filter(pk=pk).first()
    waits = row and queries.to_remind(kind, row.asked, reminder.at).filter(pk=pk).exists()
    became = _what_became_of(row, kind, at) if row and waits else ""
    counted = {became: F(became) + 1} if became else {}
    Reminder.objects.filter(pk=reminder.pk).update(up_to=pk, **counted)


def _what_became_of(row: Arrival, kind: Kind, at: datetime) -> str:
    """The column of the reminder that this row adds to. With the message the link's days begin anew."""
    if suppressed([row.mailbox_key], kind.purpose):
        return "refused"
    if not services.write(row, at, "arrivals.StillWaits"):
        return "full"
    kind.model._default_manager.filter(pk=row.pk).update(reminded_at=at, asked_at=at)
    return "written"
