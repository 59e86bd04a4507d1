"""Reading people: search, one timeline, what they allow."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from ballotline.foundation.access.rules import Reach
from ballotline.movement.people.models import Activity, Consent, ContactPoint, Person
from ballotline.movement.people.rows import ROWS
from ballotline.movement.people.rules import mailbox_key, name_key


def within(reach: Reach) -> QuerySet[Person]:
    """The people on whom an organizer may do what this reach is of. Chapters will narrow this by place."""
    found = Person.objects.present()
    return found if reach.everywhere else found.none()


def search(people: QuerySet[Person], words: str) -> QuerySet[Person]:
    """Every word begins a word of the name, or the address begins with it."""
    for word in name_key(words).split()[:6]:
        by_mail = ContactPoint.objects.filter(person=OuterRef("pk"), value_key__startswith=word)
        people = people.filter(Q(name_key__startswith=word) | Q(name_key__contains=f" {word}") | Q(Exists(by_mail)))
    return people


def behind_mailbox(email: str) -> list[Person]:
    """Everyone who ever answered from this mailbox."""
    points = ContactPoint.objects.filter(kind=ContactPoint.Kind.EMAIL, value_key=mailbox_key(email))
    return list(Person.objects.present().filter(contact_points__in=points).distinct().order_by("id"))


def last_acts(people: Iterable[Person]) -> dict[int, Activity]:
    """What each of a page of people did last, by their pk; one statement."""
    acts = Activity.objects.filter(person__in=[person.pk for person in people]).order_by("at", "id")
    return {act.person_id: act for act in acts}


def timeline(person: Person) -> QuerySet[Activity]:
    return person.activities.order_by("-at", "-id")


def consents_of(person: Person) -> list[Consent]:
    """The newest word for each channel and purpose."""
    newest: dict[tuple[str, str], Consent] = {}
    for consent in person.consents.order_by("at", "id"):
        newest[consent.channel, consent.purpose] = consent
    return list(newest.values())


def allows(person: Person, *, channel: str, purpose: str) -> bool:
    last = person.consents.filter(channel=channel, purpose=purpose).order_by("-at", "-id").first()
    return last is not None and last.given


def copy_of(person: Person) -> dict[str, Any]:
    """All that every room holds about a person, in plain values."""
    held = {"id": str(person.public_id), "name": person.name, "zip_code": person.zip_code, "since": person.created_at}
    return held | {rows.title: rows.export(person) for rows in ROWS}


def may_be_the_same(person: Person) -> QuerySet[Person]:
    """People of the same name and ZIP code: to be looked at, never merged by themselves."""
    alike = Person.objects.present().filter(name_key=person.name_key, zip_code=person.zip_code)
    return alike.exclude(pk=person.pk)
