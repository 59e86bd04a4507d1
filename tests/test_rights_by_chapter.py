"""Every address of the desk, every role, every chapter around: what isn't yours is not there.

Made from the URL tree, so a new page joins by existing. Each cell is first shown to be there for an owner; and each
policy is taken away once, to see that a cell notices.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.db import transaction
from django.http import Http404
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from ballotline.foundation.access.doors import _entered, scope_of
from ballotline.foundation.access.rules import EVERYWHERE, OF_THE_HOUSE, SYSTEM
from ballotline.movement.accounts import roles as house_roles
from ballotline.movement.accounts.models import Account
from ballotline.movement.accounts.roles import Role
from ballotline.movement.accounts.testing import make_account, signed_in_client
from ballotline.organizing.actions import helping
from ballotline.organizing.actions.declared import KINDS
from ballotline.organizing.actions.models import Ask
from ballotline.organizing.chapters import roles
from ballotline.organizing.chapters.testing import account_of, make_officer
from tests.chapters_around import Around, all_around, filled, one_more

pytestmark = pytest.mark.django_db
REACHED = ("own", "below")
# Asked of all chapters, so of the organization: its pages name no chapter
OF_ALL_CHAPTERS = {"asked", "charter", "requirement", "drop", "ask_again"}
# Whoever decides about a chapter's life has the right at the one above it: an officer at those below, never their own
DECIDED_ABOVE = {"step", "serve", "serve_no_more", "place", "dissolve", "split", "merge", "end_term", "term_again"}
# Who may say yes to what another asked for is who may do it: those of chapters_around.py ask to take people along
SECOND_YES = {"second_yes", "second_agree", "second_no"}


@dataclass(frozen=True)
class Page:
    room: str
    name: str
    permission: str
    params: tuple[str, ...]
    pattern: URLPattern = field(compare=False)

    @property
    def called(self) -> str:
        return f"{self.room}:{self.name}" if self.room else self.name

    def address(self, one: Around) -> str:
        values = {param: filled(self.room, self.name, param, one) for param in self.params}
        return reverse(self.called, kwargs=values)

    def is_there_for(self, role: Role, where: str) -> bool:
        needed = "people.export" if self.name in SECOND_YES else self.permission
        if needed not in role.may or self.permission not in role.may:
            return False
        if role.name in house_roles.ROLES:
            return True
        if role == house_roles.HELPER:
            return (self.room, where) == ("petition_desk", "own")
        if self.room == "chapters_desk" and self.name in DECIDED_ABOVE:
            return where == "below"
        return where in REACHED


def pages(*, of_the_house: bool) -> list[Page]:
    found = _guarded(get_resolver().url_patterns, "")
    return [page for page in found if (page.permission in OF_THE_HOUSE) is of_the_house]


def _guarded(patterns: list[URLPattern | URLResolver], room: str) -> Iterator[Page]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _guarded(one.url_patterns, one.namespace or room)
        elif (policy := getattr(one.callback, "policy", "")).startswith("permission "):
            permission = policy.removeprefix("permission ")
            yield Page(room, str(one.name), permission, tuple(one.pattern.converters), one)


PAGES = pages(of_the_house=False)
# A batch of tags is one press over whatever list: its rows are within the reach
OF_NO_CHAPTER = {f"chapters_desk:{name}" for name in OF_ALL_CHAPTERS} | {"desk:untag_many"}
OF_ONE_THING = [page for page in PAGES if page.params and page.called not in OF_NO_CHAPTER]
LISTS = [page for page in PAGES if not page.params]
OF_HOUSE = [page for page in pages(of_the_house=True) if not page.params]
# Of the house the one that may not everything; staff have an owner's rights but for those of the house
ALL_ROLES = [*roles.ROLES.values(), house_roles.MODERATOR, house_roles.HELPER]
# What everybody sees in public may be put beside one's own: its title stands in that field of a form
PUT_BESIDE = re.compile(r'<select[^>]*name="goes_with".*?</select>', re.DOTALL)


@pytest.fixture
def around():
    return all_around()


@pytest.fixture(autouse=True)
def _nothing_is_kept():
    caches["near"].clear()


def tried(client: Client, address: str) -> tuple[int, int]:
    """(looking, pressing): what comes back; nothing of it stays."""
    with transaction.atomic():
        looked = client.get(address).status_code
        transaction.set_rollback(True)
    with transaction.atomic():
        pressed = client.post(address).status_code
        transaction.set_rollback(True)
    return looked, pressed


def desk_of(role: Role, own: Around) -> Client:
    """Of an officer of the chapter, of somebody with a role of the house, or of who helps with its petition."""
    if role == house_roles.HELPER:
        return signed_in_client(_helper(own.ask["petition"]))
    if role.name in house_roles.ROLES:
        return signed_in_client(make_account(role.name, f"{role.name}@rivertown.example"))
    assert own.chapter is not None
    client = Client()
    client.force_login(
        account_of(make_officer(own.chapter, f"{role.name.title().replace(' ', '')} Here", role=role.name).person)
    )
    return client


def _helper(ask: Ask) -> Account:
    who, until = {"name": "Helper Here", "email": "helper@rivertown.example"}, timezone.localdate() + timedelta(days=9)
    return helping.let_help(ask, **who, until=until, by=SYSTEM, at=timezone.now()).account


def of_whom(around: dict[str, Around], page: Page) -> dict[str, Around]:
    """Where the page can be about something: what is nobody's has no page of a chapter."""
    return {name: one for name, one in around.items() if one.chapter or page.room != "chapters_desk"}


def is_wrong(client: Client, role: Role, page: Page, where: str, one: Around) -> bool:
    """Does this cell of the table say otherwise than it should?"""
    return (set(tried(client, page.address(one))) - {405} != {404}) is not page.is_there_for(role, where)


def test_each_thing_of_each_chapter_is_there_for_an_owner(around):
    """Each page that can be looked at is shown; what can only be pressed is done, or says what is missing."""
    owner = signed_in_client(role="owner")
    cells = [(page, one) for page in OF_ONE_THING for one in of_whom(around, page).values()]

    found = {(page.called, one.name): tried(owner, page.address(one)) for page, one in cells}

    wrong = {cell for cell, (looked, pressed) in found.items() if not is_there(looked, pressed)}
    assert wrong == set()
    assert len(found) > 600


def is_there(looked: int, pressed: int) -> bool:
    return (looked == 200 and pressed in (405, 200, 303, 422)) or (looked == 405 and pressed in (200, 303, 422))


@pytest.mark.parametrize("role", ALL_ROLES, ids=[role.name for role in ALL_ROLES])
def test_what_is_not_theirs_is_not_there(around, role, capsys):
    client = desk_of(role, around["own"])
    cells = [(page, where, one) for page in OF_ONE_THING for where, one in of_whom(around, page).items()]

    wrong = [(page.called, where) for page, where, one in cells if is_wrong(client, role, page, where, one)]

    with capsys.disabled():
        print(f"\n{len(cells)} cells of {len(OF_ONE_THING)} pages for one {role.name}")
    assert wrong == []
    assert len(cells) > 600


@contextmanager
def weakened(page: Page, permission: str, *, everywhere: bool) -> Iterator[None]:
    """The page with another policy: whoever has this permission, where they have it or everywhere."""
    guarded: Any = page.pattern.callback

    def less_guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
        if not scope_of(request).allows(permission):
            raise Http404
        entered = _entered(request, permission)
        if everywhere:
            entered.reach = EVERYWHERE
        return guarded.__wrapped__(entered, *args, **kwargs)

    page.pattern.callback = less_guarded
    try:
        yield
    finally:
        page.pattern.callback = guarded


# What these do or show they ask for once more, of the thing itself: a door that is too wide lets nobody through
ASK_THEMSELVES = (
    {f"chapters_desk:{name}" for name in DECIDED_ABOVE} | {f"{kind}_desk:take_along" for kind in KINDS} | SECOND_YES
)


# Of the organization: they ask once more whether the right holds everywhere
ASK_THEMSELVES_OF_ALL = {f"chapters_desk:{name}" for name in OF_ALL_CHAPTERS}


def test_each_policy_that_is_deleted_is_noticed(around):
    """A page that asks for no right but that to enter the desk is there for somebody who should not find it."""
    desks = {role.name: (role, desk_of(role, around["own"])) for role in ALL_ROLES}
    unnoticed, tried_out = set(), 0
    for page in OF_ONE_THING:
        if page.called in ASK_THEMSELVES or all(page.permission in role.may for role in ALL_ROLES):
            continue  # the second asks for no more than to enter
        tried_out += 1
        with weakened(page, "desk.enter", everywhere=False):
            cells = ((role, client, "own") for role, client in desks.values() if page.permission not in role.may)
            if not any(is_wrong(client, role, page, where, around[where]) for role, client, where in cells):
                unnoticed.add(page.called)

    assert unnoticed == set()
    assert tried_out > 90


def test_each_policy_of_a_list_that_is_deleted_is_noticed(around):
    """Of what is about no one thing (lists, searches, exports, charts) too: it is there for who should not find it."""
    desks = [(role, desk_of(role, around["own"])) for role in ALL_ROLES]
    unnoticed, tried_out = set(), 0
    for page in LISTS + OF_HOUSE:
        without = [client for role, client in desks if page.permission not in role.may]
        if not without or page.called in ASK_THEMSELVES_OF_ALL:
            continue
        tried_out += 1
        address = reverse(page.called)
        assert [one for one in (tried(client, address) for client in without) if set(one) - {405} != {404}] == [], (
            page.called
        )
        with weakened(page, "desk.enter", everywhere=False):
            if all(set(tried(client, address)) - {405} == {404} for client in without):
                unnoticed.add(page.called)

    assert unnoticed == set()
    assert tried_out > 30


def test_each_reach_that_is_taken_away_is_noticed(around):
    """A page that forgets where a right holds shows or does something in the chapter next door."""
    officer, lead = ((role, desk_of(role, around["own"])) for role in (roles.OFFICER, roles.DATA_LEAD))
    unnoticed, tried_out = set(), 0
    for page in OF_ONE_THING:
        if page.called in ASK_THEMSELVES:
            continue
        tried_out += 1
        role, client = officer if page.permission in officer[0].may else lead
        with weakened(page, page.permission, everywhere=True):
            if not is_wrong(client, role, page, "neighbor", around["neighbor"]):
                unnoticed.add(page.called)

    assert unnoticed == set()
    assert tried_out > 120


@pytest.mark.parametrize("role", roles.ROLES.values(), ids=list(roles.ROLES))
def test_no_list_search_count_or_table_holds_what_is_not_an_officer_s(around, role, capsys):
    client, owner = desk_of(role, around["own"]), signed_in_client(role="owner")
    addresses = [reverse(page.called) for page in LISTS]
    searched = [f"{address}?q={one.name}" for address in addresses for one in around.values()]
    own_pages = [page.address(around["own"]) for page in OF_ONE_THING if page.is_there_for(role, "own")]
    shown_to_owner, told = set(), []

    for address in [*addresses, *searched, *own_pages]:
        mine, all_of_it = text_of(client, address), text_of(owner, address)
        shown_to_owner |= (
            {address.partition("?")[0]} if all(one.name in all_of_it for one in around.values()) else set()
        )
        told += [(where, address) for where, one in around.items() if where not in REACHED and is_told(one.name, mine)]

    with capsys.disabled():
        print(f"\n{len(shown_to_owner)} lists hold names of all chapters for an owner")
    assert {reverse("desk:people"), reverse("desk:take_along"), reverse("cases_desk:index")} <= shown_to_owner
    assert len(shown_to_owner) > 6
    assert told == []


@pytest.mark.parametrize("role", [roles.OFFICER, roles.DATA_LEAD], ids=["officer", "data lead"])
def test_whatever_happens_next_door_no_figure_of_an_officer_s_pages_changes(around, role):
    """Another chapter, full of everything, is founded beside theirs: each page says word for word what it said."""
    client = desk_of(role, around["own"])
    addresses = [reverse(page.called) for page in LISTS]
    addresses += [page.address(around["own"]) for page in OF_ONE_THING if page.is_there_for(role, "own")]

    with time_machine.travel(timezone.now(), tick=False):  # pages say what the hour is, and how long ago things were
        before = {address: said_on(client, address) for address in addresses}
        one_more(around, FURTHER)
        changed = {address for address in addresses if said_on(client, address) != before[address]}

    assert changed == set()
    assert sum(map(bool, before.values())) > 60


FURTHER = "Further"
# To where a case can be moved, in public anyway; and what differs from one answer to the next
LEFT_OUT = re.compile(
    rf'<option[^>]*>[^<]*{FURTHER}[^<]*</option>|name="csrfmiddlewaretoken"[^>]*>|<script.*?</script>',
    re.DOTALL,
)


def said_on(client: Client, address: str) -> str:
    """The words and figures of a page."""
    caches["near"].clear()
    with transaction.atomic():
        text = text_of(client, address)
        transaction.set_rollback(True)
    client.get(reverse("desk:keys"))  # it hears what a press has said above the next page
    return " ".join(re.sub(r"<[^>]+>", " ", LEFT_OUT.sub("", text)).split())


def is_told(name: str, text: str) -> bool:
    """What was asked for stands in the search box of the answer: that is no news, nor is the name of an officer, which
    stands on the chapter's public page. Anything else is."""
    known = PUT_BESIDE.sub("", text).replace(f"{name}Chair", "")
    return name in known.replace(f'value="{name}"', "").replace(f"={name}", "").replace(f"“{name}”", "")


def text_of(client: Client, address: str) -> str:
    """What is shown there, or given out by a press where nothing is shown."""
    answer = client.get(address)
    if answer.status_code == 405:
        answer = client.post(address)
    if answer.status_code != 200:
        return ""
    return b"".join(answer).decode(errors="replace") if answer.streaming else answer.content.decode(errors="replace")
