"""What this room holds of a person: how to reach them, what they allowed, what they did, how they are tagged."""

from datetime import datetime

from ballotline.movement.people.models import Activity, Consent, ContactPoint, Correction, Person, Tagging
from ballotline.movement.people.rows import Copied, Rows, declare


def _reach(person: Person) -> Copied:
    return list(person.contact_points.order_by("id").values("kind", "value", "verified_at"))


def _consents(person: Person) -> Copied:
    return list(person.consents.order_by("at", "id").values("channel", "purpose", "given", "at", "where", "wording"))


def _activities(person: Person) -> Copied:
    return list(person.activities.order_by("at", "id").values("kind", "about_kind", "about_id", "at"))


def _tags(person: Person) -> Copied:
    return list(person.taggings.order_by("id").values("tag__name", "at"))


def _corrections(person: Person) -> Copied:
    return list(person.corrections.order_by("id").values("name", "zip_code", "at"))


def _forget_corrections(person: Person, at: datetime) -> None:
    Correction.objects.filter(person=person).delete()


def _forget_reach(person: Person, at: datetime) -> None:
    ContactPoint.objects.filter(person=person).delete()


def _forget_consents(person: Person, at: datetime) -> None:
    Consent.objects.filter(person=person).delete()


def _forget_activities(person: Person, at: datetime) -> None:
    Activity.objects.filter(person=person).delete()


def _forget_tags(person: Person, at: datetime) -> None:
    Tagging.objects.filter(person=person).delete()


declare(Rows("people.ContactPoint.person", "contact_points", _reach, _forget_reach))
declare(Rows("people.Consent.person", "consents", _consents, _forget_consents))
declare(Rows("people.Activity.person", "activities", _activities, _forget_activities))
declare(Rows("people.Tagging.person", "tags", _tags, _forget_tags))
declare(Rows("people.Correction.person", "corrections", _corrections, _forget_corrections))
