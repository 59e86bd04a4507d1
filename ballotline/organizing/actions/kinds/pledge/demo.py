"""Two pledges of the demo: one with 96 people whose day is that of the council's vote, one that is decided."""

from datetime import date, datetime, timedelta

from ballotline.organizing.actions.demo import CROSSING_VOTE, DAY, Town
from ballotline.organizing.actions.kinds.pledge import services
from ballotline.organizing.actions.kinds.pledge.models import Pledge

PEOPLE = 96
LIBRARY = {
    "title": "No volunteers without a library",
    "kind": "volunteer",
    "promise": "I will not volunteer for the Harbor Party in Ward 5",
    "unless": "the council keeps the library open six days",
    "decided_by": "The council's vote on the budget on {vote}; our officers record it with the source",
}
CROSSING = {
    "title": "No donation without a crossing",
    "kind": "donate",
    "promise": "I will not donate to either party",
    "unless": "the council builds the crossing at Mill Road school",
    "decided_by": "The council's vote",
}


def build(town: Town) -> None:
    at = town.at
    library = _pledge(town, LIBRARY, due=town.vote, at=at - 12 * DAY, subject="library")
    crossing = _pledge(town, CROSSING, due=town.crossing_vote + 5 * DAY, at=at - 120 * DAY)
    for n in range(PEOPLE):
        town.takes_part(library, at=at - timedelta(hours=3 * n + 1))
    for n in range(21):
        town.takes_part(crossing, at=at - timedelta(days=100, hours=n))
    services.decide(
        pledge=crossing,
        verdict=Pledge.Verdict.MET,
        **CROSSING_VOTE,
        on=town.crossing_vote,
        by=town.by,
        at=town.moment(town.crossing_vote, 21),
    )


def _pledge(town: Town, fields: dict[str, str], *, due: date, at: datetime, subject: str = "") -> Pledge:
    pledge: Pledge = town.published("pledge", {**fields, "due": due}, at=at, subject=subject)
    return pledge
