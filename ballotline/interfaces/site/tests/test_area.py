"""Your area: an address, a ZIP code or a point gives every office on file, nearest first,
and says where it can't be sure."""

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.foundation.ui.dates import day_of_record
from ballotline.interfaces.site.bodies import name_of_body
from ballotline.record.offices import meander as ground
from ballotline.record.offices.asked_where import TO_TRY
from ballotline.record.offices.models import Office, Official, PhoneLine, Term
from ballotline.record.offices.queries import representing
from ballotline.record.offices.testing import in_office
from ballotline.record.places.models import AddressPoint, Boundary, Division, ZipCode
from tests.rivertown import make_rivertown, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def meander():
    """The invented ground of the demo: wards, districts, streets, offices."""
    for code in ground.ZIPS:
        ZipCode.objects.create(code=code, town="Rivertown", state="MR")
    ground.lay_out(at=timezone.now())


LEVELS_AND_NEXT = (("school", "ward"), ("county", "legislature"))


def look_up(where: str, status: int = 200) -> str:
    response = press(Client(), "/area/", where=where)
    assert response.status_code == status
    return response.content.decode()


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def bodies(page: str) -> dict[str, str]:
    """Heading → all that stands below it, in the order of the page."""
    found = re.findall(r'<div class="body">.*?<h3>(.*?)</h3>(.*?)(?=<div class="body">|</section>)', page, re.S)
    return {text_of(heading): text_of(below) for heading, below in found}


def levels(page: str) -> list[str]:
    return [text_of(heading) for heading in re.findall(r'<h2 id="\w+">(.*?)</h2>', page, re.S)]


def test_thirty_four_seats_on_six_levels_two_vacant(meander):
    seats = representing({office.division for office in Office.objects.all()}, on=timezone.localdate())

    assert len(seats) == 34 and sum(one.term is None for one in seats) == 2
    assert {one.office.level for one in seats} == {"school", "ward", "city", "county", "state", "national"}


def test_an_address_gives_every_office_nearest_first(meander):
    page = look_up("14 Dock Street, Rivertown 00010")  # 14th of 60 houses along 0.1 degrees: 45.0775 W, in Ward 2

    assert levels(page) == [
        *("Schools", "Ward or district Rivertown Ward 2", "City or town Rivertown", "County Harbor County"),
        *("State legislature", "Congress", "Statewide Meander", "Nation the invented union"),
    ]
    assert list(bodies(page)) == [
        "Rivertown Schools board",
        "Council Member",
        *("City Clerk", "Mayor"),
        *("County Clerk", "County Commissioner", "County Executive", "Sheriff"),
        *("State Representative, House District 12", "State Senator, Senate District 4"),
        *("US Representative, Meander's 1st congressional district", "US Senator, Meander"),
        *("Attorney General", "Governor", "Lieutenant Governor", "Secretary of State"),
        *("President", "Vice President"),
    ]
    for words in (
        "Joon Park",
        "(Orchard)",
        'href="tel:+12025550122"',
        "Meander 2022",
        "as of",
    ):
        assert words in page
    joon = bodies(page)["Council Member"]
    assert re.fullmatch(r"until \w+ \d{4} Joon Park \(Orchard\) Call \(202\) 555-0122", joon)
    assert "May be" not in page and "Vacant, or nobody on file" in page


def test_a_zip_code_that_lies_in_two_districts_shows_both_and_asks_for_the_street(meander):
    page = look_up("00013")

    assert "Your ZIP code lies in 2 districts" in page and "Add your street, and we can say more." in page
    assert "One of these is yours: Rivertown Ward 4, Rivertown Ward 5." in page
    council = bodies(page)["Council Member"]
    assert council.count("One of these: the ZIP code lies in several districts.") == 1, "once, over both"
    assert council.index("One of these") < council.index("Rae Whitcombe") < council.index("Dana Okafor")
    assert page.count("One of these: the ZIP code lies in several districts.") == 1


def test_a_zip_code_alone_names_the_near_ones_only_as_may_be(meander):
    page = look_up("00010")

    assert "May be: we know only the middle of the ZIP code." in bodies(page)["Council Member"]
    assert "May be" not in bodies(page)["Governor"], "its state is certain"
    legislature = page[page.index('id="legislature"') : page.index('id="congress"')]
    assert legislature.count("May be") == 1, "once, over all that is uncertain beside it"


def test_near_the_line_of_two_wards_both_are_named(meander):
    page = look_up("40.02, -45.0801")  # 8.5 metres from the line at 45.08 W

    assert page.index("Alma Reyes") < page.index("Joon Park"), "the map's own answer first"
    assert (
        page.count("Our map puts it here.") == page.count("Or this one: it begins on the other side of that line.") == 1
    )


def test_fifty_metres_across_a_line_are_another_ward(meander):
    """A degree of longitude is 85.4 km there: 0.0006 degrees are 51 metres."""
    west, east = look_up("40.02, -45.0806"), look_up("40.02, -45.0794")

    assert "Alma Reyes" in west and "Joon Park" not in west
    assert "Joon Park" in east and "Alma Reyes" not in east


@pytest.mark.parametrize(
    "where, words, status",
    [
        ("99999", "We don&#x27;t have this ZIP code", 422),
        ("", "Enter your street and ZIP code", 422),
        ("123", "Enter a ZIP code of 5 digits.", 422),
        ("123456", "Enter a ZIP code of 5 digits.", 422),
        ("৩৩৩৩৩", "Enter a ZIP code of 5 digits.", 422),
        ("14 Dock Street", "Enter your ZIP code behind the street, 5 digits", 422),
        ("14 Dock Street, 123", "Enter your ZIP code behind the street, 5 digits", 422),
        ("somewhere", "We could not place that address", 422),
        ("0, 0", "We have no district around that point", 422),
        ("1 Nowhere Street 00010", "We could not place that address", 200),
        ("14 Nowhere Street, Rivertown, MR", "We could not place that address. Type your street, then its ZIP", 422),
        ("a\x00b", "Type your street and ZIP code again: it holds a hidden character", 422),
        ("x" * 5000, "Make your street and ZIP code shorter: 5000 of 200 characters", 422),
        ("<script>alert(1)</script> 00010", "We could not place", 200),
    ],
)
def test_what_cannot_be_placed_gets_a_sentence(meander, where, words, status):
    page = look_up(where, status)

    assert words in page and "<script>alert" not in page


def test_what_is_not_on_file_is_said_to_be_missing(meander):
    Office.objects.filter(level__in=("school", "county")).delete()

    page = look_up("14 Dock Street 00010")

    assert "We don’t have yet: Library Board Member, Rivertown, the school board, the county." in text_of(page)


def test_the_address_stands_in_no_address_bar_and_the_answer_is_kept_nowhere(meander):
    response = press(Client(), "/area/", where="14 Dock Street 00010")

    assert (response["Cache-Control"], response["Referrer-Policy"], response["X-Robots-Tag"]) == (
        "no-store",
        "no-referrer",
        "noindex",
    )
    assert not response.cookies
    assert 'action="/area/?' not in response.content.decode()
    page = Client().get("/area/?where=14+Dock+Street+00010").content.decode()
    assert "Joon Park" not in page


def test_a_wrong_number_is_not_offered(meander):
    PhoneLine.objects.filter(phone="202-555-0122").update(is_wrong=True)

    page = look_up("14 Dock Street 00010")

    assert "555-0122" not in page and "No phone number on file." in page


def test_a_post_from_another_site_is_refused():
    response = Client().post("/area/", {"where": "00010"}, headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403


def test_with_nothing_on_file_the_page_says_what_it_knows():
    make_rivertown()

    assert "We know the place, and have no office of it on file yet." in look_up("00010")


def test_the_front_page_asks_where_one_lives_once_there_are_offices(meander):
    assert "Where do you live?" in Client().get("/").content.decode()
    Office.objects.all().delete()

    assert "Where do you live?" not in Client().get("/").content.decode()


def test_the_invented_ground_goes_again_whole(meander):
    Division.objects.create(ocd_id="ocd-division/country:us/state:zz", kind="state")
    ground.take_up()

    assert [m.objects.count() for m in (Boundary, Office, Official, PhoneLine)] == [0, 0, 0, 0]
    assert Division.objects.count() == 1


def test_a_board_of_which_nobody_knows_the_members_is_asked_for(meander):
    page = text_of(look_up("14 Dock Street 00010"))

    assert "We don’t have yet: Library Board Member, Rivertown." in page and "Tell us." in page


def test_a_board_stands_together_under_one_heading(meander):
    schools = bodies(look_up("14 Dock Street 00010"))["Rivertown Schools board"]

    assert schools.startswith("5 seats, 1 vacant Kit Moss")
    assert [name in schools for name in ("Noor Aziz", "Vacant, or nobody on file", "Hal Jansen", "Pia Lund")] == [
        True
    ] * 4


def test_one_source_of_everybody_is_said_once_at_the_top(meander):
    page = text_of(look_up("14 Dock Street 00010"))

    today = day_of_record(timezone.localdate())
    assert f"Who is in office: as of {today}, Rivertown's public list." in page
    assert page.count("as of") == page.count("Rivertown's public list") == 1


def of_another_list(**whose: object) -> None:
    Term.objects.filter(**whose).update(source="the district's minutes", as_of=date(2026, 1, 12))


def test_what_holds_for_a_whole_level_or_board_is_said_once_there(meander):
    of_another_list(seat__office__level="school")

    page = look_up("14 Dock Street 00010")

    schools, county = (page[page.index(f'id="{key}"') : page.index(f'id="{end}"')] for key, end in LEVELS_AND_NEXT)
    assert county.count("Rivertown&#x27;s public list") == 1 and "Sheriff" in county and "3 seats" in county
    assert county.index("public list") < county.index("County Clerk")
    assert "vacant" in schools and schools.count("minutes") == 4, "a vacant seat is said by another list: each its own"


def test_seats_of_one_board_from_several_lists_say_each_its_own(meander):
    of_another_list(official__name="Pia Lund")

    schools = bodies(look_up("14 Dock Street 00010"))["Rivertown Schools board"]

    assert schools.startswith("5 seats, 1 vacant Kit Moss")
    assert schools.count("Rivertown's public list") == 4 and "as of 12 Jan 2026, the district's minutes" in schools


def test_each_level_has_a_jump_that_lands(meander):
    page = look_up("14 Dock Street 00010")

    jumps = re.findall(r'<a href="#(\w+)">([^<]+)</a>', page)
    assert [name for _key, name in jumps] == [
        *("Schools", "Ward or district", "City or town", "County"),
        *("State legislature", "Congress", "Statewide", "Nation"),
    ]
    assert all(page.count(f'id="{key}"') == 1 for key, _name in jumps)


@pytest.mark.parametrize("title", ["Council Member", "Council Member At Large", "Council Member (at-large)"])
def test_members_at_large_stand_with_the_ward_s_own_and_are_said_to_be_at_large(meander, title):
    for n, name in enumerate(("Vera Quist", "Milo Tan"), start=1):
        in_office(name, "place:rivertown", title, label=f"seat {n}")

    council = bodies(look_up("14 Dock Street 00010"))["Rivertown council"]

    assert council.startswith("3 seats for this place, 2 of them at large")
    assert council.index("Joon Park") < council.index("Rivertown Ward 2") < council.index("Vera Quist")
    assert council.count("At large, elected by all of Rivertown") == 2


def test_near_a_line_only_the_ward_s_member_is_in_doubt_not_those_at_large(meander):
    in_office("Vera Quist", "place:rivertown", "Council Member")

    council = bodies(look_up("40.02, -45.0801"))["Rivertown council"]

    assert council.index("Alma Reyes") < council.index("Joon Park") < council.index("Vera Quist")
    at_large = council[council.index("Vera Quist") :]
    assert "At large" in at_large and "May be" not in at_large and "Or this one" not in at_large
    assert "seats" not in council, "three would not be the number of their seats"


def test_a_board_without_districts_is_not_called_at_large(meander):
    assert "at large" not in look_up("14 Dock Street 00010").casefold()


@pytest.mark.parametrize(
    "title, place, name",
    [
        ("School Board Member", "Rivertown Schools", "Rivertown Schools board"),
        ("Library Board Member", "Rivertown", "Rivertown library board"),
        ("City Council Member", "Harbor City", "Harbor City council"),
        ("County Commissioner", "Harbor County", "County Commissioner, Harbor County"),
        ("Member", "Harbor Board", "Member, Harbor Board"),
    ],
)
def test_a_body_is_called_by_what_its_members_are(title, place, name):
    assert name_of_body(title, place) == name


@pytest.mark.parametrize("address", ["/", "/area/"])
def test_the_demo_offers_examples_to_press_wherever_the_box_stands_and_nobody_else_does(meander, address):
    page = Client().get(address).content.decode()
    box = re.search(r'<form method="post" action="/area/".*?</form>', page, re.S)[0]
    buttons = re.findall(r"<button[^>]*>", box)
    assert [re.findall(r'value="([^"]+)"', button) for button in buttons[1:]] == [[one.where] for one in TO_TRY]
    assert 'name="where"' not in buttons[0], "Enter presses the first button: the one for what was typed"

    Office.objects.exclude(title="Governor").delete()
    Office.objects.update(division="ocd-division/country:us/state:mn")
    assert not re.search('<button[^>]*name="where"', Client().get(address).content.decode())


def test_an_example_that_is_pressed_goes_before_what_stands_in_the_field(meander):
    response = press(Client(), "/area/", where=["00010", "00013"])

    assert "Your ZIP code lies in 2 districts" in response.content.decode()


@pytest.mark.parametrize("where", ["", "123", "14 Dock Street", "1 Nowhere Street, MR", "99999"])
def test_what_is_wrong_is_said_at_the_top_and_at_the_field_with_what_was_typed(meander, where):
    page = look_up(where, 422)

    assert re.search(r"<title>\s*Error: Your area", page)
    said = re.search(r'<a href="#where">([^<]+)</a>', page)[1]
    at_the_field = re.search(r'<p class="error" id="where_error">(.*?)</p>', page, re.S)[1]
    assert text_of(at_the_field) == f"Error: {unescape(said)}"
    field = re.search(r"<input[^>]*name=\"where\"[^>]*>", page)[0]
    assert 'aria-invalid="true"' in field and 'aria-describedby="where_hint where_error"' in field
    assert (f'value="{where}"' in field) is bool(where)
    assert '<div class="body">' not in page and "on file" not in page, "nothing is claimed about offices"


def test_where_no_street_can_be_placed_a_zip_code_is_asked_for(meander):
    AddressPoint.objects.all().delete()

    page = Client().get("/area/").content.decode()
    assert re.search(r'<label for="where">ZIP code</label>', page)
    for where in ("", "14 Dock Street", "14 Dock Street, Rivertown, MR"):
        assert "Enter your ZIP code, 5 digits" in look_up(where, 422)
    assert "Your ZIP code lies in 2 districts" in look_up("14 Dock Street, 00013")


def test_a_street_without_its_zip_code_goes_to_no_service_and_offers_the_house_on_file(meander, monkeypatch):
    monkeypatch.setattr("ballotline.record.places.geocoding.OnFile.find", lambda *_: pytest.fail("looked up"))

    page = look_up("14 Dock Street", 422)

    assert "Did you mean" in page
    assert re.search(r'<button class="button" name="where" value="14 Dock St, Rivertown, MR 00010">', page)


def test_the_page_says_how_the_place_was_found(meander):
    assert "Placed by your street (14 Dock St, 00010)." in look_up("14 Dock Street 00010")
    assert "Placed only by the middle of the ZIP code." in look_up("00010")
    assert "Placed by a point." in look_up("40.02, -45.09")


def test_a_street_without_its_number_shows_the_streets_of_that_name(meander):
    page = text_of(look_up("Ferry Street, Rivertown", status=422))

    assert "Add your house number" in page and "Streets of that name" in page and "Ferry St" in page


def test_a_house_that_is_not_on_file_offers_the_one_that_is_by_one_press(meander):
    """14 Dock Street stands on file, 14 Dock Street North does not: it is offered, never taken for it."""
    page = look_up("14 N Dock Street, Rivertown 00010")
    offered = re.search(r'<button class="button" name="where" value="(14 Dock[^"]*00010[^"]*)"', page)[1]

    assert "Did you mean" in page
    assert "Ward or district Rivertown Ward 2" in levels(look_up(unescape(offered)))
