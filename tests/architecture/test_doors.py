"""Every address and every role: what isn't yours is not there.

Made from the URL tree, so a new page joins by existing.
"""

from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from ballotline.foundation.access.checks import all_routes, every_url_has_a_policy
from ballotline.foundation.access.rules import OF_THE_HOUSE, PERMISSIONS, Reach, Scope
from ballotline.foundation.access.seams import ScopeOf
from ballotline.movement.accounts.roles import ROLES
from ballotline.movement.accounts.testing import make_account, signed_in_client
from ballotline.organizing.actions.kinds.petition.testing import make_petition

WARD = "ocd-division/country:us/state:mr/place:rivertown/ward:1"
SOME = {"slug": "library", "uuid": UUID(int=7), "int": 1, "str": "x", "path": "x"}


def address_of(route: str, pattern: URLPattern) -> str:
    """An address of the route with something in each of its places."""
    address = "/" + route
    for name, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        address = address.replace(f"<{kind}:{name}>", str(SOME[kind]))
    return address


def guarded() -> list[tuple[str, str]]:
    """(address, permission) of every page behind a door."""
    found = []
    for route, pattern in all_routes(get_resolver().url_patterns):
        policy = getattr(pattern.callback, "policy", "")
        if policy.startswith("permission "):
            found.append((address_of(route, pattern), policy.removeprefix("permission ")))
    return found


DOORS = guarded()


def test_there_are_doors_and_each_names_a_permission_that_exists():
    assert len(DOORS) > 40
    assert {permission for _address, permission in DOORS} <= set(PERMISSIONS)


def test_no_page_of_a_kind_borrows_another_kind_s_permission():
    """What all kinds share is `actions.…`; a kind's own names the kind ("petitions.moderate")."""
    kinds = {"petitions", "calls", "pledges"}

    borrowed = [
        (address, permission)
        for address, permission in DOORS
        if (room := permission.split(".")[0]) in kinds and not address.startswith(f"/desk/{room}/")
    ]

    assert borrowed == []


def test_every_address_has_a_policy():
    assert every_url_has_a_policy(None) == []


def test_an_address_without_a_policy_stops_the_start(monkeypatch):
    pattern = next(pattern for _route, pattern in all_routes(get_resolver().url_patterns))
    monkeypatch.delattr(pattern.callback, "policy")

    assert [problem.id for problem in every_url_has_a_policy(None)] == ["access.E001"]


@pytest.mark.django_db
@pytest.mark.parametrize("address, permission", DOORS)
def test_a_stranger_is_led_to_the_sign_in(address, permission):
    asked, sent = Client().get(address), Client().post(address)

    assert (asked.status_code, sent.status_code) == (302, 403)
    assert asked["Location"].startswith("/sign-in/")
    assert 'href="/sign-in/"' in sent.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("role", [*ROLES, ""])
def test_a_role_finds_exactly_what_it_may(role):
    """What it may not is a 404, for reading and for writing, whether the thing exists or not."""
    make_petition()
    account = make_account(role=role, email="somebody@rivertown.example")
    client = signed_in_client(account)
    may = ROLES[role].may if role in ROLES else frozenset()

    for address, permission in DOORS:
        if permission not in may:
            assert client.get(address).status_code == 404, address
            assert client.post(address).status_code == 404, address


def everything(_account: object) -> Scope:
    return Scope.of(PERMISSIONS)


def everything_in_one_ward(_account: object) -> Scope:
    return Scope.of(PERMISSIONS, Reach(divisions=frozenset({WARD})))


@pytest.mark.django_db
@pytest.mark.parametrize("permission", sorted(OF_THE_HOUSE))
def test_a_right_of_the_house_that_holds_in_one_ward_opens_no_door(permission, settings):
    """Whoever comes through a door with a method that no page knows is told so (405), be the thing there or not."""
    client = signed_in_client(role="owner")
    doors = [address for address, of in DOORS if of == permission]

    settings.BALLOTLINE_SCOPE = ScopeOf(f"{__name__}.everything")
    assert doors
    assert {client.delete(address).status_code for address in doors} == {405}

    settings.BALLOTLINE_SCOPE = ScopeOf(f"{__name__}.everything_in_one_ward")
    assert {client.delete(address).status_code for address in doors} == {404}


@pytest.mark.django_db
def test_the_menu_of_the_desk_has_no_line_of_the_house_for_somebody_of_one_ward(settings):
    client = signed_in_client(role="owner")
    lines = [f'href="/desk/{page}/"' for page in ("mail", "settings", "offices")]

    settings.BALLOTLINE_SCOPE = ScopeOf(f"{__name__}.everything")
    everywhere = client.get("/desk/").content.decode()
    settings.BALLOTLINE_SCOPE = ScopeOf(f"{__name__}.everything_in_one_ward")
    in_one_ward = client.get("/desk/").content.decode()

    assert [line in everywhere for line in lines] == [True, True, True]
    assert [line in in_one_ward for line in lines] == [False, False, False]
    assert 'href="/desk/people/"' in in_one_ward


@pytest.mark.django_db
def test_no_page_answers_with_a_fault_of_ours():
    """Every address with something in its places, for an owner: found, refused or led on, never a 500."""
    make_petition()
    client = signed_in_client(role="owner")
    client.raise_request_exception = False

    answers = {}
    for route, pattern in all_routes(get_resolver().url_patterns):
        address = address_of(route, pattern)
        answers[address] = client.get(address).status_code

    assert [address for address, status in answers.items() if status == 500] == []
