"""Passkeys: offered where browsers make them, added, used to sign in alone, asked for as a second proof."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from ballotline.movement.accounts.testing import make_account, newest_code, signed_in_client
from ballotline.movement.accounts.tests.authenticator import Passkey

pytestmark = [pytest.mark.django_db, pytest.mark.urls("ballotline.movement.accounts.tests.urls")]

LENA = "lena@rivertown.example"
HOME = {"HTTP_HOST": "localhost"}


@pytest.fixture(autouse=True)
def many_hosts(settings):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "desk.rivertown.example"]


def asked_of_browser(page):
    """What the page tells its script to ask the browser for."""
    found = re.search(r'<script id="passkey-request" type="application/json">(.*?)</script>', page.content.decode())
    return json.loads(found[1])


def add_passkey(client, name="My phone"):
    passkey = Passkey()
    wanted = asked_of_browser(client.get("/desk/security/passkeys/add/", **HOME))["creation_options"]
    typed = {"name": name, "credential": passkey.register(wanted), "passwordless": "on"}
    answer = client.post("/desk/security/passkeys/add/", typed, **HOME)
    return passkey, answer


def sign_in_with(client, passkey):
    options = client.get("/sign-in/passkey/", headers={"Accept": "application/json"}, **HOME).json()["request_options"]
    return client.post("/sign-in/passkey/", {"credential": passkey.sign(options)}, **HOME)


def is_inside(client):
    return client.get("/desk/probe/", **HOME).status_code == 200


@pytest.mark.parametrize(
    "host, secure, offered",
    [
        ("localhost", False, True),
        ("desk.rivertown.example", True, True),
        ("127.0.0.1", False, False),
        ("[::1]", True, False),
    ],
)
def test_passkeys_are_offered_on_names_and_never_on_an_ip_address(host, secure, offered):
    client = signed_in_client()
    security = client.get("/desk/security/", secure=secure, HTTP_HOST=host).content.decode()
    sign_in = Client().get("/sign-in/", secure=secure, HTTP_HOST=host).content.decode()
    assert ("Add a passkey" in security) is offered
    assert ("Sign in with a passkey" in sign_in) is offered
    assert (client.get("/desk/security/passkeys/add/", secure=secure, HTTP_HOST=host).status_code == 200) is offered


def test_a_passkey_is_added_and_brings_recovery_codes(make_people):
    make_people(51)
    lena = make_account()
    client = signed_in_client(lena, second_factor=False)
    client.post("/sign-in/", {"login": LENA}, **HOME)

    _, answer = add_passkey(client)

    assert answer.url == "/desk/security/codes/"
    assert set(Authenticator.objects.filter(user=lena).values_list("type", flat=True)) == {"webauthn", "recovery_codes"}
    assert is_inside(client)


def test_a_passkey_signs_in_alone(make_people):
    make_people(51)
    passkey, _ = add_passkey(signed_in_client(make_account()))
    client = Client()
    assert sign_in_with(client, passkey).url == "/desk/"
    assert is_inside(client)


@pytest.mark.parametrize("copies_the_name", [False, True])
def test_a_passkey_that_nobody_added_does_not_sign_in(copies_the_name):
    real, _ = add_passkey(signed_in_client(make_account()))
    stranger = Passkey()
    stranger.user_handle = real.user_handle
    stranger.id = real.id if copies_the_name else stranger.id
    client = Client()
    assert sign_in_with(client, stranger).url == "/sign-in/"
    assert not is_inside(client)


def test_a_passkey_of_another_site_does_not_sign_in():
    passkey, _ = add_passkey(signed_in_client(make_account()))
    passkey.origin = "https://elsewhere.example"
    client = Client()
    sign_in_with(client, passkey)
    assert not is_inside(client)


def test_who_has_a_passkey_is_asked_for_it_after_a_mailed_code():
    passkey, _ = add_passkey(signed_in_client(make_account()))
    client = Client()
    client.post("/sign-in/", {"login": LENA}, **HOME)
    second = client.post("/sign-in/code/", {"code": newest_code(LENA)}, **HOME)
    assert second.url == "/sign-in/second/"
    assert not is_inside(client)

    wanted = asked_of_browser(client.get(second.url, **HOME))["request_options"]
    assert client.post(second.url, {"credential": passkey.sign(wanted)}, **HOME).url == "/desk/"
    assert is_inside(client)


def test_on_an_ip_address_a_recovery_code_stands_in_for_the_passkey():
    lena = make_account()
    add_passkey(signed_in_client(lena))
    code = Authenticator.objects.get(user=lena, type="recovery_codes").wrap().get_unused_codes()[0]
    client, there = Client(), {"HTTP_HOST": "127.0.0.1"}
    client.post("/sign-in/", {"login": LENA}, **there)
    client.post("/sign-in/code/", {"code": newest_code(LENA)}, **there)
    page = client.get("/sign-in/second/", **there)
    assert "passkey-button" not in page.content.decode()
    client.post("/sign-in/second/", {"code": code}, **there)
    assert client.get("/desk/probe/", **there).status_code == 200


def test_a_passkey_is_renamed_and_taken_off():
    client = signed_in_client(make_account())
    add_passkey(client)
    key = Authenticator.objects.get(type="webauthn")

    assert "My phone" in client.get("/desk/security/passkeys/", **HOME).content.decode()
    client.post(f"/desk/security/passkeys/{key.pk}/", {"name": "Old phone"}, **HOME)
    assert "Old phone" in client.get(f"/desk/security/passkeys/{key.pk}/remove/", **HOME).content.decode()
    client.post(f"/desk/security/passkeys/{key.pk}/remove/", **HOME)
    assert not Authenticator.objects.exists()


def test_nobody_touches_the_passkey_of_somebody_else():
    add_passkey(signed_in_client(make_account()))
    key = Authenticator.objects.get(type="webauthn")
    other = signed_in_client(role="staff")
    assert other.get(f"/desk/security/passkeys/{key.pk}/", **HOME).status_code == 404
    assert other.post(f"/desk/security/passkeys/{key.pk}/remove/", **HOME).status_code == 404
    assert Authenticator.objects.filter(type="webauthn").exists()


def test_proving_it_again_with_a_passkey(make_people):
    make_people(51)
    lena = make_account()
    older = signed_in_client(lena, second_factor=False)
    passkey, _ = add_passkey(signed_in_client(lena))

    asked = older.get("/desk/probe/", **HOME)
    assert asked.url.startswith("/desk/security/again/")
    assert "/desk/security/again/passkey/?next=" in older.get(asked.url, **HOME).content.decode()
    page = older.get("/desk/security/again/passkey/?next=/desk/probe/", **HOME)
    proof = passkey.sign(asked_of_browser(page)["request_options"])
    shown = older.post("/desk/security/again/passkey/", {"credential": proof, "next": "/desk/probe/"}, **HOME)
    assert shown.url == "/desk/probe/"
    assert is_inside(older)


NONSENSE = [
    "",
    "{",
    "{}",
    "[]",
    "7",
    "null",
    '"x"',
    '{"id": "x", "response": {}}',
    '{"id": "x", "rawId": "x", "response": []}',
    '{"id": "eA", "rawId": "eA", "response": {"clientDataJSON": "eA", "attestationObject": "eA", "userHandle": "_w"}}',
    (
        '{"id": "eA", "rawId": "eA", "response": {"clientDataJSON": "e30", "attestationObject": '
        '"oA", "authenticatorData": "AA"}}'
    ),
    '{"response": {"userHandle": "/w"}}',
    '{"response": {"userHandle": 7}}',
]


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_for_a_passkey_is_answered_politely(nonsense):
    client, stranger, half_in = signed_in_client(make_account()), Client(), Client()
    add_passkey(client)
    half_in.post("/sign-in/", {"login": LENA}, **HOME)
    half_in.post("/sign-in/code/", {"code": newest_code(LENA)}, **HOME)
    stranger.get("/sign-in/passkey/", headers={"Accept": "application/json"}, **HOME)
    half_in.get("/sign-in/second/", **HOME)

    typed = {"name": "x", "credential": nonsense}
    assert client.post("/desk/security/passkeys/add/", typed, **HOME).status_code == 422
    assert client.post("/desk/security/again/passkey/", typed, **HOME).url == "/sign-in/"
    assert stranger.post("/sign-in/passkey/", typed, **HOME).url == "/sign-in/"
    answer = half_in.post("/sign-in/second/", typed, **HOME)
    assert answer.status_code == 422
    assert "The passkey was not used" in answer.content.decode()
    assert not is_inside(half_in)
