"""Who belongs to a chapter: join, leave, be let go, move, come back; standing, and the ledger of dues kept by hand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.models import Arrival
from ballotline.movement.arrivals.rules import Circumstances, Typed
from ballotline.movement.mail import services as mail
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Person
from ballotline.movement.people.queries import answered_from
from ballotline.organizing.chapters import queries
from ballotline.organizing.chapters.models import Chapter, Dues, Joining, Membership, OfficerTerm
from ballotline.organizing.chapters.services import officers

Ended = Membership.Ended


def join(*, chapter: Chapter, person: Person, by: Actor, at: datetime) -> Membership:
    """A member from now on; whoever is one already stays it as they are. Who joins while it is being founded is one of
    its founding members."""
    is_founder = chapter.state in (Chapter.State.APPLIED, Chapter.State.PROVISIONAL)
    try:
        with transaction.atomic():
            membership = Membership.objects.create(chapter=chapter, person=person, since=at, is_founder=is_founder)
            people.belong(person=person, to=chapter.key, at=at)
            people.record_activity(person=person, kind="joined", about=chapter.ref, at=at)
            audit.record("member joined", on=chapter.ref, by=by, at=at)
    except IntegrityError:
        return Membership.objects.get(chapter=chapter, person=person, ended_at=None)
    return membership


def ask_to_join(*, chapter: Chapter, typed: Typed, how: Circumstances, at: datetime) -> Joining:
    """A stranger's press. Raises arrivals' NotOpen."""
    return arrivals.ask(draft=Joining(chapter=chapter), typed=typed, how=how, at=at)


def joined(joining: Joining, at: datetime) -> None:
    """What it means that the mailbox's owner has said yes."""
    if joining.person:
        join(chapter=joining.chapter, person=joining.person, by=Actor.person(joining.person.public_id), at=at)


@transaction.atomic
def end(*, membership: Membership, how: str, by: Actor, at: datetime) -> bool:
    """They belong there no more, and lead it no more; the row stays. Did they until now? The form takes them in again,
    if they come back."""
    still_one = Membership.objects.filter(pk=membership.pk, ended_at=None)
    if not still_one.update(ended_at=at, ended=how):
        return False
    chapter, person = membership.chapter, membership.person
    people.belong_no_more(person=person, to=chapter.key, at=at)
    confirmed = Joining.objects.filter(chapter=chapter, person=person, state=Arrival.State.CONFIRMED)
    confirmed.update(state=Arrival.State.WITHDRAWN)
    audit.record(f"member {Ended(how).value}", on=chapter.ref, by=by, at=at)
    for term in OfficerTerm.objects.filter(chapter=chapter, person=person, ended_on=None):
        officers.end(term=term, how=OfficerTerm.Ended.RESIGNED, by=by, at=at)
    return True


@transaction.atomic
def put_back(*, membership: Membership, by: Actor, at: datetime) -> bool:
    """The undo of letting somebody go: a member again, since when they were. Who left by themselves comes back by their
    own yes, and who has joined anew stays as they are. Was it put back?"""
    if not membership.chapter.is_at_work:
        return False
    let_go = Membership.objects.filter(pk=membership.pk, ended=Ended.REMOVED)
    try:
        with transaction.atomic():
            if not let_go.update(ended_at=None, ended=""):
                return False
    except IntegrityError:  # they have joined anew
        return False
    people.belong(person=membership.person, to=membership.chapter.key, at=at)
    audit.record("member put back", on=membership.chapter.ref, by=by, at=at)
    return True


@transaction.atomic
def move(*, membership: Membership, to: Chapter, by: Actor, at: datetime) -> Membership:
    """A member there instead of here, with the standing they have; they are told, by the mailbox that they answered
    from."""
    end(membership=membership, how=Ended.MOVED, by=by, at=at)
    moved = join(chapter=to, person=membership.person, by=by, at=at)
    Membership.objects.filter(pk=moved.pk).update(standing=membership.standing)
    if address := answered_from(moved.person):
        about = f"{membership.public_id.hex}.{moved.public_id.hex}"
        mail.send("chapters.NowThere", to=address, about=about, at=at, key=f"moved {about}", person=moved.person)
    return moved


def tell_of_the_part(*, chapter: Chapter, begun: Chapter, at: datetime) -> None:
    """To each member of this chapter who may live in the area of the one that began as a part of it: that it begins, by
    the mailbox that they answered from."""
    may_be_there = queries.who_may_live_in(chapter, begun).prefetch_related("person__contact_points")
    mail.send_many("chapters.MayBeNearer", letters=_letters(may_be_there.iterator(500), begun), at=at)


def _letters(some: Iterable[Membership], begun: Chapter) -> Iterator[mail.Letter]:
    for one in some:
        answered = [way for way in one.person.contact_points.all() if way.kind == "email" and way.verified_at]
        if first := min(answered, key=lambda way: (way.verified_at, way.pk), default=None):
            about = f"{one.public_id.hex}.{begun.public_id.hex}"
            yield mail.Letter(first.value, about, f"near {about}", one.person_id)


@transaction.atomic
def set_standing(*, membership: Membership, standing: str, by: Actor, at: datetime) -> None:
    changed = Membership.objects.filter(pk=membership.pk).exclude(standing=standing)
    if changed.update(standing=Membership.Standing(standing)):
        audit.record(f"member {Membership.Standing(standing).value}", on=membership.chapter.ref, by=by, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """One line of the ledger: how much, for which days (both count), by which way."""

    cents: int
    first_day: date
    last_day: date
    paid_by: str = ""


@transaction.atomic
def note_dues(*, membership: Membership, paid: Paid, by: Actor, at: datetime) -> Dues:
    line = Dues.objects.create(
        membership=membership,
        cents=paid.cents,
        first_day=paid.first_day,
        last_day=paid.last_day,
        paid_by=paid.paid_by,
        at=at,
    )
    audit.record("dues noted", on=membership.chapter.ref, by=by, at=at)
    return line


@transaction.atomic
def strike_dues(*, line: Dues, struck: bool, by: Actor, at: datetime) -> None:
    """Strikes a line out, or takes that back."""
    as_before = Dues.objects.filter(pk=line.pk, struck_at__isnull=struck)
    if as_before.update(struck_at=at if struck else None):
        audit.record("dues struck out" if struck else "dues put back", on=line.membership.chapter.ref, by=by, at=at)
