"""Five petitions of the demo:
one with 1,864 people, one that just began, one that was won, one that was not, one draft."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from django.db.models import QuerySet

from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.forms import consent_words
from ballotline.movement.arrivals.queries import as_typed
from ballotline.movement.arrivals.rules import Shown, Typed
from ballotline.organizing.actions import services as actions
from ballotline.organizing.actions.demo import CROSSING_VOTE, DAY, TRUSTED, Afterwards, Town
from ballotline.organizing.actions.kinds.petition.models import Delivery, Petition, Signature
from ballotline.organizing.actions.kinds.petition.services import checking, delivering, running, signing, telling

LIBRARY = {
    "title": "Keep the Ferry Street library open six days a week",
    "target": "Rivertown City Council",
    "asks": "We ask the City Council to keep the library on Ferry Street open on six days a week, and to put the money "
    "for it into the budget of the coming year.",
    "body": "The draft budget closes the library on three days of the week. **Nobody asked the people who use it.**\n\n"
    "- 41 children do their homework there on an ordinary Tuesday.\n- Its four computers are where people without one "
    "look for work.\n- The reading room is the last warm place in the ward where one need not buy anything.\n\n"
    "Three more days cost as much as eleven parking places in the new deck. The council votes on the budget on "
    "{vote}. We hand it this list on the day before, when signing closes.",
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
COMMENTS = (
    "My daughter did her homework there every day.",
    "It is warm, it is free, and it is ours.",
    "I look for work on their computers. Three days a week is not enough.",
    "The reading group for older people meets on Saturdays.",
    "Where else can one sit without buying something?",
    "I learned English in that building.",
    "Six days. It isn't much to ask.",
    "The council found money for the parking deck.",
    "Our school has no library of its own any more.",
    "Thank you for doing this.",
)


def build(town: Town) -> None:
    _library(town)
    _bus(town)
    _crossing(town)
    _fence(town)
    actions.draft("petition", fields=RENT, by=town.by, at=town.at - 2 * DAY)


def before_removal(petitions: QuerySet[Petition]) -> Afterwards:
    """What lies beside the signatures goes; the files of what was handed over go after the commit."""
    deliveries = [str(one.public_id) for one in Delivery.objects.filter(petition__in=petitions)]
    for petition in petitions:
        petition.signatures.update(shared_by=None)
        petition.paper.all().delete()
        petition.deliveries.all().delete()
    return [partial(delivering.remove_files, public_id) for public_id in deliveries]


def _petition(
    town: Town, fields: dict[str, str], *, published: datetime, closes: datetime | None = None, subject: str = ""
) -> Petition:
    given = {**fields, "closes_at": closes}
    petition: Petition = town.published("petition", given, at=published, written=DAY, subject=subject)
    return petition


def _library(town: Town) -> None:
    """1,864 people, 80 of them on paper; 212 wait, 31 are set aside, 7 comments to look at."""
    at, random = town.at, Random(9)
    closes = town.moment(town.vote - DAY, 17)
    petition = _petition(town, LIBRARY, published=at - 21 * DAY, closes=closes, subject="library")
    counted = [_counted(town, petition, _some_day(random, at, 21), random) for _n in range(1_784)]
    _commented(town, petition, counted[::130])
    for _n in range(212):
        _signed(town, petition, _some_day(random, at, 6))
    _alike(town, petition)
    _paper(town, petition, sheets=4)
    telling.post_update(
        petition=petition,
        key="hearing",
        title="The budget hearing has a date",
        by=town.by,
        at=at - 5 * DAY,
        body=town.told(
            "The council hears the public on the library's hours on {hearing}, at 7 pm in the town hall. "
            "Come and bring a neighbor."
        ),
    )


def _some_day(random: Random, at: datetime, days: int) -> datetime:
    """More at the beginning and at the end, as it happens."""
    back = random.choice([random.betavariate(1, 3), random.betavariate(3, 1), random.random()])
    return at - timedelta(days=back * days, minutes=random.random() * 60)


def _signed(town: Town, petition: Petition, at: datetime, **more: Any) -> Signature:
    name, email, zip_code = next(town.crowd)
    own = {"comment": "", "show_name": more.pop("show_name", False)}
    typed = Typed(name=name, email=email, zip_code=zip_code, own=own, **more)
    return signing.sign(petition=petition, typed=typed, how=TRUSTED, at=at)


def _counted(town: Town, petition: Petition, at: datetime, random: Random) -> Signature:
    """Half show their name, a third may be written to, some came by a post or the newsletter."""
    signature = _signed(town, petition, at, show_name=random.random() < 0.5, news_consent=random.random() < 0.34)
    source = random.choices(["", "newsletter", "share link", "rivertown-times.example"], [50, 20, 20, 10])[0]
    Signature.objects.filter(pk=signature.pk).update(source=source)
    return arrivals.confirm(arrival=signature, shown=_as_it_stands(signature), at=at + timedelta(minutes=3))


def _as_it_stands(signature: Signature) -> Shown:
    shown = as_typed(signature)
    return replace(shown, consent_words=consent_words("Rivertown Together") if shown.news_consent else "")


def _commented(town: Town, petition: Petition, signatures: list[Signature]) -> None:
    """Ten comments, of which three are shown already."""
    for signature, comment in zip(signatures, COMMENTS, strict=False):
        Signature.objects.filter(pk=signature.pk).update(comment=comment, comment_state="waiting")
    shown = [str(signature.public_id) for signature in signatures[7:10]]
    running.moderate(petition=petition, public_ids=shown, show=True, by=town.by, at=town.at - DAY)


def _alike(town: Town, petition: Petition) -> None:
    """31 from one network within two minutes: set aside."""
    for n in range(31):
        signature = _signed(town, petition, town.at - 3 * DAY + timedelta(seconds=4 * n))
        Signature.objects.filter(pk=signature.pk).update(state="quarantined", suspicion="network")


def _paper(town: Town, petition: Petition, sheets: int) -> None:
    for sheet in range(1, sheets + 1):
        lines = [(n, name, zip_code) for n, (name, _mail, zip_code) in zip(range(1, 21), town.crowd, strict=False)]
        checking.type_in_sheet(petition=petition, sheet=sheet, lines=lines, by=town.by, at=town.at - DAY)


def _few(town: Town, petition: Petition, count: int, at: datetime, days: int) -> None:
    random = Random(petition.pk)
    for _n in range(count):
        _counted(town, petition, _some_day(random, at, days), random)


def _bus(town: Town) -> None:
    _few(town, _petition(town, BUS, published=town.at - 3 * DAY, subject="bus"), 9, town.at, 3)


def _crossing(town: Town) -> None:
    """Won, with its updates and the list that was handed over, which the worker builds."""
    at, by = town.at, town.by
    petition = _petition(town, CROSSING, published=at - 150 * DAY)
    _few(town, petition, 43, at - 90 * DAY, 50)
    actions.step(petition, "close", by=by, at=at - 80 * DAY)
    delivering.prepare(petition=petition, paper_size="letter", by=by, at=at - 79 * DAY)
    receipt = "The city clerk took the list and stamped our copy."
    telling.record_delivered(petition=petition, receipt=receipt, by=by, at=at - 78 * DAY)
    telling.record_outcome(
        petition=petition,
        outcome=Petition.Outcome.WON,
        **CROSSING_VOTE,
        on=town.crossing_vote,
        by=by,
        at=town.moment(town.crossing_vote, 21),
    )


def _fence(town: Town) -> None:
    """Closed and not won."""
    at, by = town.at, town.by
    petition = _petition(town, FENCE, published=at - 200 * DAY)
    _few(town, petition, 14, at - 150 * DAY, 40)
    actions.step(petition, "close", by=by, at=at - 120 * DAY)
    telling.record_outcome(
        petition=petition,
        outcome=Petition.Outcome.NOT_WON,
        words="The board said no: the path floods in spring.",
        source="Letter of the Harbor Board",
        on=town.today - 110 * DAY,
        by=by,
        at=at - 110 * DAY,
    )
