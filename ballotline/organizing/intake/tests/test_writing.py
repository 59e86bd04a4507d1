"""Writing to us: four doors, a form, a mailed link, and a page that says who answers until when."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from ballotline.movement.accounts.testing import make_account, signed_in_client
from ballotline.movement.arrivals.models import Arrival
from ballotline.movement.arrivals.queries import token_of
from ballotline.movement.people.models import Activity, Person
from ballotline.organizing.chapters.testing import make_chapter, make_officer
from ballotline.organizing.intake.models import Case, CaseKind, Letter, Message
from ballotline.organizing.intake.services import asked, working, writing
from ballotline.organizing.intake.testing import make_kind
from ballotline.record.places.models import ZipCode
from tests.rivertown import press, say_yes

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = timedelta(days=1)
RUTH = {
    "name": "Ruth Abara",
    "email": "ruth@rivertown.example",
    "zip_code": "",
    "text": "We are five households on the east side and want to meet.",
    "key": "k",
}


def text_of(response) -> str:
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def write(client: Client, door: str = "other", **more: str):
    return press(client, f"/write/{door}/", **{**RUTH, **more})


def confirm(client: Client, message: Message):
    return say_yes(client, f"/confirm/{token_of(message)}/")


def written(door: str = "other", **more: str) -> Case:
    """Of the newest message, confirmed."""
    write(Client(), door, **more)
    confirm(Client(), Message.objects.latest("pk"))
    return Case.objects.latest("pk")


def test_there_are_four_doors_and_the_form_for_all_else_and_looking_writes_nothing():
    page = Client().get("/write/")

    said = text_of(page)
    for words in ("Start a chapter", "Run for office", "Support candidates near you", "Something else"):
        assert words in said
    assert "A person answers you within 2 days." in said and 'action="/write/other/"' in page.content.decode()
    assert "Run for office" in text_of(Client().get("/write/run/"))
    assert not CaseKind.objects.exists() and not page.cookies


@pytest.mark.parametrize("door", ["nowhere", "sent", "on", "RUN"])
def test_a_door_that_is_none_is_not_there(door):
    assert Client().get(f"/write/{door}/").status_code == 404
    assert write(Client(), door).status_code == 404


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept():
    refused = write(Client(), "run", email="ruth at home", text="")

    said = text_of(refused)
    assert refused.status_code == 422
    assert said.count("Enter an e-mail address like name@example.org") == 2
    assert said.count("Enter what you want to say") == 2 and 'value="ruth at home"' in refused.content.decode()
    assert not Message.objects.exists() and not Letter.objects.exists()


def test_a_press_waits_until_the_mailbox_s_owner_says_yes_and_then_it_is_a_case():
    make_account("owner")
    client = Client()

    thanks = write(client, "start")
    [message] = Message.objects.all()
    assert not Case.objects.exists() and not Person.objects.exists()
    assert "We sent a message to ruth@rivertown.example" in text_of(client.get(thanks["Location"]))
    done = confirm(client, message)

    case = Case.objects.get()
    assert (case.kind.slug, case.name, case.source, case.state) == ("start", "Ruth Abara", "form", "new")
    assert case.person == Person.objects.get() and case.entries.get().text == RUTH["text"]
    assert done["Location"].startswith("/write/sent/")


def test_the_owner_s_words_are_those_of_the_confirm_page():
    client = Client()
    write(client)

    say_yes(client, f"/confirm/{token_of(Message.objects.get())}/", text="Only this.")

    assert Case.objects.get().entries.get().text == "Only this."


@time_machine.travel("2026-02-02 17:20", tick=False)  # 12:20 pm on our clock, which is New York's
def test_the_page_after_it_says_who_answers_until_when():
    make_account("owner")
    written()

    sent = Client().get(f"/write/sent/{token_of(Message.objects.get())}/")

    assert "Lena Ortiz of Our organization answers you by Wed 4 February, 1 pm." in text_of(sent)
    assert sent["Cache-Control"] == "no-store" and sent["Referrer-Policy"] == "no-referrer"


def test_where_chapters_are_the_one_that_serves_answers_and_far_away_the_office(monkeypatch):
    make_account("owner")
    town = make_chapter("Rivertown")
    make_officer(town, "Ben Okafor")
    ZipCode.objects.create(code="00010", town="Rivertown", state="MR")
    serves = {"00010": town, "99999": None}
    monkeypatch.setattr("ballotline.organizing.chapters.queries.serving_place", lambda where, _on: serves[where])

    near = written(zip_code="00010")
    near_page = text_of(Client().get(f"/write/sent/{token_of(Message.objects.latest('pk'))}/"))
    far = written(zip_code="99999", email="sam@rivertown.example", name="Sam Teo")
    far_page = text_of(Client().get(f"/write/sent/{token_of(Message.objects.latest('pk'))}/"))

    assert (near.chapter, near.place, near.owner.name) == (town.key, "Rivertown, MR", "Ben Okafor")
    assert "Ben Okafor of Rivertown chapter answers you by" in near_page
    assert far.chapter == "" and "Nobody is near you yet. The organization’s office answers you by" in far_page


def test_once_it_is_answered_the_page_says_so():
    lena, case = make_account("owner"), written()
    working.answer(case=case, text="Come.", closes=True, version=1, by=lena, at=NOW)

    page = Client().get(f"/write/sent/{token_of(Message.objects.get())}/")

    assert "We have answered. Look into your mail." in text_of(page)


def test_under_something_else_what_it_is_about_is_guessed():
    assert written(text="I might run for school board.").kind.slug == "run"
    assert written(text="Where is the picnic?", key="another").kind.slug == "other"


def test_somebody_writes_as_often_as_they_like_and_a_second_press_of_one_form_is_one():
    client = Client()
    addresses = [write(client, key=key)["Location"] for key in ("one", "one", "two")]

    assert addresses[0] == addresses[1] != addresses[2]
    first, second = Message.objects.order_by("pk")
    for message in (first, second, second):
        confirm(client, message)

    assert Case.objects.count() == 2 and Person.objects.count() == 1
    assert Activity.objects.filter(kind="wrote to us").count() == 2


def test_pages_behind_a_link_that_is_none_or_not_confirmed_lead_nowhere():
    write(Client())
    token = token_of(Message.objects.get())

    assert Client().get(f"/write/sent/{token}/")["Location"] == f"/confirm/{token}/"
    assert Client().get("/write/sent/nonsense/").status_code == 404


def test_a_kind_that_was_dropped_takes_nobody_in():
    kind = make_kind("run")
    write(Client(), "run")
    asked.drop_kind(kind=kind, dropped=True, by=working._actor(make_account("owner")), at=NOW)

    assert Client().get("/write/run/").status_code == 404 and write(Client(), "run", key="z").status_code == 404
    assert "Run for office" not in text_of(Client().get("/write/"))
    assert press(Client(), f"/write/on/{Letter.objects.get().slug}/", **RUTH)["Location"] == "/write/"


def test_the_last_door_is_never_dropped():
    kind = make_kind("other")

    assert not asked.drop_kind(kind=kind, dropped=True, by=working._actor(make_account("owner")), at=NOW)
    assert "Something else" in text_of(Client().get("/write/"))


def test_what_looks_odd_waits_for_its_mail_and_a_bot_hears_nothing():
    thanks = write(Client(), website="spam")

    assert thanks.status_code == 303 and Message.objects.get().state == Arrival.State.QUARANTINED


def test_empty_sheets_are_forgotten_and_those_with_a_case_are_not():
    case = written()
    Message.objects.all().delete()
    writing.letter_for(kind=make_kind(), press="", at=NOW)

    assert writing.forget_letters(at=NOW + 61 * DAY) == 1
    case.refresh_from_db()
    assert case.letter is not None


def test_the_person_s_page_of_deeds_leads_to_the_case():
    desk, case = signed_in_client(role="owner"), written()

    page = desk.get(f"/desk/people/{case.person.public_id}/").content.decode()

    assert re.search(rf'Wrote to us\s*<a href="/desk/cases/{case.public_id}/">We are five households', page)
