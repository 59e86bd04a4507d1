"""Row S5 in a real browser: from "I want to start a chapter" to its public page, counted in presses of both sides."""

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import Mailbox
from tests.browser.test_s01_petition import Presses, axe_finds_nothing, init
from tests.proofs.processes import Installation

pytestmark = pytest.mark.browser

PRESSES_AT_MOST = 10


def test_from_the_application_to_the_public_page_it_takes_at_most_ten_presses(
    running: Installation, mailbox: Mailbox, laptop: BrowserContext, phone: BrowserContext
):
    """From the public form and the desk's first page; typing is free, a choice is a press."""
    presses, link = Presses(), init(running)["link"]
    desk = laptop.new_page()
    desk.goto(link)
    desk.locator("main form button").first.click()
    founder = phone.new_page()
    founder.goto(f"{running.url}/chapters/start/")
    axe_finds_nothing(founder)

    founder.get_by_label("Where?").fill("Ferry Point")
    founder.get_by_label("Your name").fill("Ruth Abara")
    founder.get_by_label("E-mail").fill("ruth@rivertown.example")
    founder.get_by_label("2 to 4 of us").check()
    presses.count += 1
    presses.press(founder, "Ask to start a chapter")
    founder.goto(mailbox.wait_for_link("ruth@rivertown.example", "/confirm/"))
    presses.count += 1
    presses.press(founder, "Yes, I want to start it")
    assert founder.get_by_role("heading", level=1).inner_text() == "Thank you, Ruth Abara."
    axe_finds_nothing(founder)

    desk.goto(f"{running.url}/desk/")
    presses.press(desk, "Ruth Abara wants to start a chapter")
    axe_finds_nothing(desk)
    presses.press(desk, "Ferry Point")
    axe_finds_nothing(desk)
    presses.press(desk, "Approve: they can begin")
    founder.reload()
    presses.press(founder, "See its page")

    assert founder.get_by_role("heading", level=1).inner_text() == "Ferry Point"
    axe_finds_nothing(founder)
    assert presses.count <= PRESSES_AT_MOST, presses.count
