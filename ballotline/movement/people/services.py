"""The verbs of people: identify, record what they allowed and did, correct, tag, erase.

A person enters through `identify`, after a verified act, or through `meet`, on an organizer's word. Each verb is one
transaction; where a human decided, it writes an audit entry with the names of the fields, never their content.
Not here: two rows of one human (merging.py), ways to reach somebody that an organizer writes down (reaching.py).
"""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.movement.people.models import (
    Activity,
    Belonging,
    Consent,
    ContactPoint,
    Correction,
    FormerPoint,
    Person,
    Tag,
    Tagging,
)
from ballotline.movement.people.rows import ROWS
from ballotline.movement.people.rules import home_key, mailbox_key, name_key

ERASED_NAME = "—"
EMAIL = ContactPoint.Kind.EMAIL


@transaction.atomic(savepoint=False)
def identify(*, name: str, email: str, zip_code: str = "", at: datetime) -> Person:
    """The human behind a verified mailbox and name; a new one if nobody of that name ever answered from it.

    Two calls at the same moment give one person: the contact point's unique key lets one of them in.
    """
    found = _known(email, name)
    if found is None:
        return _new_person(name, email, zip_code, at=at, verified_at=at)
    unverified = found.contact_points.filter(kind=EMAIL, value_key=mailbox_key(email), verified_at=None)
    is_new = unverified.update(verified_at=at)
    if zip_code and found.zip_code != zip_code:
        found.zip_code, found.home_key, is_new = zip_code, home_key(zip_code), True
        found.save(update_fields=["zip_code", "home_key"])
    if is_new:
        changed(found, at)
    return found


def changed(person: Person, at: datetime) -> None:
    """A list of people would show something else of this one since `at`."""
    if person.changed_at < at:
        Person.objects.filter(pk=person.pk, changed_at__lt=at).update(changed_at=at)
        person.changed_at = at


@transaction.atomic(savepoint=False)
def meet(*, name: str, email: str, zip_code: str = "", at: datetime) -> Person:
    """Somebody whom an organizer spoke to while their mailbox is silent. Who is known stays as they are; a new one's
    mailbox is not verified. `part` is the undo."""
    return _known(email, name) or _new_person(name, email, zip_code, at=at, verified_at=None)


def part(*, person: Person, kind: str, about: tuple[str, object]) -> None:
    """What somebody was said to have done is taken back. Of whom nothing else is known, nothing stays."""
    person.activities.filter(kind=kind, about_kind=about[0], about_id=str(about[1])).delete()
    verified = person.contact_points.filter(verified_at__isnull=False)
    written_down = person.contact_points.exclude(kind=EMAIL)
    deeds = (person.activities, person.consents, person.taggings, person.corrections, person.merged)
    known_by = (verified, written_down, *deeds)
    if not any(rows.exists() for rows in known_by):
        person.delete()


def _known(email: str, name: str) -> Person | None:
    """Whose row a merge holds at this moment is waited for: what they do now goes to the one who is kept.

    SQLite has one writer anyway.
    """
    points = ContactPoint.objects.select_related("person").select_for_update(of=("person",), no_key=True)
    same = points.filter(kind=EMAIL, value_key=mailbox_key(email))
    answers = Q(person__name_key=name_key(name), verified_at__isnull=False)  # under a name that was put right since
    point = same.filter(name_key=name_key(name)).first() or same.filter(answers).order_by("pk").first()
    if point and point.person.merged_into_id:
        return Person.objects.get(pk=point.person.merged_into_id)
    if point and not ContactPoint.objects.filter(pk=point.pk, person=point.person_id).exists():
        return _known(email, name)  # they were made two again while we waited
    return point.person if point else None


def as_it_stands(person: Person) -> Person:
    """Read again and locked: whoever was merged meanwhile is the one who is kept. Inside a transaction."""
    person.refresh_from_db(from_queryset=Person.objects.select_for_update())
    return as_it_stands(person.merged_into) if person.merged_into else person


def _new_person(name: str, email: str, zip_code: str, *, at: datetime, verified_at: datetime | None) -> Person:
    try:
        with transaction.atomic():
            person = Person.objects.create(
                name=name,
                name_key=name_key(name),
                zip_code=zip_code,
                home_key=home_key(zip_code),
                created_at=at,
                changed_at=at,
            )
            ContactPoint.objects.create(
                person=person,
                kind=EMAIL,
                value=email,
                value_key=mailbox_key(email),
                name_key=person.name_key,
                verified_at=verified_at,
            )
    except IntegrityError:
        if not (known := _known(email, name)):
            raise
        return known
    return person


def record_consent(
    *, person: Person, channel: str, purpose: str, given: bool, at: datetime, where: str, wording: str
) -> Consent:
    """A yes or a no, with when, where and the wording shown. Nothing is overwritten: the newest row holds."""
    changed(person, at)
    return Consent.objects.create(
        person=person, channel=channel, purpose=purpose, given=given, at=at, where=where[:120], wording=wording[:300]
    )


def record_activity(*, person: Person, kind: str, about: tuple[str, object], at: datetime) -> None:
    """What a person did, once."""
    row = Activity(person=person, kind=kind, about_kind=about[0], about_id=str(about[1]), at=at)
    Activity.objects.bulk_create([row], ignore_conflicts=True)


@transaction.atomic
def change_consent(
    *, person: Person, channel: str, purpose: str, given: bool, where: str, wording: str, by: Actor, at: datetime
) -> Consent:
    """A person's own word at /me/, or an organizer's note of it."""
    person = as_it_stands(person)
    noted = record_consent(
        person=person, channel=channel, purpose=purpose, given=given, at=at, where=where, wording=wording
    )
    audit.record(
        "consent given" if given else "consent withdrawn", on=person.ref, by=by, at=at, fields=[f"{channel} {purpose}"]
    )
    return noted


def take_back_consent(*, noted: Consent, where: str, by: Actor, at: datetime) -> None:
    """What held before `noted` holds again, in a row of its own: the wording of then, or a no if nothing was said.

    Once a newer word was given, that one stays: nothing happens.
    """
    of_kind = noted.person.consents.filter(channel=noted.channel, purpose=noted.purpose).order_by("-at", "-id")
    newest, *before = of_kind[:2]
    if newest == noted:
        given, wording = (before[0].given, before[0].wording) if before else (False, "")
        change_consent(
            person=noted.person,
            channel=noted.channel,
            purpose=noted.purpose,
            given=given,
            where=where,
            wording=wording,
            by=by,
            at=at,
        )


@transaction.atomic
def correct(*, person: Person, name: str, zip_code: str, by: Actor, at: datetime) -> Correction | None:
    """Name and ZIP code as they should be. Returns what stood there before, None if nothing changed."""
    person = as_it_stands(person)
    new = {"name": name, "zip_code": zip_code}
    fields = [field for field, value in new.items() if getattr(person, field) != value]
    before = None
    if fields:
        before = Correction.objects.create(person=person, name=person.name, zip_code=person.zip_code, at=at)
        person.name, person.name_key = name, name_key(name)
        person.zip_code, person.home_key = zip_code, home_key(zip_code)
        person.save(update_fields=["name", "name_key", "zip_code", "home_key"])
        changed(person, at)
        audit.record("person corrected", on=person.ref, by=by, at=at, fields=fields)
    return before


def belong(*, person: Person, to: object, at: datetime) -> None:
    """From now on they belong to this chapter. Twice is once."""
    row = Belonging(person=person, key=str(to), at=at)
    Belonging.objects.bulk_create([row], ignore_conflicts=True)
    changed(person, at)


def belong_no_more(*, person: Person, to: object, at: datetime) -> None:
    Belonging.objects.filter(person=person, key=str(to)).delete()
    changed(person, at)


@transaction.atomic
def tag(*, person: Person, name: str, by: Actor, at: datetime) -> Tag:
    """Tags are one word for one thing, whatever their case."""
    person = as_it_stands(person)
    found = _tag_named(name)
    Tagging.objects.get_or_create(person=person, tag=found, defaults={"at": at})
    changed(person, at)
    audit.record("person tagged", on=person.ref, by=by, at=at, fields=["tags"])
    return found


def _tag_named(name: str) -> Tag:
    name = " ".join(name.split())[:60]
    return Tag.objects.get_or_create(name_key=name_key(name)[:60], defaults={"name": name})[0]


@transaction.atomic
def tag_many(*, people: QuerySet[Person], name: str, by: Actor, at: datetime) -> tuple[UUID, int]:
    """Everybody of a question gets the tag. Returns (batch, how many did not have it before)."""
    found, batch = _tag_named(name), uuid4()
    without = people.exclude(pk__in=Tagging.objects.filter(tag=found).values("person")).order_by()
    rows = (Tagging(person_id=pk, tag=found, at=at, batch=batch) for pk in without.values_list("pk", flat=True))
    Tagging.objects.bulk_create(rows, batch_size=1_000, ignore_conflicts=True)
    new = _of_batch(batch).update(changed_at=at)
    audit.record("people tagged", on=("tag", found.public_id), by=by, at=at, fields=[f"{new} people"])
    return batch, new


def _of_batch(batch: UUID) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=Tagging.objects.filter(batch=batch).values("person"))


@transaction.atomic
def untag_many(*, people: QuerySet[Person], batch: UUID, by: Actor, at: datetime) -> int:
    """Takes back what one press of `tag_many` did to these people; how many had the tag still."""
    taggings = Tagging.objects.filter(batch=batch, person__in=people.order_by())
    first = taggings.first()
    if first is None:
        return 0
    people.filter(pk__in=taggings.values("person")).order_by().update(changed_at=at)
    taken_off, _by_model = taggings.delete()
    audit.record("people untagged", on=("tag", first.tag.public_id), by=by, at=at, fields=[f"{taken_off} people"])
    return taken_off


@transaction.atomic
def untag(*, person: Person, tag: Tag, by: Actor, at: datetime) -> None:
    person = as_it_stands(person)
    Tagging.objects.filter(person=person, tag=tag).delete()
    changed(person, at)
    audit.record("tag taken off", on=person.ref, by=by, at=at, fields=["tags"])


def forget_corrections(*, before: datetime) -> None:
    """Names, ZIP codes and addresses that were put right long ago are nobody's business any more."""
    Correction.objects.filter(at__lt=before).delete()
    FormerPoint.objects.filter(at__lt=before).delete()


@transaction.atomic
def erase(*, person: Person, by: Actor, at: datetime) -> None:
    """Everything that says who they were goes, in every room; what was counted stays counted, without a name.

    The empty row stays, so that its public id is never given again. Who was merged into them goes with them.
    """
    person = as_it_stands(person)
    for one in [*person.merged.all(), person]:
        for rows in ROWS:
            rows.erase(one, at)
        _empty(one, at)
        audit.record("person erased", on=one.ref, by=by, at=at)


def _empty(person: Person, at: datetime) -> None:
    emptied = {"name": ERASED_NAME, "name_key": "", "zip_code": "", "home_key": ""}
    Person.objects.filter(pk=person.pk).update(**emptied, erased_at=at, changed_at=at)
