"""Builds Rivertown through the verbs that everybody uses, in one transaction."""

from datetime import datetime
from random import Random

from django.db import transaction

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.organization.models import Organization
from ballotline.interfaces.desk.rivertown import names, townspeople
from ballotline.movement.accounts import services as accounts
from ballotline.movement.accounts.models import Account
from ballotline.movement.mail import wordings
from ballotline.movement.mail.drain import mark_sent
from ballotline.movement.mail.models import Message
from ballotline.movement.mail.wanted import words_of
from ballotline.movement.people.models import ContactPoint, Person
from ballotline.organizing.actions import demo
from ballotline.organizing.actions.demo import Town
from ballotline.organizing.actions.models import Action
from ballotline.organizing.chapters import demo as chapters
from ballotline.organizing.intake import demo as cases
from ballotline.record.offices import meander
from ballotline.record.places import rules
from ballotline.record.places.models import AddressPoint, ZipCode

DEMO = Actor.command("demo")
SIGN_INS = (
    ("Lena Ortiz", "lena@rivertown.example", "owner"),
    ("Sam Teo", "sam@rivertown.example", "staff"),
    ("Ruth Abara", "ruth@rivertown.example", "moderator"),
)
# Whose links are printed at the start, so that rights can be seen: an officer's come with the term
PRINTED = (*SIGN_INS, ("Ben Okafor", "ben@rivertown.example", "officer of Rivertown chapter"))
TOWNS = {
    "Rivertown": ("00010", "00011", "00012", "00013"),
    "Millbrook": ("00014", "00015"),
    "Oldfield": ("00016", "00017"),
    "Ferry Point": ("00018", "00019"),
}


@transaction.atomic
def build(*, at: datetime) -> None:
    """Rivertown as of `at`. Called again it does nothing: the demo's asks are already there."""
    if Action.objects.filter(is_demo=True).exists():
        return
    before = set(Action.objects.values_list("pk", flat=True))
    _organization()
    _places()
    meander.lay_out(at=at)
    _house_on_the_line()
    _sign_ins(at)
    lena = Actor.account(Account.objects.get(email=SIGN_INS[0][1]).public_id)
    town = Town(names.people(Random(1876)), lena, at)
    demo.build(town)
    townspeople.settle(by=lena, at=at)
    ours = chapters.build(by=lena, at=at)
    Action.objects.filter(pk=town.subjects["bus"].pk).update(chapter=ours.key)  # the town's own chapter asks for it
    cases.build(people=_who_ask(), at=at)
    _mark(before, at)


def _who_ask() -> list[Person]:
    """One in nine of those with a mailbox."""
    theirs = Person.objects.filter(contact_points__value_key__startswith="person").order_by("pk").distinct()
    return list(theirs[:300:9])


def _organization() -> None:
    Organization.objects.get_or_create(
        pk=1,
        defaults={
            "name": "Rivertown Together",
            "sentence": "Neighbors who ask their council for what the town needs, and run for it.",
            "place": "Rivertown, Meander",
            "postal_address": "14 Dock Street, Rivertown, Meander 00010",
            "paid_for_by": "Rivertown Together, a membership organization",
            "write_to": "hello@rivertown.example",
            "is_demo": True,
        },
    )


def _places() -> None:
    rows = [ZipCode(code=code, town=town, state="MR") for town, codes in TOWNS.items() for code in codes]
    ZipCode.objects.bulk_create(rows, ignore_conflicts=True)


def _house_on_the_line() -> None:
    """Nine meters from the line between wards 1 and 2: what "Your area" offers to try, where no map can be sure."""
    line = rules.street_key("1 Line Street")
    AddressPoint.objects.create(street=line, zip_code="00010", longitude=-45.0801, latitude=40.02)


def _sign_ins(at: datetime) -> None:
    for name, email, role in SIGN_INS:
        if not Account.objects.filter(email=email).exists():
            accounts.open_account(name=name, email=email, role=role, by=DEMO, at=at)


def _mark(before: set[int], at: datetime) -> None:
    """Every row of the demo carries the flag, and no row that was there before it. Its old mails have left."""
    Action.objects.exclude(pk__in=before).update(is_demo=True)
    invented = ContactPoint.objects.filter(value_key__endswith=names.MAILBOXES)
    # by the key alone: a join here let PostgreSQL, which has no statistics of tables this new, search for a quarter of
    # an hour
    Person.objects.filter(pk__in=invented.values("person")).update(is_demo=True)
    letters = Message.objects.filter(to_address__endswith=names.MAILBOXES, queued_at__lt=at)
    _say(list(letters), at)
    letters.update(state="sent", sent_at=at)


def _say(letters: list[Message], at: datetime) -> None:
    """Those that are still needed have their words at the desk; what was answered has done its work."""
    for start in range(0, len(letters), 500):
        words = words_of(some := letters[start : start + 500], at)
        worded = [one for one in some if one.pk in words]
        wordings.keep(worded, words)
        mark_sent(worded, at)
