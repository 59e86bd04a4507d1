"""Row S2 in a real browser on a phone: your area, a call in two taps an office
with undo, a pledge; axe on every page."""

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import Mailbox
from tests.browser.test_s01_petition import axe_finds_nothing, init
from tests.proofs.processes import Installation, run_python

pytestmark = pytest.mark.browser

MEANDER = """
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from ballotline.organizing.actions.kinds.call.testing import make_campaign
from ballotline.organizing.actions.kinds.pledge.testing import make_pledge
from ballotline.record.offices import meander
from ballotline.record.places.models import ZipCode
for code in meander.ZIPS:
    ZipCode.objects.get_or_create(code=code, defaults={"town": "Rivertown", "state": "MR"})
meander.lay_out(at=timezone.now())
make_campaign(levels=["ward", "city"])
make_pledge()
"""


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()
    page.wait_for_load_state()


def test_an_address_a_call_with_undo_and_a_pledge_on_a_phone(
    running: Installation, mailbox: Mailbox, phone: BrowserContext
):
    init(running)
    run_python(running, "-c", MEANDER)
    page = phone.new_page()

    page.goto(running.url + "/")
    axe_finds_nothing(page)
    page.fill("#where", "14 Dock Street, Rivertown 00010")
    press(page, "See my area")
    axe_finds_nothing(page)
    assert page.get_by_role("link", name="Call (202) 555-0122").get_attribute("href") == "tel:+12025550122"
    assert "Dock" not in page.url and page.evaluate("document.documentElement.scrollWidth") <= 360

    page.goto(running.url + "/calls/call-about-the-library/")
    axe_finds_nothing(page)
    page.fill("#where", "14 Dock Street, Rivertown 00010")
    press(page, "Show my offices")
    axe_finds_nothing(page)
    assert page.get_by_role("heading", level=1).inner_text() == "Joon Park"
    assert page.get_by_role("link", name="Call (202) 555-0122").bounding_box()["height"] >= 44
    press(page, "Left a message")
    assert page.get_by_text("Left a message: Joon Park.").is_visible()
    press(page, "Undo")
    assert page.get_by_role("heading", level=1).inner_text() == "Joon Park"
    press(page, "Busy")
    assert page.get_by_role("heading", level=1).inner_text() == "Mina Kovac"
    page.go_back()
    assert page.get_by_text("You pressed: Busy.").is_visible(), "Back shows the office with what was pressed"
    page.go_forward()
    page.reload()
    assert page.get_by_role("heading", level=1).inner_text() == "Mina Kovac"
    again = phone.new_page()  # the dialer dropped the tab
    again.goto(page.url)
    assert again.get_by_role("heading", level=1).inner_text() == "Mina Kovac"
    for outcome in ("Talked to someone", "No answer"):
        press(page, outcome)
    assert page.get_by_role("heading", level=1).inner_text() == "You called 3 offices."
    axe_finds_nothing(page)

    page.goto(running.url + "/pledges/a-pledge-for-the-library/")
    axe_finds_nothing(page)
    page.fill("#id_name", "Ana Flores")
    page.fill("#id_email", "ana@rivertown.example")
    page.fill("#id_zip_code", "00010")
    press(page, "Make this pledge")
    page.goto(mailbox.wait_for_link("ana@rivertown.example", "/confirm/"))
    axe_finds_nothing(page)
    press(page, "Yes, I make this pledge")
    assert page.get_by_role("heading", level=1).inner_text() == "Made. You are the first."
    axe_finds_nothing(page)
