"""Every page that stands, in a real browser: found by following links from the front page and from Today, one of each
address. Narrow and wide, light and dark, with larger text and longer words; axe on each; and every flow forward, back
and reloaded, without JavaScript."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page

from tests.browser.test_s01_petition import axe_finds
from tests.proofs.processes import SERVE, Installation, install, run_python, started, wait_until_ready

pytestmark = pytest.mark.browser

WIDTHS = (320, 360, 1280)
FILES = ("/static/", "/media/")
AT_MOST = 150  # pages of one walk: it ends, whatever links there are
FROM = {"public": "/", "desk": "/desk/"}
# One page of a kind stands for all: what is somebody's own in an address is a star
OWN = re.compile(r"(?<=/)(?=[^/]*[\d-])[\w-]+(?=/)")
LIBRARY = "/petitions/keep-the-ferry-street-library-open-six-days-a-week/"
# What the blueprint wants in the first view of a phone: the page's one filled button
BUS, PLEDGE = "/calls/ask-the-county-for-a-sunday-bus/", "/pledges/no-volunteers-without-a-library/"
FORM = "/forms/support-candidates-near-you/"  # its button stands below its questions
FIRST_VIEW = ("/", LIBRARY, "/area/", BUS, PLEDGE)

SIGN_IN = """
import django; django.setup()
from django.urls import reverse
from django.utils import timezone
from ballotline.movement.accounts import services
from ballotline.movement.accounts.models import Account
account = Account.objects.get(email="lena@rivertown.example")
print(reverse("sign_in_link", args=[services.make_sign_in_link(account=account, at=timezone.now())]))
"""
WIDER_THAN_THE_WINDOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Each word a third longer, as in another language
LONGER_WORDS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (!text.parentElement.closest('script, style, svg, pre'))
      text.nodeValue = text.nodeValue.replace(/[A-Za-z]{4,}/g, word => word + 'e'.repeat(Math.ceil(word.length * .3)));
  }
}"""
FILLED = """() => [...document.querySelectorAll('.button.main')].filter(button => {
  const box = button.getBoundingClientRect();
  return box.width > 0 && box.bottom <= innerHeight;
}).map(button => button.textContent.trim())"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Rivertown, as `ballotline demo` lays it out and serves it."""
    installation = install(tmp_path_factory.mktemp("town") / "home")
    with started(installation, (SERVE[0], "demo")) as program:
        wait_until_ready(installation, program, seconds=240)
        yield installation


@pytest.fixture(scope="module")
def walker(browser: Browser, town: Installation) -> Iterator[BrowserContext]:
    """Signed in as the owner, on a phone."""
    context = browser.new_context(viewport={"width": 360, "height": 640}, reduced_motion="reduce")
    page = context.new_page()
    environment = {**town.environment, "DJANGO_SETTINGS_MODULE": "ballotline.settings"}
    link = run_python(Installation(town.home, town.port, environment), "-c", SIGN_IN).strip().splitlines()[-1]
    page.goto(town.url + link)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk/")
    yield context
    context.close()


def opened(page: Page, address: str) -> bool:
    """False where it is a file and no page."""
    try:
        response = page.goto(address)
    except Error as refused:
        if "Download is starting" in str(refused) or "ERR_ABORTED" in str(refused):
            return False
        raise
    assert response is not None and response.status < 400, f"{address}: {response and response.status}"
    return "text/html" in response.headers.get("content-type", "")


def links_on(page: Page, url: str, beneath: str) -> list[str]:
    found = page.eval_on_selector_all("a[href]:not([download], [target])", "links => links.map(link => link.href)")
    here = [urlsplit(link).path for link in found if link.startswith(url)]
    is_desk = beneath == FROM["desk"]
    return [path for path in here if path.startswith("/desk/") == is_desk and not path.startswith(FILES)]


def every_page(page: Page, url: str, beneath: str) -> Iterator[str]:
    """Each page once, open in the browser while it is looked at."""
    seen, waiting = {beneath}, [beneath]
    while waiting and len(seen) <= AT_MOST:
        path = waiting.pop(0)
        if not opened(page, url + path):
            continue
        links = links_on(page, url, beneath)
        yield path
        for link in links:
            if (shape := OWN.sub("*", link)) not in seen and OWN.sub("*", link) != path:
                seen.add(shape)
                waiting.append(link)


def holds_at_every_width(page: Page, path: str) -> list[str]:
    """What is wrong with this page; nothing, if all is well."""
    wrong = [f"{path} is {more} px too wide at {width}" for width in WIDTHS if (more := _too_wide(page, width))]
    page.set_viewport_size({"width": 360, "height": 640})
    # the look before publishing holds the public page, whose button is a part of the picture
    if len(filled := page.evaluate(FILLED)) > 1 and not path.endswith("/preview/"):
        wrong.append(f"{path} has several filled buttons in the first view: {filled}")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        wrong += [f"{path} in the {scheme}: {found}" for found in axe_finds(page)]
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    if more := _too_wide(page, 360):
        wrong.append(f"{path} is {more} px too wide with text at 200 %")
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.evaluate(LONGER_WORDS)
    if more := _too_wide(page, 320):
        wrong.append(f"{path} is {more} px too wide with longer words")
    return wrong


def _too_wide(page: Page, width: int) -> int:
    page.set_viewport_size({"width": width, "height": 640})
    return max(0, page.evaluate(WIDER_THAN_THE_WINDOW))


@pytest.mark.parametrize("which, least", [("public", 13), ("desk", 25)])
def test_every_page_holds_at_every_width_in_both_schemes_with_larger_text_and_longer_words(
    walker: BrowserContext, town: Installation, which: str, least: int
):
    page, wrong, walked = walker.new_page(), [], 0
    for path in every_page(page, town.url, FROM[which]):
        wrong += holds_at_every_width(page, path)
        walked += 1

    assert not wrong, "\n".join(wrong)
    assert walked >= least


@pytest.mark.parametrize("path", FIRST_VIEW)
def test_the_one_filled_button_stands_in_the_first_view_of_a_phone(
    phone: BrowserContext, town: Installation, path: str
):
    page = phone.new_page()
    page.goto(town.url + path)

    assert len(page.evaluate(FILLED)) == 1


def heading(page: Page) -> str:
    return page.locator("h1").first.inner_text()


def goes_back_and_reloads(page: Page, before: str) -> None:
    """Back is the page before, forward this one again; a reload changes nothing."""
    here = heading(page)
    page.go_back()
    assert heading(page) == before, f"back from {here}"
    page.go_forward()
    assert heading(page) == here
    page.reload()
    assert heading(page) == here


def _sign(page: Page) -> None:
    page.fill("#id_name", "Ana Flores")
    page.fill("#id_email", "ana@walk.example")
    page.fill("#id_zip_code", "00010")
    page.locator("form button.main").first.click()


def _answer(page: Page) -> None:
    page.get_by_label("Make calls").check()
    page.get_by_label("When?").fill("Saturdays")
    _sign(page)


def _call(page: Page) -> None:
    page.fill("#where", "14 Dock Street, 00010")
    page.get_by_role("button", name="Show my offices").click()


def _busy(page: Page) -> None:
    page.get_by_role("button", name="Busy").click()


def _undo(page: Page) -> None:
    page.get_by_role("button", name="Undo").click()


@pytest.mark.parametrize(
    "start, steps",
    [
        (LIBRARY, [_sign]),
        (PLEDGE, [_sign]),
        (FORM, [_answer]),
        (BUS, [_call, _busy, _undo, _busy, _busy]),
    ],
)
def test_every_flow_goes_forward_back_and_reloads_without_javascript(
    browser: Browser, town: Installation, start: str, steps: list[Callable[[Page], None]]
):
    context = browser.new_context(viewport={"width": 360, "height": 640}, java_script_enabled=False)
    page = context.new_page()
    page.goto(town.url + start)
    for step in steps:
        before = heading(page)
        step(page)
        page.wait_for_load_state()
        goes_back_and_reloads(page, before)
    context.close()


def test_from_the_front_page_to_a_placed_call_it_takes_four_presses_and_one_typed_line(
    browser: Browser, town: Installation
):
    context = browser.new_context(viewport={"width": 360, "height": 640})
    page, presses = context.new_page(), 0
    page.goto(town.url + "/")
    for press in ("Ask the county for a Sunday bus", "Show my offices"):
        if press.startswith("Show"):
            page.fill("#where", "14 Dock Street, 00010")
        page.get_by_role("link", name=press).or_(page.get_by_role("button", name=press)).first.click()
        page.wait_for_load_state()
        presses += 1
    number = page.locator("a.main[href^='tel:']").first
    presses += 1

    assert number.bounding_box()["y"] < 640 and presses <= 4
    context.close()


def _typed(where: str, button: str) -> Callable[[Page], None]:
    def step(page: Page) -> None:
        page.fill("#where", where)
        page.get_by_role("button", name=button, exact=True).click()

    return step


def _press_only(page: Page) -> None:
    page.locator("form button.main").first.click()


SHOW, LOOK_UP = "Show my offices", "Look up"


@pytest.mark.parametrize(
    "start, steps",
    [
        ("/area/", [_typed("14 Dock Street, 00010", LOOK_UP)]),
        ("/area/", [_typed("00013", LOOK_UP)]),
        ("/area/", [_typed("123", LOOK_UP)]),
        (BUS, [_typed("14 Dock Street, 00010", SHOW)]),
        (BUS, [_typed("14 Dock Street, 00010", SHOW), _busy]),
        (BUS, [_typed("14 Dock Street, 00010", SHOW), *[_busy] * 6]),
        (BUS, [_typed("", SHOW)]),
        ("/calls/call-your-council-member-about-the-library/", [_typed("00013", SHOW)]),
        (LIBRARY, [_press_only]),
        (LIBRARY, [_sign]),
        (PLEDGE, [_press_only]),
        (PLEDGE, [_sign]),
        (FORM, [_press_only]),
        (FORM, [_answer]),
        ("/me/", [_press_only]),
    ],
)
def test_every_page_behind_a_press_holds_too(
    phone: BrowserContext, town: Installation, start: str, steps: list[Callable[[Page], None]]
):
    page = phone.new_page()
    page.goto(town.url + start)
    for step in steps:
        step(page)
        page.wait_for_load_state()

    assert not holds_at_every_width(page, page.url)
