"""The desk in a real browser: a person beside the list, a tag for those who are ticked,
a form kept over the end of a session."""

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.test_s01_petition import axe_finds_nothing, init
from tests.proofs.processes import Installation, run_python

pytestmark = pytest.mark.browser

THREE_PEOPLE = """
import django; django.setup()
from django.utils import timezone
from ballotline.movement.people.services import identify
for name in ("Ana Flores", "Ben Weiss", "Chidi Okoro"):
    identify(name=name, email=name.split()[0].lower() + "@rivertown.example", zip_code="00010", at=timezone.now())
"""


@pytest.fixture
def desk(running: Installation, laptop: BrowserContext) -> Page:
    """Signed in, on the list of people."""
    page = laptop.new_page()
    page.goto(init(running)["link"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()
    environment = {**running.environment, "DJANGO_SETTINGS_MODULE": "ballotline.settings"}
    run_python(Installation(running.home, running.port, environment), "-c", THREE_PEOPLE)
    page.goto(running.url + "/desk/people/?sort=name")
    return page


def names_in_the_list(page: Page) -> list[str]:
    return page.locator(".list .rows a").all_inner_texts()


def test_a_person_opens_beside_the_list_and_back_leads_to_the_list(desk: Page, running: Installation):
    desk.check(".pick input >> nth=1")
    desk.get_by_role("link", name="Ana Flores").click()
    desk.get_by_role("heading", level=1, name="Ana Flores").wait_for()

    assert desk.url.endswith("?sort=name")
    assert desk.title().startswith("Ana Flores")
    assert names_in_the_list(desk) == ["Ana Flores", "Ben Weiss", "Chidi Okoro"]
    assert desk.locator(".pick :checked").count() == 1, "what was ticked stays ticked: only the detail was replaced"
    assert desk.evaluate("document.activeElement.textContent") == "Ana Flores"
    axe_finds_nothing(desk)
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    desk.get_by_role("heading", level=1, name="Ben Weiss").wait_for()
    desk.go_back()
    desk.get_by_role("heading", level=1, name="Ana Flores").wait_for()


def test_those_who_are_ticked_get_a_tag_and_undo_takes_it_back(desk: Page):
    assert not desk.get_by_role("button", name="Tag them").is_visible()
    desk.check(".pick input >> nth=0")
    desk.check(".pick input >> nth=2")
    assert desk.get_by_text("2 selected").is_visible()
    desk.get_by_label("Tag for those who are selected").fill("Has a car")
    axe_finds_nothing(desk)
    desk.get_by_role("button", name="Tag them").click()
    desk.get_by_text("2 people got the tag").wait_for()

    desk.keyboard.press("u")

    desk.get_by_text("Taken back: the tag is off 2 people again.").wait_for()


IS_COVERED = """() => {
    const here = document.activeElement, box = here.getBoundingClientRect();
    const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return Boolean(seen && seen.closest(".bulk, .desk-bar") && !here.closest(".bulk, .desk-bar"));
}"""


def test_on_a_phone_the_bar_comes_with_a_tick_and_covers_nothing_that_has_focus(desk: Page):
    desk.set_viewport_size({"width": 360, "height": 420})
    assert not desk.locator(".bulk").is_visible()

    desk.check(".pick input >> nth=0")

    assert desk.locator(".bulk").is_visible()
    assert desk.evaluate("document.documentElement.scrollWidth") == 360
    while "Ben Weiss" not in desk.evaluate("document.activeElement.textContent"):
        desk.keyboard.press("Tab")
        assert not desk.evaluate(IS_COVERED)


def test_a_filter_in_words_is_taken_away_by_a_press(desk: Page):
    desk.get_by_text("Narrow the list", exact=True).first.click()
    desk.check("input[value=phone]")
    desk.fill("#q", "ana")
    desk.get_by_role("button", name="Narrow the list").click()
    desk.get_by_role("link", name="without phone").wait_for()
    assert names_in_the_list(desk) == ["Ana Flores"]
    axe_finds_nothing(desk)

    desk.get_by_role("link", name="“ana”").click()

    desk.get_by_text("3 people of").wait_for()
    assert names_in_the_list(desk) == ["Ana Flores", "Ben Weiss", "Chidi Okoro"]


def test_what_was_written_outlives_the_session(desk: Page, running: Installation, laptop: BrowserContext):
    desk.goto(running.url + "/desk/settings/")
    desk.fill("#id_sentence", "Six days, not three")
    cookies = laptop.cookies()
    laptop.clear_cookies()
    desk.get_by_role("button", name="Save", exact=True).click()
    desk.get_by_role("heading", name="You are signed out. What you wrote is kept").wait_for()
    axe_finds_nothing(desk)
    laptop.add_cookies([cookie for cookie in cookies if cookie["name"] == "sessionid"])  # as another tab's sign-in does

    desk.get_by_role("button", name="Save what I wrote").click()

    desk.get_by_text("Saved. Your pages look like that now.").wait_for()
    assert desk.input_value("#id_sentence") == "Six days, not three"


def test_the_color_shows_while_it_is_chosen(desk: Page, running: Installation):
    """The pair for yellow is the blueprint's test vector."""
    desk.goto(running.url + "/desk/settings/")

    desk.fill("#id_accent", "#ffd500")

    desk.get_by_text("On light pages it becomes #7f6900, on dark pages #ffd500.").wait_for()
    axe_finds_nothing(desk)
