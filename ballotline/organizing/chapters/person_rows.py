"""What this room holds of a person: where they belong, what they lead or led, and what they asked for."""

from datetime import datetime

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.arrivals.person_rows import goes_with_the_person
from ballotline.movement.people.models import Person
from ballotline.movement.people.rows import Copied, Rows, declare, moves
from ballotline.movement.people.tracing import Trace
from ballotline.organizing.chapters.models import Application, Dues, Joining, Membership, OfficerTerm
from ballotline.organizing.chapters.services import officers


def _memberships(person: Person) -> Copied:
    rows = Membership.objects.filter(person=person).order_by("pk")
    columns = ("chapter__name", "since", "standing", "is_founder", "ended_at", "ended")
    return [{**row, "dues": _paid(row.pop("pk"))} for row in rows.values("pk", *columns)]


def _paid(membership: int) -> Copied:
    rows = Dues.objects.filter(membership=membership, struck_at=None).order_by("pk")
    return list(rows.values("cents", "first_day", "last_day", "paid_by"))


def _forget_memberships(person: Person, at: datetime) -> None:
    Membership.objects.filter(person=person).delete()


def _merge_memberships(kept: Person, other: Person, trace: Trace) -> None:
    """Who belongs to a chapter twice belongs to it once, since the earlier day; the dues of both are theirs."""
    theirs = {row.chapter_id: row for row in Membership.objects.filter(person=kept, ended_at=None)}
    for row in Membership.objects.filter(person=other, ended_at=None):
        if same := theirs.get(row.chapter_id):
            trace.move(Dues.objects.filter(membership=row), "membership", to=same)
            earlier = min(row.since, same.since)
            trace.change(same, since=earlier, is_founder=row.is_founder or same.is_founder)
            trace.remove(row)
    moves(Membership)(kept, other, trace)


def _terms(person: Person) -> Copied:
    rows = OfficerTerm.objects.filter(person=person).order_by("pk")
    return list(rows.values("chapter__name", "title", "role", "chosen", "first_day", "last_day", "ended_on", "ended"))


def _end_and_forget_terms(person: Person, at: datetime) -> None:
    terms = OfficerTerm.objects.filter(person=person)
    for term in terms:
        officers.end(term=term, how=OfficerTerm.Ended.RESIGNED, by=SYSTEM, at=at)
    terms.delete()


declare(Rows("chapters.Membership.person", "memberships", _memberships, _forget_memberships, _merge_memberships))
declare(Rows("chapters.OfficerTerm.person", "officer_terms", _terms, _end_and_forget_terms, moves(OfficerTerm)))
goes_with_the_person(Application, "chapter_applications", says=("where", "together", "first", "phone"))
goes_with_the_person(Joining, "joinings", says=("chapter__name",))
