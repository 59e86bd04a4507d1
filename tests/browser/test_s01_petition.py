"""Row S1 in a real browser: the first evening from `ballotline init` to a stranger's counted signature, on a phone and
on a laptop, with axe on every page, with and without JavaScript."""

import gzip
import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import Mailbox
from tests.proofs.processes import Installation, run_python

pytestmark = pytest.mark.browser

TITLE = "Keep the Ferry Street library open six days a week!!"  # 52 characters
PRESSES_AT_MOST = 12


class Presses:
    """Counts what a person presses."""

    def __init__(self) -> None:
        self.count = 0

    def press(self, page: Page, words: str) -> None:
        self.count += 1
        page.get_by_role("button", name=words).or_(page.get_by_role("link", name=words)).first.click()
        page.wait_for_load_state()


def init(installation: Installation) -> dict[str, str]:
    """`ballotline init`, with its four answers given as options."""
    answers = ["--organization", "Rivertown Together", "--name", "Lena Ortiz", "--email", "lena@rivertown.example"]
    said = run_python(installation, "-m", "ballotline", "init", *answers, "--url", installation.url, "--json")
    return json.loads(said)


def axe_finds(page: Page) -> list[str]:
    """What is serious, in its words and with its places."""
    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {v['help']} {[n['html'][:120] for n in v['nodes']]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def axe_finds_nothing(page: Page) -> None:
    serious = axe_finds(page)
    assert not serious, f"{page.url}: {serious}"


def fill_four_fields(page: Page) -> None:
    page.fill("#id_title", TITLE)
    page.fill("#id_target", "Rivertown City Council")
    page.fill("#id_asks", "We ask the City Council to keep the library open on six days a week.")
    page.fill("#id_body", "The draft budget closes the library on three days of the week.")


def sign(page: Page, name: str, email: str) -> None:
    page.fill("#id_name", name)
    page.fill("#id_email", email)
    page.fill("#id_zip_code", "00010")
    page.get_by_role("button", name="Sign the petition").click()
    page.wait_for_load_state()


def publish_a_petition(page: Page, link: str, presses: Presses) -> str:
    """From the printed link to a public petition; its address."""
    page.goto(link)
    axe_finds_nothing(page)
    presses.press(page, "Sign in")
    axe_finds_nothing(page)
    page.goto(page.url.split("/desk/")[0] + "/desk/petitions/")
    presses.press(page, "New petition")
    fill_four_fields(page)
    presses.press(page, "Save and look at it")
    axe_finds_nothing(page)
    presses.press(page, "Publish")
    axe_finds_nothing(page)
    return page.get_by_role("link", name="View", exact=True).get_attribute("href") or ""


def test_the_first_evening_from_init_to_a_stranger_s_counted_signature(
    running: Installation, mailbox: Mailbox, laptop: BrowserContext, phone: BrowserContext
):
    presses = Presses()
    link = init(running)["link"]
    desk = laptop.new_page()
    address = publish_a_petition(desk, link, presses)

    stranger = phone.new_page()
    stranger.goto(running.url + address)
    button = stranger.get_by_role("link", name="Sign this petition").bounding_box()
    assert button["y"] + button["height"] <= 640, "the sign button is in the first view of a small phone"
    axe_finds_nothing(stranger)
    presses.press(stranger, "Sign this petition")
    sign(stranger, "Maria García", "maria@rivertown.example")
    presses.count += 1
    assert stranger.get_by_role("heading", level=1).inner_text() == "One more step: open your mail"
    axe_finds_nothing(stranger)
    stranger.goto(mailbox.wait_for_link("maria@rivertown.example", "/confirm/"))
    axe_finds_nothing(stranger)
    presses.press(stranger, "Yes, count my signature")

    assert stranger.get_by_role("heading", level=1).inner_text() == "Counted. You are the first."
    axe_finds_nothing(stranger)
    assert presses.count <= PRESSES_AT_MOST
    desk.goto(running.url + "/desk/")
    desk.get_by_text("Maria signed.").first.wait_for(timeout=5_000)
    axe_finds_nothing(desk)


def test_every_public_page_works_without_javascript_and_calls_no_other_server(
    running: Installation, mailbox: Mailbox, laptop: BrowserContext, browser
):
    address = publish_a_petition(laptop.new_page(), init(running)["link"], Presses())
    bare = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page, requests = bare.new_page(), []
    page.on("request", lambda request: requests.append(request.url))

    page.goto(running.url + address)
    sign(page, "Ben Weiss", "ben@rivertown.example")
    page.goto(mailbox.wait_for_link("ben@rivertown.example", "/confirm/"))
    page.get_by_role("button", name="Yes, count my signature").click()
    assert "Counted." in page.get_by_role("heading", level=1).inner_text()
    for path in ("/", "/petitions/", "/me/", "/how-we-count/", "/privacy/", "/write/", address):
        answer = page.goto(running.url + path)
        assert answer.status == 200
        assert page.get_by_role("heading", level=1).count() == 1

    bare.close()
    assert all(url.startswith(running.url) for url in requests)


def test_the_first_view_of_a_petition_weighs_at_most_forty_kilobytes(
    running: Installation, laptop: BrowserContext, browser
):
    address = publish_a_petition(laptop.new_page(), init(running)["link"], Presses())
    context = browser.new_context(viewport={"width": 360, "height": 640})
    page, weights = context.new_page(), []
    page.on("response", lambda response: weights.append(len(gzip.compress(response.body()))))

    page.goto(running.url + address)
    page.wait_for_load_state("networkidle")

    context.close()
    assert weights
    assert sum(weights) <= 40 * 1024


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_page_scrolls_sideways_and_axe_finds_nothing(
    running: Installation, laptop: BrowserContext, browser, scheme, width
):
    page = laptop.new_page()
    address = publish_a_petition(page, init(running)["link"], Presses())
    context = browser.new_context(
        viewport={"width": width, "height": 640}, color_scheme=scheme, storage_state=laptop.storage_state()
    )
    page = context.new_page()
    desk = f"/desk{address}"

    for path in (
        "/",
        "/petitions/",
        address,
        "/sign-in/",
        "/desk/",
        desk,
        desk + "people/",
        desk + "paper/",
        desk + "edit/",
    ):
        page.goto(running.url + path)
        too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert too_wide <= 0, f"{path} is {too_wide} pixels too wide"
        axe_finds_nothing(page)

    context.close()
