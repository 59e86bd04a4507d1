"""Your area: an address, a ZIP code or a point gives every office on file, nearest first, and says where it can't be sure."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.interfaces.desk.rivertown import ground
from ballotline.record.offices.models import Line, Office, Official
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


def test_an_address_gives_every_office_nearest_first(meander):
    page = look_up("14 Dock Street, Rivertown 00010")  # 14th of 60 houses along 0.1 degrees: 45.0775 W, in Ward 2

    assert offices(page) == [
        "School Board Member · Rivertown Schools · seat 1", "School Board Member · Rivertown Schools · seat 2",
        "Council Member · Rivertown Ward 2", "Mayor · Rivertown", "County Executive · Harbor County",
        "State Representative · House District 12", "State Senator · Senate District 4",
        "US Representative · Meander's 1st congressional district".replace("'", "&#x27;"), "Governor · Meander",
    ]  # fmt: skip
    for words in (
        "Joon Park",
        "(Orchard Party)",
        'href="tel:+12025550132"',
        "Call (202) 555-0132",
        "Term until",
        "Meander 2022",
        "as of",
    ):
        assert words in page
    assert "May be" not in page and "Vacant, or nobody on file" in page


def test_a_zip_code_that_lies_in_two_districts_shows_both_and_asks_for_the_street(meander):
    page = look_up("00012")

    assert "Your ZIP code lies in 2 districts" in page and "Add your street, and we can say more." in page
    assert (
        "Nell Fairweather" in page
        and "Hugo Brandt" in page
        and "One of these: the ZIP code lies in several districts." in page
    )


def test_a_zip_code_alone_names_the_near_ones_only_as_may_be(meander):
    page = look_up("00010")

    assert "Alma Reyes" in page and "May be: we know only the middle of the ZIP code." in page
    governor = page[page.index("Governor") :]
    assert "May be" not in governor[: governor.index("</li>")], "its state is certain"


def test_near_the_line_of_two_wards_both_are_named(meander):
    page = look_up("40.02, -45.0801")  # 8.5 metres from the line at 45.08 W

    assert "Alma Reyes" in page and "Joon Park" in page
    assert page.count("May be: the address is close to the line of a district.") == 2


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

    assert "We don’t have yet: the school board, the county." in " ".join(re.sub(r"<[^>]+>", "", page).split())


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
    Line.objects.filter(phone="202-555-0132").update(is_wrong=True)

    page = look_up("14 Dock Street 00010")

    assert "555-0132" not in page and "No phone number on file." in page


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
