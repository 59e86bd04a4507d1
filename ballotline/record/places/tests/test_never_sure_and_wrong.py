"""An address is sure only if exactly that one is found. Everything else is offered, asked, or "may be".

Rivertown of Meander has 1421 Main St, 1421 Oak Ave in both directions, and 14 Dock St in two ZIP codes.
"""

from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from ballotline.record.places import queries
from ballotline.record.places.geocoding import OnFile, Point
from ballotline.record.places.importer.addresses import import_addresses
from ballotline.record.places.importer.boundaries import Said, import_boundaries
from ballotline.record.places.locating import Placement, locate
from ballotline.record.places.models import AddressPoint, Plan, ZipCode, ZipDivision
from ballotline.record.places.tests import maps
from ballotline.record.places.tests.maps import MR
from ballotline.record.places.typed import understood
from ballotline.record.places.words import HINTS, MAY_BE

ON = date(2026, 3, 10)
REAL = Path(__file__).parents[5] / "shared" / "data"
CAPITAL = "ocd-division/country:us/district:dc"
HOUSES = """address,zip,lat,lon
1421 Main St,00010,40.05,-99.95
1425 Main St,00010,40.05,-99.949
1421 Oak Ave NE,00010,40.05,-99.85
1421 Oak Ave SW,00010,40.05,-99.75
14 North Dock Street,00010,40.05,-99.94
14 North Dock Street,00011,40.05,-99.84
100 East Street,00010,40.05,-99.93
16 Ferry Street,00010,40.05,-99.92
2 Ferry Street,00010,40.05,-99.921
7 Ferry Street,00020,40.05,-99.82
3 Broadway,00010,40.05,-99.91
5 Mill Road,00010,40.05,-99.912
5 Mill Road S,00010,40.05,-99.812
"""
TOWNS = {"00010": "Rivertown", "00011": "Rivertown", "00020": "Millbrook", "00030": "South Harbor"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def rivertown(tmp_path):
    """Three house districts side by side, from 100 W to 99.7 W;
    all of the ZIP code 00010 in one congressional district."""
    said = Said(plan="2022", kind="sldl", within=MR, column="code")
    import_boundaries([maps.house_districts(tmp_path)], said, at=timezone.now(), apply=True)
    (tmp_path / "houses.csv").write_text(HOUSES)
    import_addresses(tmp_path / "houses.csv", apply=True)
    for code, town in TOWNS.items():
        ZipCode.objects.create(code=code, town=town, state="MR")
    plan = Plan.objects.create(kind="cd", label="119th Congress", changed_at=timezone.now())
    ZipDivision.objects.create(plan=plan, code="00010", ocd_id=f"{MR}/cd:1")


def asked(text: str, geocoder: object = None) -> Placement:
    return locate(text, on=ON, geocoder=geocoder or OnFile())


def by_street(placement: Placement) -> bool:
    return placement.point is not None and placement.point.precision == "address"


def districts(placement: Placement, kind: str = "sldl") -> list[tuple[str, str]]:
    return [(one.ocd_id.rpartition(":")[2], one.why) for one in placement.found if one.kind == kind]


@pytest.mark.parametrize(
    "text",
    [
        "1421 Main St, Rivertown, MR 00010",
        "1421 Main Street 00010",
        "1421 MAIN ST RIVERTOWN MR 00010-1234",
        "1421 Main St Apt 2B, Rivertown, MR 00010, USA",
        "1421 Main St., Rivertown, MR, 00010.",
        "Apt 2, 1421 Main St, 00010",
        "1421 Main St Unit 4 Rivertown 00010, United States",
        "1421 Main St, #4, Rivertown MR 00010",
        "PO Box 3, 1421 Main St, 00010",
    ],
)
def test_a_house_on_file_is_sure_with_whatever_is_written_around_it(rivertown, text):
    placement = asked(text)

    assert by_street(placement) and districts(placement) == [("1", "")]
    assert all(one.sure for one in placement.found)
    assert (placement.hint, placement.suggestions) == ("", ())


WHERE_THE_CODE_MAY_BE_ANOTHER_NUMBER = (
    "1421 Main St, Rivertown, N 00010",
    "1421 Main 00010",
    "1421 Main St Ct 00010",  # or Main St in Connecticut
    "1421 Main St 5 00010",
)


@pytest.mark.parametrize(
    "text",
    [
        "1421 Main St NW 00010",
        "1421 Main St South 00010",
        "1421 Main St Court 00010",
        "1421 Main St, NW, Rivertown, MR 00010",
        "1421 Main St NW, Rivertown, MR 00010",
        "1421 N Main St 00010",
        "1421 Main Ct 00010",
        "1421 Main St Apt 3 NW, Rivertown 00010",
        "1421 Main St, NW Rivertown, MR 00010",
        "1421 Main St, Rivertown NW, MR 00010",
        "1421 Main St, Rivertown, N 00010",
        "1421 Main St, South Court, Rivertown, MR 00010",
        "1421 Main St, N Rivertown, MR 00010",
        "1421 Main 00010",
        "1421 Main St NE 00010",
        "1421 Main St Ct 00010",
        "1421 Main St 5 00010",
    ],
)
def test_a_street_that_differs_in_a_word_is_not_that_street_and_what_is_near_by_name_is_offered(rivertown, text):
    placement = asked(text)

    assert not by_street(placement)
    assert placement.hint == "near"
    assert placement.suggestions[0] == "1421 Main St, Rivertown, MR 00010"
    why = "number" if text in WHERE_THE_CODE_MAY_BE_ANOTHER_NUMBER else ""
    assert districts(placement, "cd") == [("1", why)], "what the ZIP code alone says is still said"


@pytest.mark.parametrize("text", ["1421 Oak Ave 00010", "1421 Oak 00010", "1421 Oak Avenue, Rivertown, MR"])
def test_what_may_be_two_houses_is_asked(rivertown, text):
    placement = asked(text)

    assert not by_street(placement) and placement.hint == "near"
    assert set(placement.suggestions) == {
        "1421 Oak Ave NE, Rivertown, MR 00010",
        "1421 Oak Ave SW, Rivertown, MR 00010",
    }


def test_a_direction_between_street_and_town_that_both_know_is_asked(rivertown):
    """5 Mill Rd S in Harbor, or 5 Mill Rd in South Harbor."""
    placement = asked("5 Mill Rd South Harbor MR 00010")

    assert not by_street(placement) and len(placement.suggestions) == 2


def test_a_town_that_begins_with_a_direction_is_read_where_it_is_known(rivertown):
    AddressPoint.objects.create(street="9 mill rd", zip_code="00030", longitude=-99.95, latitude=40.05)

    for text in ("9 Mill Rd South Harbor MR 00030", "9 Mill Rd, S Harbor, MR 00030"):
        assert by_street(asked(text)) and districts(asked(text)) == [("1", "")]


def test_each_suggestion_typed_again_is_the_house_itself(rivertown):
    for text in ("1421 Oak Ave 00010", "1421 Main St NW 00010", "14 N Dock St", "100 E St 00010", "1422 Main St 00010"):
        offered = asked(text).suggestions

        assert offered
        assert all(by_street(asked(one)) and asked(one).hint == "" for one in offered)


def test_the_nearest_numbers_of_a_street_are_offered_for_one_that_is_not_on_file(rivertown):
    assert asked("1424 Main St 00010").suggestions == (
        "1425 Main St, Rivertown, MR 00010",
        "1421 Main St, Rivertown, MR 00010",
    )


def test_letters_and_directions_are_two_streets(rivertown):
    assert by_street(asked("100 East St 00010"))
    assert not by_street(asked("100 E St 00010")), "E Street is another one"
    assert asked("100 E St 00010").suggestions == ("100 East St, Rivertown, MR 00010",)


@pytest.mark.parametrize(
    "text, sure_of_town", [("3 Broadway Rivertown 00010", True), ("3 Broadway Elsewhere 00010", False)]
)
def test_a_word_behind_a_street_without_a_type_is_a_town_only_if_there_is_one(rivertown, text, sure_of_town):
    assert by_street(asked(text)) is sure_of_town


# A street without a ZIP code


@pytest.mark.parametrize(
    "text", ["1421 Main St, Rivertown, MR", "1421 Main St Rivertown MR", "1421 Main St, Rivertown, MR, USA."]
)
def test_town_and_state_instead_of_a_zip_code_may_be(rivertown, text):
    placement = asked(text)

    assert districts(placement) == [("1", "town")] and not any(one.sure for one in placement.found)


@pytest.mark.parametrize(
    "text, hint, offered",
    [
        ("1421 Main St", "near", 1),
        ("14 North Dock St", "near", 2),
        ("14 N Dock St, Rivertown, MR", "near", 2),
        ("99 Unknown Way", "no_zip", 0),
        ("99 Unknown Way, Rivertown, VT", "not_found", 0),
    ],
)
def test_a_street_alone_is_never_placed_and_its_houses_on_file_are_offered(rivertown, text, hint, offered):
    placement = asked(text)

    assert (placement.hint, len(placement.suggestions), placement.found) == (hint, offered, ())


def test_a_town_that_contradicts_the_zip_code_is_asked_if_both_have_the_house(rivertown):
    AddressPoint.objects.create(street="1421 main st", zip_code="00020", longitude=-99.85, latitude=40.05)

    assert not by_street(asked("1421 Main St, Millbrook, MR 00010"))
    assert by_street(asked("1421 Main St, Rivertown, MR 00010"))
    assert by_street(asked("1421 Main St, Oldname, MR 00010")), "towns have more names than the post office's"


def test_a_state_that_contradicts_the_zip_code_leaves_nothing_sure(rivertown):
    for text in (
        "1421 Main St, Rivertown, VT 00010",
        "Rivertown, VT 00010",
        "99 Unknown Way, Rivertown, Vermont 00010",
    ):
        placement = asked(text)

        assert placement.found and not any(one.sure for one in placement.found)
    assert HINTS["state"] == HINTS[asked("1421 Main St, Rivertown, VT 00010").hint]


# Codes, boxes, places


@pytest.mark.parametrize(
    "text", ["PO Box 00010", "Apt 00010", "County Road 00010", "12 Highway 00010", "1421 Main St Apt 00010"]
)
def test_a_number_that_is_no_zip_code_places_nobody(rivertown, text):
    assert asked(text).found == ()
    assert asked(text).hint in ("box", "no_zip", "near")


def test_a_box_says_where_the_box_is_and_nothing_is_sure(rivertown):
    placement = asked("PO Box 12, Rivertown, MR 00010")

    assert placement.hint == "box" and districts(placement, "cd") == [("1", "box")]
    assert not any(one.sure for one in placement.found)


def test_a_code_without_its_zeros_may_be(rivertown):
    ZipCode.objects.create(code="02891", town="Harbor", state="RI")
    placement, street = asked("2891"), asked("1 Oak St, Harbor, RI 2891")

    for one in (placement, street):
        assert [(found.ocd_id, found.why) for found in one.found] == [
            ("ocd-division/country:us", "zero_lost"),
            ("ocd-division/country:us/state:ri", "zero_lost"),
        ]
    assert (placement.hint, asked("2892").hint) == ("zero_lost", "unknown_zip")


def test_a_place_s_name_gives_its_state_as_may_be_and_asks_for_more(rivertown):
    for text in ("Rivertown", "rivertown, MR", "Rivertown MR, USA"):
        placement = asked(text)
        assert [(one.ocd_id, one.why) for one in placement.found] == [
            ("ocd-division/country:zz", "place"),
            (MR, "place"),
        ]
        assert placement.hint == "place"
    vermont = asked("Vermont")
    assert [(one.kind, one.why) for one in vermont.found] == [("country", "place"), ("state", "place")]


def test_a_town_s_name_in_two_states_offers_both(rivertown):
    ZipCode.objects.create(code="05001", town="Rivertown", state="VT")

    placement = asked("Rivertown")

    assert (placement.found, placement.suggestions) == ((), ("Rivertown, MR", "Rivertown, VT"))


def test_town_and_zip_code_answer_what_the_zip_code_does(rivertown):
    for text in ("Rivertown 00010", "Rivertown, MR 00010", "Oldname MR 00010"):
        assert (asked(text).found, asked(text).hint) == (asked("00010").found, "street")


def test_a_street_without_a_number_offers_the_streets_of_that_name(rivertown):
    placement = asked("Ferry Street")

    assert placement.hint == "number"
    assert placement.suggestions == ("Ferry St, Rivertown, MR 00010", "Ferry St, Millbrook, MR 00020")
    assert asked("ferry st 00020").suggestions == ("Ferry St, Millbrook, MR 00020",)
    [first, _other] = queries.streets_named(understood("Ferry"))
    assert (first.name, first.first, first.last, first.town) == ("Ferry St", "2", "16", "Rivertown")


# What services say


class Service:
    heard_by = "a test"

    def __init__(self, matched: str) -> None:
        self.answer = Point(-99.95, 40.05, "address", matched)

    def find(self, address: str) -> Point | None:
        return self.answer


@pytest.mark.parametrize(
    "text, matched, is_placed",
    [
        ("1421 Main St, 00010", "1421 MAIN ST, RIVERTOWN, MR, 00010", True),
        ("1421 Main St NW, 00010", "1421 MAIN ST, RIVERTOWN, MR, 00010", False),
        ("1421 Main St, 00010", "1421 MAIN ST SW, RIVERTOWN, MR, 00010", False),
        ("1421 Main St, 00010", "1421 MAIN ST, RIVERTOWN, MR, 00011", False),
        ("1421 Main St, 00010", "1423 MAIN ST, RIVERTOWN, MR, 00010", False),
        ("1421 Main Court, 00010", "1421 MAIN ST, RIVERTOWN, MR, 00010", False),
    ],
)
def test_a_service_s_answer_to_another_address_is_no_answer(rivertown, text, matched, is_placed):
    placement = asked(text, Service(matched))

    assert by_street(placement) is is_placed
    assert (placement.hint, placement.suggestions) == (("", ()) if is_placed else ("near", (matched,)))


def test_without_a_zip_code_a_service_s_answer_is_sure_only_in_the_town_that_was_typed(rivertown):
    matched = "1421 MAIN ST, RIVERTOWN, VT, 05001"

    assert districts(asked("1421 Main St, Rivertown, VT", Service(matched))) == [("1", "")]
    assert districts(asked("1421 Main St", Service(matched))) == [("1", "town")]
    assert districts(asked("1421 Main St, Elsewhere, VT", Service(matched))) == [("1", "town")]


# Ground


def test_with_a_street_we_never_know_less_than_with_its_zip_code(rivertown):
    """The capital has a delegate by its table of ZIP codes, and no map of districts."""
    ZipCode.objects.create(code="20001", town="Washington", state="DC")
    plan = Plan.objects.get(kind="cd")
    ZipDivision.objects.create(plan=plan, code="20001", ocd_id=f"{CAPITAL}/cd:at-large")
    AddressPoint.objects.create(street="1421 main st nw", zip_code="20001", longitude=-77.02, latitude=38.91)

    street, alone = asked("1421 Main St NW, Washington, DC 20001"), asked("20001")

    assert by_street(street) and street.hint == ""
    assert {one.ocd_id for one in street.found if one.sure} >= {one.ocd_id for one in alone.found if one.sure}
    assert (f"{CAPITAL}/cd:at-large", "") in [(one.ocd_id, one.why) for one in street.found]


def test_every_hint_and_every_doubt_has_its_words(rivertown):
    texts = (
        "1421 Oak Ave 00010",
        "Ferry St",
        "Rivertown",
        "99 Unknown Way",
        "2891",
        "PO Box 1",
        "00010",
        "Rivertown, VT 00010",
    )

    for placement in map(asked, texts):
        assert placement.hint in HINTS
        assert all(one.why in MAY_BE for one in placement.found if not one.sure)
