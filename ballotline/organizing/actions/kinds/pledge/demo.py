"""Two pledges of the demo: one with 96 people whose day comes in 20 days, one that is decided."""

from datetime import datetime, timedelta

from ballotline.organizing.actions.demo import DAY, Town
from ballotline.organizing.actions.kinds.pledge import services
from ballotline.organizing.actions.kinds.pledge.models import Pledge

PEOPLE = 96
LIBRARY = {
    "title": "No volunteers without a library",
    "kind": "volunteer",
    "promise": "I will not volunteer for the Harbor Party in Ward 5",
    "unless": "the council keeps the library open six days",
    "decided_by": "The council's vote on the budget; our officers record it with the source",
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
    library = _pledge(town, LIBRARY, due=at + 20 * DAY, at=at - 12 * DAY, subject="library")
    crossing = _pledge(town, CROSSING, due=at - 55 * DAY, at=at - 120 * DAY)
    for n in range(PEOPLE):
        town.takes_part(library, at=at - timedelta(hours=3 * n + 1))
    for n in range(21):
        town.takes_part(crossing, at=at - timedelta(days=100, hours=n))
    services.decide(
        pledge=crossing,
        verdict=Pledge.Verdict.MET,
        words="The council voted 6 to 1 to build the crossing this summer.",
        source="Minutes of the council meeting",
        on=(at - 60 * DAY).date(),
        by=town.by,
        at=at - 60 * DAY,
    )


def _pledge(town: Town, fields: dict[str, str], *, due: datetime, at: datetime, subject: str = "") -> Pledge:
    pledge: Pledge = town.published("pledge", {**fields, "due": due.date()}, at=at, subject=subject)
    return pledge
