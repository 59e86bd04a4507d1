"""Reading pledges: what the public sees, and the links in mails."""

from datetime import datetime

from django.db.models import Count, Q

from ballotline.movement.arrivals import queries as arrivals
from ballotline.organizing.actions.kinds.pledge.models import Pledge, Promise
from ballotline.organizing.actions.kinds.pledge.rules import Counts, put_together
from ballotline.organizing.actions.queries import public

State = Promise.State


def listed(at: datetime) -> list[tuple[Pledge, int]]:
    """Everything that was published with its count, open ones first."""
    rows = (
        public(Pledge).annotate(n=Count("promises", filter=Q(promises__state=State.CONFIRMED))).order_by("-action__id")
    )
    found = [(pledge, int(pledge.n)) for pledge in rows[:200]]
    return sorted(found, key=lambda row: not row[0].is_open(at))


def counted(pledge: Pledge) -> int:
    return pledge.promises.filter(state=State.CONFIRMED).count()


def by_place(pledge: Pledge) -> tuple[Counts, int]:
    """(town and how many, the most first; how many elsewhere); small numbers are put together."""
    rows = (
        pledge.promises.filter(state=State.CONFIRMED).values_list("place_town", "place_state").annotate(n=Count("pk"))
    )
    return put_together((f"{town}, {state}" if town else "", n) for town, state, n in rows)


def promise_of(token: str, *, slug: str) -> Promise | None:
    """The promise of this pledge that a link was mailed for; None for a forged link, or where it is gone."""
    try:
        found = arrivals.behind(token)
    except arrivals.LinkIsNotWhole:
        return None
    return found if isinstance(found, Promise) and found.pledge.action.slug == slug else None
