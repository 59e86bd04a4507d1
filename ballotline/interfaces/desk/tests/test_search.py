"""The desk's search: what it finds, near spellings, and that nobody finds what they may not enter."""

import re
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ballotline.foundation.access.rules import PERMISSIONS, Reach, Scope
from ballotline.foundation.access.seams import ScopeOf
from ballotline.interfaces.desk.spelling import nearest, slips
from ballotline.movement.accounts.testing import signed_in_client
from ballotline.movement.people.tests.test_homes import WARD_1, WARD_2, look_up, make_wards, meet
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition
from ballotline.record.offices import services as offices
from ballotline.record.offices.rules import Role
from tests.rivertown import make_rivertown

pytestmark = pytest.mark.django_db
NOW = timezone.now()
RIVERTOWN = "ocd-division/country:us/state:mr/place:rivertown"
RESULT = re.compile(r'<a class="whole" href="([^"]*)">([^<]*)</a>')
NEAR = "Nothing is called that. Near to it is"


@pytest.fixture
def desk() -> Client:
    return signed_in_client(role="owner")


def found(client: Client, words: str) -> dict[str, str]:
    """What is found, in its order: called → address."""
    page = client.get("/desk/search/", {"q": words})
    assert page.status_code == 200
    return {unescape(called): unescape(address) for address, called in RESULT.findall(page.content.decode())}


def page_of(client: Client, words: str) -> str:
    return unescape(" ".join(client.get("/desk/search/", {"q": words}).content.decode().split()))


def a_mayor(name: str = "Dana Okafor") -> int:
    role = Role(jurisdiction=f"{RIVERTOWN}/government", role="mayor", title="Mayor", divisions=(RIVERTOWN,), label="")
    seat = offices.open_seat(role, source="desk", as_of=timezone.localdate())
    more = {"parties": [], "phone": "", "email": "", "address": "", "starts": None, "ends": None}
    offices.seat_somebody(seat=seat, name=name, source="desk", on=timezone.localdate(), **more)
    return seat.pk


def of_one_petition(_account: object) -> Scope:
    """May do everything of the organization's kind, on one petition only."""
    return Scope.of(PERMISSIONS, Reach(objects=frozenset({ONLY})))


ONLY = "00000000-0000-0000-0000-000000000007"


def test_an_office_is_found_by_its_title_its_place_and_by_who_holds_it(desk):
    seat = a_mayor()

    for words in ("mayor", "dana", "OKAFOR", "mayor rivertown"):
        assert found(desk, words) == {"Mayor · Rivertown": f"/desk/offices/seats/{seat}/"}, words
    assert "Offices and who holds them" in page_of(desk, "mayor") and "Dana Okafor" in page_of(desk, "mayor")


def test_a_zip_code_leads_to_the_people_who_live_there(desk):
    make_rivertown()
    counted(make_petition(), "Ana Flores", zip_code="00010")
    counted(make_petition("bus", title="A bus"), "Ben Weiss", email="ben@rivertown.example", zip_code="00011")

    lines = found(desk, "00010")

    assert list(lines) == ["People with the ZIP code 00010", "Ana Flores"]
    assert "Rivertown, MR" in page_of(desk, "00010")
    people = desk.get(lines["People with the ZIP code 00010"]).content.decode()
    assert "Ana Flores" in people and "Ben Weiss" not in people
    assert found(desk, "00099") == {}


@pytest.mark.parametrize(
    "words, address",
    [
        ("settings", "/desk/settings/"),
        ("logo", "/desk/settings/"),
        ("provider", "/desk/settings/mail/"),
        ("invite", "/desk/settings/organizers/"),
        ("backup", "/desk/settings/backup/"),
        ("passkey", "/desk/security/"),
        ("new petition", "/desk/petitions/new/"),
        ("new call", "/desk/calls/new/"),
        ("add an office", "/desk/offices/new/"),
        ("not sent", "/desk/mail/?state=failed"),
        ("people", "/desk/people/"),
        ("keys", "/desk/keys/"),
    ],
)
def test_places_of_the_desk_and_what_is_done_there_are_found_by_words(desk, words, address):
    lines = found(desk, words)

    assert address in lines.values()
    assert desk.get(address).status_code == 200


def test_what_is_done_on_one_petition_is_found_with_its_title(desk):
    make_petition()
    make_petition("draft", state="draft", title="Not yet written")

    lines = found(desk, "add paper signatures")

    assert list(lines.values()) == ["/desk/petitions/library/paper/"]
    assert next(iter(lines)).startswith("Add paper signatures: Keep the Ferry Street library")
    assert "/desk/petitions/library/paper/" not in found(desk, "library").values(), "the petition itself is enough"


@pytest.mark.parametrize(
    "words, address",
    [
        ("setings", "/desk/settings/"),
        ("libary", "/desk/petitions/library/"),
        ("ferry libary", "/desk/petitions/library/"),
        ("mayer", "/desk/offices/seats/"),
        ("bakcup", "/desk/settings/backup/"),
        ("add papper signatures", "/desk/petitions/library/paper/"),
    ],
)
def test_a_near_spelling_finds_what_was_meant_and_says_so(desk, words, address):
    make_petition()
    a_mayor()

    assert any(line.startswith(address) for line in found(desk, words).values())
    assert NEAR in page_of(desk, words)


def test_what_is_spelled_right_is_found_as_it_is(desk):
    make_petition()

    assert NEAR not in page_of(desk, "library")
    assert "Nothing found." in page_of(desk, "zzzz") and NEAR not in page_of(desk, "zzzz")


def test_no_person_is_found_by_a_name_that_is_only_near(desk):
    counted(make_petition(), "Ana Flores")

    assert "Ana Flores" not in found(desk, "Florse")


@pytest.mark.parametrize(
    "words",
    [
        "ana",
        "00010",
        "settings",
        "setings",
        "logo",
        "mayor",
        "mayer",
        "dana",
        "new petition",
        "paper",
        "papper",
        "mail",
    ],
)
def test_a_moderator_finds_nothing_behind_a_door_that_is_closed(words):
    make_rivertown()
    counted(make_petition(), "Ana Flores")
    a_mayor()
    moderator = signed_in_client(role="moderator")

    assert [address for address in found(moderator, words).values() if moderator.get(address).status_code != 200] == []
    assert "Dana" not in page_of(moderator, words) and "Ana Flores" not in page_of(moderator, words)


def test_a_moderator_finds_what_is_theirs():
    make_petition()
    moderator = signed_in_client(role="moderator")

    assert list(found(moderator, "library").values()) == ["/desk/petitions/library/"]
    assert list(found(moderator, "look at comments").values()) == ["/desk/petitions/library/comments/"]
    assert "/desk/keys/" in found(moderator, "keys").values()


def test_who_works_on_one_petition_finds_that_one_and_nothing_of_the_house(desk, settings, monkeypatch):
    make_petition()
    mine = make_petition("bus", title="A bus to the library on Sundays")
    monkeypatch.setattr(f"{__name__}.ONLY", str(mine.public_id))
    a_mayor()
    settings.BALLOTLINE_SCOPE = ScopeOf(f"{__name__}.of_one_petition")

    assert list(found(desk, "library").values()) == ["/desk/petitions/bus/"]
    assert list(found(desk, "add paper").values()) == ["/desk/petitions/bus/paper/"]
    assert list(found(desk, "ferry").values()) == list(found(desk, "settings").values()) == []
    assert list(found(desk, "setings").values()) == list(found(desk, "mayor").values()) == []
    assert list(found(desk, "new petition").values()) == []


def of_ward_1(_account: object) -> Scope:
    return Scope.of(PERMISSIONS, Reach(divisions=frozenset({WARD_1})))


def test_who_works_in_one_ward_finds_the_people_and_the_places_of_that_ward(desk, settings):
    make_wards({"00010": [WARD_1], "00012": [WARD_2]})
    meet("Ana", "00010")
    meet("Cy", "00012")
    look_up()
    assert found(desk, "cy") and len(found(desk, "ward")) == 2

    settings.BALLOTLINE_SCOPE = ScopeOf(f"{__name__}.of_ward_1")

    assert list(found(desk, "ana")) == ["Ana"] and found(desk, "cy") == {}
    assert "Cy" not in found(desk, "00012") and "Ana" in found(desk, "00010")
    [ward] = found(desk, "ward").values()
    assert "Ana" in desk.get(ward).content.decode()


@time_machine.travel(NOW, tick=False)  # what each process keeps for some seconds is kept
@pytest.mark.parametrize("words", ["library", "libary", "00010", "ana mayor"])
def test_it_costs_the_same_for_one_of_each_and_for_many(desk, words):
    make_rivertown()
    counted(make_petition(), "Ana Flores")
    a_mayor()
    found(desk, words)
    with CaptureQueriesContext(connection) as of_one:
        found(desk, words)
    for n in range(12):
        counted(make_petition(f"library-{n}", title=f"Library {n}"), "Ana Flores", email=f"ana{n}@rivertown.example")
    with CaptureQueriesContext(connection) as of_many:
        found(desk, words)

    assert len(of_many) == len(of_one)


@pytest.mark.parametrize("words", ["", "  ", "%", "_", "'", "<b>", "ß", "0" * 500, "a " * 300, "ocd-division/x"])
def test_odd_words_are_answered(desk, words):
    make_petition()

    assert desk.get("/desk/search/", {"q": words}).status_code == 200


# Counted by hand: a letter missing, too much, wrong, two swapped.
@pytest.mark.parametrize(
    "typed, meant, n",
    [
        ("setings", "settings", 1),
        ("libary", "library", 1),
        ("bakcup", "backup", 1),
        ("papper", "paper", 1),
        ("mayer", "mayor", 1),
        ("petiton", "petition", 1),
        ("library", "library", 0),
        ("kitten", "sitting", 3),
        ("", "abc", 3),
        ("abc", "", 3),
    ],
)
def test_slips_are_counted_as_one_counts_them_by_hand(typed, meant, n):
    assert slips(typed, meant) == slips(meant, typed) == n


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("setings", "settings"),
        ("setin", "settings"),  # halfway typed, and a letter missing
        ("ferry libary", "ferry library"),
        ("ferry library", ""),  # nothing to put right
        ("libary zzzzz", ""),  # one of them is near to nothing
        ("set", ""),
        ("sxt", ""),  # of three letters nearly everything is near to everything
        ("mial", "mail"),
        ("xxil", ""),
    ],
)
def test_a_word_is_put_right_only_where_it_is_near_to_one(typed, meant):
    assert nearest(typed, {"settings", "ferry", "library", "mail"}) == meant
