"""What a restore must not undo: mailboxes that refused mail, consents taken back and people erased after the backup.

The most restrictive wins. What a newer state of the house forbids is read before the older one comes back, and said
again afterwards. This needs the newer state: whoever restores onto an empty machine starts from what the backup knew.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from ballotline.foundation.access.rules import Actor
from ballotline.movement.mail.models import Suppression
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Consent, Person

HOST = Actor.command("restore")


@dataclass(frozen=True, slots=True)
class Refusals:
    """What people have forbidden: (mailbox hash, purpose, when), consents taken back with the public id of whom each is
    a word of, public ids of the erased."""

    suppressions: tuple[tuple[str, str, datetime], ...] = ()
    withdrawn: tuple[tuple[UUID, Consent], ...] = ()
    erased: tuple[UUID, ...] = ()

    @property
    def count(self) -> int:
        return len(self.suppressions) + len(self.withdrawn) + len(self.erased)


def refusals(*, since: datetime) -> Refusals:
    """Everything that was refused after `since` and still is."""
    suppressions = Suppression.objects.filter(at__gte=since).values_list("mailbox_hash", "purpose", "at")
    erased = Person.objects.filter(erased_at__gte=since).values_list("public_id", flat=True)
    return Refusals(tuple(suppressions), tuple(_taken_back(since)), tuple(erased))


def _taken_back(since: datetime) -> list[tuple[UUID, Consent]]:
    """The last word of each person about each channel and purpose, where it came after `since` and is no. In the older
    state who was merged into them may be somebody apart, with a yes of their own: it is their word, too."""
    words = Consent.objects.filter(at__gte=since).select_related("person").order_by("at", "id")
    last = {(word.person_id, word.channel, word.purpose): word for word in words.iterator(2_000)}
    return [(who, word) for word in last.values() if not word.given for who in _ids_of(word.person)]


def _ids_of(person: Person) -> list[UUID]:
    return [person.public_id, *person.merged.values_list("public_id", flat=True)]


@transaction.atomic
def say_again(kept: Refusals, *, at: datetime) -> None:
    """Writes into an older state what it doesn't know. Who came after the backup is not there any more."""
    rows = [Suppression(mailbox_hash=hashed, purpose=purpose, at=when) for hashed, purpose, when in kept.suppressions]
    Suppression.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)
    for who, word in kept.withdrawn:
        _take_back(who, word)
    for person in Person.objects.present().filter(public_id__in=kept.erased):
        people.erase(person=person, by=HOST, at=at)


def _take_back(who: UUID, word: Consent) -> None:
    person = Person.objects.present().filter(public_id=who).first()
    if person is not None:
        people.record_consent(
            person=person,
            channel=word.channel,
            purpose=word.purpose,
            given=False,
            at=word.at,
            where=word.where,
            wording=word.wording,
        )
