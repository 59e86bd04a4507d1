"""Two rows of one human, what each may have done, and how they become one and two again: for tests of merging."""

from datetime import timedelta

from django.apps import apps
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.rules import Circumstances, Word
from ballotline.movement.mail import services as mail
from ballotline.movement.people import merging
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Merge, NotTheSame, Person
from ballotline.movement.people.rows import relations_to_people
from ballotline.movement.people.rules import pair_key
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature
from ballotline.organizing.actions.kinds.petition.services import checking
from ballotline.organizing.actions.kinds.petition.testing import counted, signed
from ballotline.organizing.actions.kinds.pledge.models import Pledge
from ballotline.organizing.actions.kinds.pledge.testing import counted as promised

NOW = timezone.now()
AN_HOUR = timedelta(hours=1)
ANA = {"name": "Ana Flores", "email": "ana@rivertown.example"}
ANNA = {"name": "Anna Flores", "email": "anna@rivertown.example"}


def both() -> list[Person]:
    day = NOW - timedelta(days=30)
    return [
        people.identify(**ANA, zip_code="00010", at=day),
        people.identify(**ANNA, zip_code="00011", at=day - timedelta(days=3)),
    ]


def merged(keep: Person, other: Person, *choices: str) -> Merge:
    return merging.merge(keep=keep, other=other, choices=choices, by=SYSTEM, at=NOW)


def apart(merge: Merge) -> None:
    merging.take_apart(merge=merge, by=SYSTEM, at=NOW + AN_HOUR)


def left_with(person: Person) -> list[str]:
    """The relations in which rows point to somebody."""
    found = []
    for relation in relations_to_people():
        model, field = relation.rsplit(".", 1)
        if apps.get_model(model)._default_manager.filter(**{field: person}).exists():
            found.append(relation)
    return found


def sign(who: int, at) -> None:
    counted(Petition.objects.get(action__slug="library"), **(ANA, ANNA)[who], at=at)


def sign_the_one_handed_over(who: int, at) -> None:
    counted(Petition.objects.get(action__slug="bus"), **(ANA, ANNA)[who], at=at)


def sign_on_word(who: int, at) -> None:
    waits = signed(Petition.objects.get(action__slug="library"), **(ANA, ANNA)[who], at=at)
    arrivals.count_on_word(arrival=waits, word=Word(heard="phone", note=""), by=SYSTEM, at=at)


def bring_somebody(who: int, at) -> None:
    mine = Signature.objects.filter(email=(ANA, ANNA)[who]["email"]).order_by("pk").first()
    if mine:
        how = Circumstances(network_key="z", share_code=mine.share_code)
        counted(mine.petition, f"Somebody {Signature.objects.count()}", how=how, at=at)


def be_taken_out(who: int, at) -> None:
    mine = Signature.objects.filter(email=(ANA, ANNA)[who]["email"]).order_by("pk").first()
    if mine:
        checking.take_out(petition=mine.petition, public_ids=[str(mine.public_id)], reason="?", by=SYSTEM, at=at)


def promise(who: int, at) -> None:
    promised(Pledge.objects.get(), **(ANA, ANNA)[who], at=at)


def say(given: bool, channel: str = "email"):
    def said(who: int, at) -> None:
        people.record_consent(
            person=person(who), channel=channel, purpose="news", given=given, at=at, where="table", wording="news"
        )

    return said


def person(who: int) -> Person:
    return Person.objects.get(contact_points__value=(ANA, ANNA)[who]["email"])


def tagged(name: str):
    def tag(who: int, at) -> None:
        people.tag_many(people=Person.objects.filter(pk=person(who).pk), name=name, by=SYSTEM, at=at)

    return tag


def be_corrected(who: int, at) -> None:
    people.correct(person=person(who), name=f"A. Flores {who}", zip_code="00012", by=SYSTEM, at=at)


def get_mail(who: int, at) -> None:
    mail.send("petition.ThanksForSigning", to=ANA["email"], about="x", at=at, key=f"x{who}", person=person(who))


def be_told_apart(who: int, at) -> None:
    third = people.identify(name="Ana Flores", email="third@rivertown.example", at=at)
    one, other = pair_key(person(who).pk, third.pk)
    NotTheSame.objects.get_or_create(one_id=one, other_id=other, defaults={"at": at})


DEEDS = [
    sign,
    sign_the_one_handed_over,
    sign_on_word,
    bring_somebody,
    be_taken_out,
    promise,
    say(True),
    say(False),
    say(False, "phone"),
    tagged("Has a car"),
    tagged("Volunteer"),
    be_corrected,
    get_mail,
    be_told_apart,
]
