"""Two pledges of Rivertown: one with 96 people whose day comes in 20 days, one that is decided."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from ballotline.foundation.access.rules import Actor
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.queries import as_typed
from ballotline.movement.arrivals.rules import Circumstances, Typed
from ballotline.organizing.actions import services as actions
from ballotline.organizing.actions.kinds.pledge import services
from ballotline.organizing.actions.kinds.pledge.models import Pledge, Promise

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


def promise(crowd: Iterator[tuple[str, str, str]], *, by: Actor, at: datetime) -> None:
    """As of `at`."""
    library = _pledge(LIBRARY, due=at + timedelta(days=20), by=by, at=at - timedelta(days=12))
    crossing = _pledge(CROSSING, due=at - timedelta(days=55), by=by, at=at - timedelta(days=120))
    for n in range(PEOPLE):
        _made(library, next(crowd), at - timedelta(hours=3 * n + 1))
    for n in range(21):
        _made(crossing, next(crowd), at - timedelta(days=100, hours=n))
    services.decide(
        pledge=crossing,
        verdict=Pledge.Verdict.MET,
        words="The council voted 6 to 1 to build the crossing this summer.",
        source="Minutes of the council meeting",
        on=(at - timedelta(days=60)).date(),
        by=by,
        at=at - timedelta(days=60),
    )


def _pledge(fields: dict[str, str], *, due: datetime, by: Actor, at: datetime) -> Pledge:
    pledge: Pledge = actions.draft("pledge", fields={**fields, "due": due.date()}, by=by, at=at)
    actions.step(pledge, "publish", by=by, at=at)
    return pledge


def _made(pledge: Pledge, who: tuple[str, str, str], at: datetime) -> None:
    typed, how = Typed(name=who[0], email=who[1], zip_code=who[2]), Circumstances(is_trusted=True)
    promise = actions.take_part(pledge, typed=typed, how=how, at=at)
    arrivals.confirm(arrival=promise, shown=as_typed(promise), at=at)


def release() -> None:
    """The demo's pledges go, with every promise."""
    invented = Pledge.objects.filter(action__is_demo=True).select_related("action")
    Promise.objects.filter(pledge__in=invented).delete()
    actions = [pledge.action for pledge in invented]
    invented.delete()
    for action in actions:
        action.delete()
