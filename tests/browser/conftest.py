"""A real Chromium in front of the installed program, with a real mail server behind it."""

import os
import re
import shutil
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.proofs.processes import Installation, free_port, install, started, wait_until, wait_until_ready

CHROMIUM = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), "")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: install Debian's package chromium.")
        pytest.skip("Chromium is missing, so no browser test runs: install Debian's package chromium.")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 360, "height": 640}, has_touch=True)
    yield context
    context.close()


@pytest.fixture
def laptop(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context
    context.close()


class Mailbox:
    """An SMTP server on this machine that keeps what it gets."""

    def __init__(self) -> None:
        self.messages: list = []
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_DATA(self, server, session, envelope) -> str:
        self.messages.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 kept"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.controller.port}"

    def links_to(self, address: str, part: str) -> list[str]:
        """The links with `part` in the text parts of what came to the address, in order."""
        texts = [m.get_body(("plain",)).get_content() for to, m in self.messages if address in to]
        return [link for text in texts for link in re.findall(r"http://\S+", text) if part in link]

    def wait_for_link(self, address: str, part: str) -> str:
        wait_until(lambda: bool(self.links_to(address, part)), seconds=20)
        return self.links_to(address, part)[-1]


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    mailbox = Mailbox()
    mailbox.controller.start()
    yield mailbox
    mailbox.controller.stop()


@pytest.fixture
def installation(tmp_path: Path, mailbox: Mailbox) -> Installation:
    return install(tmp_path / "home", BALLOTLINE_MAIL_URL=mailbox.url)


@pytest.fixture
def running(installation: Installation) -> Iterator[Installation]:
    with started(installation) as program:
        wait_until_ready(installation, program)
        yield installation
