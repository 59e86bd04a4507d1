"""Tables of many people leave with a second person's yes, once."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from ballotline.movement.accounts import agreeing
from ballotline.movement.accounts.models import Account, Agreement
from ballotline.movement.accounts.testing import make_account, signed_in_client
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition

pytestmark = pytest.mark.django_db

PEOPLE = "/desk/people/take-along/"
SIGNERS = "/desk/petitions/library/take-along/people.csv"


@pytest.fixture(autouse=True)
def _two_people_are_many(monkeypatch):
    monkeypatch.setattr(agreeing, "EXPORT_ROWS", 1)
    petition = make_petition()
    for name in ("Ana Flores", "Ben Weiss"):
        counted(petition, name)


@pytest.fixture
def lena() -> Client:
    return signed_in_client(make_account("owner", "lena@rivertown.example", "Lena Ortiz"))


@pytest.fixture
def sam() -> Client:
    return signed_in_client(make_account("staff", "sam@rivertown.example", "Sam Teo"))


def says_yes(client: Client) -> None:
    client.post(f"/desk/second/{Agreement.objects.get(ended_at=None).public_id}/yes/")


def body_of(response) -> str:
    return b"".join(response).decode() if response.streaming else response.content.decode()


def test_a_list_of_people_leaves_once_a_second_person_has_said_yes(lena, sam):
    assert lena.post(PEOPLE).status_code == 303
    says_yes(lena)
    assert lena.post(PEOPLE).status_code == 303
    says_yes(sam)

    table = lena.post(PEOPLE)

    assert table.status_code == 200 and "Ana Flores" in body_of(table)
    assert lena.post(PEOPLE).status_code == 303
    assert sam.post(PEOPLE).status_code == 303


def test_another_question_takes_another_yes(lena, sam):
    lena.post(PEOPLE)
    says_yes(sam)

    assert lena.post(f"{PEOPLE}?without=phone").status_code == 303
    assert lena.post(f"{PEOPLE}?q=ana").status_code == 200, "one is not many"


def test_who_took_part_leaves_by_a_press_and_never_by_a_look(lena, sam):
    asked = lena.get(SIGNERS)
    assert "Ask a second person to agree" in body_of(asked)
    lena.post(SIGNERS)
    says_yes(sam)
    for _looks in range(2):
        assert lena.head(SIGNERS).status_code == 200
        assert "Take it along" in body_of(lena.get(SIGNERS))

    table = lena.post(SIGNERS)

    assert "Ana Flores" in body_of(table)
    assert "Ask a second person to agree" in body_of(lena.get(SIGNERS))


def test_a_thousand_people_a_day_leave_in_parts_as_in_one_table(lena, sam):
    """Two people of the petition, one each; here more than one a day is many."""
    assert lena.post(f"{PEOPLE}?q=ana").status_code == 200
    assert lena.post(f"{PEOPLE}?q=ben").status_code == 303, "with that it would be two"
    assert sam.post(f"{PEOPLE}?q=ben").status_code == 200, "to each their own"

    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert signed_in_client(Account.objects.get(name="Lena Ortiz")).post(f"{PEOPLE}?q=ben").status_code == 200


def test_what_had_a_second_yes_of_its_own_does_not_count_to_the_day(lena, sam):
    lena.post(PEOPLE)
    says_yes(sam)
    assert lena.post(PEOPLE).status_code == 200

    assert lena.post(f"{PEOPLE}?q=ana").status_code == 200
