"""Everything that a pledge's page shows, for the public page and the desk's look at it."""

from datetime import datetime
from typing import Any

from ballotline.foundation.organization.queries import us
from ballotline.movement.arrivals import queries as arrivals
from ballotline.organizing.actions.kinds.pledge import queries, rules
from ballotline.organizing.actions.kinds.pledge.forms import PromiseForm
from ballotline.organizing.actions.kinds.pledge.models import Pledge, Promise


def page_context(pledge: Pledge, at: datetime, *, form: PromiseForm | None = None) -> dict[str, Any]:
    shown, elsewhere = queries.by_place(pledge)
    return {
        "pledge": pledge,
        "action": pledge.action,
        "form": form or PromiseForm(organization=us().name),
        "is_open": pledge.is_open(at),
        "count": queries.counted(pledge),
        "places": shown,
        "elsewhere": elsewhere,
        "least": rules.SMALLEST_SHOWN,
        "asks_for_proof": arrivals.rate_is_odd(Promise, at),
    }
