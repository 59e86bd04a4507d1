"""Builds Rivertown through the verbs that everybody uses, in one transaction."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.organization.models import Organization
from ballotline.interfaces.desk.rivertown import calls, names, pledges, townspeople
from ballotline.movement.accounts import services as accounts
from ballotline.movement.accounts.models import Account
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.queries import as_typed
from ballotline.movement.arrivals.rules import Circumstances, Shown, Typed
from ballotline.movement.mail.models import Message
from ballotline.movement.people.models import ContactPoint, Person
from ballotline.organizing.actions import services as actions
from ballotline.organizing.actions.kinds.petition.forms import SignForm
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature
from ballotline.organizing.actions.kinds.petition.services import checking, delivering, running, signing, telling
from ballotline.organizing.actions.models import Action
from ballotline.record.offices import meander
from ballotline.record.places import rules
from ballotline.record.places.models import AddressPoint, ZipCode

DEMO = Actor.command("demo")
DAY = timedelta(days=1)
SIGN_INS = (
    ("Lena Ortiz", "lena@rivertown.example", "owner"),
    ("Sam Teo", "sam@rivertown.example", "staff"),
    ("Ruth Abara", "ruth@rivertown.example", "moderator"),
)
TOWNS = {
    "Rivertown": ("00010", "00011", "00012", "00013"),
    "Millbrook": ("00014", "00015"),
    "Oldfield": ("00016", "00017"),
    "Ferry Point": ("00018", "00019"),
}
TRUSTED = Circumstances(is_trusted=True)

LIBRARY = {
    "title": "Keep the Ferry Street library open six days a week",
    "target": "Rivertown City Council",
    "asks": "We ask the City Council to keep the library on Ferry Street open on six days a week, and to put the money for it "
    "into the budget of the coming year.",
    "body": "The draft budget closes the library on three days of the week. **Nobody asked the people who use it.**\n\n"
    "- 41 children do their homework there on an ordinary Tuesday.\n- Its four computers are where people without one "
    "look for work.\n- The reading room is the last warm place in the ward where one need not buy anything.\n\n"
    "Three more days cost as much as eleven parking places in the new deck. The council votes on the budget in March. "
    "We hand it this list on the day before.",
    "share_words": "I signed to keep our library open six days. Will you?",
}
BUS = {
    "title": "Let the number 9 bus run on Sundays",
    "target": "Meander Valley Transit",
    "asks": "We ask Meander Valley Transit to let the number 9 bus run every hour on Sundays.",
    "body": "Night nurses, bakers and church-goers walk four miles on Sundays.",
}
CROSSING = {
    "title": "A safe crossing at Mill Road school",
    "target": "Rivertown City Council",
    "asks": "We ask the City Council to build a raised crossing in front of the school on Mill Road.",
    "body": "Two children were hurt there last year.",
}
FENCE = {
    "title": "Open the gate to the river path",
    "target": "Ferry Point Harbor Board",
    "asks": "We ask the Harbor Board to open the gate to the river path from dawn to dusk.",
    "body": "",
}
RENT = {
    "title": "Publish the list of rental inspections",
    "target": "Rivertown City Council",
    "asks": "We ask the City Council to publish the results of rental inspections.",
    "body": "",
}


@transaction.atomic
def build(*, at: datetime) -> None:
    """Rivertown as of `at`. Called again it does nothing: the demo's library petition is already there."""
    if Action.objects.filter(is_demo=True).exists():
        return
    before = set(Action.objects.values_list("pk", flat=True))
    _organization()
    _places()
    meander.lay_out(at=at)
    _house_on_the_line()
    _sign_ins(at)
    crowd = names.people(Random(1876))
    _library(crowd, at)
    _bus(crowd, at)
    _crossing(crowd, at)
    _fence(crowd, at)
    actions.draft("petition", fields=RENT, by=DEMO, at=at - 2 * DAY)
    calls.ring(by=DEMO, at=at)
    pledges.promise(crowd, by=DEMO, at=at)
    townspeople.settle(by=DEMO, at=at)
    _mark(before, at)


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
    """Nine metres from the line between wards 1 and 2: what "Your area" offers to try, where no map can be sure."""
    line = rules.street_key("1 Line Street")
    AddressPoint.objects.create(street=line, zip_code="00010", longitude=-45.0801, latitude=40.02)


def _sign_ins(at: datetime) -> None:
    for name, email, role in SIGN_INS:
        if not Account.objects.filter(email=email).exists():
            accounts.open_account(name=name, email=email, role=role, by=DEMO, at=at)


def _petition(fields: dict[str, str], *, published: datetime, closes: datetime | None = None) -> Petition:
    petition: Petition = actions.draft("petition", fields={**fields, "closes_at": closes}, by=DEMO, at=published - DAY)
    actions.step(petition, "publish", by=DEMO, at=published)
    return petition


def _library(crowd: Iterator[tuple[str, str, str]], at: datetime) -> None:
    """1,864 people, 80 of them on paper; 212 wait, 31 are set aside, 7 comments to look at."""
    petition = _petition(LIBRARY, published=at - 21 * DAY, closes=at + 37 * DAY)
    random = Random(9)
    counted = [_counted(petition, next(crowd), _some_day(random, at, 21), random) for _n in range(1_784)]
    for signature, comment in zip(counted[::130], names.COMMENTS, strict=False):
        Signature.objects.filter(pk=signature.pk).update(comment=comment, comment_state="waiting")
    shown = [str(s.public_id) for s in counted[::130][7:10]]
    running.moderate(petition=petition, public_ids=shown, show=True, by=DEMO, at=at - DAY)
    for _n in range(212):
        _signed(petition, next(crowd), _some_day(random, at, 6))
    _alike(petition, crowd, at)
    _paper(petition, crowd, at, sheets=4)
    telling.post_update(
        petition=petition,
        key="hearing",
        title="The budget hearing has a date",
        by=DEMO,
        at=at - 5 * DAY,
        body="The council hears the public on the library's hours in two weeks, at 7 pm in the town hall. Come and bring a neighbor.",
    )


def _some_day(random: Random, at: datetime, days: int) -> datetime:
    """More at the beginning and at the end, as it happens."""
    back = random.choice([random.betavariate(1, 3), random.betavariate(3, 1), random.random()])
    return at - timedelta(days=back * days, minutes=random.random() * 60)


def _signed(petition: Petition, who: tuple[str, str, str], at: datetime, **more: Any) -> Signature:
    own = {"comment": "", "show_name": more.pop("show_name", False)}
    typed = Typed(name=who[0], email=who[1], zip_code=who[2], own=own, **more)
    return signing.sign(petition=petition, typed=typed, how=TRUSTED, at=at)


def _counted(petition: Petition, who: tuple[str, str, str], at: datetime, random: Random) -> Signature:
    """Half show their name, a third may be written to, some came by a post or the newsletter."""
    signature = _signed(petition, who, at, show_name=random.random() < 0.5, news_consent=random.random() < 0.34)
    source = random.choices(["", "newsletter", "share link", "rivertown-times.example"], [50, 20, 20, 10])[0]
    Signature.objects.filter(pk=signature.pk).update(source=source)
    return arrivals.confirm(arrival=signature, shown=_as_it_stands(signature), at=at + timedelta(minutes=3))


def _as_it_stands(signature: Signature) -> Shown:
    shown = as_typed(signature)
    return replace(shown, consent_words=SignForm.consent_words("Rivertown Together") if shown.news_consent else "")


def _alike(petition: Petition, crowd: Iterator[tuple[str, str, str]], at: datetime) -> None:
    """31 from one network within two minutes: set aside."""
    for n in range(31):
        signature = _signed(petition, next(crowd), at - 3 * DAY + timedelta(seconds=4 * n))
        Signature.objects.filter(pk=signature.pk).update(state="quarantined", suspicion="network")


def _paper(petition: Petition, crowd: Iterator[tuple[str, str, str]], at: datetime, sheets: int) -> None:
    for sheet in range(1, sheets + 1):
        lines = [(n, name, zip_code) for n, (name, _mail, zip_code) in zip(range(1, 21), crowd, strict=False)]
        checking.type_in_sheet(petition=petition, sheet=sheet, lines=lines, by=DEMO, at=at - DAY)


def _few(petition: Petition, crowd: Iterator[tuple[str, str, str]], count: int, at: datetime, days: int) -> None:
    random = Random(petition.pk)
    for _n in range(count):
        _counted(petition, next(crowd), _some_day(random, at, days), random)


def _bus(crowd: Iterator[tuple[str, str, str]], at: datetime) -> None:
    _few(_petition(BUS, published=at - 3 * DAY), crowd, 9, at, 3)


def _crossing(crowd: Iterator[tuple[str, str, str]], at: datetime) -> None:
    """Won, with its updates and the list that was handed over, which the worker builds."""
    petition = _petition(CROSSING, published=at - 150 * DAY)
    _few(petition, crowd, 43, at - 90 * DAY, 50)
    actions.step(petition, "close", by=DEMO, at=at - 80 * DAY)
    delivering.prepare(petition=petition, paper_size="letter", by=DEMO, at=at - 79 * DAY)
    telling.record_delivered(
        petition=petition, receipt="The city clerk took the list and stamped our copy.", by=DEMO, at=at - 78 * DAY
    )
    telling.record_outcome(
        petition=petition,
        outcome=Petition.Outcome.WON,
        words="The council voted 6 to 1 to build the crossing this summer.",
        source="Minutes of the council meeting",
        on=(at - 60 * DAY).date(),
        by=DEMO,
        at=at - 60 * DAY,
    )


def _fence(crowd: Iterator[tuple[str, str, str]], at: datetime) -> None:
    """Closed and not won."""
    petition = _petition(FENCE, published=at - 200 * DAY)
    _few(petition, crowd, 14, at - 150 * DAY, 40)
    actions.step(petition, "close", by=DEMO, at=at - 120 * DAY)
    telling.record_outcome(
        petition=petition,
        outcome=Petition.Outcome.NOT_WON,
        words="The board said no: the path floods in spring.",
        source="Letter of the Harbor Board",
        on=(at - 110 * DAY).date(),
        by=DEMO,
        at=at - 110 * DAY,
    )


def _mark(before: set[int], at: datetime) -> None:
    """Every row of the demo carries the flag, and no row that was there before it. Its old mails have left."""
    Action.objects.exclude(pk__in=before).update(is_demo=True)
    invented = ContactPoint.objects.filter(value_key__endswith=names.MAILBOXES)
    # by the key alone: a join here let PostgreSQL, which has no statistics of tables this new, search for a quarter of an hour
    Person.objects.filter(pk__in=invented.values("person")).update(is_demo=True)
    letters = Message.objects.filter(to_address__endswith=names.MAILBOXES)
    letters.filter(queued_at__lt=at).update(state="sent", sent_at=at)
