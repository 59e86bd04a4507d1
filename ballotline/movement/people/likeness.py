"""Who may be the same human as somebody: a suggestion for an organizer's eye,
with its reasons, and never more than that.

Three things make two people alike: the same name and ZIP code; the same mailbox, phone or address under two names;
nearly the same name in one ZIP code. Pairs that an organizer told apart are not suggested again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.movement.people.models import ContactPoint, NotTheSame, Person
from ballotline.movement.people.names_alike import are_nearly_the_same
from ballotline.movement.people.rules import pair_key

LOOKED_AT = 300  # rows read of one ZIP code: the last and first names of a large one; more would slow a person's page
SAME_NAME, SAME_ZIP, NEARLY = _("same name"), _("same ZIP code"), _("nearly the same name")
SAME_POINT = {"email": _("same mailbox"), "phone": _("same phone"), "address": _("same address")}
Reasons = list[str | Promise]


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody who may be the same, and why."""

    person: Person
    why: Reasons


def may_be_the_same(person: Person, *, among: QuerySet[Person], most: int = 5) -> list[Alike]:
    """Those `among` whom an organizer sees; the surest first."""
    others = among.exclude(pk=person.pk).exclude(pk__in=_told_apart(person))
    found: dict[int, Alike] = {}
    for other, why in [*_by_name(person, others), *_by_a_way(person, others)]:
        found.setdefault(other.pk, Alike(other, [])).why.extend(why)
    return sorted(found.values(), key=lambda one: (-len(one.why), NEARLY in one.why, one.person.pk))[:most]


def told_apart_from(person: Person, *, among: QuerySet[Person]) -> list[Person]:
    """With whom an organizer said that this is not the same human."""
    return list(among.filter(pk__in=_told_apart(person)).exclude(pk=person.pk).order_by("name_key", "pk")[:20])


def _told_apart(person: Person) -> set[int]:
    pairs = NotTheSame.objects.filter(Q(one=person) | Q(other=person)).values_list("one", "other")
    return {pk for pair in pairs for pk in pair}


def _by_name(person: Person, others: QuerySet[Person]) -> Iterator[tuple[Person, Reasons]]:
    """A name is nothing without its place: there are many of one name.

    Asked by an end of it, which are few in a ZIP code.
    """
    words = person.name_key.split()
    if not words or not person.zip_code:
        return
    an_end = Q(name_key__startswith=words[0]) | Q(name_key__endswith=words[-1])
    for other in others.filter(an_end, zip_code=person.zip_code).order_by("pk")[:LOOKED_AT]:
        if other.name_key == person.name_key:
            yield other, [SAME_NAME, SAME_ZIP]
        elif are_nearly_the_same(person.name_key, other.name_key):
            yield other, [NEARLY, SAME_ZIP]


def _by_a_way(person: Person, others: QuerySet[Person]) -> Iterator[tuple[Person, Reasons]]:
    mine = Q(pk__in=[])
    for kind, key in person.contact_points.values_list("kind", "value_key"):
        mine |= Q(kind=kind, value_key=key)
    theirs = ContactPoint.objects.filter(mine, person__in=others).select_related("person").order_by("pk")[:LOOKED_AT]
    reasons: dict[Person, dict[str, str | Promise]] = {}
    for point in theirs:
        reasons.setdefault(point.person, {})[point.kind] = SAME_POINT[point.kind]
    return ((other, list(why.values())) for other, why in reasons.items())


@transaction.atomic
def tell_apart(*, person: Person, other: Person, by: Actor, at: datetime) -> None:
    """They are two: remembered for the pair, whichever of the two is looked at. `suggest_again` is the undo."""
    one, another = pair_key(person.pk, other.pk)
    NotTheSame.objects.get_or_create(one_id=one, other_id=another, defaults={"at": at})
    audit.record("told apart from another", on=person.ref, by=by, at=at)


@transaction.atomic
def suggest_again(*, person: Person, other: Person, by: Actor, at: datetime) -> None:
    one, another = pair_key(person.pk, other.pk)
    NotTheSame.objects.filter(one_id=one, other_id=another).delete()
    audit.record("may be the same as another again", on=person.ref, by=by, at=at)
