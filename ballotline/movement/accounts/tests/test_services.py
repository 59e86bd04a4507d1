from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from ballotline.foundation.access.rules import PERMISSIONS, Actor, Scope
from ballotline.foundation.audit.queries import history
from ballotline.movement.accounts import queries, roles, services
from ballotline.movement.accounts.models import Account, Grant, SignInLink
from ballotline.movement.accounts.testing import make_account, make_app
from ballotline.movement.mail.models import Message

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOST = Actor.command("init")


def opened(email="lena@rivertown.example", role="owner"):
    return services.open_account(name="Lena Ortiz", email=email, role=role, by=HOST, at=MONDAY)


def verbs(account):
    return [entry.verb for entry in reversed(history("account", account.public_id))]


def test_an_opened_account_can_sign_in_by_code_and_has_its_role():
    account = opened(" Lena@Rivertown.Example ")

    assert account.email == "lena@rivertown.example"
    assert not account.has_usable_password()
    assert EmailAddress.objects.get(user=account).email == "lena@rivertown.example"
    assert queries.scope_at(account, MONDAY).may == set(PERMISSIONS)
    assert verbs(account) == ["account opened", "made owner"]


def test_one_address_opens_one_account():
    opened()
    with pytest.raises(services.AddressTaken):
        opened("LENA@rivertown.example")
    assert Account.objects.count() == 1
    assert Grant.objects.count() == 1


@pytest.mark.parametrize(
    "email", ["", "lena", "lena@rivertown@example", "a" * 250 + "@x.org", "le\0na@rivertown.example"]
)
def test_an_account_needs_an_address_that_mail_can_reach(email):
    with pytest.raises(services.NotAnAddress):
        opened(email)


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "Le\0na"])
def test_an_account_needs_a_name(name):
    with pytest.raises(services.NotAName):
        services.open_account(name=name, email="lena@rivertown.example", role="owner", by=HOST, at=MONDAY)


def test_a_role_that_nobody_knows_opens_nothing():
    with pytest.raises(services.NoSuchRole):
        opened(role="emperor")
    assert not Account.objects.exists()


def test_a_role_granted_twice_is_granted_once():
    account = opened()
    again = services.grant(account=account, role="owner", by=HOST, at=MONDAY + HOUR)
    assert again.granted_at == MONDAY
    assert verbs(account).count("made owner") == 1


def test_an_ended_role_gives_nothing_from_that_moment():
    opened()
    sam = opened("sam@rivertown.example", role="staff")

    services.end_roles(account=sam, by=HOST, at=MONDAY + HOUR)

    assert queries.scope_at(sam, MONDAY + HOUR - timedelta(seconds=1)) == roles.scope_of_roles(["staff"])
    assert queries.scope_at(sam, MONDAY + HOUR) == Scope()
    assert verbs(sam)[-1] == "no longer staff"


def test_a_role_with_an_end_ends_by_itself():
    sam = make_account("staff", until=MONDAY)
    assert queries.scope_at(sam, MONDAY - HOUR) == roles.scope_of_roles(["staff"])
    assert queries.scope_at(sam, MONDAY) == Scope()


def test_ending_twice_is_ending_once():
    opened()
    given = opened("sam@rivertown.example", role="staff").grants.get()
    services.end_grant(grant=given, by=HOST, at=MONDAY + HOUR)
    services.end_grant(grant=given, by=HOST, at=MONDAY + 2 * HOUR)
    given.refresh_from_db()
    assert given.until == MONDAY + HOUR


def test_the_last_owner_stays():
    lena = opened()
    with pytest.raises(services.LastOwner):
        services.end_roles(account=lena, by=HOST, at=MONDAY + HOUR)
    with pytest.raises(services.LastOwner):
        services.change_role(account=lena, role="staff", by=HOST, at=MONDAY + HOUR)
    assert [grant.role for grant in lena.grants.holding(MONDAY + HOUR)] == ["owner"]


def test_one_of_two_owners_can_go():
    lena, sam = opened(), opened("sam@rivertown.example")
    services.end_roles(account=lena, by=Actor.account(sam.public_id), at=MONDAY + HOUR)
    with pytest.raises(services.LastOwner):
        services.end_roles(account=sam, by=HOST, at=MONDAY + HOUR)


def test_an_owner_whose_account_is_closed_keeps_nobody_from_being_the_last():
    lena, sam = opened(), opened("sam@rivertown.example")
    Account.objects.filter(pk=sam.pk).update(is_active=False)
    with pytest.raises(services.LastOwner):
        services.end_roles(account=lena, by=HOST, at=MONDAY + HOUR)


def test_a_changed_role_replaces_the_old_one_and_undo_gives_it_back():
    opened()
    sam = opened("sam@rivertown.example", role="staff")

    services.change_role(account=sam, role="moderator", by=HOST, at=MONDAY + HOUR)
    assert [grant.role for grant in sam.grants.holding(MONDAY + HOUR)] == ["moderator"]

    services.change_role(account=sam, role="staff", by=HOST, at=MONDAY + 2 * HOUR)
    assert [grant.role for grant in sam.grants.holding(MONDAY + 2 * HOUR)] == ["staff"]


def test_an_invitation_says_where_to_sign_in_once():
    sam = services.invite(name="Sam Teo", email="sam@rivertown.example", role="staff", by=HOST, at=MONDAY)
    message = Message.objects.get()
    assert (message.kind, message.to_address, message.about) == ("accounts.Invitation", sam.email, str(sam.public_id))


def test_a_sign_in_link_works_once_within_the_hour():
    lena = opened()
    token = services.make_sign_in_link(account=lena, at=MONDAY)

    assert services.use_sign_in_link(token=token, at=MONDAY + HOUR - timedelta(seconds=1)) == lena
    with pytest.raises(services.LinkExpired):
        services.use_sign_in_link(token=token, at=MONDAY + HOUR - timedelta(seconds=1))
    assert verbs(lena)[-2:] == ["sign-in link made", "sign-in link used"]


def test_a_sign_in_link_is_over_after_an_hour():
    token = services.make_sign_in_link(account=opened(), at=MONDAY)
    with pytest.raises(services.LinkExpired):
        services.use_sign_in_link(token=token, at=MONDAY + HOUR)


def test_a_new_sign_in_link_ends_the_earlier_one():
    lena = opened()
    first = services.make_sign_in_link(account=lena, at=MONDAY)
    services.make_sign_in_link(account=lena, at=MONDAY)
    with pytest.raises(services.LinkExpired):
        services.use_sign_in_link(token=first, at=MONDAY)


def test_a_sign_in_link_of_a_closed_account_lets_nobody_in():
    lena = opened()
    token = services.make_sign_in_link(account=lena, at=MONDAY)
    Account.objects.filter(pk=lena.pk).update(is_active=False)
    with pytest.raises(services.LinkExpired):
        services.use_sign_in_link(token=token, at=MONDAY)


def test_the_database_does_not_know_the_token():
    token = services.make_sign_in_link(account=opened(), at=MONDAY)
    assert token not in str(SignInLink.objects.values().get())


def test_a_corrected_name_is_in_the_log_without_the_name():
    lena = opened()
    services.set_name(account=lena, name="  Lena  Ortiz-Vale ", by=HOST, at=MONDAY)
    lena.refresh_from_db()
    assert lena.name == "Lena Ortiz-Vale"
    entry = history("account", lena.public_id)[0]
    assert (entry.verb, entry.fields) == ("account changed", "name")


def test_a_lost_second_factor_is_taken_off_with_its_recovery_codes():
    lena = opened()
    make_app(lena)
    services.remove_second_factor(account=lena, by=HOST, at=MONDAY)
    assert not Authenticator.objects.exists()
    assert not queries.has_second_factor(lena)


def test_tidying_shortens_where_somebody_signed_in_a_month_ago_and_forgets_ended_sessions(client):
    lena = opened()
    client.force_login(lena)
    key = client.session.session_key
    long_ago = MONDAY - timedelta(days=31)
    UserSession.objects.create(user=lena, session_key=key, ip="203.0.113.9", user_agent="Firefox", created_at=long_ago)
    UserSession.objects.create(user=lena, session_key="gone", ip="203.0.113.9", user_agent="Firefox")
    services.make_sign_in_link(account=lena, at=long_ago - HOUR)

    services.tidy(at=MONDAY)

    assert [(s.session_key, s.ip, s.user_agent) for s in UserSession.objects.all()] == [(key, "203.0.113.0", "")]
    assert not SignInLink.objects.exists()
