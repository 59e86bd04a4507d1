"""One account to a mailbox, however its address is spelled; mail goes to the spelling that the account has."""

from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client

from ballotline.movement.accounts import queries, services
from ballotline.movement.accounts.models import Account, Grant
from ballotline.movement.accounts.rules import keys_of_mailboxes
from ballotline.movement.accounts.testing import make_account, newest_code, signed_in_client
from ballotline.movement.accounts.tests.test_services import HOST, MONDAY
from ballotline.movement.mail.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.urls("ballotline.movement.accounts.tests.urls")]

LENA = "lena@gmail.com"
PASSWORD = "four words nobody joins"
OTHER_SPELLINGS = [
    "LENA@GMAIL.COM",  # letters as somebody shouts them
    "l.e.na@gmail.com",  # this provider ignores dots
    "lena+desk@gmail.com",  # and what follows a plus
    "Lena@googlemail.com",  # and has two names
    "lena@ｇｍａｉｌ.com",  # letters of full width are the same domain
    "ｌena@gmail.com",
    "le\u200bna@gmail.com",  # and what can't be seen is nothing
]
ORGANIZERS = "/desk/settings/organizers/"


@pytest.mark.parametrize("spelling", OTHER_SPELLINGS)
def test_another_spelling_opens_no_second_account(spelling):
    make_account(email=LENA)
    with pytest.raises(services.AddressTaken):
        services.open_account(name="Lena", email=spelling, role="staff", by=HOST, at=MONDAY)
    assert Account.objects.count() == 1


@pytest.mark.parametrize("other", ["lena@rivertown.example", "le.na@rivertown.example", "lena+desk@rivertown.example"])
def test_where_the_provider_tells_them_apart_they_are_two(other):
    make_account(email="l.ena@rivertown.example")
    services.open_account(name="Lena", email=other, role="staff", by=HOST, at=MONDAY)
    assert Account.objects.count() == 2


def test_the_database_itself_refuses_a_second_account_of_a_mailbox():
    make_account(email=LENA)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_account(email="l.ena@gmail.com")


@pytest.mark.parametrize("spelling", OTHER_SPELLINGS)
def test_inviting_another_spelling_says_that_it_has_a_sign_in(spelling):
    make_account("staff", email=LENA)
    owner = signed_in_client()
    as_owner = owner.post(ORGANIZERS, {"name": "Lena", "email": spelling, "role": "owner"})
    assert as_owner.status_code == 422
    assert "has a sign-in here already" in as_owner.content.decode()

    assert owner.post(ORGANIZERS, {"name": "Lena", "email": spelling, "role": "staff"}).status_code == 302
    assert (Account.objects.count(), Grant.objects.count(), Message.objects.count()) == (2, 2, 0)


@pytest.mark.parametrize("spelling", OTHER_SPELLINGS)
def test_every_spelling_signs_in_and_the_code_goes_to_the_account_s_own(client, spelling):
    make_account(email=LENA)
    asked = client.post("/sign-in/", {"login": spelling})
    assert Message.objects.get().to_address == LENA
    assert client.post(asked.url, {"code": newest_code(LENA)}).url == "/desk/"


@pytest.mark.parametrize("spelling", OTHER_SPELLINGS)
def test_every_spelling_fits_the_password_and_gets_a_new_one(client, spelling):
    make_account(email=LENA, password=PASSWORD)
    assert client.post("/sign-in/", {"login": spelling, "password": PASSWORD}).url == "/desk/"

    stranger = Client()
    asked = stranger.post("/sign-in/password/new/", {"email": spelling})
    assert Message.objects.get().to_address == LENA
    confirmed = stranger.post(asked.url, {"code": newest_code(LENA)})
    assert confirmed.url == "/sign-in/password/new/choose/"


def test_the_page_shows_what_was_typed_so_that_no_spelling_tells_who_is_here(client):
    make_account(email=LENA)
    asked = client.post("/sign-in/", {"login": "l.ena+x@gmail.com"})
    page = client.get(asked.url).content.decode()
    assert "l.ena+x@gmail.com" in page
    assert LENA not in page


def test_a_letter_that_folding_makes_longer_is_no_way_to_an_address_that_does_not_fit():
    local = "ŉ" * 60  # each becomes two characters when folded
    long = f"{local}@{'a' * 60}.{'b' * 60}.{'c' * 58}.example"
    assert len(long) < 254
    with pytest.raises(services.NotAnAddress):
        services.open_account(name="Lena", email=long, role="staff", by=HOST, at=MONDAY)


def test_accounts_from_before_get_their_keys_and_two_of_one_mailbox_both_stay_reachable():
    held = ["l.ena@gmail.com", "lena@gmail.com", "sam@rivertown.example", "le.na@gmail.com"]
    for address in held:
        account = Account(email=address, name=address, joined_at=MONDAY, mailbox_key=address[::-1])
        account.set_unusable_password()
        account.save()
        EmailAddress.objects.create(user=account, email=address, primary=True, verified=True)

    migration = import_module("ballotline.movement.accounts.migrations.0003_account_mailbox_key")
    migration.fill(apps, connection.schema_editor())

    keys = dict(Account.objects.values_list("email", "mailbox_key"))
    assert keys == {address: address for address in held}
    assert [queries.account_at(address).email for address in held] == held
    assert queries.account_at("lena+desk@gmail.com").email == "lena@gmail.com"


def test_without_one_spelled_like_its_key_the_oldest_account_has_the_mailbox():
    assert keys_of_mailboxes(["l.ena@gmail.com", "le.na@gmail.com"]) == {
        "l.ena@gmail.com": "lena@gmail.com",
        "le.na@gmail.com": "le.na@gmail.com",
    }
