"""The desk's page "Organizers": invite, change, end, undo."""

import pytest
from django.test import Client

from ballotline.foundation.audit.queries import history
from ballotline.movement.accounts.models import Account, Grant
from ballotline.movement.accounts.testing import make_account, make_app, newest_code, signed_in_client
from ballotline.movement.mail.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.urls("ballotline.movement.accounts.tests.urls")]

PAGE = "/desk/settings/organizers/"
SAM = {"name": "Sam Teo", "email": "Sam@Rivertown.example", "role": "staff"}


def roles(account):
    return [grant.role for grant in Grant.objects.filter(account=account, until=None)]


@pytest.fixture
def sam():
    return make_account("staff", email="sam@rivertown.example", name="Sam Teo")


@pytest.mark.parametrize("role", ["staff", "moderator", ""])
def test_only_an_owner_finds_the_page(role):
    client = signed_in_client(make_account(role))
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, SAM).status_code == 404
    assert Account.objects.count() == 1


def test_an_owner_sees_who_may_come_in(sam):
    page = signed_in_client().get(PAGE).content.decode()
    assert "Sam Teo" in page
    assert "no second factor yet" in page


def test_somebody_invited_gets_a_message_and_signs_in_by_a_code():
    owner = make_account()
    assert signed_in_client(owner).post(PAGE, SAM).url == PAGE

    sam = Account.objects.get(email="sam@rivertown.example")
    assert roles(sam) == ["staff"]
    assert history("account", sam.public_id)[0].actor_id == str(owner.public_id)
    assert Message.objects.get().kind == "accounts.Invitation"

    client = Client()
    client.post("/sign-in/", {"login": sam.email})
    client.post("/sign-in/code/", {"code": newest_code(sam.email)})
    assert client.get("/desk/probe/people/").status_code == 200


def test_pressing_invite_twice_invites_once():
    client = signed_in_client()
    assert [client.post(PAGE, SAM).status_code for _ in range(2)] == [302, 302]
    assert Account.objects.count() == 2
    assert Message.objects.count() == 1


def test_somebody_who_is_here_as_something_else_is_not_invited_again(sam):
    answer = signed_in_client().post(PAGE, SAM | {"role": "owner"})
    assert answer.status_code == 422
    assert "has a sign-in here already" in answer.content.decode()
    assert roles(sam) == ["staff"]


def test_an_invitation_that_can_not_be_sent_keeps_what_was_typed():
    answer = signed_in_client().post(PAGE, {"name": "Sam Teo", "email": "sam", "role": ""})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Enter an e-mail address like name@example.org" in page
    assert "Pick a role" in page
    assert 'value="Sam Teo"' in page


def test_a_role_is_changed(sam):
    signed_in_client().post(f"{PAGE}{sam.public_id}/role/", {"role": "moderator"})
    assert roles(sam) == ["moderator"]


def test_a_role_that_nobody_knows_changes_nothing(sam):
    assert signed_in_client().post(f"{PAGE}{sam.public_id}/role/", {"role": "emperor"}).status_code == 422
    assert roles(sam) == ["staff"]


def test_ending_closes_the_desk_at_once_and_undo_opens_it_again(sam):
    owner, inside = signed_in_client(), signed_in_client(sam)

    ended = owner.post(f"{PAGE}{sam.public_id}/end/")
    assert inside.get("/desk/probe/").status_code == 404
    page = owner.get(ended.url).content.decode()
    assert "Undo" in page
    assert 'name="role" value="staff"' in page

    owner.post(f"{PAGE}{sam.public_id}/role/", {"role": "staff"})
    assert inside.get("/desk/probe/").status_code == 200


@pytest.mark.parametrize("act, typed", [("end", {}), ("role", {"role": "staff"})])
def test_the_only_owner_stays_and_the_page_says_what_to_do(act, typed):
    owner = make_account()
    answer = signed_in_client(owner).post(f"{PAGE}{owner.public_id}/{act}/", typed)
    assert answer.status_code == 409
    assert "Make somebody else an owner first" in answer.content.decode()
    assert roles(owner) == ["owner"]


def test_looking_changes_nothing(sam):
    client = signed_in_client()
    assert client.get(f"{PAGE}{sam.public_id}/end/").status_code == 405
    assert client.get(f"{PAGE}{sam.public_id}/role/").status_code == 405


def test_the_list_takes_the_same_few_statements_for_two_and_for_twenty(django_assert_max_num_queries):
    client = signed_in_client()
    for number in range(20):
        make_account("staff", email=f"organizer{number}@rivertown.example")
    client.get(PAGE)  # counts what waits today, which is kept for some seconds
    with django_assert_max_num_queries(12):
        client.get(PAGE)


def test_an_owner_takes_off_the_second_factor_of_somebody_who_lost_it_and_a_message_says_so(sam):
    make_app(sam)
    owner = signed_in_client()
    assert "Take Sam Teo's second factor off" in owner.get(PAGE).content.decode()

    said = owner.post(f"{PAGE}{sam.public_id}/second-factor/off/", follow=True).content.decode()

    assert "Sam Teo signs in as always" in said
    assert not sam.authenticator_set.exists()
    assert Message.objects.get(to_address=sam.email).kind == "accounts.FactorTakenOff"
    assert history("account", sam.public_id)[0].verb == "second factor removed"


def test_an_owner_s_own_second_factor_is_not_taken_off_there():
    owner = make_account()
    make_app(owner)

    assert signed_in_client(owner).post(f"{PAGE}{owner.public_id}/second-factor/off/").status_code == 404
    assert owner.authenticator_set.exists()
