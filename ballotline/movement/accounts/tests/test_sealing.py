"""Keys of apps and seeds of recovery codes: sealed in the database,
readable after the secret key was changed with care."""

from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core import serializers
from django.db import connection
from django.test import Client

from ballotline.movement.accounts import sealing, tasks
from ballotline.movement.accounts.testing import code_of_app, make_account, make_app, newest_code, signed_in_client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("ballotline.movement.accounts.tests.urls")]

LENA = "lena@rivertown.example"
migration = import_module("ballotline.movement.accounts.migrations.0006_seal_keys_of_apps")


@pytest.fixture
def lena():
    return make_account(email=LENA)


def recovery_codes():
    return Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()


def second_proof(code):
    client = Client()
    client.post("/sign-in/", {"login": LENA})
    client.post("/sign-in/code/", {"code": newest_code(LENA)})
    return client.post("/sign-in/second/", {"code": code})


def kept():
    """Everything the database says about second factors, as a dump would have it."""
    return serializers.serialize("json", Authenticator.objects.order_by("pk"))


def test_the_database_does_not_hold_the_key_of_an_app_nor_the_seed_of_the_codes(lena):
    secret = make_app(lena)
    seed = sealing.unseal(Authenticator.objects.get(type="recovery_codes").data["seed"])
    assert len(seed) >= 40
    assert secret not in kept()
    assert seed not in kept()


def test_an_app_that_is_set_up_through_the_page_is_sealed_and_opens(lena):
    client = signed_in_client(lena)
    client.get("/desk/security/app/")
    secret = client.session["mfa.totp.secret"]
    client.post("/desk/security/app/", {"code": code_of_app(secret)})
    assert secret not in kept()
    assert "mfa.totp.secret" not in client.session


def test_two_seals_of_one_key_are_not_alike(lena):
    assert sealing.seal("JBSWY3DPEHPK3PXP") != sealing.seal("JBSWY3DPEHPK3PXP")


def test_rows_from_before_are_sealed_and_still_open(lena):
    secret = make_app(lena)
    seed = "a" * 80
    Authenticator.objects.filter(type="totp").update(data={"secret": secret})
    Authenticator.objects.filter(type="recovery_codes").update(data={"seed": seed, "used_mask": 4})

    for _ in range(2):  # a second run finds nothing to do
        migration.seal_all(apps, connection.schema_editor())

    assert secret not in kept()
    assert seed not in kept()
    assert len(recovery_codes()) == 9
    assert second_proof(code_of_app(secret)).url == "/desk/"


def test_codes_that_came_from_elsewhere_are_sealed_one_by_one(lena):
    make_app(lena)
    Authenticator.objects.filter(type="recovery_codes").update(data={"migrated_codes": ["11112222", "33334444"]})
    migration.seal_all(apps, connection.schema_editor())
    assert "11112222" not in kept()
    assert recovery_codes() == ["11112222", "33334444"]
    assert second_proof("33334444").url == "/desk/"
    assert recovery_codes() == ["11112222"]


def test_going_back_makes_them_readable_for_the_earlier_version(lena):
    secret = make_app(lena)
    migration.unseal_all(apps, connection.schema_editor())
    assert Authenticator.objects.get(type="totp").data["secret"] == secret


def test_a_key_that_somebody_wrote_into_the_database_by_hand_opens_nothing(lena):
    make_app(lena)
    Authenticator.objects.filter(type="totp").update(data={"secret": "JBSWY3DPEHPK3PXP"})
    assert second_proof(code_of_app("JBSWY3DPEHPK3PXP")).status_code == 409


def test_after_a_change_of_the_secret_key_app_and_codes_open_as_long_as_the_earlier_one_is_kept(lena, settings):
    secret, codes = make_app(lena), recovery_codes()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new one", [settings.SECRET_KEY]
    assert second_proof(code_of_app(secret)).url == "/desk/"
    assert recovery_codes() == codes


def test_the_next_day_the_earlier_secret_key_can_be_forgotten(lena, settings):
    secret, codes = make_app(lena), recovery_codes()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new one", [settings.SECRET_KEY]
    tasks.tidy()
    settings.SECRET_KEY_FALLBACKS = []

    assert second_proof(code_of_app(secret)).url == "/desk/"
    assert recovery_codes() == codes


def test_what_is_sealed_under_the_newest_key_is_not_written_again(lena):
    make_app(lena)
    sealed = kept()
    tasks.tidy()
    assert kept() == sealed


def test_without_the_earlier_secret_key_the_page_says_what_happened_and_what_to_do(lena, settings):
    secret, code = make_app(lena), recovery_codes()[0]
    settings.SECRET_KEY = "a new one"

    for proof in (code_of_app(secret), code):
        answer = second_proof(proof)
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "secret key of this installation was changed" in page
        assert "under Settings, Organizers they take your second factor off" in page


def test_who_enters_by_a_passkey_sees_it_too_and_an_owner_takes_the_factor_off(lena, settings):
    make_app(lena)
    ben = make_account(email="ben@rivertown.example", name="Ben")
    settings.SECRET_KEY = "a new one"
    inside, owner = signed_in_client(lena), signed_in_client(ben)

    assert "secret key of this installation was changed" in inside.get("/desk/security/").content.decode()
    assert inside.get("/desk/security/codes/").status_code == 409
    assert inside.get("/desk/security/codes/recovery-codes.txt").status_code == 409

    owner.post(f"/desk/settings/organizers/{lena.public_id}/second-factor/off/")
    secret = make_app(lena)
    assert second_proof(code_of_app(secret)).url == "/desk/"


def test_what_can_not_be_read_is_left_as_it_is_so_that_the_key_can_come_back(lena, settings):
    secret, right = make_app(lena), settings.SECRET_KEY
    settings.SECRET_KEY = "a new one"
    tasks.tidy()
    settings.SECRET_KEY = right
    assert second_proof(code_of_app(secret)).url == "/desk/"
