"""What people can ask, and ready answers, in the organization's own words."""

import pytest
from django.test import Client

from ballotline.movement.accounts.testing import signed_in_client
from ballotline.organizing.chapters.testing import account_of, make_chapter, make_officer
from ballotline.organizing.intake.models import CaseKind, ReadyAnswer
from ballotline.organizing.intake.testing import make_case, make_kind

pytestmark = pytest.mark.django_db
KIND = {"words": "Join a picnic", "says": "comes to the picnic", "answer_within": "5", "guess_by": "picnic, barbecue"}
TEXT = {"title": "Come", "text": "Dear {name}, {chapter} meets on Mondays."}


@pytest.fixture
def desk() -> Client:
    return signed_in_client(role="owner")


def test_a_new_kind_is_a_door_has_its_hours_and_is_guessed(desk):
    assert desk.get("/desk/cases/asked/new/").status_code == 200
    assert desk.post("/desk/cases/asked/new/", KIND)["Location"] == "/desk/cases/asked/"

    case = make_case(text="Is there a barbecue?")
    assert (case.kind.words, (case.due_at - case.opened_at).total_seconds()) == ("Join a picnic", 5 * 3_600)
    assert "Join a picnic" in Client().get("/write/").content.decode()
    assert "Join a picnic" in desk.get("/desk/cases/asked/").content.decode()


def test_a_kind_is_changed_and_what_is_wrong_is_said_at_its_field(desk):
    make_kind()
    for hours in ("", "0", "721", "²", "two"):
        refused = desk.post("/desk/cases/asked/run/", KIND | {"answer_within": hours})
        assert refused.status_code == 422 and "Enter hours between 1 and 720" in refused.content.decode()

    desk.post("/desk/cases/asked/run/", KIND | {"words": "Run"})

    assert (CaseKind.objects.get(slug="run").words, CaseKind.objects.get(slug="run").answer_within) == ("Run", 5)
    assert desk.get("/desk/cases/asked/nothing/").status_code == 404


def test_a_kind_is_taken_off_and_offered_again(desk):
    make_kind()

    desk.post("/desk/cases/asked/run/off/")
    assert "Run for office" not in Client().get("/write/").content.decode()
    desk.post("/desk/cases/asked/run/on/")
    assert "Run for office" in Client().get("/write/").content.decode()
    desk.post("/desk/cases/asked/other/off/")
    assert "Something else" in Client().get("/write/").content.decode()


def test_a_ready_answer_is_written_changed_taken_off_and_back(desk):
    desk.post("/desk/cases/asked/answers/new/", TEXT)
    answer = ReadyAnswer.objects.get()
    address = f"/desk/cases/asked/answers/{answer.public_id}/"
    case = f"/desk/cases/{make_case().public_id}/"

    desk.post(address, TEXT | {"title": "Come on Monday"})
    assert "Come on Monday" in desk.get(case).content.decode()
    desk.post(f"{address}off/")
    desk.get("/desk/")
    assert "Come on Monday" not in desk.get(case).content.decode()
    desk.post(f"{address}on/")
    assert "Come on Monday" in desk.get(case).content.decode()


def test_a_placeholder_that_nobody_fills_is_said_at_the_field_and_the_text_is_kept(desk):
    refused = desk.post("/desk/cases/asked/answers/new/", TEXT | {"text": "Dear {name}, come on {day}."})

    page = refused.content.decode()
    assert refused.status_code == 422 and page.count("Take {day} out: only {name}") == 2
    assert "come on {day}." in page and not ReadyAnswer.objects.exists()


def test_it_is_the_whole_organization_s(desk):
    officer = signed_in_client(account_of(make_officer(make_chapter()).person))

    assert officer.get("/desk/cases/asked/").status_code == 404
    assert "/desk/cases/asked/" in desk.get("/desk/cases/").content.decode()
    assert "/desk/cases/asked/" not in officer.get("/desk/cases/").content.decode()
