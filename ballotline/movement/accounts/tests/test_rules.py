from ipaddress import ip_network

import pytest

from ballotline.foundation.access.rules import PERMISSIONS, Scope
from ballotline.movement.accounts import roles, rules


def test_an_owner_may_everything():
    assert roles.scope_of_roles(["owner"]) == Scope.of(PERMISSIONS)


def test_staff_may_all_but_let_others_in():
    assert frozenset(PERMISSIONS) - roles.scope_of_roles(["staff"]).may == {"accounts.manage"}


def test_a_moderator_sees_petitions_and_comments_but_nobody_s_address():
    assert roles.scope_of_roles(["moderator"]).may == {"desk.enter", "actions.read", "petitions.moderate"}


@pytest.mark.parametrize("held", [[], ["emperor"]])
def test_no_role_gives_nothing(held):
    assert roles.scope_of_roles(held) == Scope()


def test_two_roles_give_what_either_gives():
    assert roles.scope_of_roles(["moderator", "staff"]) == roles.scope_of_roles(["staff"])


@pytest.mark.parametrize(
    "may, people, needs",
    [
        ({"people.read"}, 50, False),
        ({"people.read"}, 51, True),
        ({"actions.people"}, 51, True),
        ({"petitions.moderate"}, 51, False),
    ],
)
def test_a_second_factor_is_needed_from_51_people_that_one_may_read(may, people, needs):
    assert rules.needs_second_factor(Scope.of(may), people) is needs


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("  Lena@Rivertown.EXAMPLE ", "lena@rivertown.example"),
        ("ana@Faß.example", "ana@xn--fa-hia.example"),  # RFC 5891 registers ß; "fass" would be another domain
        ("e\u0301va@rivertown.example", "éva@rivertown.example"),
    ],
)
def test_an_address_has_one_spelling(typed, kept):
    assert rules.folded(typed) == kept


@pytest.mark.parametrize(
    "host, is_https, offered",
    [
        ("localhost", False, True),
        ("localhost:8000", False, True),
        ("127.0.0.1:8000", False, False),
        ("127.0.0.1", True, False),
        ("[::1]:8000", True, False),
        ("[::1]", True, False),
        ("desk.rivertown.example", True, True),
        ("desk.rivertown.example:8443", True, True),
        ("desk.rivertown.example", False, False),  # browsers refuse there
    ],
)
def test_passkeys_are_for_names_and_never_for_an_ip_address(host, is_https, offered):
    assert rules.can_have_passkeys(host, is_https=is_https) is offered


@pytest.mark.parametrize(
    "peer, forwarded, address",
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # not our proxy: the header is a stranger's word
        ("10.0.0.2", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "192.0.2.66, 198.51.100.1", "198.51.100.1"),  # what the client itself wrote in front
        ("10.0.0.2", "198.51.100.1, 10.0.0.3", "198.51.100.1"),
        ("10.0.0.2", "nonsense", "10.0.0.2"),
        ("", "198.51.100.1", ""),
    ],
)
def test_only_our_own_proxies_say_who_asks(peer, forwarded, address):
    found = rules.client_address(peer=peer, forwarded_for=forwarded, proxies=[ip_network("10.0.0.0/8")])
    assert found == address


@pytest.mark.parametrize(
    "address, short",
    [
        ("203.0.113.9", "203.0.113.0"),
        ("2001:db8:aa:bb::1", "2001:db8:aa::"),
        ("203.0.113.0", "203.0.113.0"),
        ("::ffff:203.0.113.9", "203.0.113.0"),
    ],
)
def test_an_old_address_is_shortened_to_its_network(address, short):
    assert rules.shortened(address) == short
