"""Signing in as people do it: by a mailed code or a password, through HTTP and the outbox."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.template.loader import get_template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from ballotline.foundation.audit.queries import history
from ballotline.movement.accounts.models import Account
from ballotline.movement.accounts.testing import make_account, newest_code, signed_in_client
from ballotline.movement.mail.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.urls("ballotline.movement.accounts.tests.urls")]

LENA = "lena@rivertown.example"
VARYING = ("Content-Length", "Content-Security-Policy", "Expires")
PASSWORD = "four words nobody joins"


def ask_for_code(client, email=LENA, **more):
    return client.post("/sign-in/", {"login": email, **more})


def enter(client, code):
    return client.post("/sign-in/code/", {"code": code})


def is_inside(client):
    return client.get("/desk/probe/").status_code == 200


def test_signing_in_by_a_mailed_code(client):
    lena = make_account()

    asked = ask_for_code(client, "  Lena@Rivertown.example ")
    assert (asked.status_code, asked.url) == (302, "/sign-in/code/")
    assert LENA in client.get(asked.url).content.decode()
    assert not is_inside(client)

    entered = enter(client, newest_code(LENA))
    assert (entered.status_code, entered.url) == (302, "/desk/")
    assert is_inside(client)
    assert history("account", lena.public_id)[0].verb == "signed in"


def test_a_code_may_be_typed_small_and_without_its_dash(client):
    make_account()
    ask_for_code(client)
    enter(client, newest_code(LENA).lower().replace("-", " "))
    assert is_inside(client)


def test_a_code_works_once(client):
    make_account()
    ask_for_code(client)
    code = newest_code(LENA)
    enter(client, code)
    client.post("/sign-out/")
    assert not is_inside(client)
    enter(client, code)
    assert not is_inside(client)


def test_somebody_else_s_browser_can_do_nothing_with_the_code(client):
    make_account()
    ask_for_code(client)
    code = newest_code(LENA)
    client.cookies.clear()
    assert enter(client, code).url == "/sign-in/code/new/"
    assert not is_inside(client)


def test_a_wrong_code_says_what_to_do_and_the_third_one_ends_the_try(client):
    make_account()
    ask_for_code(client)
    code = newest_code(LENA)

    first = enter(client, "BBBB-BBBB")
    assert first.status_code == 422
    assert "Type it as it stands in the newest message" in first.content.decode()
    assert enter(client, "BBBB-BBBC").status_code == 422
    third = enter(client, "BBBB-BBBD")
    assert (third.status_code, third.url) == (302, "/sign-in/code/new/")
    assert "tried too often" in client.get(third.url).content.decode()

    enter(client, code)
    assert not is_inside(client)


def test_an_empty_code_asks_for_the_code(client):
    make_account()
    ask_for_code(client)
    assert "Type the code from the mail" in enter(client, "").content.decode()


def test_a_code_is_over_after_ten_minutes(client):
    make_account()
    begin = datetime.now(UTC)
    with time_machine.travel(begin) as clock:
        ask_for_code(client)
        clock.shift(timedelta(minutes=10, seconds=1))
        assert enter(client, newest_code(LENA)).url == "/sign-in/code/new/"
        assert not is_inside(client)


def test_a_new_code_replaces_the_first(client):
    make_account()
    ask_for_code(client)
    first = newest_code(LENA)
    client.post("/sign-in/code/", {"action": "resend"})
    second = newest_code(LENA)
    assert second != first
    assert enter(client, first).status_code == 422
    enter(client, second)
    assert is_inside(client)


def conversation(client, email):
    """All that a stranger sees between asking for a code and the third wrong one; the address is blotted out."""
    answers = [
        ask_for_code(client, email),
        client.get("/sign-in/code/"),
        client.post("/sign-in/code/", {"action": "resend"}),
    ]
    answers += [client.get("/sign-in/code/")] + [enter(client, f"BBBB-BBB{letter}") for letter in "BCD"]
    answers += [client.get("/sign-in/code/new/"), client.post("/sign-in/password/new/", {"email": email})]
    answers += [
        client.get("/sign-in/password/new/code/"),
        client.post("/sign-in/password/new/code/", {"code": "BBBB-BBBB"}),
    ]
    return [blotted(answer, email) for answer in answers]


def blotted(answer, email):
    text = re.sub(r'(csrfmiddlewaretoken" value=|nonce=)"[^"]*"', "", answer.content.decode()).replace(email, "•")
    headers = {name: value for name, value in answer.headers.items() if name not in VARYING}
    return answer.status_code, headers, sorted(answer.cookies), text


def test_a_known_and_an_unknown_address_get_the_same_answers(client):
    make_account(email="lena@rivertown.example")
    known = conversation(client, "lena@rivertown.example")
    assert Message.objects.count() == 3  # two codes to sign in, one for a new password

    client.cookies.clear()
    unknown = conversation(client, "none@rivertown.example")

    assert unknown == known
    assert Message.objects.count() == 3


def statements_of(client, email, address, field):
    with CaptureQueriesContext(connection) as captured:
        client.post(address, {field: email})
    return Counter(query["sql"].split()[0] for query in captured)


@pytest.mark.parametrize(
    "address, field", [("/sign-in/", "login"), ("/sign-in/code/new/", "email"), ("/sign-in/password/new/", "email")]
)
def test_an_unknown_address_costs_the_database_as_many_commits_as_a_known_one(address, field):
    make_account(email=LENA)
    known = statements_of(Client(), LENA, address, field)
    cache.clear()  # the limits begin anew, as for a first caller
    unknown = statements_of(Client(), "none@rivertown.example", address, field)
    assert unknown["INSERT"] == known["INSERT"]
    assert Message.objects.count() == 1


def test_a_closed_account_gets_the_same_answers_as_an_unknown_address(client):
    make_account(email="lena@rivertown.example")
    Account.objects.update(is_active=False)
    closed = conversation(client, "lena@rivertown.example")
    client.cookies.clear()
    assert conversation(client, "none@rivertown.example") == closed
    assert not Message.objects.exists()


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client):
    make_account(email="lena@rivertown.example", password=PASSWORD)
    wrong = blotted(ask_for_code(client, "lena@rivertown.example", password="not it"), "lena@rivertown.example")
    client.cookies.clear()
    unknown = blotted(ask_for_code(client, "none@rivertown.example", password="not it"), "none@rivertown.example")
    assert wrong == unknown
    assert wrong[0] == 422


def test_an_address_that_is_none_asks_for_one_and_keeps_what_was_typed(client):
    answer = ask_for_code(client, "lena at rivertown")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Enter an e-mail address like name@example.org" in page
    assert "lena at rivertown" in page


@pytest.mark.parametrize("email", ["", "le\0na@rivertown.example", "a" * 400 + "@rivertown.example", "=1+1"])
def test_nonsense_for_an_address_is_answered_politely(client, email):
    assert ask_for_code(client, email).status_code == 422


def test_signing_in_by_password(client):
    make_account(password=PASSWORD)
    assert ask_for_code(client, password=PASSWORD).url == "/desk/"
    assert is_inside(client)
    assert not Message.objects.exists()


def test_passwords_are_tried_five_times_and_no_more(client):
    make_account(password=PASSWORD)
    for _ in range(5):
        ask_for_code(client, password="not it")
    answer = ask_for_code(client, password=PASSWORD)
    assert "Wait five minutes" in answer.content.decode()
    assert not is_inside(client)


def test_one_address_is_mailed_three_codes_a_minute_and_no_more(client):
    make_account()
    for _ in range(5):
        client.cookies.clear()
        ask_for_code(client)
    assert Message.objects.count() == 3


def test_many_tries_from_one_place_get_a_page_that_says_wait(client):
    for number in range(30):
        client.cookies.clear()
        ask_for_code(client, f"nobody{number}@rivertown.example")
    client.cookies.clear()
    answer = ask_for_code(client, "nobody@rivertown.example")
    assert answer.status_code == 429
    assert "Wait a moment" in answer.content.decode()


def test_a_door_leads_back_to_where_one_wanted_to_go(client):
    make_account()
    door = client.get("/desk/probe/comments/?page=2")
    page = client.get(door.url).content.decode()
    assert 'name="next" value="/desk/probe/comments/?page=2"' in page
    asked = ask_for_code(client, next="/desk/probe/comments/?page=2")
    entered = client.post(asked.url, {"code": newest_code(LENA)})
    assert entered.url == "/desk/probe/comments/?page=2"


@pytest.mark.parametrize("where", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(client, where):
    make_account(password=PASSWORD)
    assert ask_for_code(client, password=PASSWORD, next=where).url == "/desk/"


def test_signing_out_is_a_button_and_not_a_link():
    client = signed_in_client()
    assert client.get("/sign-out/").status_code == 200
    assert is_inside(client)
    assert client.post("/sign-out/").url == "/"
    assert not is_inside(client)


def test_who_is_inside_is_not_asked_to_sign_in():
    assert signed_in_client().get("/sign-in/").url == "/desk/"


def test_nobody_can_sign_up(client):
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    assert client.get("/sign-in/signup/").status_code == 404


def test_pages_of_signing_in_are_neither_stored_nor_indexed_and_keep_the_origin_of_their_forms(client):
    answer = client.get("/sign-in/")
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Referrer-Policy"] == "same-origin"


def test_forms_of_signing_in_are_guarded_against_other_sites(client):
    client.handler.enforce_csrf_checks = True
    assert ask_for_code(client).status_code == 403


def test_a_role_that_ended_finds_the_desk_gone():
    lena = make_account()
    client = signed_in_client(lena)
    assert is_inside(client)
    lena.grants.update(until=datetime.now(UTC))
    assert client.get("/desk/probe/").status_code == 404


def test_a_moderator_sees_what_moderators_see_and_nothing_else():
    client = signed_in_client(role="moderator")
    assert client.get("/desk/probe/comments/").status_code == 200
    assert client.get("/desk/probe/people/").status_code == 404
    assert client.get("/desk/settings/organizers/").status_code == 404


PAGES = """account/login account/confirm_login_code account/request_login_code account/logout account/account_inactive
account/password_reset account/confirm_password_reset_code account/password_reset_from_key
account/password_reset_from_key_done account/password_set account/password_change account/reauthenticate
mfa/authenticate mfa/reauthenticate mfa/index mfa/totp/activate_form mfa/totp/deactivate_form mfa/recovery_codes/index
mfa/recovery_codes/generate mfa/webauthn/authenticator_list mfa/webauthn/add_form mfa/webauthn/edit_form
mfa/webauthn/authenticator_confirm_delete mfa/webauthn/reauthenticate usersessions/usersession_list 429"""


@pytest.mark.parametrize("name", PAGES.split())
def test_every_page_of_signing_in_is_ours(name):
    assert "ballotline/movement/accounts/templates" in get_template(f"{name}.html").origin.name
