"""What this room holds of a person: what they asked us, with its thread, and what they typed to ask it."""

from datetime import datetime

from django.db.models import Q, QuerySet

from ballotline.movement.arrivals.person_rows import goes_with_the_person
from ballotline.movement.mail.person_rows import own_mailboxes
from ballotline.movement.people.models import Person
from ballotline.movement.people.rows import Copied, Rows, declare, moves
from ballotline.organizing.intake.models import Case, Entry, Message

IN_WORDS = (Entry.Kind.IN, Entry.Kind.OUT, Entry.Kind.NOTE)


def _of(person: Person) -> QuerySet[Case]:
    """Also what came by mail from a mailbox that is theirs alone, before anybody knew whose it is."""
    return Case.objects.filter(Q(person=person) | Q(person=None, mailbox_key__in=own_mailboxes(person)))


def _cases(person: Person) -> Copied:
    rows = _of(person).order_by("pk")
    columns = ("kind__words", "subject", "state", "name", "email", "place", "source", "opened_at", "done_at")
    return [{**row, "thread": _thread(row.pop("pk"))} for row in rows.values("pk", *columns)]


def _thread(case: int) -> Copied:
    """With our notes: they can ask to read them."""
    rows = Entry.objects.filter(case=case, kind__in=IN_WORDS).order_by("at", "pk")
    return list(rows.values("kind", "text", "quoted", "at"))


def _forget_cases(person: Person, at: datetime) -> None:
    """What was said between us goes with them, and so does the line of the queue."""
    _of(person).delete()


def _by_mailbox(kept: Person, other: Person, since: datetime) -> None:
    """What they asked since by the other one's mailbox is theirs."""
    mailboxes = set(other.contact_points.filter(kind="email").values_list("value_key", flat=True))
    mailboxes -= set(kept.contact_points.filter(kind="email").values_list("value_key", flat=True))
    Case.objects.filter(person=kept, opened_at__gt=since, mailbox_key__in=mailboxes).update(person=other)


declare(Rows("intake.Case.person", "cases", _cases, _forget_cases, moves(Case), _by_mailbox))
goes_with_the_person(Message, "messages", says=("letter__about__words", "text"))
