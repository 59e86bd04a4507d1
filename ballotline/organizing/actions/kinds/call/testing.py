"""Makers for tests: a live campaign with asks."""

from typing import Any

from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.organizing.actions.kinds.call import services
from ballotline.organizing.actions.kinds.call.models import Campaign
from ballotline.record.offices.models import Official

ASKS = ["Vote to keep the library open six days.", "Say so at the hearing on Tuesday."]
SCRIPT = "Hello, I am {my name} from {my town}. I have a message for {their name}, {their office}."


def make_campaign(
    *, title: str = "Call about the library", listed: list[Official] | None = None, live: bool = True, **fields: Any
) -> Campaign:
    """A live campaign to whoever represents the caller, unless said otherwise."""
    who = Campaign.Who.LIST if listed else Campaign.Who.MINE
    campaign = services.draft(
        fields={"title": title, "script": SCRIPT, "who": who, **fields},
        asks=ASKS,
        listed=listed or [],
        by=SYSTEM,
        at=timezone.now(),
    )
    if live:
        services.step(campaign=campaign, verb="publish", by=SYSTEM, at=timezone.now())
    return campaign


OPEN_ASKS = {"caller": make_campaign}
