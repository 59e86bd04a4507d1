"""What this room holds of a person: how to reach them, what they allowed, what they did, how they are tagged; and with
whom they were merged, or told apart."""

from datetime import datetime

from django.db.models import Q, QuerySet

from ballotline.movement.people.models import (
    Activity,
    Belonging,
    Consent,
    ContactPoint,
    Correction,
    FormerPoint,
    Merge,
    NotTheSame,
    Person,
    Tagging,
)
from ballotline.movement.people.rows import Copied, Rows, declare, folds, moves, stays
from ballotline.movement.people.rules import pair_key
from ballotline.movement.people.tracing import Trace


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


def _belongings(person: Person) -> Copied:
    return list(person.belongings.order_by("id").values("key", "at"))


def _forget_belongings(person: Person, at: datetime) -> None:
    Belonging.objects.filter(person=person).delete()


def _former_points(person: Person) -> Copied:
    return list(person.former_points.order_by("id").values("kind", "value", "verified_at", "at"))


def _forget_former_points(person: Person, at: datetime) -> None:
    FormerPoint.objects.filter(person=person).delete()


def _merged(person: Person) -> Copied:
    return list(person.merged.order_by("id").values("name", "zip_code", "created_at"))


def _nothing_of_its_own(person: Person, at: datetime) -> None:
    """`services.erase` erases who was merged into somebody together with them."""


def _merges(person: Person) -> Copied:
    return list(person.merges.order_by("id").values("at", "other__name", "other__zip_code"))


def _forget_merges(person: Person, at: datetime) -> None:
    Merge.objects.filter(Q(kept=person) | Q(other=person)).delete()


def _told_apart(person: Person) -> Copied:
    return list(_pairs_of(person).order_by("id").values("at"))


def _pairs_of(person: Person) -> QuerySet[NotTheSame]:
    return NotTheSame.objects.filter(Q(one=person) | Q(other=person))


def _forget_pairs(person: Person, at: datetime) -> None:
    _pairs_of(person).delete()


def _merge_pairs(kept: Person, other: Person, trace: Trace) -> None:
    """Who is not the other one is not the kept one; that the two themselves were told apart is no longer so."""
    known = {pair_key(pair.one_id, pair.other_id) for pair in _pairs_of(kept)}
    for pair in _pairs_of(other):
        third = pair.other_id if pair.one_id == other.pk else pair.one_id
        one, another = key = pair_key(kept.pk, third)
        trace.remove(pair)
        if third != kept.pk and key not in known:
            trace.add(NotTheSame(one_id=one, other_id=another, at=pair.at))


def _already_with_the_other_end(person: Person) -> Copied:
    return []


# Every row stays, also of one mailbox under two names: a name and a mailbox are how `identify` knows somebody again
declare(Rows("people.ContactPoint.person", "contact_points", _reach, _forget_reach, moves(ContactPoint)))
# What was taken off before stays with whom it was taken off: as long as they are one, it can't be put back
declare(
    Rows(
        "people.FormerPoint.person",
        "contact_points_taken_off",
        _former_points,
        _forget_former_points,
        stays,
    )
)
# All words move; where a younger yes would outdo the other one's no, `merging` says the no again
declare(Rows("people.Consent.person", "consents", _consents, _forget_consents, moves(Consent)))
declare(
    Rows(
        "people.Activity.person",
        "activities",
        _activities,
        _forget_activities,
        folds(Activity, "kind", "about_kind", "about_id"),
    )
)
declare(Rows("people.Tagging.person", "tags", _tags, _forget_tags, folds(Tagging, "tag_id", earlier=("at", "batch"))))
declare(Rows("people.Belonging.person", "belongs_to", _belongings, _forget_belongings, folds(Belonging, "key")))
# How the other one was written before is nothing to put back on the kept one
declare(Rows("people.Correction.person", "corrections", _corrections, _forget_corrections, stays))
# Who was merged into the other one before is a sign to the kept one now
declare(Rows("people.Person.merged_into", "merged", _merged, _nothing_of_its_own, moves(Person, field="merged_into")))
declare(Rows("people.Merge.kept", "merges", _merges, _forget_merges, stays))
declare(Rows("people.Merge.other", "merged_as", _already_with_the_other_end, _forget_merges, stays))
declare(Rows("people.NotTheSame.one", "told_apart", _told_apart, _forget_pairs, _merge_pairs))
declare(Rows("people.NotTheSame.other", "told_apart_too", _already_with_the_other_end, _forget_pairs, stays))
