"""The front page: who we are, the ask that leads, the box beside it, and what else is open."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ballotline.foundation.access.rules import Reach, Scope
from ballotline.foundation.access.seams import ScopeOf
from ballotline.foundation.audit.models import Entry
from ballotline.foundation.organization.models import Organization
from ballotline.foundation.organization.queries import forget_us
from ballotline.foundation.ui.dates import day
from ballotline.movement.accounts.testing import make_account, signed_in_client
from ballotline.organizing.actions.declared import KINDS
from ballotline.organizing.actions.kinds.call.testing import make_campaign
from ballotline.organizing.actions.kinds.petition.testing import make_petition
from ballotline.organizing.actions.kinds.pledge.testing import counted, make_pledge
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.testing import an_open_one
from ballotline.record.offices import meander

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = timedelta(days=1)


def front() -> str:
    Organization.objects.update_or_create(pk=1, defaults={"name": "Rivertown Together"})
    forget_us()
    return Client().get("/").content.decode()


def headings(page: str) -> list[tuple[str, str]]:
    """(its level, its words), in order."""
    found = re.findall(r"<h([1-6])[^>]*>(.*?)</h[1-6]>", page, re.S)
    return [(level, words_of(words)) for level, words in found]


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


def lead_of(page: str) -> str:
    return re.search(r'<section class="notice">.*?</section>', page, re.S)[0]


def test_its_headings_tell_who_what_where_and_what_else():
    meander.lay_out(at=NOW)
    make_petition(title="Keep the library open", closes_at=NOW + 5 * DAY)
    make_petition("bus", title="Let the number 9 bus run on Sundays")

    assert headings(front()) == [
        ("1", "Rivertown Together"),
        ("2", "Keep the library open"),
        ("2", "Where do you live?"),
        ("2", "Also open"),
        ("3", "Let the number 9 bus run on Sundays"),
    ]


def test_what_closes_first_leads_whatever_its_kind_and_then_the_newest():
    make_petition("never", title="A petition without an end")
    make_campaign(title="Calls until Friday", closes_at=NOW + 4 * DAY)
    make_petition("week", title="A petition until next week", closes_at=NOW + 9 * DAY)
    make_pledge(title="A pledge that is due tomorrow", due=timezone.localdate() + DAY)
    make_campaign(title="The newest, without an end")

    assert [words for level, words in headings(front()) if level in "23" and words != "Also open"] == [
        "A pledge that is due tomorrow",
        "Calls until Friday",
        "A petition until next week",
        "The newest, without an end",
    ]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_can_lead_with_its_page_behind_the_one_filled_button(kind):
    meander.lay_out(at=NOW)
    action = an_open_one(kind).action

    page = front()

    lead = lead_of(page)
    assert action.title in words_of(lead) and str(KINDS[kind].one) in words_of(lead)
    [(address, label)] = re.findall(r'<a class="button main" href="([^"]+)">(.*?)</a>', lead, re.S)
    assert page.count('class="button main"') == 1 and len(label.strip()) > 3
    opened = Client().get(address)
    assert opened.status_code == 200 and action.title in opened.content.decode()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_shows_as_a_row_below_the_one_that_leads(kind):
    an_open_one(kind, title="Shown as a row")
    make_petition("first", title="What leads", closes_at=NOW + timedelta(hours=1))

    page = front()

    row = re.search(r"<li>\s*<h3>.*?</li>", page, re.S)[0]
    assert "What leads" in words_of(lead_of(page))
    assert words_of(row).startswith(f"Shown as a row {KINDS[kind].one}")


def test_a_petition_and_a_pledge_say_how_many_take_part():
    make_petition("bus", title="A bus on Sundays")
    pledge = make_pledge(due=(NOW + 5 * DAY).date())
    for name in ("Ana Flores", "Ben Ode"):
        counted(pledge, name)

    page = front()

    assert "2 people" in words_of(lead_of(page)) and "0 people have signed" in words_of(page)


def test_what_is_early_over_closed_or_a_draft_is_not_shown():
    make_petition("early", title="Not yet", opens_at=NOW + DAY)
    make_petition("over", title="Over", closes_at=NOW - DAY)
    make_campaign(title="A draft", live=False)
    make_pledge(title="Its day has passed", due=timezone.localdate() - 2 * DAY)
    Action.objects.filter(pk=make_campaign(title="Closed").pk).update(state="closed")

    assert headings(front()) == [("1", "Rivertown Together"), ("2", "Nothing to do today.")]


def test_it_asks_the_same_of_the_database_for_four_as_for_forty():
    def asked() -> int:
        caches["near"].clear()
        with CaptureQueriesContext(connection) as queries:
            front()
        return len(queries)

    for n in range(4):
        make_petition(f"p{n}", title=f"Number {n}")
    asked()
    of_four = asked()
    for n in range(4, 40):
        make_petition(f"p{n}", title=f"Number {n}")

    assert asked() == of_four


def test_with_one_ask_nothing_else_is_said_to_be_open():
    make_petition()

    assert "Also open" not in front()


def test_with_nothing_open_it_says_so_under_our_name():
    assert headings(front()) == [("1", "Rivertown Together"), ("2", "Nothing to do today.")]


# which one leads


def lead_title(client: Client | None = None) -> str:
    page = (client or Client()).get("/").content.decode()
    return words_of(re.search(r'<h2 class="headline">.*?</h2>', page, re.S)[0])


def pressed_undo(desk: Client, page: str):
    return desk.post(re.search(r'action="([^"]+)"(?:(?!</form>).)*?Undo', page, re.S)[1], follow=True)


def choose(desk: Client, slug: str) -> str:
    return desk.post("/desk/front/", {"lead": slug}, follow=True).content.decode()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_organizer_chooses_what_leads_and_takes_it_back(kind):
    make_petition("first", title="What closes first", closes_at=NOW + timedelta(hours=1))
    chosen, desk = an_open_one(kind, title="Chosen").action, signed_in_client(role="staff")
    assert "This page picks the action that closes first. Choose another" in words_of(desk.get("/").content.decode())

    told = choose(desk, chosen.slug)
    assert lead_title() == "Chosen" and "An organizer chose" in words_of(desk.get("/").content.decode())
    back = pressed_undo(desk, told).content.decode()
    assert lead_title() == "What closes first"
    pressed_undo(desk, back)
    assert lead_title() == "Chosen"
    choose(desk, "")

    assert lead_title() == "What closes first"
    verbs = Entry.objects.filter(object_id=str(chosen.public_id)).order_by("pk").values_list("verb", flat=True)
    put, taken = (f"{KINDS[kind].model.WORD} {words}" for words in ("put in front", "no longer in front"))
    assert list(verbs)[2:] == [put, taken, put, taken]


def test_the_last_choice_holds_and_ends_with_what_was_chosen():
    make_petition("first", title="What closes first", closes_at=NOW + timedelta(hours=1))
    for slug in ("one", "two"):
        make_petition(slug, title=slug)
    for slug in ("two", "one"):  # of two without an end the newest would come first
        choose(signed_in_client(make_account("staff", email=f"{slug}@rivertown.example")), slug)
    assert lead_title() == "one"

    Action.objects.filter(slug="one").update(state="closed")

    assert lead_title() == "What closes first"


@pytest.mark.parametrize("slug", ["closed", "no-such-ask", "\x00", "²"])
def test_only_what_is_open_can_be_chosen(slug):
    make_petition("first")
    make_petition("closed", state="closed")
    desk = signed_in_client(role="staff")

    answer = desk.post("/desk/front/", {"lead": slug})

    assert answer.status_code == 422 and "Choose one that is open" in answer.content.decode()
    assert not Action.objects.exclude(leads_since=None).exists()


def test_visitors_and_who_writes_for_a_chapter_only_see_no_bar_and_choose_nothing(settings):
    for slug in ("first", "second"):
        make_petition(slug)
    settings.BALLOTLINE_SCOPE = ScopeOf(f"{__name__}.writes_for_ward_five")
    desk = signed_in_client(role="staff")

    assert all("Choose another" not in client.get("/").content.decode() for client in (Client(), desk))
    assert desk.get("/desk/front/").status_code == desk.post("/desk/front/", {"lead": "first"}).status_code == 404


def writes_for_ward_five(_account: object) -> Scope:
    return Scope.of(["desk.enter"]) | Scope.of(["actions.read", "actions.edit"], Reach(chapters=frozenset({"five"})))


def test_with_one_ask_there_is_nothing_to_choose():
    make_petition()

    assert "Choose another" not in signed_in_client(role="staff").get("/").content.decode()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_day_on_which_it_ends_is_said_once_and_is_its_last(kind):
    """A pledge is taken until its day is over."""
    ask, last = an_open_one(kind), timezone.localdate() + 5 * DAY
    if hasattr(ask, "due"):
        type(ask).objects.update(due=last)
    Action.objects.update(closes_at=datetime.combine(last, time(17), timezone.get_current_timezone()))

    lead = words_of(lead_of(front()))

    assert lead.count(day(last, today=timezone.localdate())) == 1
