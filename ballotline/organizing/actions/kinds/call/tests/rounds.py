"""A caller's way through a campaign, for the tests of calls: the town, the form, and each tap."""

import re

from django.test import Client
from django.utils import timezone

from ballotline.organizing.actions.kinds.call.models import CallCampaign
from ballotline.record.offices import meander
from ballotline.record.places.models import ZipCode
from tests.rivertown import press

HOME = "14 Dock Street, Rivertown 00010"  # Ward 2
WARD = {"levels": ["ward", "city"]}
SLUG = "call-about-the-library"


def meander_is_there() -> None:
    for code in meander.ZIPS:
        ZipCode.objects.create(code=code, town="Rivertown", state="MR")
    meander.lay_out(at=timezone.now())


def text_of(response) -> str:
    return response.content.decode()


def begin(campaign: CallCampaign, where: str = HOME, status: int = 200, **more: object) -> str:
    asks = [str(ask.pk) for ask in campaign.asks.filter(removed_at=None)]
    response = press(Client(), f"/calls/{campaign.action.slug}/", where=where, **{"ask": asks, **more})
    assert response.status_code == status
    return text_of(response)


def round_in(page: str, form: str = "press") -> str:
    found = re.search(rf'action="/calls/[^"]+/{form}/"[^>]*>\s*<input type="hidden" name="round" value="([^"]+)"', page)
    return found[1] if found else ""


def tap(page: str, outcome: str) -> str:
    return text_of(press(Client(), f"/calls/{SLUG}/press/", round=round_in(page), outcome=outcome))
