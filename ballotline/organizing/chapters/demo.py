"""The chapters of the invented town: six on three levels, with members and officers, one being founded, one that has
applied. `build` and `remove` are called by the desk's demo."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db.models import Q

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.organization import services as organization
from ballotline.foundation.organization.queries import our_day, our_zone
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.queries import as_typed
from ballotline.movement.arrivals.rules import Circumstances, Typed
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Person
from ballotline.organizing.chapters.models import (
    Application,
    Chapter,
    Joining,
    Membership,
    OfficerTerm,
    Requirement,
)
from ballotline.organizing.chapters.services import asked, founding, life, members, officers
from ballotline.organizing.chapters.services.officers import Office
from ballotline.record.offices.meander import MEANDER, TOWN
from ballotline.record.places.models import Division

DAY = timedelta(days=1)
MEMBERS = {"rivertown": 342, "millbrook": 121, "meander": 45}
OFFICERS = (  # chapter, name, mailbox, office, role, days until the term ends
    ("rivertown", "Ben Okafor", "ben@rivertown.example", "Chair", "officer", 400),
    ("rivertown", "Grace Lindqvist", "grace@rivertown.example", "Treasurer", "organizer", 20),
    ("rivertown", "Hiro Tanabe", "hiro@rivertown.example", "Secretary", "data lead", 400),
    ("millbrook", "Nadia Farouk", "nadia@rivertown.example", "Chair", "officer", 250),
    ("meander", "Quentin Moss", "quentin@rivertown.example", "State chair", "officer", 300),
)
SIGN_INS = tuple(mailbox for _chapter, _name, mailbox, *_office in OFFICERS)
CHARTER = """## What we agree on

We meet in the open. Every member has one vote. Officers are elected for a year and can be recalled.

We keep our own minutes, and take no money from a party.
"""
RIVERTOWN = """We meet on the first Monday of the month and welcome everybody. Coffee is there from seven.

The library and the buses are what we work on this year.
"""


def build(*, by: Actor, at: datetime) -> Chapter:
    """The chapter of the town itself."""
    asked.write_charter(body=CHARTER, by=by, at=at - 200 * DAY)
    state = _chapter("Meander", None, MEANDER, by, at - 190 * DAY)
    town = _chapter("Rivertown", state, TOWN, by, at - 180 * DAY)
    other = _chapter("Millbrook", state, f"{MEANDER}/place:millbrook", by, at - 120 * DAY)
    crowd, chartered = _crowd(), {"rivertown": town, "millbrook": other, "meander": state}
    for called, chapter in chartered.items():
        _fill(chapter, MEMBERS[called], crowd, by, at)
    for called, name, mailbox, title, role, days in OFFICERS:
        _officer(chartered[called], (name, mailbox), _office(title, role, days, at), by, at)
    for chapter in chartered.values():
        _chartered(chapter, by, at)
    _next_meeting(town, by, at)
    ours = [*chartered.values(), _being_founded(state, crowd, by, at), _applied(at)]
    Chapter.objects.filter(pk__in=[one.pk for one in ours if one]).update(is_demo=True)
    return town


def _chapter(name: str, parent: Chapter | None, serves: str, by: Actor, at: datetime) -> Chapter:
    chapter = life.draft(name=name, place=name, parent=parent, by=by, at=at, state=Chapter.State.CHARTERED)
    for division in Division.objects.filter(ocd_id=serves):
        life.serve(chapter=chapter, division=division, by=by, at=at)
    return chapter


def _crowd() -> Iterator[Person]:
    signers = Person.objects.filter(contact_points__value_key__endswith="@rivertown.example").order_by("pk")
    yield from signers.distinct()[:600]


def _fill(chapter: Chapter, many: int, crowd: Iterator[Person], by: Actor, at: datetime) -> None:
    for n in range(many):
        person = next(crowd)
        when = max(person.created_at, at - timedelta(days=100, minutes=7 * n))
        members.join(chapter=chapter, person=person, by=by, at=when)


def _office(title: str, role: str, days: int, at: datetime) -> Office:
    return Office(
        title=title,
        role=role,
        chosen=OfficerTerm.Chosen.ELECTED,
        first_day=our_day(at - 90 * DAY),
        last_day=our_day(at + days * DAY),
    )


def _officer(chapter: Chapter, who: tuple[str, str], office: Office, by: Actor, at: datetime) -> None:
    name, email = who
    person = people.identify(name=name, email=email, zip_code="00010", at=at - 100 * DAY)
    members.join(chapter=chapter, person=person, by=by, at=at - 100 * DAY)
    officers.appoint(chapter=chapter, person=person, office=office, by=by, at=at - 90 * DAY)


def _chartered(chapter: Chapter, by: Actor, at: datetime) -> None:
    """They have done their list; the first three who joined founded them."""
    newest = asked.write_charter(body=CHARTER, by=by, at=at)
    founding.accept(chapter=chapter, charter=newest, by=by, at=at - 80 * DAY)
    Chapter.objects.filter(pk=chapter.pk).update(since=at - 80 * DAY)
    first = chapter.memberships.order_by("since", "pk").values_list("pk", flat=True)[:3]
    Membership.objects.filter(pk__in=list(first)).update(is_founder=True)
    for line in Requirement.objects.filter(kind__in=["talk", "meeting"]):
        founding.mark(chapter=chapter, requirement=line, on=our_day(at - 85 * DAY), note="", by=by, at=at - 85 * DAY)


def _next_meeting(chapter: Chapter, by: Actor, at: datetime) -> None:
    said = {
        "body": RIVERTOWN,
        "meets_at": datetime.combine(our_day(at + 9 * DAY), time(19), our_zone()),
        "meets_where": "Ferry Street library, the reading room",
    }
    life.edit(chapter=chapter, fields=said, version=chapter.version, by=by, at=at - 3 * DAY)


def _being_founded(state: Chapter, crowd: Iterator[Person], by: Actor, at: datetime) -> Chapter:
    """Oldfield: two of three founding members have confirmed."""
    chapter = life.draft(name="Oldfield", place="Oldfield and the lanes", parent=state, by=by, at=at - 12 * DAY)
    for person in (next(crowd), next(crowd)):
        members.join(chapter=chapter, person=person, by=by, at=at - 4 * DAY)
    return chapter


def _applied(at: datetime) -> Chapter | None:
    """Ferry Point: five answers, confirmed yesterday; not where an organizer takes no applications."""
    if not asked.ours().is_open:
        return None
    typed = Typed(
        name="Ines Calder",
        email="ines@rivertown.example",
        own={"where": "Ferry Point", "together": Application.With.FEW, "first": "Keep the ferry running.", "phone": ""},
    )
    asked_at = at - DAY
    application = founding.apply(typed=typed, how=Circumstances(is_trusted=True), at=asked_at)
    return arrivals.confirm(arrival=application, shown=as_typed(application), at=asked_at).chapter


def remove() -> None:
    """What carries the flag goes; a chapter that an organizer put below one of the demo stands at the top then."""
    ours = Chapter.objects.filter(is_demo=True)
    keys = list(ours.values_list("pk", flat=True))
    for model in (Joining, Membership, OfficerTerm):
        model._default_manager.filter(chapter__in=keys).delete()
    Application.objects.filter(chapter__in=keys).delete()
    Chapter.objects.filter(parent__in=keys).update(parent=None)
    Chapter.objects.filter(merged_into__in=keys).update(merged_into=None)
    ours.delete()
    if not Chapter.objects.exists():
        organization.change({"has_chapters": False})


def member_of_another() -> Q:
    """For a question about people: who belongs to a chapter that is none of the demo's."""
    return Q(pk__in=Membership.objects.filter(chapter__is_demo=False).values("person"))
