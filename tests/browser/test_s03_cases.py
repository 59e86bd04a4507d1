"""Row S3 in a real browser: from an open case, answering, giving and closing take two presses or keys at most."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.test_s01_petition import axe_finds_nothing, init
from tests.proofs.processes import Installation, run_python

pytestmark = pytest.mark.browser
THREE_ASK = """
import django; django.setup()
from django.utils import timezone
from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.accounts import services
from ballotline.organizing.intake.testing import make_case
services.open_account(name="Sam Teo", email="sam@rivertown.example", role="staff", by=SYSTEM, at=timezone.now())
for name in ("Ana Ruiz", "Ben Weiss", "Cid Moss"):
    make_case(name, at=timezone.now())
"""


def opened(desk: Page, running: Installation, name: str) -> None:
    desk.goto(f"{running.url}/desk/cases/?show=all")
    desk.locator("main a", has_text=name).first.click()
    desk.wait_for_load_state()
    desk.get_by_role("heading", level=1, name=re.compile(name)).wait_for()


def test_answer_give_and_close_take_two_presses_at_most(running: Installation, laptop: BrowserContext):
    link = init(running)["link"]
    run_python(running, "-c", THREE_ASK)
    desk = laptop.new_page()
    desk.goto(link)
    desk.locator("main form button").first.click()

    opened(desk, running, "Ana Ruiz")
    axe_finds_nothing(desk)
    desk.keyboard.press("a")  # the box to answer
    desk.keyboard.type("Come on Monday.")
    desk.get_by_role("button", name="Send and close").click()
    desk.locator(".said", has_text="Sent to Ana Ruiz, and done.").wait_for()

    opened(desk, running, "Ben Weiss")
    desk.keyboard.press("o")  # whom to give it to
    desk.locator("#to").select_option(label=desk.locator("#to option").nth(1).inner_text())
    desk.get_by_role("button", name="Give", exact=True).click()
    desk.locator(".said", has_text="now.").wait_for()

    opened(desk, running, "Cid Moss")
    desk.keyboard.press("e")
    desk.locator(".said", has_text="Done.").wait_for()
