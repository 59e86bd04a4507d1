"""The verbs of people: identify, record what they allowed and did, correct, tag, erase.

A person enters only through `identify`, after a verified act. Each verb is one transaction; where a human decided,
it writes an audit entry with the names of the fields, never their content.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.movement.people.models import Activity, Consent, ContactPoint, Person, Tag, Tagging
from ballotline.movement.people.rows import ROWS
from ballotline.movement.people.rules import mailbox_key, name_key

ERASED_NAME = "—"
EMAIL = ContactPoint.Kind.EMAIL


def identify(*, name: str, email: str, zip_code: str = "", at: datetime) -> Person:
    """The human behind a verified mailbox and name; a new one if nobody of that name ever answered from it.

    Two calls at the same moment give one person: the contact point's unique key lets one of them in.
    """
    found = _known(email, name)
    if found is None:
        found = _new_person(name, email, zip_code, at)
    elif zip_code and found.zip_code != zip_code:
        Person.objects.filter(pk=found.pk).update(zip_code=zip_code)
        found.zip_code = zip_code
    return found


def _known(email: str, name: str) -> Person | None:
    points = ContactPoint.objects.select_related("person")
    point = points.filter(kind=EMAIL, value_key=mailbox_key(email), name_key=name_key(name)).first()
    return point.person if point else None


def _new_person(name: str, email: str, zip_code: str, at: datetime) -> Person:
    try:
        with transaction.atomic():
            person = Person.objects.create(name=name, name_key=name_key(name), zip_code=zip_code, created_at=at)
            ContactPoint.objects.create(
                person=person,
                kind=EMAIL,
                value=email,
                value_key=mailbox_key(email),
                name_key=person.name_key,
                verified_at=at,
            )
    except IntegrityError:
        if not (known := _known(email, name)):
            raise
        return known
    return person


def record_consent(
    *, person: Person, channel: str, purpose: str, given: bool, at: datetime, where: str, wording: str
) -> None:
    """A yes or a no, with when, where and the wording shown. Nothing is overwritten: the newest row holds."""
    Consent.objects.create(
        person=person, channel=channel, purpose=purpose, given=given, at=at, where=where[:120], wording=wording[:300]
    )


def record_activity(*, person: Person, kind: str, about: tuple[str, object], at: datetime) -> None:
    """What a person did, once."""
    row = Activity(person=person, kind=kind, about_kind=about[0], about_id=str(about[1]), at=at)
    Activity.objects.bulk_create([row], ignore_conflicts=True)


@transaction.atomic
def change_consent(
    *, person: Person, channel: str, purpose: str, given: bool, where: str, wording: str, by: Actor, at: datetime
) -> None:
    """A person's own word at /me/, or an organizer's note of it."""
    record_consent(person=person, channel=channel, purpose=purpose, given=given, at=at, where=where, wording=wording)
    audit.record(
        "consent given" if given else "consent withdrawn", on=person.ref, by=by, at=at, fields=[f"{channel} {purpose}"]
    )


@transaction.atomic
def correct(*, person: Person, name: str, zip_code: str, by: Actor, at: datetime) -> list[str]:
    """Name and ZIP code as they should be; the names of the fields that changed."""
    new = {"name": name, "zip_code": zip_code}
    changed = [field for field, value in new.items() if getattr(person, field) != value]
    if changed:
        person.name, person.zip_code, person.name_key = name, zip_code, name_key(name)
        person.save(update_fields=["name", "zip_code", "name_key"])
        audit.record("person corrected", on=person.ref, by=by, at=at, fields=changed)
    return changed


@transaction.atomic
def tag(*, person: Person, name: str, by: Actor, at: datetime) -> Tag:
    """Tags are one word for one thing, whatever their case."""
    name = " ".join(name.split())[:60]
    found, _new = Tag.objects.get_or_create(name_key=name_key(name)[:60], defaults={"name": name})
    Tagging.objects.get_or_create(person=person, tag=found, defaults={"at": at})
    audit.record("person tagged", on=person.ref, by=by, at=at, fields=["tags"])
    return found


@transaction.atomic
def untag(*, person: Person, tag: Tag, by: Actor, at: datetime) -> None:
    Tagging.objects.filter(person=person, tag=tag).delete()
    audit.record("tag taken off", on=person.ref, by=by, at=at, fields=["tags"])


@transaction.atomic
def erase(*, person: Person, by: Actor, at: datetime) -> None:
    """Everything that says who they were goes, in every room; what was counted stays counted, without a name.

    The empty row stays, so that its public id is never given again.
    """
    for rows in ROWS:
        rows.erase(person, at)
    Person.objects.filter(pk=person.pk).update(name=ERASED_NAME, name_key="", zip_code="", erased_at=at)
    audit.record("person erased", on=person.ref, by=by, at=at)
