"""Two people at the desk: suggested, compared side by side, merged, told apart;
how to reach them; each with its undo."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ballotline.foundation.access.rules import Reach, Scope
from ballotline.foundation.access.seams import ScopeOf
from ballotline.movement.accounts.models import Account
from ballotline.movement.accounts.testing import make_account, signed_in_client
from ballotline.movement.people import queries
from ballotline.movement.people.models import Merge, Person
from ballotline.organizing.actions.kinds.petition.models import Petition
from ballotline.organizing.actions.kinds.petition.queries import count_now
from ballotline.organizing.actions.kinds.petition.testing import TITLE, counted, make_petition

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    return signed_in_client(role="owner")


@pytest.fixture
def two() -> list[Person]:
    """Ana twice, in two ZIP codes, with two mailboxes, each under the same petition."""
    petition = make_petition()
    return [
        counted(petition, "Ana Flores").person,
        counted(petition, "Anna Flores", email="anna@rivertown.example", zip_code="00011").person,
    ]


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def undo(desk: Client, page: str) -> str:
    """Presses the Undo of the line above the page; the next page."""
    address = re.search(r'class="said".*?action="([^"]+)"', page, re.DOTALL)
    assert address, "the page offers no undo"
    return text_of(desk.post(address[1], follow=True))


def how_many_signed() -> int:
    return count_now(Petition.objects.get(), timezone.now()).online


def page_of(person: Person) -> str:
    return f"/desk/people/{person.public_id}/"


def compared(one: Person, other: Person) -> str:
    return f"{page_of(one)}same/{other.public_id}/"


def test_the_two_stand_side_by_side_with_what_differs_to_choose_from(desk, two):
    page = text_of(desk.get(compared(*two)))

    for words in ("Ana Flores", "Anna Flores", "00010", "00011", "anna@rivertown.example", f"Signed: {TITLE}"):
        assert words in page
    assert re.findall(r'<input type="radio" name="(\w+)" value="(\w+)"', page) == [
        ("name", "kept"),
        ("name", "other"),
        ("zip_code", "kept"),
        ("zip_code", "other"),
    ]
    assert f"Both took part: signed: {TITLE}." in page


def test_they_are_one_with_what_was_chosen_and_two_again_by_undo(desk, two):
    page = text_of(desk.post(compared(*two), {"name": "other", "zip_code": "kept"}, follow=True))

    assert "They are one person now." in page
    assert [(p.name, p.zip_code) for p in Person.objects.present()] == [("Anna Flores", "00010")]
    assert how_many_signed() == 1
    assert "They are two again: Ana Flores and Anna Flores." in undo(desk, page)
    assert how_many_signed() == 2
    assert desk.get(page_of(two[1])).status_code == 200


def test_the_page_of_the_one_who_was_merged_leads_to_the_one_who_was_kept(desk, two):
    kept, other = two
    desk.post(compared(*two))

    answer = desk.get(page_of(other))

    assert (answer.status_code, answer["Location"]) == (301, page_of(kept))
    assert answer["Cache-Control"] == "no-store"
    assert desk.get(compared(*two)).status_code == 404


def test_within_thirty_days_the_page_offers_to_make_them_two_again(desk, two):
    desk.post(compared(*two))
    assert "Make them two again" in text_of(desk.get(page_of(two[0])))
    merge = Merge.objects.get()
    Merge.objects.update(at=timezone.now() - timedelta(days=31))

    assert "Make them two again" not in text_of(desk.get(page_of(two[0])))
    page = text_of(desk.post(f"/desk/people/merges/{merge.public_id}/back/", follow=True))

    assert "That was more than 30 days ago" in page
    assert Person.objects.present().count() == 1


def test_two_who_both_sign_in_are_refused_in_a_sentence(desk, two):
    for person, mailbox in zip(two, ("a", "b"), strict=True):
        account = make_account(role="", email=f"{mailbox}@rivertown.example")
        Account.objects.filter(pk=account.pk).update(person=person)

    assert "Make them one person" not in text_of(desk.get(compared(*two)))
    answer = desk.post(compared(*two))

    assert answer.status_code == 422
    assert "An owner ends one of the two sign-ins first." in text_of(answer)


def test_not_the_same_is_remembered_until_it_is_taken_back(desk, two):
    page = text_of(desk.get(page_of(two[0])))
    assert "May be the same" in page
    twin = counted(make_petition("bus"), "Ana Flores", email="second@rivertown.example").person
    assert "same name, same ZIP code" in text_of(desk.get(page_of(two[0])))

    page = text_of(desk.post(f"{compared(two[0], twin)}no/", follow=True))

    assert "same name, same ZIP code" not in page
    assert "Not Ana Flores." in page
    assert "same name, same ZIP code" in undo(desk, page)


def test_somebody_to_compare_with_is_found_by_words(desk, two):
    page = text_of(desk.get(f"{page_of(two[0])}same/?q=anna@"))

    assert f'href="{compared(*two)}"' in page
    assert "Nobody by these words" in text_of(desk.get(f"{page_of(two[0])}same/?q=zzz"))


@pytest.mark.parametrize("seen", [0, 1])
def test_whoever_is_reached_for_one_of_the_two_only_finds_nothing(desk, two, seen, monkeypatch):
    only = two[seen].pk
    everybody = queries.within
    monkeypatch.setattr(queries, "within", lambda reach: everybody(reach).filter(pk=only))

    for address in (compared(*two), compared(*reversed(two))):
        assert desk.get(address).status_code == 404
        assert desk.post(address).status_code == 404
        assert desk.post(f"{address}no/").status_code == 404
        assert desk.post(f"{address}maybe/").status_code == 404
    assert Person.objects.present().count() == 2


def test_who_may_read_and_not_correct_sees_no_way_to_merge_and_finds_none(desk, two, settings, monkeypatch):
    everywhere = Reach(everywhere=True)
    may = Scope({"desk.enter": everywhere, "people.read": everywhere})
    monkeypatch.setattr("ballotline.organizing.chapters.queries.scope_of", lambda _account: may)
    settings.BALLOTLINE_SCOPE = ScopeOf("ballotline.organizing.chapters.queries.scope_of")

    page = text_of(desk.get(page_of(two[0])))

    for word in (
        "Compare",
        "Take off",
        "Add a way to reach them",
        "Add the tag",
        "Mark as wanting no mail",
        "Correct, or erase",
    ):
        assert word not in page
    assert desk.get(compared(*two)).status_code == desk.post(compared(*two)).status_code == 404


def test_the_page_of_a_merged_one_leads_nobody_who_may_not_see_the_kept_one(desk, two, monkeypatch):
    desk.post(compared(*two))
    monkeypatch.setattr(queries, "within", lambda _reach: Person.objects.none())

    assert desk.get(page_of(two[1])).status_code == 404


def test_nobody_is_made_two_again_by_whoever_may_not_see_the_kept_one(desk, two, monkeypatch):
    desk.post(compared(*two))
    monkeypatch.setattr(queries, "within", lambda _reach: Person.objects.none())

    assert desk.post(f"/desk/people/merges/{Merge.objects.get().public_id}/back/").status_code == 404
    assert Person.objects.present().count() == 1


def test_a_phone_is_written_down_found_by_its_digits_and_taken_off_with_undo(desk, two):
    typed = {"reach-kind": "phone", "reach-value": "(202) 555-0142"}

    page = text_of(desk.post(f"{page_of(two[0])}reach/", typed, follow=True))
    assert "Written down." in page
    assert '(202) 555-0142 <span class="quiet"> not confirmed' in page
    assert "Ana Flores" in text_of(desk.get("/desk/people/?q=5550142"))

    page = undo(desk, page)
    assert "“(202) 555-0142” is off." in page
    assert "“(202) 555-0142” is back." in undo(desk, page)


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("email", "nobody", "Enter an e-mail address like name@example.org"),
        ("phone", "12", "Enter a phone number with its area code, like 202-555-0142"),
        ("phone", "", "Enter the address or number"),
        ("pigeon", "x", "Choose a kind"),
        (
            "email",
            "anna@rivertown.example",
            "That is known of Anna Flores. If they are one person, compare them first.",
        ),
    ],
)
def test_what_can_t_be_written_down_is_refused_in_a_sentence_and_kept(desk, two, kind, value, said):
    answer = desk.post(f"{page_of(two[0])}reach/", {"reach-kind": kind, "reach-value": value})

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert two[0].contact_points.count() == 1


def test_a_mailbox_of_somebody_else_offers_to_compare_the_two(desk, two):
    answer = desk.post(f"{page_of(two[0])}reach/", {"reach-kind": "email", "reach-value": "anna@rivertown.example"})

    assert f'href="{compared(*two)}"' in text_of(answer)


def test_another_person_s_way_is_not_taken_off_through_one_s_page(desk, two):
    point = two[1].contact_points.get()

    assert desk.post(f"{page_of(two[0])}reach/{point.pk}/off/").status_code == 404
    assert two[1].contact_points.count() == 1


def test_a_person_s_page_asks_as_many_questions_whoever_is_like_them(desk, two):
    few = questions(desk, page_of(two[0]))
    for number in range(12):
        counted(make_petition(f"more-{number}"), "Ana Flores", email=f"more{number}@rivertown.example")

    many = questions(desk, page_of(two[0]))

    assert many <= few
    assert many < 45


def questions(desk: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        desk.get(address)
    return len(asked)
