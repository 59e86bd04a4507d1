"""Ways to reach somebody that an organizer writes down, and takes off again:
unverified until the person themselves answers.

A mailbox that its owner has verified belongs to who they are; nobody writes it down for another person.
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.movement.people.models import ContactPoint, FormerPoint, Person
from ballotline.movement.people.rules import address_key, mailbox_key, phone_key
from ballotline.movement.people.services import as_it_stands, changed

Kind = ContactPoint.Kind
FOLDED = {Kind.EMAIL: mailbox_key, Kind.PHONE: phone_key, Kind.ADDRESS: address_key}


class Taken(Exception):
    """It stands with somebody else already, who may be the same human; `person` is who."""

    def __init__(self, person: Person) -> None:
        self.person = person


@transaction.atomic
def write_down(*, person: Person, kind: str, value: str, by: Actor, at: datetime) -> ContactPoint:
    """One more way to reach them, unverified; what they have already comes back as it is. `take_off` is the undo.

    Raises Taken: a mailbox that somebody else verified, or anything that stands with another person of the same name.
    """
    person = as_it_stands(person)
    point = ContactPoint(
        person=person, kind=kind, value=value, value_key=FOLDED[Kind(kind)](value), name_key=person.name_key
    )
    if known := person.contact_points.filter(kind=kind, value_key=point.value_key).first():
        return known
    _refuse_what_is_taken(point)
    _store(point)
    changed(person, at)
    audit.record("way to reach added", on=person.ref, by=by, at=at, fields=[kind])
    return point


def _refuse_what_is_taken(point: ContactPoint) -> None:
    others = ContactPoint.objects.exclude(person=point.person)
    same = others.filter(kind=point.kind, value_key=point.value_key)
    owner = same.filter(verified_at__isnull=False) if point.kind == Kind.EMAIL else same.none()
    if holder := owner.first() or same.filter(name_key=point.name_key).first():
        raise Taken(holder.person)


def _store(point: ContactPoint) -> None:
    """The key lets one in, also where two are written down at the same moment."""
    try:
        with transaction.atomic():
            point.save(force_insert=True)
    except IntegrityError:
        _refuse_what_is_taken(point)
        raise


@transaction.atomic
def take_off(*, point: ContactPoint, by: Actor, at: datetime) -> FormerPoint:
    """They are not reached there any more, under whichever name it stands. Kept for 30 days; `put_back` is the undo."""
    person = as_it_stands(point.person)
    rows = person.contact_points.filter(kind=point.kind, value_key=point.value_key).order_by("pk")
    former = [FormerPoint(person=person, at=at, key=row.pk, **_as_it_is(row)) for row in rows]
    rows.delete()
    FormerPoint.objects.bulk_create(former)
    changed(person, at)
    audit.record("way to reach taken off", on=person.ref, by=by, at=at, fields=[point.kind])
    return FormerPoint.objects.filter(person=person, kind=point.kind, value_key=point.value_key, at=at).earliest("pk")


def _as_it_is(row: ContactPoint | FormerPoint) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("kind", "value", "value_key", "name_key", "verified_at")}


@transaction.atomic
def put_back(*, former: FormerPoint, by: Actor, at: datetime) -> None:
    """As it was, verified or not, with what was taken off in the same press; and as the very row, so that a merge which
    moved it can be undone.

    Raises Taken if somebody else has it since.
    """
    person, same = former.person, {"kind": former.kind, "value_key": former.value_key}
    rows = person.former_points.filter(**same, at=former.at)
    known = set(person.contact_points.filter(**same).values_list("name_key", flat=True))
    for row in rows.exclude(name_key__in=known).order_by("pk"):
        point = ContactPoint(pk=row.key, person=person, **_as_it_is(row))
        _refuse_what_is_taken(point)
        _store(point)
    rows.delete()
    changed(person, at)
    audit.record("way to reach put back", on=person.ref, by=by, at=at, fields=[former.kind])
