"""People of Rivertown who did more, or less, than sign:
tagged, known by phone only, met at a table, and look-alikes."""

from datetime import datetime, timedelta
from random import Random

from ballotline.foundation.access.rules import Actor
from ballotline.interfaces.desk.rivertown import names
from ballotline.movement.people import services
from ballotline.movement.people.models import ContactPoint, Person
from ballotline.movement.people.rules import name_key, phone_key

TAGS = (("Volunteer", 160), ("Has a car", 40), ("Speaks Spanish", 25), ("Can host a meeting", 12))
WITHOUT_MAIL, MET_AT_A_TABLE, LOOK_ALIKES = 90, 40, 25


def settle(*, by: Actor, at: datetime) -> None:
    """Called once, after the petitions: the tags and look-alikes are chosen among their signers."""
    random = Random(31)
    signers = list(Person.objects.filter(contact_points__value_key__endswith=names.MAILBOXES).order_by("pk")[:600])
    for tag, many in TAGS:
        chosen = [person.pk for person in random.sample(signers, min(many, len(signers)))]
        services.tag_many(people=Person.objects.filter(pk__in=chosen), name=tag, by=by, at=at - timedelta(days=9))
    _look_alikes(signers[::20][:LOOK_ALIKES], at)
    _met_at_a_table(random, by, at)
    _without_mail(random, at)


def _look_alikes(originals: list[Person], at: datetime) -> None:
    """The same name and ZIP code from a second mailbox: one human or two? Only an organizer can say."""
    for number, person in enumerate(originals):
        mailbox = f"second{number}{names.MAILBOXES}"
        services.identify(name=person.name, email=mailbox, zip_code=person.zip_code, at=at - timedelta(days=number + 1))


def _met_at_a_table(random: Random, by: Actor, at: datetime) -> None:
    for number, (name, _mail, zip_code) in zip(range(MET_AT_A_TABLE), names.people(random), strict=False):
        day = at - timedelta(days=2 + number % 5)
        person = services.identify(name=name, email=f"table{number}{names.MAILBOXES}", zip_code=zip_code, at=day)
        services.change_consent(
            person=person,
            channel="email",
            purpose="news",
            given=True,
            where="market table",
            by=by,
            wording="May be written to about other actions",
            at=day,
        )


def _without_mail(random: Random, at: datetime) -> None:
    for number, (name, _mail, zip_code) in zip(range(WITHOUT_MAIL), names.people(random), strict=False):
        phone = f"202-555-{100 + number:04d}"
        person = Person.objects.create(
            name=name,
            name_key=name_key(name),
            zip_code=zip_code,
            is_demo=True,
            created_at=at - timedelta(days=40 + number),
        )
        ContactPoint.objects.create(
            person=person,
            kind=ContactPoint.Kind.PHONE,
            value=phone,
            value_key=phone_key(phone),
            name_key=person.name_key,
        )
