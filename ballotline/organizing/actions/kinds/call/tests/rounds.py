"""A caller's way through a campaign, for the tests of calls: the town, and a phone whose browser goes from page to
page."""

import re

from django.http import HttpResponse
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


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


class Phone:
    """`at` is the address that its browser stands at, `page` what it shows."""

    def __init__(self) -> None:
        self.client, self.at, self.page, self.status = Client(), "", "", 0

    def begin(self, campaign: CallCampaign, where: str = HOME, **more: object) -> str:
        asks = [str(ask.pk) for ask in campaign.asks.filter(removed_at=None)]
        return self.press(f"/calls/{campaign.action.slug}/", where=where, **{"ask": asks, **more})

    def press(self, address: str, **typed: object) -> str:
        self.at = address
        return self._shows(press(self.client, address, **typed))

    def tap(self, outcome: str, **more: object) -> str:
        return self.press(self.at, outcome=outcome, **more)

    def undo(self) -> str:
        undo = re.search(r'action="(/calls/[^"]+/undo/)"', self.page)
        assert undo, "this page offers no undo"
        return self.press(undo[1])

    def said(self, text: str, **more: object) -> str:
        return self.press(self.at.replace("/done/", "/said/"), said=text, **more)

    def go(self, address: str) -> str:
        self.at = address
        return self._shows(self.client.get(address))

    def reload(self) -> str:
        return self.go(self.at)

    def _shows(self, response: HttpResponse) -> str:
        hops = 0
        while response.status_code == 303:
            self.at, hops = response["Location"], hops + 1
            assert hops < 5, "it leads round in a circle"
            response = self.client.get(self.at)
        self.status, self.page = response.status_code, text_of(response)
        return self.page


def begun(campaign: CallCampaign, where: str = HOME, **more: object) -> Phone:
    phone = Phone()
    phone.begin(campaign, where, **more)
    return phone


def name_on(page: str) -> str:
    found = re.search(r'<h1 tabindex="-1">([^<]+)</h1>', page)
    return found[1] if found else ""
