"""A password is never needed; who wants one chooses it, changes it, and gets a new one by mail."""

import pytest
from django.test import Client

from ballotline.foundation.audit.queries import history
from ballotline.movement.accounts.testing import make_account, newest_code, signed_in_client
from ballotline.movement.mail.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.urls("ballotline.movement.accounts.tests.urls")]

LENA = "lena@rivertown.example"
OLD, NEW = "four words nobody joins", "a heron on the ferry pier"


def is_inside(client):
    return client.get("/desk/probe/").status_code == 200


def signs_in(password):
    client = Client()
    client.post("/sign-in/", {"login": LENA, "password": password})
    return is_inside(client)


def test_choosing_a_first_password():
    lena = make_account()
    client = signed_in_client(lena)

    assert client.get("/desk/security/password/").status_code == 200
    assert client.post("/desk/security/password/", {"password1": NEW}).url == "/desk/security/"

    assert is_inside(client)
    assert signs_in(NEW)
    assert [(e.verb, e.fields) for e in history("account", lena.public_id)][-1] == ("account changed", "password")
    assert Message.objects.get().content["paragraphs"][0] == "Your account has a password now."


@pytest.mark.parametrize("weak", ["", "short", "password1234", "123456789012"])
def test_a_weak_password_is_not_taken(weak):
    client = signed_in_client(make_account())
    assert client.post("/desk/security/password/", {"password1": weak}).status_code == 422


def test_changing_the_password_asks_for_the_old_one_and_ends_the_other_sessions():
    lena = make_account(password=OLD)
    here, elsewhere = signed_in_client(lena), signed_in_client(lena)
    address = "/desk/security/password/change/"

    wrong = here.post(address, {"oldpassword": "not it", "password1": NEW})
    assert wrong.status_code == 422
    assert "That is not the password you have now" in wrong.content.decode()
    assert here.post(address, {"oldpassword": OLD, "password1": NEW}).url == "/desk/security/"

    assert is_inside(here)
    assert not is_inside(elsewhere)
    assert signs_in(NEW)


def test_a_forgotten_password_is_replaced_by_a_code(client):
    make_account(password=OLD)

    asked = client.post("/sign-in/password/new/", {"email": LENA})
    assert asked.url == "/sign-in/password/new/code/"
    assert LENA in client.get(asked.url).content.decode()
    confirmed = client.post(asked.url, {"code": newest_code(LENA)})
    assert confirmed.url == "/sign-in/password/new/choose/"
    assert client.get(confirmed.url).status_code == 200
    done = client.post(confirmed.url, {"password1": NEW})
    assert done.url == "/sign-in/password/new/done/"
    assert client.get(done.url).status_code == 200

    assert not is_inside(client)  # the code replaced the password; it is no way in
    assert signs_in(NEW)
    assert not signs_in(OLD)


def test_without_the_code_nobody_chooses_a_password(client):
    make_account(password=OLD)
    client.post("/sign-in/password/new/", {"email": LENA})
    answer = client.post("/sign-in/password/new/choose/", {"password1": NEW})
    assert answer.url == "/sign-in/password/new/code/"
    assert signs_in(OLD)
