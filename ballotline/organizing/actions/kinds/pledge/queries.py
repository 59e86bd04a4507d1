"""Reading pledges: what the public sees, and the links in mails."""

from django.db.models import Count

from ballotline.movement.arrivals import queries as arrivals
from ballotline.movement.arrivals.links import LinkIsNotWhole
from ballotline.organizing.actions.kinds.pledge.models import Pledge, Promise
from ballotline.organizing.actions.kinds.pledge.rules import Counts, put_together

State = Promise.State


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
    except LinkIsNotWhole:
        return None
    return found if isinstance(found, Promise) and found.pledge.action.slug == slug else None
