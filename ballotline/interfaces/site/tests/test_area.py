"""Your area: an address, a ZIP code or a point gives every office on file, nearest first, and says where it can't be sure."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.record.offices import meander as ground
from ballotline.record.offices.models import Line, Office, Official
from ballotline.record.offices.queries import representing
from ballotline.record.places.models import Boundary, Division, ZipCode
from tests.rivertown import make_rivertown, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def meander():
    """The invented ground of the demo: wards, districts, streets, offices."""
    for code in ground.ZIPS:
        ZipCode.objects.create(code=code, town="Rivertown", state="MR")
    ground.lay_out(at=timezone.now())


def look_up(where: str, status: int = 200) -> str:
    response = press(Client(), "/area/", where=where)
    assert response.status_code == status
    return response.content.decode()


def offices(page: str) -> list[str]:
    return [
        " ".join(re.sub(r"<[^>]+>", "", found).split())
        for found in re.findall(r'<li class="office"><p class="kicker">(.*?)</p>', page, re.S)
    ]


def test_thirty_four_seats_on_six_levels_two_vacant(meander):
    seats = representing({office.division for office in Office.objects.all()}, on=timezone.localdate())

    assert len(seats) == 34 and sum(one.term is None for one in seats) == 2
    assert {one.office.level for one in seats} == {"school", "ward", "city", "county", "state", "national"}


def test_an_address_gives_every_office_nearest_first(meander):
    page = look_up("14 Dock Street, Rivertown 00010")  # 14th of 60 houses along 0.1 degrees: 45.0775 W, in Ward 2

    nearest = [re.sub(r" · seat \d", "", one) for one in offices(page)]
    assert list(dict.fromkeys(nearest)) == [
        "School Board Member · Rivertown Schools", "Council Member · Rivertown Ward 2", "City Clerk · Rivertown", "Mayor · Rivertown",
        "County Clerk · Harbor County", "County Commissioner · Harbor County", "County Executive · Harbor County", "Sheriff · Harbor County",
        "State Representative · House District 12", "State Senator · Senate District 4",
        "US Representative · Meander&#x27;s 1st congressional district", "Attorney General · Meander", "Governor · Meander",
        "Lieutenant Governor · Meander", "Secretary of State · Meander", "US Senator · Meander · class 1", "US Senator · Meander · class 2",
        "President · the invented union", "Vice President · the invented union",
    ]  # fmt: skip
    for words in (
        "Joon Park",
        "(Orchard)",
        'href="tel:+12025550122"',
        "Call (202) 555-0122",
        "Term until",
        "Meander 2022",
        "as of",
    ):
        assert words in page
    assert "May be" not in page and "Vacant, or nobody on file" in page


def test_a_zip_code_that_lies_in_two_districts_shows_both_and_asks_for_the_street(meander):
    page = look_up("00013")

    assert "Your ZIP code lies in 2 districts" in page and "Add your street, and we can say more." in page
    assert (
        "Rae Whitcombe" in page
        and "Dana Okafor" in page
        and page.count("One of these: the ZIP code lies in several districts.") == 2
    )


def test_a_zip_code_alone_names_the_near_ones_only_as_may_be(meander):
    page = look_up("00010")

    assert "Alma Reyes" in page and "May be: we know only the middle of the ZIP code." in page
    governor = page[page.index("Gail Sorensen") :]
    assert "May be" not in governor[: governor.index("</li>")], "its state is certain"


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


@pytest.mark.parametrize("where, words, status", [
    ("99999", "We don&#x27;t have this ZIP code", 422), ("", "Add your street", 422), ("somewhere", "We could not place that address", 422),
    ("0, 0", "We have no district around that point", 200), ("1 Nowhere Street 00010", "We could not place that address", 200),
    ("a\x00b", "We could not place", 422), ("x" * 5000, "We could not place", 422), ("<script>alert(1)</script> 00010", "We could not place", 200),
])  # fmt: skip
def test_what_cannot_be_placed_gets_a_sentence(meander, where, words, status):
    page = look_up(where, status)

    assert words in page and "<script>alert" not in page


def test_what_is_not_on_file_is_said_to_be_missing(meander):
    Office.objects.filter(level__in=("school", "county")).delete()

    page = look_up("14 Dock Street 00010")

    assert "We don’t have yet: Library Board Member, Rivertown, the school board, the county." in " ".join(
        re.sub(r"<[^>]+>", "", page).split()
    )


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
    Line.objects.filter(phone="202-555-0122").update(is_wrong=True)

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

    assert [m.objects.count() for m in (Boundary, Office, Official, Line)] == [0, 0, 0, 0]
    assert Division.objects.count() == 1


def test_a_board_of_which_nobody_knows_the_members_is_asked_for(meander):
    page = " ".join(re.sub(r"<[^>]+>", "", look_up("14 Dock Street 00010")).split())

    assert "We don’t have yet: Library Board Member, Rivertown." in page and "Tell us." in page


def test_the_page_says_how_the_place_was_found(meander):
    assert "Placed by your street (14 Dock St, 00010)." in look_up("14 Dock Street 00010")
    assert "Placed only by the middle of the ZIP code." in look_up("00010")
    assert "Placed by a point." in look_up("40.02, -45.09")
