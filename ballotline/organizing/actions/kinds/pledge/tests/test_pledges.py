"""A pledge's way: made by mail, counted by place, decided with a source, told to everybody, withdrawn by one press."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.foundation.jobs.models import Job
from ballotline.movement.accounts import services as accounts
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.mails import PleaseConfirm
from ballotline.movement.arrivals.queries import token_of
from ballotline.movement.mail.models import Message
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Activity, Consent, Person
from ballotline.organizing.actions import services as actions
from ballotline.organizing.actions.kinds.petition.models import Signature
from ballotline.organizing.actions.kinds.petition.testing import counted as counted_signature
from ballotline.organizing.actions.kinds.petition.testing import make_petition
from ballotline.organizing.actions.kinds.pledge import services, tasks
from ballotline.organizing.actions.kinds.pledge.models import Pledge, Promise
from ballotline.organizing.actions.kinds.pledge.testing import PROMISE, UNLESS, counted, make_pledge, promised
from ballotline.organizing.actions.queries import behind, by_place, taking_part
from tests.rivertown import make_rivertown, press, say_yes

NOW = timezone.now()
SLUG = "a-pledge-for-the-library"
ANA = {"name": "Ana Flores", "email": "ana@rivertown.example", "zip_code": "00010"}
VERDICT = {
    "verdict": "not met",
    "words": "The council voted 4 to 3 to close it.",
    "source": "Minutes of 28 June",
    "on": "2026-06-28",
}


pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return response.content.decode()


def desk_of(role: str = "staff") -> Client:
    account = accounts.open_account(name="Lena", email=f"{role}@rivertown.example", role=role, by=SYSTEM, at=NOW)
    client = Client()
    client.force_login(account)
    return client


def test_the_sentence_stands_large_with_its_day_and_the_page_sets_no_cookie():
    make_pledge(due=date(2099, 6, 30), decided_by="The vote of 28 June")

    response = Client().get(f"/pledges/{SLUG}/")
    page = text_of(response)

    for words in (
        PROMISE,
        UNLESS,
        "30 June 2099",
        "Decided by: The vote of 28 June",
        "It is not a signature and nobody can enforce it.",
    ):
        assert words in page
    assert not response.cookies


def test_an_unconfirmed_promise_touches_no_person_and_the_button_makes_it_count():
    make_rivertown()
    pledge = make_pledge()
    first = press(Client(), f"/pledges/{SLUG}/", **ANA, news_consent="on")
    assert first["Location"] == f"/pledges/{SLUG}/thanks/" and Person.objects.count() == 0

    link = f"/confirm/{token_of(Promise.objects.get())}/"
    assert "Do you make this pledge?" in text_of(Client().get(link)) and Person.objects.count() == 0
    made = say_yes(Client(), link)["Location"]

    promise = Promise.objects.get()
    assert (promise.state, promise.place_town, promise.person.name) == ("confirmed", "Rivertown", "Ana Flores")
    assert (Activity.objects.get().kind, Consent.objects.get().given) == ("pledged", True)
    assert taking_part(pledge) == 1 and "We write to you when the condition is decided." in text_of(Client().get(made))
    press(Client(), link, **ANA)
    assert Promise.objects.count() == Activity.objects.count() == 1


def test_a_pledge_is_no_signature():
    counted(make_pledge())

    assert Signature.objects.count() == 0


def test_promising_again_looks_the_same_and_the_mail_tells_the_truth():
    pledge = make_pledge()
    counted(pledge, "Ana Flores", email="ana@rivertown.example")

    known, new = (
        press(Client(), f"/pledges/{SLUG}/", **ANA),
        press(Client(), f"/pledges/{SLUG}/", **{**ANA, "name": "Ben", "email": "b@x.example"}),
    )

    assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])
    again = Message.objects.filter(to_address="ana@rivertown.example").latest("pk").about
    assert PleaseConfirm.load([again], at=NOW)[again].words().subject == "Your pledge stands: A pledge for the library"
    assert taking_part(pledge) == 1


def test_a_victim_gets_five_mails_at_most():
    pledge = make_pledge()
    for n in range(12):
        promised(pledge, f"Name {'abcdefghijkl'[n]}", email="victim@rivertown.example", at=NOW + n * timedelta(hours=1))

    assert Message.objects.filter(mailbox_key="victim@rivertown.example").count() == 5


def test_a_bot_that_fills_the_hidden_field_gets_the_same_page_and_no_mail():
    make_pledge()

    response = press(Client(), f"/pledges/{SLUG}/", **ANA, website="x")

    assert response["Location"] == f"/pledges/{SLUG}/thanks/" and Message.objects.count() == 0


@pytest.mark.parametrize(
    "field, typed, sentence",
    [
        ("name", "", "Enter your name"),
        ("name", "http://x.com", "not a web address"),
        ("email", "ana@", "Enter an e-mail address like name@example.org"),
        ("zip_code", "", "Enter your ZIP code"),
        ("name", "x" * 300, "Make your name shorter"),
        ("name", "A\x00na", "hidden character"),
    ],
)
def test_what_cannot_be_taken_gets_a_sentence_and_nothing_typed_is_lost(field, typed, sentence):
    make_pledge()

    response = press(Client(), f"/pledges/{SLUG}/", **{**ANA, field: typed})

    assert response.status_code == 422 and sentence in text_of(response) and Promise.objects.count() == 0
    assert "rivertown.example" in text_of(response) or field == "email"


def test_the_same_human_under_another_spelling_promises_once():
    pledge = make_pledge()
    counted(pledge, "Ana Flores", email="ana@rivertown.example")
    counted(pledge, "Ana  FLORES", email="ana@rivertown.example")

    assert taking_part(pledge) == 1


def test_one_press_withdraws_and_making_it_again_brings_it_back():
    pledge = make_pledge()
    promise = counted(pledge, "Ana Flores", email="ana@rivertown.example")
    made = f"/pledges/{SLUG}/made/{token_of(promise)}/"

    press(Client(), made + "withdraw/")
    assert taking_part(pledge) == 0 and "Withdrawn." in text_of(Client().get(made))
    counted(pledge, "Ana Flores", email="ana@rivertown.example", at=NOW + timedelta(hours=1))

    assert taking_part(pledge) == 1


def test_a_stranger_does_not_turn_a_withdrawn_promise_to_waiting():
    pledge = make_pledge()
    mine = counted(pledge, "Ana Flores", email="ana@rivertown.example")
    arrivals.withdraw(arrival=mine, at=NOW)

    promised(pledge, "Ana Flores", email="ana@rivertown.example")

    assert (Promise.objects.get(pk=mine.pk).state, taking_part(pledge)) == ("withdrawn", 0)


def test_only_what_counts_can_be_withdrawn_and_only_by_its_button():
    pledge = make_pledge()
    waits, counts = promised(pledge, "Waits"), counted(pledge, "Ana Flores")
    taken_out = counted(pledge, "Ben Weiss")
    Promise.objects.filter(pk=taken_out.pk).update(state="invalidated")

    for promise in (waits, taken_out):
        press(Client(), f"/pledges/{SLUG}/made/{token_of(promise)}/withdraw/")
    assert Client().get(f"/pledges/{SLUG}/made/{token_of(counts)}/withdraw/").status_code == 405

    assert list(Promise.objects.order_by("pk").values_list("state", flat=True)) == [
        "pending",
        "confirmed",
        "invalidated",
    ]


def test_a_promise_that_waits_has_no_page_that_says_it_is_made():
    promise = promised(make_pledge())

    page = Client().get(f"/pledges/{SLUG}/made/{token_of(promise)}/")

    assert (page.status_code, page["Location"]) == (303, f"/confirm/{token_of(promise)}/")


def test_the_link_of_another_pledge_or_of_a_signature_opens_none_here():
    make_pledge(title="A pledge for the bus")
    there, signature = counted(make_pledge()), counted_signature(make_petition())

    assert behind(token_of(there), model=Promise, slug="a-pledge-for-the-bus") is None
    assert behind(token_of(signature), model=Promise, slug="library") is None


def test_a_draft_and_a_closed_pledge_are_made_by_nobody():
    pledge = make_pledge(live=False)
    assert press(Client(), f"/pledges/{SLUG}/", **ANA).status_code == 404
    actions.step(pledge, "publish", by=SYSTEM, at=NOW)
    actions.step(pledge, "close", by=SYSTEM, at=NOW)

    assert press(Client(), f"/pledges/{SLUG}/", **ANA).status_code == 410
    assert Promise.objects.count() == 0


def test_after_its_day_and_after_the_verdict_nobody_can_promise():
    pledge = make_pledge(due=timezone.localdate() - timedelta(days=2))  # over in every zone, at any hour
    assert press(Client(), f"/pledges/{SLUG}/", **ANA).status_code == 410
    Pledge.objects.update(due=timezone.localdate() + timedelta(days=9))
    services.decide(
        pledge=pledge,
        verdict=Pledge.Verdict.MET,
        words="Yes",
        source="Minutes",
        on=date(2026, 6, 28),
        by=SYSTEM,
        at=NOW,
    )

    assert press(Client(), f"/pledges/{SLUG}/", **ANA).status_code == 410
    assert Promise.objects.count() == 0


def the_worker_tells(pledge: Pledge) -> list[str]:
    for job in Job.objects.all():
        given = job.args_kwargs["kwargs"]
        if given["name"] == "pledge.tell_the_verdict":
            tasks.tell_the_verdict(**given["arguments"])
    return sorted(Message.objects.filter(kind="pledge.Decided").values_list("to_address", flat=True))


def test_everybody_who_promised_is_told_the_verdict_once_ten_minutes_later():
    pledge, desk = make_pledge(), desk_of()
    counted(pledge, "Ana Flores")
    counted(pledge, "Ben Weiss")
    promised(pledge, "Waits")
    arrivals.withdraw(arrival=counted(pledge, "Dot Okafor"), at=NOW)

    said = text_of(desk.post(f"/desk/pledges/{SLUG}/verdict/", VERDICT, follow=True))
    assert "In ten minutes 2 people are told by mail" in said
    job = next(job for job in Job.objects.all() if str(pledge.public_id) in str(job.args_kwargs))
    assert job.run_after > timezone.now() + timedelta(minutes=9)
    for _twice in range(2):
        told = the_worker_tells(pledge)

    assert told == ["ana.flores@rivertown.example", "ben.weiss@rivertown.example"]
    page = text_of(Client().get(f"/pledges/{SLUG}/"))
    assert "The condition was not met." in page and "Minutes of 28 June" in page


def test_a_verdict_taken_back_in_time_tells_nobody_and_another_one_can_be_said():
    pledge, desk = make_pledge(), desk_of()
    counted(pledge, "Ana Flores")
    said = text_of(desk.post(f"/desk/pledges/{SLUG}/verdict/", VERDICT, follow=True))
    twice = text_of(desk.post(f"/desk/pledges/{SLUG}/verdict/", {**VERDICT, "verdict": "met"}, follow=True))
    assert "It is decided already." in twice

    desk.post(re.search(r'action="([^"]+/verdict/back/)"', said)[1])
    assert the_worker_tells(pledge) == []
    desk.post(f"/desk/pledges/{SLUG}/verdict/", {**VERDICT, "verdict": "met"})

    assert the_worker_tells(pledge) == ["ana.flores@rivertown.example"]
    assert Pledge.objects.get().verdict == "met"
    assert Message.objects.get(kind="pledge.Decided").key.startswith("pledge.Decided:met")


def test_a_verdict_said_anew_has_ten_minutes_of_its_own():
    pledge = make_pledge()
    counted(pledge, "Ana Flores")
    said = {"words": "x", "source": "y", "on": date(2026, 6, 28), "by": SYSTEM}
    services.decide(pledge=pledge, verdict=Pledge.Verdict.MET, at=NOW, **said)
    first = Pledge.objects.get().decided_at
    services.take_back_verdict(pledge=pledge, by=SYSTEM, at=NOW)
    services.decide(pledge=pledge, verdict=Pledge.Verdict.NOT_MET, at=NOW + timedelta(minutes=9), **said)

    tasks.tell_the_verdict(str(pledge.public_id), first.isoformat())

    assert Message.objects.filter(kind="pledge.Decided").count() == 0


def test_the_words_of_a_promise_that_people_made_stay_as_they_are():
    pledge, desk = make_pledge(), desk_of()
    form = {"title": "A pledge", "kind": "volunteer", "promise": PROMISE, "unless": UNLESS, "due": "2099-06-30"}
    form["version"] = "1"
    promised(pledge, "Only Waits")
    counted(pledge)

    refused = desk.post(f"/desk/pledges/{SLUG}/edit/", {**form, "promise": "I will not vote"})
    desk.post(f"/desk/pledges/{SLUG}/edit/", form)

    assert refused.status_code == 422 and "its words stay as they are" in text_of(refused)
    assert (Pledge.objects.get().promise, Pledge.objects.get().due) == (PROMISE, date(2099, 6, 30))


@pytest.mark.parametrize("kind", Pledge.Kind.values)
def test_an_organizer_writes_and_publishes_each_kind(kind):
    desk = desk_of()
    form = {
        "title": "A pledge for the library",
        "kind": kind,
        "promise": "I will hold back.",
        "unless": "they listen.",
        "due": "2099-06-30",
    }

    desk.post("/desk/pledges/new/", form)
    assert Client().get(f"/pledges/{SLUG}/").status_code == 404
    said = text_of(desk.post(f"/desk/pledges/{SLUG}/step/publish/", follow=True))

    assert "Published." in said and Pledge.objects.get().promise == "I will hold back"
    assert Client().get(f"/pledges/{SLUG}/").status_code == 200


@pytest.mark.parametrize(
    "field, typed, sentence",
    [
        ("due", "soon", "Enter a day"),
        ("kind", "", "Choose what is held back"),
        ("promise", "", "Enter the promise"),
        ("unless", "x" * 201, "Make the condition shorter"),
    ],
)
def test_a_pledge_that_cannot_be_taken_gets_a_sentence(field, typed, sentence):
    form = {
        "title": "A pledge",
        "kind": "vote",
        "promise": "I will not vote",
        "unless": "they listen",
        "due": "2099-06-30",
    }

    response = desk_of().post("/desk/pledges/new/", {**form, field: typed})

    assert response.status_code == 422 and sentence in text_of(response) and Pledge.objects.count() == 0


def test_a_moderator_sees_counts_and_nobodys_name():
    counted(make_pledge(), "Ana Flores")
    moderator = desk_of("moderator")

    page = text_of(moderator.get(f"/desk/pledges/{SLUG}/"))

    assert "Ana" not in page and "Ana Flores" in text_of(desk_of().get(f"/desk/pledges/{SLUG}/people/"))
    hidden = ("edit/", "verdict/", "people/", "take-along/people.csv")
    assert [moderator.get(f"/desk/pledges/{SLUG}/{one}").status_code for one in hidden] == [404] * 4


def test_places_under_ten_are_not_told_apart():
    make_rivertown()
    pledge = make_pledge()
    for n in range(12):
        counted(pledge, f"Rivertown {'abcdefghijkl'[n]}", zip_code="00010")
    for n in range(3):
        counted(pledge, f"Millbrook {'abc'[n]}", zip_code="00014")

    page = text_of(Client().get(f"/pledges/{SLUG}/"))

    assert "Millbrook" not in page and "Rivertown, MR" not in page, "three could be worked out from twelve and fifteen"
    assert by_place(pledge) == ([], 15)


def test_erasing_a_person_takes_their_promise_along_and_the_copy_shows_it():
    pledge = make_pledge()
    promise = counted(pledge, "Ana Flores")

    people.erase(person=promise.person, by=SYSTEM, at=NOW)

    assert Promise.objects.count() == 0 and taking_part(pledge) == 0


def test_the_third_name_of_a_mailbox_waits_at_the_desk_and_counts_after_a_look_with_a_way_back():
    pledge, desk = make_pledge(), desk_of()
    for name in ("Ana Flores", "Ben Flores", "Cid Flores"):
        counted(pledge, name, email="house@rivertown.example")
    page = text_of(desk.get(f"/desk/pledges/{SLUG}/people/?state=quarantined"))
    assert taking_part(pledge) == 2 and "the third name from one mailbox" in page

    ticked = {"id": re.search(r'name="id" value="([^"]+)"', page)[1]}
    said = text_of(desk.post(re.search(r'formaction="([^"]+/clear/)"', page)[1], ticked, follow=True))
    assert taking_part(pledge) == 3 and "1 is set aside no more." in said
    desk.post(re.search(r'action="([^"]+/set-aside/[^"]*)"', said)[1])

    assert taking_part(pledge) == 2
