"""Chapters as tests and the demo make them, without the ways that lead there."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from ballotline.foundation.access.rules import Actor
from ballotline.movement.accounts.models import Account
from ballotline.movement.arrivals.rules import Circumstances, Typed
from ballotline.movement.arrivals.testing import confirmed
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Person
from ballotline.organizing.chapters.models import (
    Application,
    Chapter,
    Founding,
    Joining,
    Membership,
    OfficerTerm,
    TerritoryPart,
)
from ballotline.organizing.chapters.services import asked, founding, life, members, officers
from ballotline.organizing.chapters.services.officers import Office
from ballotline.record.places.rules import kind_of, spoken

MONDAY = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
HOST = Actor.command("test")


def make_chapter(
    name: str = "Rivertown",
    *,
    parent: Chapter | None = None,
    state: str = Chapter.State.CHARTERED,
    serves: Sequence[str] = (),
    at: datetime = MONDAY,
) -> Chapter:
    """`serves` are ids of divisions, on file or not."""
    chapter = life.draft(name=name, place=name, parent=parent, by=HOST, at=at, state=state)
    for ocd_id in serves:
        TerritoryPart.objects.create(chapter=chapter, ocd_id=ocd_id, kind=kind_of(ocd_id), name=spoken(ocd_id))
    return chapter


def make_member(
    chapter: Chapter, name: str = "Ana Ruiz", *, email: str = "", zip_code: str = "00010", at: datetime = MONDAY
) -> Membership:
    address = email or f"{name.split()[0].lower()}@rivertown.example"
    person = people.identify(name=name, email=address, zip_code=zip_code, at=at)
    return members.join(chapter=chapter, person=person, by=HOST, at=at)


def make_officer(
    chapter: Chapter,
    name: str = "Ben Okafor",
    *,
    role: str = "officer",
    title: str = "Chair",
    at: datetime = MONDAY,
    last_day: date | None = None,
) -> OfficerTerm:
    """A member whose term began that day, for two years if not said otherwise."""
    person = make_member(chapter, name, at=at).person
    office = Office(
        title=title,
        role=role,
        chosen=OfficerTerm.Chosen.ELECTED,
        first_day=at.date(),
        last_day=last_day or at.date() + timedelta(days=730),
    )
    return officers.appoint(chapter=chapter, person=person, office=office, by=HOST, at=at)


def account_of(person: Person) -> Account:
    """Of an officer: what their term opened for them."""
    address = person.contact_points.filter(kind="email").values_list("value", flat=True)[0]
    return Account.objects.get(email=address)


HERE = Circumstances(network_key="here")


def joined(chapter: Chapter, name: str = "Ana Ruiz", *, at: datetime = MONDAY) -> Joining:
    """Somebody who came in by the form, and whose mailbox has said yes."""
    typed = Typed(name=name, email=f"{name.split()[0].lower()}@rivertown.example", zip_code="00010")
    return confirmed(members.ask_to_join(chapter=chapter, typed=typed, how=HERE, at=at), at=at)


def begun(chapter: Chapter, *, at: datetime = MONDAY) -> Application:
    """A confirmed application that led to this chapter."""
    own = {"where": chapter.place, "together": Application.With.FEW, "first": "", "phone": ""}
    typed = Typed(name="Ines Calder", email="ines@rivertown.example", own=own)
    application = confirmed(founding.apply(typed=typed, how=HERE, at=at), at=at)
    application.chapter = chapter
    application.save(update_fields=["chapter"])
    return application


def the_founding() -> Founding:
    return asked.ours()


OPEN_ASKS = {"joining": make_chapter, "application": the_founding}
