"""Takes Rivertown out again: everything that carries the demo's flag, and nothing that an organizer made.

The undo is to build it again: the same seed makes the same town.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.foundation.organization.models import Organization
from ballotline.interfaces.desk.rivertown.build import SIGN_INS, TOWNS
from ballotline.interfaces.desk.rivertown.names import MAILBOXES
from ballotline.interfaces.desk.rivertown.townspeople import TAGS
from ballotline.movement.accounts.models import Account, Grant
from ballotline.movement.mail import wordings
from ballotline.movement.mail.models import Message
from ballotline.movement.people.models import Person, Tag
from ballotline.organizing.actions import demo
from ballotline.organizing.actions.declared import KINDS, Words
from ballotline.organizing.chapters import demo as chapters
from ballotline.organizing.intake import demo as cases
from ballotline.record.offices import meander
from ballotline.record.places.models import ZipCode


@dataclass(frozen=True, slots=True)
class Town:
    """What there is of the demo; shown before it goes, and after."""

    asks: dict[str, int]
    taking_part: int
    people: int

    @property
    def asks_in_words(self) -> list[tuple[Words, int]]:
        """("Petitions", 5), in the order of the menus."""
        return [(kind.many, self.asks[name]) for name, kind in KINDS.items() if name in self.asks]


def town() -> Town:
    people = Person.objects.filter(is_demo=True).count()
    return Town(asks=demo.asks_by_kind(), taking_part=demo.taking_part(), people=people)


def remove(*, by: Actor, at: datetime) -> Town:
    """What was removed. Files of deliveries go after the commit."""
    with transaction.atomic():
        gone = town()
        afterwards = demo.remove()
        cases.remove(mailboxes=MAILBOXES)
        chapters.remove()
        _people()
        Tag.objects.filter(taggings=None, name__in=[name for name, _many in TAGS]).delete()
        _accounts()
        letters = Message.objects.filter(to_address__endswith=MAILBOXES)
        said = set(letters.exclude(wording=None).values_list("wording_id", flat=True))
        letters.delete()
        wordings.forget_unused(said)
        meander.take_up()
        ZipCode.objects.filter(code__in=[code for codes in TOWNS.values() for code in codes]).delete()
        Organization.objects.filter(is_demo=True).update(is_demo=False)
        audit.record("demo removed", on=("organization", 1), by=by, at=at)
    for finish in afterwards:
        finish()
    return gone


def _people() -> None:
    """An invented person who takes part in something of an organizer's stays with it."""
    Person.objects.filter(is_demo=True).exclude(demo.takes_part_in_anything() | chapters.member_of_another()).delete()
    Person.objects.filter(is_demo=True).update(is_demo=False)


def _accounts() -> None:
    """The demo's sign-ins go once somebody real owns the installation; otherwise nobody could get in."""
    invented = [*(email for _name, email, _role in SIGN_INS), *chapters.SIGN_INS]
    if Grant.objects.filter(role="owner").exclude(account__email__in=invented).exists():
        Account.objects.filter(email__in=invented).delete()
