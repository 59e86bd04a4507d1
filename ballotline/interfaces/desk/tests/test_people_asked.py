"""The list of people narrowed in words: each filter alone and together, each taken away again, and what the export and
the tag for all take of it."""

import csv
import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.foundation.organization.queries import us
from ballotline.interfaces.desk.tests.test_who_took_part import took_part
from ballotline.movement.accounts.testing import signed_in_client
from ballotline.movement.people import services
from ballotline.movement.people.models import Person
from ballotline.organizing.actions.declared import KINDS
from ballotline.organizing.actions.testing import an_open_one

pytestmark = pytest.mark.django_db
NOW = timezone.now()
NAMES = {"Ana Flores", "Ben Weiss", "Chidi Okoro", "Dot Moss"}
ASK_OF = {deed: name for name, kind in KINDS.items() for deed in kind.did}


@pytest.fixture
def desk() -> Client:
    return signed_in_client()


def news(person: Person, given: bool, *, days_later: int) -> None:
    services.record_consent(
        person=person,
        channel="email",
        purpose="news",
        given=given,
        at=NOW + timedelta(days=days_later),
        where="a test",
        wording="News, please",
    )


@pytest.fixture(autouse=True)
def _four(db) -> None:
    """Ana did everything there is to do, Ben signed, Chidi called, Dot stands on a list and has no mailbox."""
    asks = {deed: an_open_one(name) for deed, name in ASK_OF.items()}
    for ask in asks.values():
        took_part(ask, "Ana Flores")
    took_part(asks["signed"], "Ben Weiss")
    took_part(asks["called"], "Chidi Okoro")
    dot = services.identify(name="Dot Moss", email="dot@rivertown.example", at=NOW)
    dot.contact_points.all().delete()
    ana, ben, chidi = (Person.objects.get(name=name) for name in ("Ana Flores", "Ben Weiss", "Chidi Okoro"))
    services.tag(person=ben, name="Has a car", by=SYSTEM, at=NOW)
    news(ana, True, days_later=1)
    news(ben, True, days_later=1)
    news(ben, False, days_later=2)
    news(chidi, False, days_later=1)
    news(chidi, True, days_later=2)


def page_of(desk: Client, question: str) -> str:
    return " ".join(desk.get(f"/desk/people/{question}").content.decode().split())


def names_on(page: str) -> set[str]:
    return NAMES & set(re.findall(r"<strong>([^<]+)</strong>", page))


def narrowed_to(page: str) -> dict[str, str]:
    """{what the list is narrowed to, in words: the address without it}"""
    links = re.findall(r'<li> <a href="([^"]+)"> ([^<]+?)&nbsp;<span aria-hidden', page)
    return {html.unescape(words): html.unescape(address) for address, words in links}


NARROWED = pytest.mark.parametrize(
    "question, names, words",
    [
        ("?did=signed", {"Ana Flores", "Ben Weiss"}, {"signed"}),
        ("?did=called", {"Ana Flores", "Chidi Okoro"}, {"called"}),
        ("?did=pledged", {"Ana Flores"}, {"made a pledge"}),
        ("?did=signed&did=called", {"Ana Flores"}, {"signed", "called"}),
        ("?mail=yes", {"Ana Flores", "Chidi Okoro"}, {"may be written to"}),
        ("?mail=no", {"Ben Weiss", "Dot Moss"}, {"may not be written to"}),
        ("?without=email", {"Dot Moss"}, {"without e-mail"}),
        ("?without=email&without=phone", {"Dot Moss"}, {"without e-mail", "without phone"}),
        ("?tag=has+a+car", {"Ben Weiss"}, {"tag “Has a car”"}),
        ("?q=chidi&mail=yes", {"Chidi Okoro"}, {"“chidi”", "may be written to"}),
        ("?did=signed&tag=has+a+car&mail=yes", set(), {"signed", "tag “Has a car”", "may be written to"}),
        ("?did=flew&mail=perhaps&without=shoes", NAMES, set()),
    ],
)


@NARROWED
def test_each_filter_finds_those_and_stands_above_the_list_in_words(desk, question, names, words):
    page = page_of(desk, question)

    assert names_on(page) == names
    assert set(narrowed_to(page)) == words


@NARROWED
def test_the_export_and_the_tag_for_all_take_the_people_of_the_filters(desk, question, names, words):
    exported = b"".join(desk.post(f"/desk/people/take-along/{question}").streaming_content).decode()
    desk.post(f"/desk/people/tag/{question}", {"name": "Found", "everybody": "on"})

    assert {row["name"] for row in csv.DictReader(exported.splitlines())} == names
    assert set(Person.objects.filter(taggings__tag__name="Found").values_list("name", flat=True)) == names


def test_filters_are_taken_away_one_by_one(desk):
    page = page_of(desk, "?did=signed&did=called&mail=yes&sort=name&page=1")

    without_called = page_of(desk, narrowed_to(page)["called"].removeprefix("/desk/people/"))
    without_both = page_of(desk, narrowed_to(without_called)["signed"].removeprefix("/desk/people/"))

    assert set(narrowed_to(without_called)) == {"signed", "may be written to"}
    assert set(narrowed_to(without_both)) == {"may be written to"}
    assert names_on(without_both) == {"Ana Flores", "Chidi Okoro"}
    assert "sort=name" in narrowed_to(without_both)["may be written to"]


def test_the_list_beside_a_person_keeps_every_filter(desk):
    page = page_of(desk, "?did=signed&did=called&mail=yes")
    address = html.unescape(re.search(r'href="(/desk/people/[0-9a-f-]{36}/[^"]*)"', page)[1])

    beside = " ".join(desk.get(address).content.decode().split())

    assert set(narrowed_to(beside)) == {"signed", "called", "may be written to"}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_each_kind_s_people_did_can_be_asked_for(desk, kind):
    page = page_of(desk, "")

    for deed, words in KINDS[kind].did.items():
        assert re.search(rf'name="did" value="{deed}" ?> {words} </label>', page)


def test_the_count_says_whose_people_they_are(desk):
    assert f"4 people of {us().name} <" in page_of(desk, "")
    assert f"1 person of {us().name} <" in page_of(desk, "?without=email")
