"""Makers for tests: a live campaign with asks."""

from typing import Any

from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.organizing.actions import services as actions
from ballotline.organizing.actions.kinds.call.models import CallCampaign
from ballotline.record.offices.models import Official

ASKS = ["Vote to keep the library open six days.", "Say so at the hearing on Tuesday."]
SCRIPT = "Hello, I am {my name} from {my town}. I have a message for {their name}, {their office}."


def make_campaign(
    *, title: str = "Call about the library", listed: list[Official] | None = None, live: bool = True, **fields: Any
) -> CallCampaign:
    """A live campaign to whoever represents the caller, unless said otherwise."""
    who = CallCampaign.Who.LIST if listed else CallCampaign.Who.MINE
    given = {"title": title, "script": SCRIPT, "who": who, "asks": ASKS, "listed": listed or [], **fields}
    campaign: CallCampaign = actions.draft("call", fields=given, by=SYSTEM, at=timezone.now())
    if live:
        actions.step(campaign, "publish", by=SYSTEM, at=timezone.now())
    return campaign


OPEN_ASKS = {"caller": make_campaign}

# What an organizer types for one
FORM = {
    "title": "Ask for a Sunday bus",
    "asks": "Let it run on Sundays.",
    "script": "Hello, I am {my name}.",
    "who": "mine",
    "office_opens": "09:00",
    "office_closes": "17:00",
    "body": "",
}
