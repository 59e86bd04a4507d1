"""Who leads a chapter: terms with their days, the rights that come and go with them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.foundation.organization.queries import our_day, starts
from ballotline.movement.accounts import services as accounts
from ballotline.movement.accounts.models import Grant
from ballotline.movement.people.models import Person
from ballotline.movement.people.queries import answered_from
from ballotline.organizing.chapters import roles
from ballotline.organizing.chapters.models import Chapter, OfficerTerm
from ballotline.organizing.chapters.services import NotNow


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What somebody is made: "Chair", the role at the desk, how they were chosen, from which day to which."""

    title: str
    role: str
    chosen: str
    first_day: date
    last_day: date


@transaction.atomic
def appoint(*, chapter: Chapter, person: Person, office: Office, by: Actor, at: datetime) -> OfficerTerm:
    """Their term, and an account that can do what its role may from the first day to the last.

    Raises NotNow where the chapter is not at work, or no verified mailbox of theirs is on file.
    """
    if not chapter.is_at_work:
        raise NotNow(_("Officers are named once the chapter is being founded."))
    if office.last_day < our_day(at):
        raise NotNow(_("That term is over already. Enter a last day that is still to come."))
    if (same := _the_same(chapter, person, office)) is not None:
        return same
    term = OfficerTerm(chapter=chapter, person=person, **{name: getattr(office, name) for name in OFFICE})
    account = accounts.account_for(name=person.name, email=_mailbox(person), person=person, by=by, at=at)
    grant = accounts.grant_at(
        account=account,
        role=office.role,
        place=(roles.PLACE, chapter.key),
        since=starts(office.first_day),
        until=_end_of(office.last_day),
        by=by,
        at=at,
    )
    term.grant_id = grant.public_id
    term.save()
    audit.record("officer named", on=chapter.ref, by=by, at=at, fields=[office.role])
    return term


def _the_same(chapter: Chapter, person: Person, office: Office) -> OfficerTerm | None:
    """A second press names nobody twice: an open term of the same role that touches these days."""
    open_ones = chapter.terms.filter(person=person, role=office.role, title=office.title, ended_on=None)
    return open_ones.filter(first_day__lte=office.last_day, last_day__gte=office.first_day).first()


OFFICE = ("title", "role", "chosen", "first_day", "last_day")


def _mailbox(person: Person) -> str:
    if address := answered_from(person):
        return address
    raise NotNow(_("We know no mailbox of %(name)s. Officers sign in by mail.") % {"name": person.name})


def _end_of(day: date) -> datetime:
    """A last day counts whole, on the organization's clock."""
    return starts(day + timedelta(days=1))


@transaction.atomic
def end(*, term: OfficerTerm, how: str, by: Actor, at: datetime) -> bool:
    """The term is over from now on, and so are its rights. Was it not, until now?"""
    going_on = OfficerTerm.objects.filter(pk=term.pk, ended_on=None)
    if not going_on.update(ended_on=our_day(at), ended=OfficerTerm.Ended(how)):
        return False
    for grant in _grants_of(term):
        accounts.end_grant(grant=grant, by=by, at=at)
    audit.record(f"officer {OfficerTerm.Ended(how).value}", on=term.chapter.ref, by=by, at=at)
    return True


def _grants_of(term: OfficerTerm) -> QuerySet[Grant]:
    return Grant.objects.filter(public_id__in=[term.grant_id] if term.grant_id else [])


@transaction.atomic
def take_back_end(*, term: OfficerTerm, by: Actor, at: datetime) -> bool:
    """The undo of `end`, as long as the term's own last day has not passed. Does it hold again?"""
    if term.last_day < our_day(at):
        return False
    if not OfficerTerm.objects.filter(pk=term.pk).exclude(ended_on=None).update(ended_on=None, ended=""):
        return False
    _grants_of(term).update(until=_end_of(term.last_day))
    audit.record("officer again", on=term.chapter.ref, by=by, at=at)
    return True
