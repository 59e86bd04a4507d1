"""The frame of every page: who we are, what exists, what the reader may enter; and it weighs little."""

import gzip
import re
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import Http404
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import path
from django.utils import timezone

from ballotline.foundation.access.rules import Scope
from ballotline.foundation.organization import services as organization
from ballotline.foundation.organization.models import Organization
from ballotline.foundation.ui import accent, context, pages, stylesheet, urls
from ballotline.foundation.ui.clock import OurClock
from ballotline.foundation.ui.seams import DeskEntry, Entry
from ballotline.foundation.ui.templatetags.ui import page_numbers

STYLESHEET = stylesheet.joined()
KILOBYTE = 1024


def nowhere(request):
    raise Http404


urlpatterns = [
    *urls.urlpatterns,
    path("petitions/", nowhere, name="petitions-of-test"),
    path("desk/", nowhere, name="today-of-test"),
    path("desk/people/", nowhere, name="people-of-test"),
    path("desk/actions/", nowhere, name="actions-of-test"),
    path("desk/petitions/", nowhere, name="petitions-at-the-desk-of-test"),
]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture(autouse=True)
def _places(settings):
    settings.BALLOTLINE_MENU = [Entry("Petitions", "petitions-of-test")]
    settings.BALLOTLINE_FOOTER = []
    settings.BALLOTLINE_DESK_SEARCH = "today-of-test"
    settings.BALLOTLINE_DESK_PLACES = [
        DeskEntry("Today", "today-of-test", "desk.enter"),
        DeskEntry("People", "people-of-test", "people.read"),
        DeskEntry(
            "Actions",
            "actions-of-test",
            "actions.read",
            key="a",
            below=[
                DeskEntry("Petitions", "petitions-at-the-desk-of-test", "actions.read"),
                DeskEntry("Those who signed", "people-of-test", "people.read"),
            ],
        ),
    ]
    settings.BALLOTLINE_DESK_ACCOUNT = [Entry("Sign out", "today-of-test")]


@pytest.fixture
def rivertown(db):
    return Organization.objects.create(
        id=1,
        name="Rivertown Together",
        accent="#ffd500",
        write_to="write@rivertown.example",
        postal_address="12 Ferry Street, Rivertown",
        paid_for_by="its members",
        zone="America/New_York",
    )


def visit(address="/", may=()):
    request = RequestFactory().get(address)
    request.user = AnonymousUser()
    request.scope = Scope.of(may)
    return request


def shown(template, request=None, **values):
    return render_to_string(template, values, request=request or visit())


def page(source, request=None, **values):
    return engines["django"].from_string(source).render(values, request or visit())


def tight(drawn):
    """Without the space that stands at the edges of elements and is not seen."""
    return re.sub(r"\s*(</?\w[^>]*?)\s*>\s*", r"\1>", " ".join(drawn.split()))


def test_a_page_that_shows_nothing_of_us_costs_no_query(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        context.frame(visit())
        assert page("Only words.") == "Only words."


def test_a_whole_page_reads_the_row_about_us_once(django_assert_num_queries, rivertown):
    with django_assert_num_queries(1):
        assert "Rivertown Together" in shown("ui/public.html")


def test_the_menu_marks_the_place_that_a_page_lies_below(rivertown):
    drawn = shown("ui/public.html", visit("/petitions/library/"))

    assert '<a href="/petitions/" aria-current="page">Petitions</a>' in tight(drawn)


def test_the_desk_shows_only_places_that_the_role_may_enter(rivertown):
    found = context.Frame(visit("/desk/people/17/", may=["desk.enter"])).desk_places
    more = context.Frame(visit("/desk/people/17/", may=["desk.enter", "people.read"])).desk_places

    assert [place.label for place in found] == ["Today"]
    assert [(place.label, place.current) for place in more] == [("Today", ""), ("People", "page")]


@pytest.mark.parametrize(
    "address, here", [("/desk/", ["Today"]), ("/desk/people/", ["People"]), ("/desk/search/", []), ("/", [])]
)
def test_only_the_place_of_the_page_is_marked(rivertown, address, here):
    found = context.Frame(visit(address, may=["desk.enter", "people.read"])).desk_places

    assert [place.label for place in found if place.current] == here


def test_the_lists_of_a_place_stand_below_it_while_one_is_there_and_only_those_one_may_enter(rivertown):
    may = ["desk.enter", "actions.read"]
    elsewhere = context.Frame(visit("/desk/", may=may)).desk_places
    inside = context.Frame(visit("/desk/petitions/library/", may=may)).desk_places

    assert [(place.label, place.current, place.below) for place in elsewhere] == [
        ("Today", "page", ()),
        ("Actions", "", ()),
    ]
    assert [(place.label, place.current, place.key) for place in inside] == [
        ("Today", "", ""),
        ("Actions", "true", "a"),
    ]
    assert [(place.label, place.current) for place in inside[1].below] == [("Petitions", "page")]


def test_the_demo_is_named_on_every_page(rivertown):
    assert "Demo: invented people" not in shown("ui/public.html")

    organization.change({"is_demo": True})

    assert "Demo: invented people" in shown("ui/public.html")
    assert "Demo: invented people" in shown("ui/desk.html")


def test_the_footer_says_who_we_are_and_what_we_are_not(rivertown):
    drawn = shown("ui/public.html")

    for words in ("12 Ferry Street", "Paid for by its members", "We are not a government office.", "write@rivertown"):
        assert words in drawn


def test_our_color_comes_by_an_address_that_changes_with_it(rivertown):
    before = context.Frame(visit()).look_css_url
    organization.change({"accent": "#e4003b"})

    assert before == "/look/1/ffd500.css"
    assert context.Frame(visit()).look_css_url == "/look/1/e4003b.css"


@pytest.mark.parametrize("wish", [accent.DEFAULT, "not one", ""])
def test_the_default_color_needs_no_second_stylesheet(rivertown, wish):
    Organization.objects.update(accent=wish)

    assert context.Frame(visit()).look_css_url == ""


def test_the_stylesheet_of_a_color_may_be_kept_for_ever():
    answer = pages.look_css(visit(), recipe=1, color="ffd500")

    assert "--accent:#7f6900" in answer.text
    assert "--accent:#ffd500" in answer.text
    assert "immutable" in answer["Cache-Control"]


@pytest.mark.parametrize("recipe, color", [(2, "ffd500"), (1, "red"), (1, "0f5c4d;}"), (1, "")])
def test_no_other_stylesheet_is_made(recipe, color):
    with pytest.raises(Http404):
        pages.look_css(visit(), recipe=recipe, color=color)


def test_public_pages_carry_no_script_and_no_style_attribute(rivertown):
    drawn = shown("ui/public.html")

    assert "<script" not in drawn
    assert "style=" not in drawn
    assert "http://" not in drawn.replace("http://testserver", "")


def test_the_desk_keeps_no_copy_of_pages_in_the_browser(rivertown):
    drawn = shown("ui/desk.html")

    assert "htmx" in drawn
    assert '"historyCacheSize":0' in drawn
    assert "style=" not in drawn


def test_a_title_begins_with_the_error(rivertown):
    class Broken:
        errors = {"name": ["Enter your name"]}

    assert "<title>Error: " in shown("ui/public.html", form=Broken())
    assert "<title>Error" not in shown("ui/public.html")


@pytest.mark.parametrize("name", ["400.html", "413.html", "500.html", "503.html"])
def test_pages_of_trouble_need_no_database_and_no_request(name):
    drawn = render_to_string(name)

    assert drawn.count("<h1>") == 1
    assert 'href="/"' in drawn


@pytest.mark.parametrize("name", ["403.html", "404.html", "ui/refused.html"])
def test_pages_of_refusal_say_what_to_do(rivertown, name):
    drawn = shown(name)

    assert drawn.count("<h1>") == 1
    assert drawn.count("button main") == 1


def test_the_stylesheet_stays_small_and_reaches_no_other_server():
    assert len(gzip.compress(STYLESHEET.encode())) <= 9 * KILOBYTE
    assert "url(" not in STYLESHEET
    assert "@import" not in STYLESHEET


def test_the_stylesheet_works_from_right_to_left_too():
    physical = re.findall(r"[\s;{]((?:margin|padding|border)-(?:left|right|top|bottom)|left|right)\s*:", STYLESHEET)

    assert physical == []


def test_the_frame_leaves_room_for_a_petition_in_40_kilobytes(rivertown):
    frame = gzip.compress(shown("ui/public.html").encode())
    look = gzip.compress(STYLESHEET.encode())

    assert len(frame) + len(look) <= 15 * KILOBYTE


MAIL = {
    "subject": "Press once to count your signature: library",
    "preheader": "You signed “Keep the library open”.",
    "paragraphs": ["You signed “Keep the library open”.", "Press the button, and your signature counts."],
    "button": ("Yes, count my signature", "https://rivertown.example/confirm/x/"),
    "after": ["Did you not sign? Then do nothing."],
    "reason": "You get this because somebody typed your address.",
    "stop_url": "https://rivertown.example/unsubscribe/x/",
}


def text_of(html):
    body = re.sub(r'<div style="display:none.*?</div>', "", html.split("<body", 1)[1], flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_a_mail_says_the_same_words_in_html_and_in_text(rivertown):
    html = text_of(render_to_string("ui/mail.html", {**MAIL, "us": rivertown}))
    text = render_to_string("ui/mail.txt", {**MAIL, "us": rivertown})

    told = [*MAIL["paragraphs"], *MAIL["button"], *MAIL["after"], MAIL["reason"], "12 Ferry Street", "its members"]
    for form in (html, text):
        places = [form.index(words) for words in told]
        assert places == sorted(places)
    assert MAIL["stop_url"] in text


def test_a_mail_is_light_and_asks_no_server_for_anything(rivertown):
    html = render_to_string("ui/mail.html", {**MAIL, "us": rivertown})

    assert len(html.encode()) < 20 * KILOBYTE
    assert "<img" not in html
    assert "url(" not in html
    assert accent.accents("#ffd500").light in html


def test_a_mail_without_button_and_stop_has_none(rivertown):
    html = render_to_string("ui/mail.html", {**MAIL, "button": None, "stop_url": None, "us": rivertown})

    assert "<a " not in html


def test_text_of_a_mail_is_not_escaped_and_html_is(rivertown):
    words = {**MAIL, "paragraphs": ["Tea & <cake>"], "us": rivertown}

    assert "Tea & <cake>" in render_to_string("ui/mail.txt", words)
    assert "Tea &amp; &lt;cake&gt;" in render_to_string("ui/mail.html", words)


def test_dates_are_told_by_our_clock(rivertown):
    evening = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)  # still the tenth in New York

    def answer(request):
        return page("{% load ui %}{{ at|moment }}", request, at=evening)

    assert OurClock(answer)(visit()).startswith('<time datetime="2026-03-10T22:00-04:00">Tue 10 March')


def test_the_clock_is_not_read_for_a_page_without_dates(django_assert_num_queries, rivertown):
    before = timezone.get_current_timezone()

    with django_assert_num_queries(0):
        OurClock(lambda request: page("Only words."))(visit())

    assert timezone.get_current_timezone() is before


@pytest.mark.parametrize(
    "number, shown",
    [(1, [1, 2, 3, 0, 20]), (2, [1, 2, 3, 4, 0, 20]), (10, [1, 0, 8, 9, 10, 11, 12, 0, 20]), (20, [1, 0, 18, 19, 20])],
)
def test_a_long_list_shows_the_pages_around_this_one(number, shown):
    found = Paginator(range(1_000), 50).page(number)

    assert page_numbers(found) == shown


def test_links_to_other_pages_keep_what_was_asked_for():
    found = Paginator(range(120), 50).page(2)
    drawn = page('{% include "ui/pages.html" %}', visit("/desk/people/?q=ana&page=2"), page=found)

    assert 'href="?q=ana&amp;page=1"' in drawn
    assert '<b aria-current="page">2</b>' in drawn
    assert 'rel="next"' in drawn


def test_a_list_of_one_page_needs_no_numbers():
    assert page('{% include "ui/pages.html" %}', page=Paginator(range(3), 50).page(1)).strip() == ""


def test_a_day_is_marked_for_machines():
    noon = datetime(2026, 1, 12, 12, tzinfo=UTC)  # seven in the morning in New York

    drawn = page("{% load ui %}{{ at|day_of_record }} {{ none|day }}", at=noon, none=None)

    assert drawn == '<time datetime="2026-01-12T07:00-05:00">12 Jan 2026</time> '


def test_a_number_that_nobody_has_is_not_known():
    assert page("{% load ui %}{{ none|count }}, {{ many|count }}", none=None, many=1864) == "not known, 1,864"
