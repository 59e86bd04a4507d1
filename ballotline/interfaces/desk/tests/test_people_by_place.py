"""The list of people asked for by place: who surely lives there, who may, and what somebody of that place may see."""

import csv
import re

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM, Reach, Scope
from ballotline.foundation.access.seams import ScopeOf
from ballotline.movement.accounts.testing import signed_in_client
from ballotline.movement.people import services
from ballotline.movement.people.models import Person
from ballotline.movement.people.tests.test_homes import RIVERTOWN, STATE, WARD_1, WARD_2, look_up, make_wards, meet
from ballotline.organizing.actions.kinds.petition.models import Signature
from ballotline.organizing.actions.kinds.petition.testing import counted as signature
from ballotline.organizing.actions.kinds.petition.testing import make_petition
from ballotline.organizing.actions.kinds.pledge.testing import counted as promise
from ballotline.organizing.actions.kinds.pledge.testing import make_pledge

pytestmark = pytest.mark.django_db
MILLBROOK_1 = f"{STATE}/place:millbrook/ward:1"


@pytest.fixture(autouse=True)
def _town():
    """Ana in Ward 1, Ben in one of the two, Cy in Ward 2, Dot in the neighbor's Ward 1."""
    make_wards({"00010": [WARD_1], "00011": [WARD_1, WARD_2], "00012": [WARD_2], "00014": [MILLBROOK_1]})
    for name, code in (("Ana", "00010"), ("Ben", "00011"), ("Cy", "00012"), ("Dot", "00014")):
        meet(name, code)
    look_up()


@pytest.fixture
def desk() -> Client:
    return signed_in_client(role="owner")


def page_of(desk: Client, question: str) -> str:
    return " ".join(desk.get(f"/desk/people/?{question}").content.decode().split())


def names_on(page: str) -> set[str]:
    return set(re.findall(r"<strong>(Ana|Ben|Cy|Dot)</strong>", page))


@pytest.mark.parametrize(
    "words, names",
    [
        ("ward 1 rivertown", {"Ana"}),
        ("WARD 1", {"Ana", "Dot"}),
        ("rivertown", {"Ana", "Cy"}),
        (WARD_2, {"Cy"}),
        (f"{RIVERTOWN}/ward:9", set()),
        ("", {"Ana", "Ben", "Cy", "Dot"}),
    ],
)
def test_the_list_shows_who_surely_lives_there(desk, words, names):
    page = desk.get("/desk/people/", {"lives_in": words}).content.decode()

    assert names_on(page) == names


def test_those_who_may_live_there_are_offered_and_marked(desk):
    page = page_of(desk, "lives_in=ward+1+rivertown")
    assert "1 more <strong>may</strong> live there" in page
    more = re.search(r'href="/desk/people/\?([^"]*may_be=1[^"]*)">Show them too', page)[1].replace("&amp;", "&")

    both = page_of(desk, more)

    assert names_on(both) == {"Ana", "Ben"}
    assert re.search(r"<strong>Ben</strong> </a> <span class=\"quiet beside\"> <strong>may live there</strong>", both)
    assert both.count("<strong>may live there</strong>") == 1


def test_words_that_fit_several_places_offer_each(desk):
    page = page_of(desk, "lives_in=ward+1")

    assert "Which one?" in page
    [address] = re.findall(r'href="/desk/people/(\?lives_in=[^"]*millbrook[^"]*)"', page)
    assert names_on(page_of(desk, address[1:])) == {"Dot"}
    assert "Millbrook, MR" in page


def test_a_place_where_nobody_lives_is_said_to_be_unknown(desk):
    page = page_of(desk, "lives_in=Oldfield")

    assert "Nobody is known to live in “Oldfield”." in page


def test_a_tag_for_everybody_asked_for_goes_to_those_of_the_place_only(desk):
    desk.post("/desk/people/tag/?lives_in=ward+1+rivertown", {"name": "ward one", "everybody": "on"})

    assert set(Person.objects.filter(taggings__tag__name="ward one").values_list("name", flat=True)) == {"Ana"}


def test_the_file_holds_those_of_the_place_and_the_divisions_that_are_sure(desk):
    answer = desk.post("/desk/people/take-along/?lives_in=rivertown&may_be=1")
    rows = csv.DictReader(b"".join(answer.streaming_content).decode().lstrip("\ufeff").splitlines())

    lives_in = {row["name"]: row["lives_in"].split() for row in rows}

    assert lives_in == {"Ana": [STATE, WARD_1], "Ben": [STATE], "Cy": [STATE, WARD_2]}


def test_a_person_s_page_says_where_they_live_and_leads_to_their_neighbors(desk):
    ben = Person.objects.get(name="Ben")

    page = " ".join(desk.get(f"/desk/people/{ben.public_id}/").content.decode().split())

    [wards] = re.findall(r"Where they live</h2>(.*?)By their ZIP code", page)
    assert re.findall(r"may be · Rivertown, MR", wards) == ["may be · Rivertown, MR"] * 2
    assert "may_be=1" in wards
    assert wards.count("<li>") == 3


def ward_one(_account: object) -> Scope:
    return Scope.of(["desk.enter", "people.read", "people.edit", "people.export"], Reach(divisions=frozenset({WARD_1})))


def looks_everywhere_and_corrects_in_ward_one(_account: object) -> Scope:
    return Scope.of(["desk.enter", "people.read"]) | Scope.of(["people.edit"], Reach(divisions=frozenset({WARD_1})))


def test_whose_rights_hold_in_one_ward_sees_changes_and_takes_along_those_of_it_only(settings):
    settings.BALLOTLINE_SCOPE = ScopeOf(f"{__name__}.ward_one")
    desk, at = signed_in_client(role="owner"), timezone.now()
    ids = {one.name: one.public_id for one in Person.objects.all()}

    assert names_on(page_of(desk, "")) == {"Ana"}
    assert names_on(page_of(desk, "lives_in=rivertown&may_be=1")) == {"Ana"}
    assert desk.get(f"/desk/people/{ids['Ana']}/").status_code == 200
    for name in ("Ben", "Cy", "Dot"):
        assert desk.get(f"/desk/people/{ids[name]}/").status_code == 404
        assert desk.post(f"/desk/people/{ids[name]}/tag/", {"name": "x"}).status_code == 404
    taken = b"".join(desk.post("/desk/people/take-along/").streaming_content).decode()
    assert "Ana" in taken
    assert "Cy" not in taken
    desk.post("/desk/people/tag/", {"name": "all", "everybody": "on"})
    assert Person.objects.filter(taggings__tag__name="all").get().name == "Ana"

    everybody = Person.objects.all()
    batch, _new = services.tag_many(people=everybody, name="members", by=SYSTEM, at=at)
    desk.post(f"/desk/people/tag/{batch}/off/")
    assert set(everybody.filter(taggings__tag__name="members").values_list("name", flat=True)) == {"Ben", "Cy", "Dot"}


def test_a_zip_code_that_takes_somebody_out_of_the_ward_leads_to_the_list_and_says_so(settings):
    settings.BALLOTLINE_SCOPE = ScopeOf(f"{__name__}.ward_one")
    desk, ana = signed_in_client(role="owner"), Person.objects.get(name="Ana")
    address = f"/desk/people/{ana.public_id}/correct/"

    named = desk.post(address, {"name": "Ana Flores", "zip_code": "00010"}, follow=True)
    moved = desk.post(address, {"name": "Ana", "zip_code": "00012"}, follow=True)

    assert named.redirect_chain == [(f"/desk/people/{ana.public_id}/", 303)] and "Saved." in named.content.decode()
    assert moved.redirect_chain == [("/desk/people/", 303)] and moved.status_code == 200
    assert "outside your area" in moved.content.decode() and "/back/" not in moved.content.decode()
    assert desk.get(f"/desk/people/{ana.public_id}/").status_code == 404


def test_a_correction_put_back_may_take_somebody_out_of_the_ward_too(settings):
    cy = Person.objects.get(name="Cy")
    correction = services.correct(person=cy, name="Cy", zip_code="00010", by=SYSTEM, at=timezone.now())
    settings.BALLOTLINE_SCOPE = ScopeOf(f"{__name__}.ward_one")

    answer = signed_in_client(role="owner").post(
        f"/desk/people/{cy.public_id}/correct/{correction.pk}/back/", follow=True
    )

    assert answer.redirect_chain == [("/desk/people/", 303)] and "outside your area" in answer.content.decode()


def test_an_undo_is_offered_only_where_it_may_be_pressed(settings):
    settings.BALLOTLINE_SCOPE = ScopeOf(f"{__name__}.looks_everywhere_and_corrects_in_ward_one")
    desk, ana = signed_in_client(role="owner"), Person.objects.get(name="Ana")
    page = f"/desk/people/{ana.public_id}/"

    named = desk.post(f"{page}correct/", {"name": "Ana Flores", "zip_code": "00010"}, follow=True).content.decode()
    moved = desk.post(f"{page}correct/", {"name": "Ana Flores", "zip_code": "00012"}, follow=True)

    assert "Saved." in named and "Undo" in named
    assert moved.redirect_chain == [(page, 303)] and moved.status_code == 200
    assert "Saved." in moved.content.decode() and "Undo" not in moved.content.decode()


def test_the_search_of_the_desk_finds_those_of_the_ward_only(settings):
    settings.BALLOTLINE_SCOPE = ScopeOf(f"{__name__}.ward_one")
    desk = signed_in_client(role="owner")

    assert "/desk/people/" in desk.get("/desk/search/?q=ana").content.decode()
    assert str(Person.objects.get(name="Dot").public_id) not in desk.get("/desk/search/?q=dot").content.decode()


@pytest.fixture(params=["petition", "pledge"])
def asked(request) -> str:
    """The desk's address of an ask in which Ana, Ben and Cy take part."""
    made, counted = KINDS_WITH_PLACES[request.param]
    ask = made()
    for name, code in (("Ana", "00010"), ("Ben", "00011"), ("Cy", "00012")):
        counted(ask, name, email=f"{name.lower()}@rivertown.example", zip_code=code)
    return f"/desk/{request.param}s/{ask.action.slug}/"


KINDS_WITH_PLACES = {"petition": (make_petition, signature), "pledge": (make_pledge, promise)}


@pytest.mark.parametrize(
    "question, names",
    [
        ("lives_in=ward+1", {"Ana"}),
        ("lives_in=ward+1&may_be=1", {"Ana", "Ben"}),
        ("lives_in=rivertown", {"Ana", "Cy"}),
        ("lives_in=oldfield", set()),
        ("", {"Ana", "Ben", "Cy"}),
    ],
)
def test_who_took_part_is_asked_for_by_place_whatever_the_kind(desk, asked, question, names):
    page = " ".join(desk.get(f"{asked}people/?{question}").content.decode().split())

    assert {name for name in ("Ana", "Ben", "Cy") if f"{name.lower()}@rivertown.example" in page} == names
    assert ("1 more <strong>may</strong> live there" in page) is (question in ("lives_in=ward+1", "lives_in=rivertown"))


def test_who_took_part_is_taken_along_with_the_divisions_that_are_sure(desk, asked):
    table = b"".join(desk.get(f"{asked}take-along/people.csv").streaming_content).decode().lstrip("\ufeff")

    lives_in = {row["name"]: row["lives_in"].split() for row in csv.DictReader(table.splitlines())}

    assert lives_in == {"Ana": [STATE, WARD_1], "Ben": [STATE], "Cy": [STATE, WARD_2]}


@pytest.mark.parametrize("asked", ["petition"], indirect=True)
def test_all_of_a_list_that_is_taken_out_are_those_of_the_place(desk, asked):
    desk.post(f"{asked}people/take-out/", {"all": "?lives_in=ward+1"})

    states = dict(Signature.objects.values_list("name", "state"))
    assert states == {"Ana": "invalidated", "Ben": "confirmed", "Cy": "confirmed"}


def test_a_choice_of_places_keeps_the_other_filters(desk):
    page = page_of(desk, "did=signed&lives_in=ward+1")

    addresses = re.findall(r'href="/desk/people/(\?[^"]*ocd-division[^"]*)"', page)
    assert addresses and all("did=signed" in one for one in addresses)


@pytest.mark.parametrize(
    "question, words",
    [
        ("state=confirmed&q=ana", {"counted", "“ana”"}),
        ("lives_in=ward+1+rivertown&may_be=1", {"lives in Ward 1"}),
        ("town=&source=&confirmed_by=word", {"town not known", "straight to the page", "on their word"}),
        ("state=%C2%B2&q=&suspicion=&nothing=1", set()),
    ],
)
def test_what_a_list_of_an_ask_is_narrowed_to_stands_above_it(desk, asked, question, words):
    page = " ".join(desk.get(f"{asked}people/?{question}").content.decode().split())

    assert set(re.findall(r'<li> <a href="[^"]*"> ([^<]+?)&nbsp;<span aria-hidden', page)) == words
