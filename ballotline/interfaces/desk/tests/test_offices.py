"""Offices at the desk: what is on file, a council seat added, passed on, vacated, undone, and who may."""

import re
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.accounts import services as accounts
from ballotline.record.offices.models import Official, PhoneLine, Seat, Term
from ballotline.record.offices.queries import representing
from ballotline.record.offices.testing import MEANDER, in_office
from ballotline.record.places.models import Division

pytestmark = pytest.mark.django_db
WARD = f"{MEANDER}/place:rivertown/ward:5"
DANA = {
    "title": "Council Member",
    "where": WARD,
    "name": "Dana Okafor",
    "parties": "Harbor / Orchard",
    "phone": "202-555-0135",
    "source": "The clerk",
}


def desk_of(role: str) -> Client:
    account = accounts.open_account(
        name="Lena", email=f"{role}@rivertown.example", role=role, by=SYSTEM, at=timezone.now()
    )
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def desk() -> Client:
    return desk_of("staff")


def text_of(response) -> str:
    return response.content.decode()


def holder() -> str:
    [seated] = representing([WARD], on=timezone.localdate())
    return seated.term.official.name if seated.term else ""


def test_a_council_seat_is_added_with_who_holds_it(desk):
    page = text_of(desk.post("/desk/offices/new/", DANA, follow=True))

    assert "Saved." in page and "Dana Okafor" in page
    term = Term.objects.get()
    assert (term.parties, term.source, PhoneLine.objects.get().dial) == (
        ["Harbor", "Orchard"],
        "The clerk",
        "+12025550135",
    )
    assert Seat.objects.get().office.jurisdiction.division == f"{MEANDER}/place:rivertown"
    assert "Dana Okafor" in text_of(desk.get("/desk/offices/?q=dana")) and "Dana" not in text_of(
        desk.get("/desk/offices/?q=zeno")
    )


def test_the_place_may_be_said_in_words_and_several_are_offered(desk):
    for n in (5, 6):
        Division.objects.create(ocd_id=f"{MEANDER}/place:rivertown/ward:{n}", kind="ward", name=f"Rivertown Ward {n}")

    several = desk.post("/desk/offices/new/", {**DANA, "where": "rivertown ward"})
    desk.post("/desk/offices/new/", {**DANA, "where": "rivertown ward 5"})

    assert several.status_code == 422 and f'value="{MEANDER}/place:rivertown/ward:6"' in text_of(several)
    assert holder() == "Dana Okafor"
    read = re.sub(r"<[^>]+>", "", text_of(several))
    assert "Ward 6, Rivertown, MR" in read and "ocd-division" not in read


@pytest.mark.parametrize(
    "field, typed, sentence",
    [
        ("phone", "555-0135", "Enter the whole number with its area code"),
        ("where", "nowhere", "No place on file fits these words"),
        ("email", "dana@", "Enter an e-mail address"),
        ("ends", "soon", "Enter a day, like 2026-03-10"),
        ("source", "", "Enter where one can check it"),
        ("name", "Da\x00na", "hidden character"),
        ("title", "x" * 41, "Make the office shorter"),
    ],
)
def test_what_cannot_be_taken_gets_a_sentence_and_nothing_typed_is_lost(desk, field, typed, sentence):
    response = desk.post("/desk/offices/new/", {**DANA, field: typed})

    assert response.status_code == 422 and sentence in text_of(response)
    assert Official.objects.count() == 0
    if field != "title":
        assert "Council Member" in text_of(response)


def test_another_name_passes_the_seat_on_and_the_same_one_corrects(desk):
    desk.post("/desk/offices/new/", DANA)
    seat = Seat.objects.get()
    form = {name: value for name, value in DANA.items() if name not in ("title", "where")}

    desk.post(f"/desk/offices/seats/{seat.pk}/", {**form, "phone": "202-555-0199"})
    assert (Official.objects.count(), PhoneLine.objects.get().dial) == (1, "+12025550199")
    page = text_of(desk.post(f"/desk/offices/seats/{seat.pk}/", {**form, "name": "Ed Sato"}, follow=True))

    assert holder() == "Ed Sato" and Official.objects.count() == 2
    assert "Dana Okafor" in page[page.index("Who held it") :]


@pytest.mark.parametrize("first_day", ["2020-01-01", ""])
def test_two_terms_of_the_same_human_in_a_seat_do_not_begin_on_the_same_day(desk, first_day):
    desk.post("/desk/offices/new/", {**DANA, "starts": "2024-01-01"})
    now = Term.objects.get()
    before = {"starts": date.fromisoformat(first_day) if first_day else None, "start_key": first_day}
    about = {"source": "a list", "as_of": date(2020, 1, 1), "ends": date(2024, 1, 1)}
    Term.objects.create(seat=now.seat, official=now.official, **before, **about)

    corrected = {**DANA, "phone": "202-555-0199", "starts": first_day}
    answers = [desk.post(page, corrected) for page in (f"/desk/offices/seats/{now.seat_id}/", "/desk/offices/new/")]

    for answer in answers:
        assert answer.status_code == 422
        assert "Enter the day on which this one began" in text_of(answer) and "202-555-0199" in text_of(answer)
    now.refresh_from_db()
    assert (now.starts, PhoneLine.objects.get().dial) == (date(2024, 1, 1), "+12025550135")


def test_a_vacancy_can_be_undone(desk):
    desk.post("/desk/offices/new/", DANA)
    seat = Seat.objects.get()

    said = text_of(desk.post(f"/desk/offices/seats/{seat.pk}/", {"name": "", "source": "The clerk"}, follow=True))
    assert holder() == ""
    desk.post(re.search(r'action="([^"]+/back/[^"]+)"', said)[1])

    assert holder() == "Dana Okafor"


def test_a_seat_that_somebody_else_has_taken_is_not_given_back(desk):
    desk.post("/desk/offices/new/", DANA)
    seat, term = Seat.objects.get(), Term.objects.get()
    desk.post(f"/desk/offices/seats/{seat.pk}/", {"name": "Ed Sato", "source": "x"})

    desk.post(f"/desk/offices/seats/{seat.pk}/back/{term.pk}/")

    assert holder() == "Ed Sato"


def test_a_number_reported_wrong_stands_above_the_list_until_somebody_looked(desk):
    in_office("Sam Reyes", "sldl:12", "State Representative", starts=date(2025, 1, 1))
    PhoneLine.objects.update(is_wrong=True)

    assert "Reported as wrong numbers" in text_of(desk.get("/desk/offices/"))
    desk.post(f"/desk/offices/lines/{PhoneLine.objects.get().pk}/right/")

    assert not PhoneLine.objects.get().is_wrong and "Reported as wrong" not in text_of(desk.get("/desk/offices/"))


@pytest.mark.parametrize("page", ["", "new/", "seats/1/"])
def test_a_moderator_and_a_stranger_do_not_enter(page):
    assert desk_of("moderator").get(f"/desk/offices/{page}").status_code == 404
    assert Client().get(f"/desk/offices/{page}").status_code == 302


def test_the_empty_list_says_what_will_stand_here(desk):
    assert "Offices and who holds them will stand here." in text_of(desk.get("/desk/offices/"))


def test_a_page_asks_a_fixed_number_of_questions(desk, django_assert_max_num_queries):
    for n in range(30):
        in_office(f"Official {'abcdefghijklmnopqrstuvwxyzabcd'[n]}{n}", f"sldl:{n}", "State Representative")

    with django_assert_max_num_queries(35):
        desk.get("/desk/offices/")
