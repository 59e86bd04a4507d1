"""The list of people beside one person, one tag for many, and the way back of each change."""

import csv
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.foundation.audit.models import Entry
from ballotline.movement.accounts.roles import ROLES
from ballotline.movement.accounts.testing import signed_in_client
from ballotline.movement.people import queries, services
from ballotline.movement.people.models import Correction, Person, Tagging
from ballotline.movement.people.tasks import forget_corrections
from ballotline.organizing.actions.kinds.petition.testing import TITLE, counted, make_petition
from ballotline.organizing.actions.kinds.pledge.testing import counted as promised
from ballotline.organizing.actions.kinds.pledge.testing import make_pledge
from tests.rivertown import make_rivertown

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    return signed_in_client(role="owner")


def text_of(response) -> str:
    return response.content.decode()


def words_of(response) -> str:
    """What somebody reads on the page."""
    return " ".join(re.sub(r"<[^>]+>", " ", text_of(response)).split())


def undo(desk: Client, page: str) -> str:
    """Presses the Undo of the line above the page; the next page."""
    address = re.search(r'class="said".*?action="([^"]+)"', page, re.DOTALL)
    assert address, "the page offers no undo"
    return text_of(desk.post(address[1], follow=True))


def names_with(tag: str) -> set[str]:
    return set(Person.objects.filter(taggings__tag__name=tag).values_list("name", flat=True))


@pytest.fixture
def three(db) -> list[Person]:
    petition = make_petition()
    return [counted(petition, name).person for name in ("Ana Flores", "Ben Weiss", "Chidi Okoro")]


def test_a_person_stands_beside_the_list_that_they_were_found_in(desk, three):
    page = text_of(desk.get(f"/desk/people/{three[0].public_id}/?q=a&sort=name"))

    assert re.search(r'aria-current="true"\s*>\s*<strong>Ana Flores', page)
    assert "Ben Weiss" not in page
    assert 'href="/desk/people/?q=a&amp;sort=name">People' in page


def test_ticked_people_get_one_tag_and_undo_takes_it_off_those_only_who_got_it_now(desk, three):
    services.tag(person=three[0], name="Has a car", by=SYSTEM, at=timezone.now())
    ticked = [str(three[0].public_id), str(three[1].public_id)]

    page = text_of(desk.post("/desk/people/tag/", {"person": ticked, "name": "has  a CAR"}, follow=True))

    assert "1 person got the tag" in page
    assert names_with("Has a car") == {"Ana Flores", "Ben Weiss"}
    assert "off 1 person again" in undo(desk, page)
    assert names_with("Has a car") == {"Ana Flores"}


def test_all_of_a_question_is_a_second_explicit_tick(desk, three):
    page = text_of(desk.post("/desk/people/tag/?q=ben", {"everybody": "on", "name": "Bens"}, follow=True))

    assert "1 person got the tag “Bens”." in page
    assert names_with("Bens") == {"Ben Weiss"}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "Has a car"}, "Tick people first"),
        ({"person": ["not-an-id", "\x00"], "name": "Has a car"}, "Tick people first"),
        ({"everybody": "on", "name": " \x00 "}, "Write the tag that they get."),
    ],
)
def test_a_press_without_people_or_without_a_tag_says_what_is_missing(desk, three, fields, said):
    assert said in text_of(desk.post("/desk/people/tag/", fields, follow=True))
    assert not Tagging.objects.exists()


def test_a_moderator_tags_nobody(three):
    moderator = signed_in_client(role="moderator")

    assert moderator.post("/desk/people/tag/", {"everybody": "on", "name": "x"}).status_code == 404


def test_a_correction_is_undone_and_can_be_put_back_for_thirty_days(desk, three):
    page = f"/desk/people/{three[0].public_id}/"
    said = text_of(desk.post(page + "correct/", {"name": "Anna Flores", "zip_code": "00012"}, follow=True))

    assert "Was “Ana Flores”" in said
    undo(desk, said)

    three[0].refresh_from_db()
    assert (three[0].name, three[0].name_key) == ("Ana Flores", "ana flores")


def test_a_correction_older_than_thirty_days_is_forgotten(desk, three):
    desk.post(f"/desk/people/{three[0].public_id}/correct/", {"name": "Anna Flores", "zip_code": "00012"})
    row = Correction.objects.get()
    Correction.objects.update(at=timezone.now() - timedelta(days=31))

    assert desk.post(f"/desk/people/{three[0].public_id}/correct/{row.pk}/back/").status_code == 404
    forget_corrections()

    assert not Correction.objects.exists()


def test_a_note_about_mail_is_taken_back_to_what_held_before(desk, three):
    person = counted(make_petition("bus"), "Dana Reyes", news_consent=True).person

    said = text_of(desk.post(f"/desk/people/{person.public_id}/consent/", {"given": "no"}, follow=True))
    assert not queries.allows(person, channel="email", purpose="news")
    undo(desk, said)

    assert queries.allows(person, channel="email", purpose="news")


def test_a_person_s_own_later_no_is_not_undone_by_an_organizer(desk, three):
    said = text_of(desk.post(f"/desk/people/{three[0].public_id}/consent/", {"given": "yes"}, follow=True))
    services.change_consent(
        person=three[0],
        channel="email",
        purpose="news",
        given=False,
        where="my data",
        wording="no",
        by=SYSTEM,
        at=timezone.now(),
    )

    undo(desk, said)

    assert not queries.allows(three[0], channel="email", purpose="news")
    assert three[0].consents.count() == 2


def test_a_note_that_was_the_first_word_is_taken_back_to_a_no(desk, three):
    said = text_of(desk.post(f"/desk/people/{three[0].public_id}/consent/", {"given": "yes"}, follow=True))

    undo(desk, said)

    assert not queries.allows(three[0], channel="email", purpose="news")


def test_a_tag_taken_off_comes_back(desk, three):
    tag = services.tag(person=three[0], name="Driver", by=SYSTEM, at=timezone.now())

    said = text_of(desk.post(f"/desk/people/{three[0].public_id}/tag/{tag.public_id}/off/", follow=True))
    undo(desk, said)

    assert names_with("Driver") == {"Ana Flores"}


def test_another_person_s_rows_are_not_reached_through_one_s_page(desk, three):
    noted = services.change_consent(
        person=three[1],
        channel="email",
        purpose="news",
        given=False,
        where="x",
        wording="no",
        by=SYSTEM,
        at=timezone.now(),
    )

    assert desk.post(f"/desk/people/{three[0].public_id}/consent/{noted.pk}/back/").status_code == 404


def test_the_people_of_a_question_are_taken_along_as_csv_and_that_is_noted(desk, three):
    services.tag(person=three[0], name="Has a car", by=SYSTEM, at=timezone.now())
    services.correct(person=three[1], name="=Ben()", zip_code="00010", by=SYSTEM, at=timezone.now())

    taken = desk.post("/desk/people/take-along/?tag=has+a+car")
    everybody = b"".join(desk.post("/desk/people/take-along/").streaming_content).decode()

    rows = list(csv.DictReader(b"".join(taken.streaming_content).decode().splitlines()))
    assert [(row["name"], row["email"], row["tags"], row["may_be_written_to"]) for row in rows] == [
        ("Ana Flores", "ana.flores@rivertown.example", "Has a car", "no")
    ]
    assert len(everybody.splitlines()) == 4
    assert "'=Ben()" in everybody
    noted = Entry.objects.filter(verb="people exported").order_by("pk")
    assert [entry.fields for entry in noted] == ["1 people", "3 people"]


@pytest.mark.parametrize("role", ["moderator", "staff"])
def test_only_who_may_export_takes_people_along(three, role):
    may = "people.export" in ROLES[role].may

    answer = signed_in_client(role=role).post("/desk/people/take-along/")

    assert answer.status_code == (200 if may else 404)


def test_each_row_says_where_somebody_lives_and_what_they_did_last(desk, django_assert_max_num_queries):
    make_rivertown()
    ana = counted(make_petition(), "Ana Flores", at=timezone.now() - timedelta(days=9)).person
    counted(make_petition("bus"), "Ben Weiss", zip_code="99999", at=timezone.now() - timedelta(days=3))
    pledge = make_pledge()
    promised(pledge, "Ana Flores", email="ana.flores@rivertown.example")

    with django_assert_max_num_queries(36):  # six are of cases: Today and the menu say how many wait; two note the look
        page = words_of(desk.get("/desk/people/?sort=name"))

    assert f"Ana Flores Rivertown · signer made a pledge today : {pledge.action.title}" in page
    assert f"Ben Weiss ZIP code 99999, no town on file · signer signed 3 days ago : {TITLE}" in page
    assert ana.activities.count() == 2


@pytest.mark.parametrize(
    "days, words",
    [(0, "signed today"), (1, "signed yesterday"), (2, "signed 2 days ago"), (30, "signed 30 days ago")],
)
def test_when_somebody_did_something_is_said_in_days(desk, days, words):
    counted(make_petition(), "Ana Flores", at=timezone.now() - timedelta(days=days))

    assert words in words_of(desk.get("/desk/people/"))


def test_what_is_longer_ago_than_a_month_has_its_day(desk):
    counted(make_petition(), "Ana Flores", at=timezone.now() - timedelta(days=31))

    assert re.search(r"signed (Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d+ [A-Z][a-z]+", words_of(desk.get("/desk/people/")))


def test_somebody_who_did_nothing_yet_is_a_reader(desk):
    services.identify(name="Dot Moss", email="dot@rivertown.example", at=timezone.now() - timedelta(days=2))

    assert "Dot Moss reader on file since 2 days ago" in words_of(desk.get("/desk/people/"))


def test_who_promised_and_never_signed_is_a_supporter(desk):
    promised(make_pledge(), "Ana Flores", email="ana.flores@rivertown.example")

    assert "· supporter made a pledge" in words_of(desk.get("/desk/people/"))


def test_what_somebody_did_leads_to_the_ask_whatever_its_kind(desk):
    person = counted(make_petition(), "Ana Flores").person
    pledge = make_pledge()
    promised(pledge, "Ana Flores", email="ana.flores@rivertown.example")

    page = " ".join(text_of(desk.get(f"/desk/people/{person.public_id}/")).split())

    assert f'Signed <a href="/desk/petitions/library/">{TITLE}</a>' in page
    assert f'Made a pledge <a href="/desk/pledges/{pledge.action.slug}/">{pledge.action.title}</a>' in page
