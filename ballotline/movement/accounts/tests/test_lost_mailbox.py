"""A change of address whose old mailbox is lost: another owner answers in its place, and nobody for the own one."""

import pytest

from ballotline.foundation.audit.queries import history
from ballotline.movement.accounts.models import Account, AddressChange
from ballotline.movement.accounts.testing import make_account, signed_in_client
from ballotline.movement.accounts.tests.letters import NEW, OLD, PAGE, address_of, ask, letters, link_to, press

pytestmark = [pytest.mark.django_db, pytest.mark.urls("ballotline.movement.accounts.tests.urls")]

ORGANIZERS = "/desk/settings/organizers/"


@pytest.fixture
def lena():
    return make_account(email=OLD)


def test_an_owner_answers_for_a_lost_mailbox_and_the_new_one_is_asked_all_the_same():
    make_account(email="ben@rivertown.example", name="Ben")
    sam = make_account("staff", email="sam@rivertown.example", name="Sam Teo")
    ask(signed_in_client(sam))
    ben = signed_in_client(Account.objects.get(name="Ben"))
    change = AddressChange.objects.get()
    page = ben.get(ORGANIZERS).content.decode()
    assert "Sam Teo wants to sign in with" in page

    ben.post(f"{ORGANIZERS}{sam.public_id}/old-mailbox/", {"change": change.public_id})
    assert address_of(sam) == "sam@rivertown.example"
    press(link_to(NEW))

    assert address_of(sam) == NEW
    assert letters("sam@rivertown.example")[-1][0] == "accounts.AddressChanged"
    assert "answered for a lost mailbox" in [entry.verb for entry in history("account", sam.public_id)]


def test_nobody_answers_for_the_lost_mailbox_of_their_own(lena):
    make_account(email="ben@rivertown.example", name="Ben")
    client = signed_in_client(lena)
    ask(client)
    change = AddressChange.objects.get()
    assert "Answer for the old mailbox" not in client.get(ORGANIZERS).content.decode()
    answer = client.post(f"{ORGANIZERS}{lena.public_id}/old-mailbox/", {"change": change.public_id})
    assert answer.status_code == 404
    assert AddressChange.objects.get().old_said_yes_at is None


@pytest.mark.parametrize("change", ["", "²", "00000000-0000-0000-0000-000000000007"])
def test_an_owner_who_answers_for_a_change_that_is_not_there_is_told_so(lena, change):
    sam = make_account("staff", email="sam@rivertown.example", name="Sam Teo")
    ask(signed_in_client(sam))
    answer = signed_in_client(lena).post(f"{ORGANIZERS}{sam.public_id}/old-mailbox/", {"change": change})
    assert answer.status_code == 404


def test_staff_answers_for_nobody(lena):
    sam = make_account("staff", email="sam@rivertown.example", name="Sam Teo")
    ask(signed_in_client(lena))
    change = AddressChange.objects.get()
    answer = signed_in_client(sam).post(f"{ORGANIZERS}{lena.public_id}/old-mailbox/", {"change": change.public_id})
    assert answer.status_code == 404


def test_the_page_says_the_way_out_for_who_has_a_colleague_and_for_who_has_none(lena):
    client = signed_in_client(lena)
    assert "You are the only owner" in client.get(PAGE).content.decode()
    make_account(email="ben@rivertown.example", name="Ben")
    assert "ask another owner" in client.get(PAGE).content.decode()
