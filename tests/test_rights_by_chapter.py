"""Every address of the desk, every role of a chapter, every chapter around: what isn't yours is not there.

Made from the URL tree, so a new page joins by existing. Each cell is first shown to be there for an owner.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from ballotline.foundation.access.rules import OF_THE_HOUSE
from ballotline.movement.accounts.testing import signed_in_client
from ballotline.organizing.chapters import roles
from ballotline.organizing.chapters.models import Chapter
from ballotline.organizing.chapters.testing import account_of, make_officer
from tests.chapters_around import Around, all_around, filled

pytestmark = pytest.mark.django_db
REACHED = ("own", "below")
# Asked of all chapters, so of the organization: its pages name no chapter
OF_ALL_CHAPTERS = {"asked", "charter", "requirement", "drop", "ask_again"}
# Whoever decides about a chapter's life has the right at the one above it: an officer at those below, never their own
DECIDED_ABOVE = {"step", "serve", "serve_no_more", "place", "dissolve", "split", "merge", "end_term", "term_again"}


@dataclass(frozen=True)
class Page:
    room: str
    name: str
    permission: str
    params: tuple[str, ...]
    fixed: tuple[str, ...]

    def address(self, one: Around) -> str:
        values = {param: filled(self.room, self.name, param, one) for param in self.params}
        return reverse(f"{self.room}:{self.name}", kwargs=values)

    def is_there_for(self, role: roles.Role, where: str) -> bool:
        if self.permission not in role.may:
            return False
        if self.room == "chapters_desk" and self.name in DECIDED_ABOVE:
            return where == "below"
        return where in REACHED


def pages() -> list[Page]:
    found = (Page(*one) for one in _guarded(get_resolver().url_patterns, ""))
    return [page for page in found if page.permission not in OF_THE_HOUSE and page.room]


def _guarded(patterns: list[URLPattern | URLResolver], room: str) -> Iterator[tuple]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _guarded(one.url_patterns, one.namespace or room)
        elif (policy := getattr(one.callback, "policy", "")).startswith("permission "):
            params = tuple(one.pattern.converters)
            yield room, one.name, policy.removeprefix("permission "), params, tuple(one.default_args)


PAGES = pages()
# A batch of tags is one press over whatever list: its rows are within the reach
OF_NO_CHAPTER = {f"chapters_desk:{name}" for name in OF_ALL_CHAPTERS} | {"desk:untag_many"}
OF_ONE_THING = [page for page in PAGES if page.params and f"{page.room}:{page.name}" not in OF_NO_CHAPTER]
LISTS = [page for page in PAGES if not page.params]
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


def officer_of(chapter: Chapter, role: str) -> Client:
    term = make_officer(chapter, "Officer Here", role=role)
    client = Client()
    client.force_login(account_of(term.person))
    return client


def of_whom(around: dict[str, Around], page: Page) -> dict[str, Around]:
    """Where the page can be about something: what is nobody's has no page of a chapter."""
    return {name: one for name, one in around.items() if one.chapter or page.room != "chapters_desk"}


def test_each_thing_of_each_chapter_is_there_for_an_owner(around):
    owner = signed_in_client(role="owner")

    missing = {
        page.address(one)
        for page in OF_ONE_THING
        for one in of_whom(around, page).values()
        if set(tried(owner, page.address(one))) - {405} <= {404}
    }

    assert missing == set()


@pytest.mark.parametrize("role", roles.ROLES.values(), ids=list(roles.ROLES))
def test_what_is_not_an_officer_s_is_not_there(around, role, capsys):
    client, cells, wrong = officer_of(around["own"].chapter, role.name), 0, []

    for page in OF_ONE_THING:
        for where, one in of_whom(around, page).items():
            cells += 1
            found = set(tried(client, page.address(one))) - {405}
            if (found != {404}) is not page.is_there_for(role, where):
                wrong.append((page.room, page.name, where, found))

    with capsys.disabled():
        print(f"\n{cells} cells of {len(OF_ONE_THING)} pages for one {role.name}")
    assert wrong == []
    assert cells > 400


@pytest.mark.parametrize("role", roles.ROLES.values(), ids=list(roles.ROLES))
def test_no_list_search_count_or_table_holds_what_is_not_an_officer_s(around, role, capsys):
    client, owner = officer_of(around["own"].chapter, role.name), signed_in_client(role="owner")
    lists = [reverse(f"{page.room}:{page.name}") for page in LISTS]
    searched = [f"{address}?q={one.name}" for address in lists for one in around.values()]
    own_pages = [page.address(around["own"]) for page in OF_ONE_THING if page.is_there_for(role, "own")]
    shown_to_owner, told = set(), []

    for address in [*lists, *searched, *own_pages]:
        mine, all_of_it = text_of(client, address), text_of(owner, address)
        shown_to_owner |= (
            {address.partition("?")[0]} if all(one.name in all_of_it for one in around.values()) else set()
        )
        told += [(where, address) for where, one in around.items() if where not in REACHED and is_told(one.name, mine)]

    with capsys.disabled():
        print(f"\n{len(shown_to_owner)} lists hold names of all chapters for an owner")
    assert len(shown_to_owner) > 5
    assert told == []


def is_told(name: str, text: str) -> bool:
    """What was asked for stands in the search box of the answer: that is no news, nor is the name of an officer, which
    stands on the chapter's public page. Anything else is."""
    known = PUT_BESIDE.sub("", text).replace(f"{name}Chair", "")
    return name in known.replace(f'value="{name}"', "").replace(f"={name}", "").replace(f"“{name}”", "")


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    if answer.status_code != 200:
        return ""
    return b"".join(answer).decode(errors="replace") if answer.streaming else answer.content.decode(errors="replace")
