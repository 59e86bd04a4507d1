"""Everything that a campaign's page shows, for the public page and the desk's look at it."""

from datetime import datetime
from typing import Any

from ballotline.organizing.actions.kinds.call import queries
from ballotline.organizing.actions.kinds.call.models import CallCampaign
from ballotline.record.places import geocoding
from ballotline.record.places.locating import Placement
from ballotline.record.places.words import HINTS


def page_context(campaign: CallCampaign, at: datetime, *, placement: Placement | None = None) -> dict[str, Any]:
    geocoder = geocoding.ours()
    return {
        "campaign": campaign,
        "action": campaign.action,
        "is_open": campaign.is_open(at),
        "places_streets": geocoder is not None,
        "heard_by": geocoder.heard_by if geocoder else "",
        "needs_a_place": queries.needs_a_place(campaign),
        "asks": queries.asks_of(campaign),
        "week": queries.this_week(campaign, at),
        "hint": HINTS.get(placement.hint, "") if placement else "",
    }
