"""Reading people: search, one timeline, what they allow."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from ballotline.foundation.access.rules import Reach
from ballotline.movement.people.models import (
    Activity,
    Belonging,
    Consent,
    ContactPoint,
    FormerPoint,
    HomeDivision,
    Person,
    Tag,
)
from ballotline.movement.people.rows import ROWS
from ballotline.movement.people.rules import home_key, is_named, mailbox_key, name_key, phone_digits
from ballotline.record.offices.rules import nearness


def within(reach: Reach) -> QuerySet[Person]:
    """The people on whom an organizer may do what this reach is of: by place those who surely live there, by chapter
    those who belong to it."""
    return _reached(Person.objects.present(), reach)


def reaches(reach: Reach, person: Person) -> bool:
    """The same of one, also of somebody who was merged, and whom no list holds."""
    return _reached(Person.objects.filter(pk=person.pk), reach).exists()


def _reached(found: QuerySet[Person], reach: Reach) -> QuerySet[Person]:
    if reach.everywhere:
        return found
    lives_there = Q(home_key__in=homes_in(reach.divisions, surely=True))
    return found.filter(lives_there | Q(pk__in=_belonging_to(reach.chapters)) | Q(public_id__in=reach.objects))


def _belonging_to(chapters: Iterable[str]) -> QuerySet[Belonging, Any]:
    return Belonging.objects.filter(key__in=list(chapters)).values("person")


def homes_in(divisions: Iterable[str], *, surely: bool) -> QuerySet[HomeDivision, Any]:
    """The keys of homes that lie in one of the divisions; if not `surely`, of those too that only may."""
    rows = HomeDivision.objects.filter(ocd_id__in=list(divisions))
    return (rows.filter(is_sure=True) if surely else rows).values("home_key")


def divisions_around(person: Person) -> list[HomeDivision]:
    """Where they live, the smallest first; each surely or maybe. Empty until it was looked up."""
    rows = HomeDivision.objects.filter(home_key=person.home_key) if person.home_key else HomeDivision.objects.none()
    return sorted(rows, key=lambda row: (nearness(row.kind), not row.is_sure, row.name))


def sure_divisions() -> dict[str, list[str]]:
    """Of each home, by its key, the ids of the divisions that it surely lies in.

    As large as there are ZIP codes on file.
    """
    around: dict[str, list[str]] = {}
    rows = HomeDivision.objects.filter(is_sure=True).order_by("ocd_id")
    for key, ocd_id in rows.values_list("home_key", "ocd_id").iterator(2_000):
        around.setdefault(key, []).append(ocd_id)
    return around


def divisions_named(words: str, *, of: QuerySet[Person] | None = None) -> list[HomeDivision]:
    """One row of each division where somebody lives and whose name or id holds all the words: "ward 5 rivertown". An id
    is that one alone. The nearest to home first. `of` some people: where one of these does."""
    homes = (
        HomeDivision.objects.all() if of is None else HomeDivision.objects.filter(home_key__in=of.values("home_key"))
    )
    if words.startswith("ocd-division/"):
        return list(homes.filter(ocd_id=words)[:1])
    places = homes.order_by("ocd_id").values_list("ocd_id", "kind", "name").distinct() if words else []
    by_id = {place[0]: HomeDivision(ocd_id=place[0], kind=place[1], name=place[2]) for place in places}
    found = [row for row in by_id.values() if is_named(f"{row.name} {row.ocd_id}", words)]
    return sorted(found, key=lambda row: (nearness(row.kind), row.name, row.ocd_id))


def tags_within(reach: Reach) -> QuerySet[Tag]:
    """By name; of one place those that somebody there has."""
    tags = Tag.objects.order_by("name_key")
    return tags if reach.everywhere else tags.filter(taggings__person__in=within(reach)).distinct()


def search(people: QuerySet[Person], words: str) -> QuerySet[Person]:
    """Every word begins a word of the name, or a way to reach them begins with it, or is their ZIP code; of a phone any
    digits are enough."""
    for word in name_key(words).split()[:6]:
        reached = Q(value_key__startswith=word)
        if digits := phone_digits(word):
            reached |= Q(kind=ContactPoint.Kind.PHONE, value_key__contains=digits)
        by_a_way = Exists(ContactPoint.objects.filter(reached, person=OuterRef("pk")))
        asked = Q(name_key__startswith=word) | Q(name_key__contains=f" {word}") | Q(by_a_way)
        people = people.filter(asked | Q(home_key=code) if (code := home_key(word)) else asked)
    return people


def who_did(people: QuerySet[Person], deeds: Iterable[str]) -> QuerySet[Person]:
    """Those who did something of each of these kinds, whatever it was about. Each is asked of one person at a time, as
    a page of 50 stops at the fiftieth; so are the two below."""
    for kind in deeds:
        people = people.filter(Exists(Activity.objects.filter(kind=kind, person=OuterRef("pk"))))
    return people


def who_allow(people: QuerySet[Person], *, channel: str, purpose: str, given: bool) -> QuerySet[Person]:
    """Those whose last word on this is a yes; if not `given` all others, also those who never said a word. Here and
    below, of two words of one moment the no holds."""
    words = Consent.objects.filter(channel=channel, purpose=purpose)
    later = words.filter(Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), given=False))
    a_yes = words.filter(~Exists(later.filter(person=OuterRef("person"))), given=True)
    said_yes = Exists(a_yes.filter(person=OuterRef("pk")))
    return people.filter(said_yes if given else ~said_yes)


def without(people: QuerySet[Person], kind: ContactPoint.Kind) -> QuerySet[Person]:
    """Those whom no way of this kind reaches."""
    return people.filter(~Exists(ContactPoint.objects.filter(kind=kind, person=OuterRef("pk"))))


def behind_mailbox(email: str) -> list[Person]:
    """Everyone who ever answered from this mailbox; and of whom no mailbox has answered, whoever is said to have it.

    What an organizer writes down for somebody whom we know by a mailbox of their own opens nothing, also after that one
    was taken off: it may be mistyped, or the organizer's.
    """
    points = ContactPoint.objects.filter(kind=ContactPoint.Kind.EMAIL, value_key=mailbox_key(email))
    theirs = Q(verified_at__isnull=False) | ~Exists(_answered(ContactPoint)) & ~Exists(_answered(FormerPoint))
    return list(Person.objects.present().filter(contact_points__in=points.filter(theirs)).distinct().order_by("id"))


def answered_from(person: Person) -> str:
    """The mailbox that they answered from first; "" where none ever did."""
    points = person.contact_points.filter(kind=ContactPoint.Kind.EMAIL, verified_at__isnull=False)
    first = points.order_by("verified_at", "pk").first()
    return first.value if first else ""


def _answered(model: type[ContactPoint | FormerPoint]) -> QuerySet[Any]:
    """Mailboxes from which the person of a contact point has answered."""
    rows = model._default_manager.filter(kind=ContactPoint.Kind.EMAIL, verified_at__isnull=False)
    return rows.filter(person=OuterRef("person"))


def acts_of(people: Iterable[Person]) -> dict[int, list[Activity]]:
    """What each of a page of people did, by their pk, the last at the end; one statement."""
    acts = Activity.objects.filter(person__in=[person.pk for person in people]).order_by("person", "at", "id")
    return {pk: list(theirs) for pk, theirs in groupby(acts, key=lambda act: act.person_id)}


def timeline(person: Person) -> QuerySet[Activity]:
    return person.activities.order_by("-at", "-id")


def consents_of(person: Person) -> list[Consent]:
    """The newest word for each channel and purpose."""
    newest: dict[tuple[str, str], Consent] = {}
    for consent in person.consents.order_by("at", "-given", "id"):
        newest[consent.channel, consent.purpose] = consent
    return list(newest.values())


def allows(person: Person, *, channel: str, purpose: str) -> bool:
    last = person.consents.filter(channel=channel, purpose=purpose).order_by("-at", "given", "-id").first()
    return last is not None and last.given


def copy_of(person: Person) -> dict[str, Any]:
    """All that every room holds about a person, in plain values."""
    held = {"id": str(person.public_id), "name": person.name, "zip_code": person.zip_code, "since": person.created_at}
    held["lives_in"] = [
        {"division": one.ocd_id, "name": one.name, "is_sure": one.is_sure, "since": one.since}
        for one in divisions_around(person)
    ]
    rows_of = [person, *person.merged.all()]
    return held | {rows.title: [row for one in rows_of for row in rows.export(one)] for rows in ROWS}


def standing_for(public_id: UUID | str) -> Person | None:
    """Whom a public id means: the person, or whom they were merged into; None for the erased."""
    found = Person.objects.select_related("merged_into").filter(public_id=public_id, erased_at=None).first()
    return found.merged_into or found if found else None
