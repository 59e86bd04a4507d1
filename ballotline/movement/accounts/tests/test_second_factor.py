"""Two proofs for who can read more than 50 people: set up, asked for, replaced by a recovery code."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings as django_settings
from django.test import Client

from ballotline.foundation.audit.queries import history
from ballotline.movement.accounts.testing import code_of_app, make_account, make_app, newest_code, signed_in_client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("ballotline.movement.accounts.tests.urls")]

LENA = "lena@rivertown.example"
PASSWORD = "four words nobody joins"
WRONG = "000000"


def with_first_factor(account):
    """A session that a mailed code or a password began, and nothing more."""
    return signed_in_client(account, second_factor=False)


def signing_in(client, email=LENA):
    client.post("/sign-in/", {"login": email})
    return client.post("/sign-in/code/", {"code": newest_code(email)})


def is_inside(client):
    return client.get("/desk/probe/").status_code == 200


def recovery_codes(account):
    return Authenticator.objects.get(user=account, type="recovery_codes").wrap().get_unused_codes()


@pytest.mark.parametrize("address", ["/desk/probe/", "/desk/probe/people/", "/desk/settings/organizers/"])
def test_who_can_read_51_people_is_led_to_set_one_up_before_anything_else(make_people, address):
    make_people(51)
    client = with_first_factor(make_account())
    assert client.get(address).url == "/desk/security/"
    assert client.post(address).url == "/desk/security/"
    assert "more than 50 people" in client.get("/desk/security/").content.decode()


def test_50_people_ask_for_no_second_factor(make_people):
    make_people(50)
    assert is_inside(with_first_factor(make_account()))


def test_who_cannot_read_people_needs_no_second_factor(make_people):
    make_people(51)
    assert is_inside(with_first_factor(make_account("moderator")))


def test_the_demo_asks_nobody(make_people, settings):
    make_people(51)
    settings.CONFIG = replace(django_settings.CONFIG, demo=True)
    assert is_inside(with_first_factor(make_account()))


def test_signing_out_is_always_allowed(make_people):
    make_people(51)
    client = with_first_factor(make_account())
    assert client.post("/sign-out/").url == "/"


def test_an_interactive_request_is_led_there_as_a_whole_page(make_people):
    make_people(51)
    answer = with_first_factor(make_account()).get("/desk/probe/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/desk/security/"


def test_asking_costs_two_statements_and_then_one(make_people, django_assert_num_queries):
    make_people(51)
    client = signed_in_client()
    client.get("/desk/probe/")
    with django_assert_num_queries(3):  # session, account, grants
        client.get("/desk/probe/")


def test_setting_up_the_app_opens_the_desk_and_shows_the_recovery_codes(make_people):
    make_people(51)
    lena = make_account()
    client = Client()
    signing_in(client)

    page = client.get("/desk/security/app/")
    assert page.status_code == 200
    secret = client.session["mfa.totp.secret"]
    assert secret in page.content.decode()
    wrong = client.post("/desk/security/app/", {"code": WRONG})
    assert wrong.status_code == 422
    assert "Wait until the app shows the next one" in wrong.content.decode()
    set_up = client.post("/desk/security/app/", {"code": code_of_app(secret)})
    assert set_up.url == "/desk/security/codes/"

    shown = client.get(set_up.url).content.decode()
    assert len(recovery_codes(lena)) == 10
    assert all(code in shown for code in recovery_codes(lena))
    assert is_inside(client)
    assert history("account", lena.public_id)[0].verb == "second factor set up"


def test_a_code_by_mail_alone_does_not_let_in_who_has_an_app(client):
    make_app(make_account())
    assert signing_in(client).url == "/sign-in/second/"
    assert client.get("/desk/probe/").status_code == 302
    assert client.get("/desk/security/").status_code == 302
    assert client.get("/desk/security/codes/").status_code == 302


def test_a_password_alone_does_not_let_in_who_has_an_app(client):
    make_app(make_account(password=PASSWORD))
    assert client.post("/sign-in/", {"login": LENA, "password": PASSWORD}).url == "/sign-in/second/"
    assert not is_inside(client)


def test_the_app_s_code_lets_in(client, make_people):
    make_people(51)
    secret = make_app(make_account())
    second = signing_in(client).url
    assert client.get(second).status_code == 200
    wrong = client.post(second, {"code": WRONG})
    assert wrong.status_code == 422
    assert "Wait until the app shows the next one" in wrong.content.decode()
    assert client.post(second, {"code": code_of_app(secret)}).url == "/desk/"
    assert is_inside(client)


def test_the_app_s_code_lets_in_once(make_people):
    secret = make_app(make_account())
    with time_machine.travel("2026-02-02 09:00:05+00:00", tick=False):
        first, second = Client(), Client()
        for client in (first, second):
            signing_in(client)
            client.post("/sign-in/second/", {"code": code_of_app(secret)})
    with time_machine.travel("2026-02-02 09:00:06+00:00"):
        assert is_inside(first)
        assert not is_inside(second)


def test_the_app_s_code_is_guessed_five_times_and_no_more(client):
    secret = make_app(make_account())
    signing_in(client)
    for _ in range(5):
        client.post("/sign-in/second/", {"code": WRONG})
    answer = client.post("/sign-in/second/", {"code": code_of_app(secret)})
    assert "Wait five minutes" in answer.content.decode()
    assert not is_inside(client)


def test_a_recovery_code_works_once():
    lena = make_account()
    make_app(lena)
    code = recovery_codes(lena)[3]
    first, second = Client(), Client()

    for client in (first, second):
        signing_in(client)
        client.post("/sign-in/second/", {"code": code})

    assert is_inside(first)
    assert not is_inside(second)
    assert len(recovery_codes(lena)) == 9


def test_the_second_proof_is_over_after_a_quarter_of_an_hour(client):
    secret = make_app(make_account())
    with time_machine.travel("2026-02-02 09:00:00+00:00", tick=False) as clock:
        signing_in(client)
        clock.shift(timedelta(minutes=15, seconds=1))
        assert client.post("/sign-in/second/", {"code": code_of_app(secret)}).url == "/sign-in/"


def test_a_session_from_before_the_app_is_asked_for_its_code(make_people):
    make_people(51)
    lena = make_account()
    older = with_first_factor(lena)
    secret = make_app(lena)

    asked = older.get("/desk/probe/people/?page=2")
    assert asked.url == "/desk/security/again/?next=%2Fdesk%2Fprobe%2Fpeople%2F%3Fpage%3D2"
    assert older.get(asked.url).status_code == 200
    shown = older.post("/desk/security/again/", {"code": code_of_app(secret), "next": "/desk/probe/people/?page=2"})
    assert shown.url == "/desk/probe/people/?page=2"
    assert older.get(shown.url).status_code == 200


@pytest.mark.parametrize(
    "seconds, answers",
    [((40,), [302]), ((59,), [302]), ((61,), [422]), ((1, 40), [302, 422]), ((29, 31, 59), [302, 422, 422])],
)
def test_a_code_holds_half_a_minute_longer_and_opens_only_once(seconds, answers):
    """The code is that of 9:00:00 to 9:00:29; it is typed so many seconds after nine, each time by another browser."""
    secret = make_app(make_account())
    with time_machine.travel("2026-02-02 09:00:00+00:00", tick=False) as clock:
        code, given = code_of_app(secret), []
        for second in seconds:
            clock.move_to(datetime(2026, 2, 2, 9, 0, tzinfo=UTC) + timedelta(seconds=second))
            browser = Client()
            signing_in(browser)
            given.append(browser.post("/sign-in/second/", {"code": code}).status_code)

    assert given == answers


def test_after_five_minutes_recovery_codes_are_shown_only_to_who_proves_it_again():
    lena = make_account()
    secret = make_app(lena)
    with time_machine.travel("2026-02-02 09:00:00+00:00", tick=False) as clock:
        client = signed_in_client(lena)
        assert client.get("/desk/security/codes/").status_code == 200
        clock.shift(timedelta(minutes=5, seconds=1))
        again = client.get("/desk/security/codes/")
        assert again.url == "/desk/security/again/?next=%2Fdesk%2Fsecurity%2Fcodes%2F"
        client.post(again.url, {"code": code_of_app(secret), "next": "/desk/security/codes/"})
        assert client.get("/desk/security/codes/").status_code == 200


def test_new_recovery_codes_replace_the_old_ones():
    lena = make_account()
    make_app(lena)
    old = recovery_codes(lena)
    client = signed_in_client(lena)
    assert client.get("/desk/security/codes/new/").status_code == 200
    client.post("/desk/security/codes/new/")
    assert not set(old) & set(recovery_codes(lena))


def test_recovery_codes_can_be_kept_as_a_file():
    lena = make_account()
    make_app(lena)
    file = signed_in_client(lena).get("/desk/security/codes/recovery-codes.txt")
    assert file.content.decode().split() == recovery_codes(lena)
    assert file["Cache-Control"] == "no-store"


def test_taking_the_app_off_takes_the_recovery_codes_too(make_people):
    make_people(51)
    lena = make_account()
    make_app(lena)
    client = signed_in_client(lena)
    assert client.get("/desk/security/app/remove/").status_code == 200
    assert client.post("/desk/security/app/remove/").url == "/desk/security/"
    assert not Authenticator.objects.exists()
    assert Client().get("/desk/probe/").status_code == 302


def test_somebody_sees_where_they_are_signed_in_and_can_end_the_rest():
    make_account()
    here, elsewhere = Client(), Client()
    signing_in(here)
    signing_in(elsewhere)
    assert here.get("/desk/security/sessions/").content.decode().count("127.0.0.1") == 2
    here.post("/desk/security/sessions/")
    assert is_inside(here)
    assert not is_inside(elsewhere)
