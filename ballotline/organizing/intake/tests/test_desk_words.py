"""What organizers type about cases and what is said where it can't be: days that are over, kinds that are none; and
where lies what one writes down."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.movement.accounts.models import Account
from ballotline.movement.accounts.testing import make_account, signed_in_client
from ballotline.organizing.chapters.testing import account_of, make_chapter, make_officer
from ballotline.organizing.intake import queries
from ballotline.organizing.intake.models import Case
from ballotline.organizing.intake.testing import make_case
from ballotline.organizing.intake.tests.test_desk import page, text_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def lena() -> Account:
    return make_account("owner", name="Lena Ortiz")


@pytest.fixture
def desk(lena) -> Client:
    return signed_in_client(lena)


def test_nobody_is_away_until_a_day_that_is_over(desk, lena):
    said = desk.post("/desk/cases/away/", {"until": "2020-01-01"})

    assert said.status_code == 422 and "Enter a day that is not over" in text_of(said)
    assert queries.turn_of(lena).away_until is None


def test_what_an_officer_writes_down_lies_with_their_chapter_unless_the_place_is_another_s(monkeypatch):
    state = make_chapter("Meander")
    town, beside = make_chapter("Rivertown", parent=state), make_chapter("Oldfield", parent=state)
    desk = signed_in_client(account_of(make_officer(town, "Ben Okafor", at=NOW).person))
    serves = {"00010": town, "00020": beside, "00030": state, "00040": None}
    monkeypatch.setattr("ballotline.organizing.chapters.queries.serving_place", lambda where, _on: serves[where])

    for zip_code, chapter in {"": town, "00010": town, "00030": town, "00040": town, "00020": beside}.items():
        typed = {"name": f"Ruth {zip_code}", "text": "Rang us", "kind": "other", "zip_code": zip_code}
        said = desk.post("/desk/cases/new/", typed, follow=True)
        assert Case.objects.latest("pk").chapter == chapter.key, zip_code
        assert ("It lies with another chapter" in text_of(said)) == (chapter == beside)


def test_what_it_is_about_is_one_of_the_list(desk):
    case = make_case(at=NOW)

    said = desk.post(f"{page(case)}kind/", {"kind": "nothing"}, follow=True)
    assert "Choose what it is about." in text_of(said) and "Sorted" not in text_of(said)
    said = desk.post("/desk/cases/new/", {"name": "Ruth Abara", "text": "Rang us", "kind": "nothing"})
    assert said.status_code == 422 and "Choose what it is about" in text_of(said)
    said = desk.post(f"{page(case)}answer/", {"text": "Come.", "version": "x"})
    assert said.status_code == 422 and "Look at the case as it is now, and press again" in said.content.decode()


@pytest.mark.parametrize("do", ["close", "wait"])
def test_who_sends_theirs_too_does_what_they_had_pressed(desk, do):
    case = make_case(at=NOW)

    told = desk.post(f"{page(case)}answer/", {"text": "Come.", "version": 7, "do": do}).content.decode()

    assert re.search(rf'value="{do}">\s*Send mine too', told)
