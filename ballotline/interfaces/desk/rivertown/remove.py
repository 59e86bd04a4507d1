"""Takes Rivertown out again: everything that carries the demo's flag, and nothing that an organizer made.

The undo is to build it again: the same seed makes the same town.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.foundation.organization.models import Organization
from ballotline.interfaces.desk.rivertown import calls, pledges
from ballotline.interfaces.desk.rivertown.build import SIGN_INS, TOWNS
from ballotline.interfaces.desk.rivertown.names import MAILBOXES
from ballotline.interfaces.desk.rivertown.townspeople import TAGS
from ballotline.movement.accounts.models import Account, Grant
from ballotline.movement.mail.models import Message
from ballotline.movement.people.models import Person, Tag
from ballotline.organizing.actions.kinds.petition.models import Delivery, Petition, Signature
from ballotline.organizing.actions.kinds.petition.services import delivering
from ballotline.organizing.actions.models import Action
from ballotline.record.offices import meander
from ballotline.record.places.models import ZipCode


@dataclass(frozen=True, slots=True)
class Town:
    """What there is of the demo; shown before it goes, and after."""

    petitions: int
    signatures: int
    people: int


def town() -> Town:
    return Town(
        petitions=Petition.objects.filter(action__is_demo=True).count(),
        signatures=Signature.objects.filter(petition__action__is_demo=True).count(),
        people=Person.objects.filter(is_demo=True).count(),
    )


def remove(*, by: Actor, at: datetime) -> Town:
    """What was removed. Files of deliveries go after the commit."""
    deliveries = [str(d.public_id) for d in Delivery.objects.filter(petition__action__is_demo=True)]
    with transaction.atomic():
        gone = town()
        _petitions()
        _people()
        Tag.objects.filter(taggings=None, name__in=[name for name, _many in TAGS]).delete()
        _accounts()
        Message.objects.filter(to_address__endswith=MAILBOXES).delete()
        calls.hang_up()
        pledges.release()
        meander.take_up()
        ZipCode.objects.filter(code__in=[code for codes in TOWNS.values() for code in codes]).delete()
        Organization.objects.filter(is_demo=True).update(is_demo=False)
        audit.record("demo removed", on=("organization", 1), by=by, at=at)
    for public_id in deliveries:
        delivering.remove_files(public_id)
    return gone


def _petitions() -> None:
    petitions = Petition.objects.filter(action__is_demo=True)
    for petition in petitions:
        petition.signatures.update(shared_by=None)
        petition.signatures.all().delete()
        petition.paper.all().delete()
        petition.deliveries.all().delete()
    actions = list(petitions.values_list("action_id", flat=True))
    petitions.delete()
    Action.objects.filter(pk__in=actions).delete()


def _people() -> None:
    """An invented person who signed a petition of an organizer's stays with it."""
    busy = Signature.objects.filter(person__is_demo=True).values("person_id")
    Person.objects.filter(is_demo=True).exclude(pk__in=busy).delete()
    Person.objects.filter(is_demo=True).update(is_demo=False)


def _accounts() -> None:
    """The demo's sign-ins go once somebody real owns the installation; otherwise nobody could get in."""
    invented = [email for _name, email, _role in SIGN_INS]
    if Grant.objects.filter(role="owner").exclude(account__email__in=invented).exists():
        Account.objects.filter(email__in=invented).delete()
