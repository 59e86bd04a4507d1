"""What stands right before a ZIP code: words that make another number of it, a town far away, another state.

Then nothing is sure.

The codes, their middles and their districts are real.
"""

from dataclasses import replace

import pytest
from django.utils import timezone

from ballotline.record.places import rules
from ballotline.record.places.locating import Placement, locate
from ballotline.record.places.models import AddressPoint, Division, Plan, ZipCode, ZipDivision
from ballotline.record.places.tests.test_never_sure_and_wrong import ON, Service, asked, by_street

pytestmark = pytest.mark.django_db

CODES = {
    "99508": ("Anchorage", "AK", "61.2020", "-149.8110", "at-large"),
    "99654": ("Wasilla", "AK", "61.5756", "-149.4075", "at-large"),
    "55401": ("Minneapolis", "MN", "44.9835", "-93.2683", "5"),
    "15222": ("Pittsburgh", "PA", "40.4474", "-79.9937", "12"),
    "15106": ("Carnegie", "PA", "40.4050", "-80.0860", "17"),
    "19104": ("Philadelphia", "PA", "39.9597", "-75.2024", "3"),
    "00901": ("San Juan", "PR", "18.4653", "-66.1067", "at-large"),
    "06103": ("Hartford", "CT", "41.7672", "-72.6759", "1"),
    "68508": ("Lincoln", "NE", "40.8145", "-96.7009", "1"),
    "37201": ("Nashville", "TN", "36.1662", "-86.7781", "7"),
    "64101": ("Kansas City", "MO", "39.1040", "-94.5990", "5"),
    "63101": ("Saint Louis", "MO", "38.6310", "-90.1929", "1"),
}


@pytest.fixture
def real_codes():
    """Real ZIP codes with their middles; each in one congressional district."""
    plan = Plan.objects.create(kind="cd", label="119th Congress", changed_at=timezone.now())
    for code, (town, state, latitude, longitude, district) in CODES.items():
        ZipCode.objects.create(code=code, town=town, state=state, latitude=latitude, longitude=longitude)
        ZipDivision.objects.create(plan=plan, code=code, ocd_id=f"{rules.state_id(state)}/cd:{district}")


def whys(placement: Placement) -> set[str]:
    return {one.why for one in placement.found}


@pytest.mark.parametrize(
    "text",
    [
        "5 Main St, PMB 99508",
        "5 Main St PMB 99508",
        "Drawer 55401",
        "Lockbox 55401",
        "PO Bx 55401",
        "5 Main St, POBox 99508",
        "RR 99508",
        "HC 99508",
        "Star Route 99508",
        "5 Rural Route 99508",
        "5 Farm to Market Road 99508",
        "5 Indian Route 99508",
        "5 Alt Hwy 99508",
        "5 Business Route 99508",
        "5 Mill Road 99508",
        "5 Main St, Office 99508",
        "5 Main St, Slip 99508",
        "5 Main St, Stop 99508",
        "5 Main St, Penthouse 99508",
        "5 Main St Rear 99508",
        "5 Main St, Hangar 99508",
        "5 Main St, Pier 99508",
        "Tract 15222",
        "Parcel 15222",
        "Apartado 00901",
        "Inmate 55401",
        "Phone 55401",
        "555 1212 Ext 55401",
        "Oldname 55401",
        "5 Main St, Oldname 55401",
        "15222 19104",
        "15222, 19104",
        "1 Main St 15222 19104",
        "1 Main St, 15222, 19104",
        "Manchester CT 99508",
        "31 Main St Hartford CT 99508",
        "Manchester Connecticut 99508",
        "Nashville Tenn. 99508",
        "Philadelphia 99508",
        ": 99508",
        "- , . 99508",
        "Toronto, ON 99508",
        "Tijuana, Mexico 99508",
    ],
)
def test_behind_words_that_are_no_town_s_there_a_code_may_be_another_number_and_nothing_is_sure(real_codes, text):
    for placement in (asked(text), locate(text, on=ON)):
        assert whys(placement) == {"number"}
        assert placement.hint in ("no_zip", "geocoder")


def test_a_house_on_file_is_no_proof_that_the_number_behind_other_words_is_its_code(real_codes):
    AddressPoint.objects.create(street="5 main st", zip_code="99508", longitude=-149.8, latitude=61.2)

    for text in ("5 Main St, PMB 99508", "5 Main St, Slip 99508", "5 Main St Oldname 99508"):
        assert by_street(asked(text)) and "" not in whys(asked(text))
    for text in ("5 Main St 99508", "5 Main St Apt 2 99508", "5 Main St, PMB 7, Anchorage, AK 99508"):
        assert whys(asked(text)) == {""}


@pytest.mark.parametrize(
    "text, district",
    [
        ("99508", "AK/cd:at-large"),
        ("Anchorage 99508", "AK/cd:at-large"),
        ("Alaska 99508", "AK/cd:at-large"),
        ("Oldname, AK 99508", "AK/cd:at-large"),
        ("Oldname AK 99508", "AK/cd:at-large"),
        ("5 Main St, PMB, 99508", "AK/cd:at-large"),
        ("5 Main St, PMB 7, Anchorage 99508", "AK/cd:at-large"),
        ("5 Main St, 99508", "AK/cd:at-large"),
        ("5 Main St 99508", "AK/cd:at-large"),
        ("5 Main St NW 99508", "AK/cd:at-large"),
        ("5 Main St Apt 2 99508", "AK/cd:at-large"),
        ("5 Main St #4 99508", "AK/cd:at-large"),
        ("5 Highway 12 99508", "AK/cd:at-large"),
        ("5 Main St Anchorage 99508", "AK/cd:at-large"),
        ("5 Main St Anchorage AK 99508", "AK/cd:at-large"),
        ("Wasilla 99654", "AK/cd:at-large"),
        ("Pittsburgh 15222", "PA/cd:12"),
        ("Pittsburgh, PA 15222", "PA/cd:12"),
        ("5 Main St, Carnegie 15222", "PA/cd:12"),
        ("Hartford CT 06103", "CT/cd:1"),
        ("31 Main St Hartford CT 06103", "CT/cd:1"),
        ("31 Main St, Hartford, Conn. 06103", "CT/cd:1"),
        ("Lincoln NE 68508", "NE/cd:1"),
        ("31 Main St, Lincoln, NE 68508", "NE/cd:1"),
        ("Nashville, Tenn. 37201", "TN/cd:7"),
        ("Nashville Tenn. 37201", "TN/cd:7"),
        ("Old Hickory Tenn. 37201", "TN/cd:7"),
        ("St. Louis 63101", "MO/cd:1"),
        ("1 Pine St, St Louis 63101", "MO/cd:1"),
    ],
)
def test_alone_or_behind_a_comma_its_state_a_town_there_or_a_whole_street_a_code_is_sure(real_codes, text, district):
    state, _, part = district.partition("/")
    placement = asked(text)

    assert whys(placement) == {""}
    assert [one.ocd_id for one in placement.found if one.kind == "cd"] == [f"{rules.state_id(state)}/{part}"]


@pytest.mark.parametrize(
    "text",
    [
        "500 Nowhere St, Philadelphia, PA 15222",
        "500 Nowhere St, Philadelphia 15222",
        "500 Nowhere St Philadelphia PA 15222",
        "500 Nowhere St, Philadelphia, 15222",
        "Philadelphia, PA 15222",
        "Philadelphia, Pa. 15222",
        "Philadelphia, Penna. 15222",
        "Philadelphia, Pennsylvania 15222",
        "Philadelphia 15222",
        "Philadelphia, 15222",
        "City Hall, Philadelphia, PA 15222",
        "Market St, Philadelphia, PA 15222",
        "Saint Louis, MO 64101",
        "St. Louis, MO 64101",
    ],
)
def test_a_town_far_from_the_code_s_own_leaves_nothing_sure(real_codes, text):
    """Philadelphia lies 257 miles from Pittsburgh, St. Louis 240 from Kansas City."""
    assert whys(asked(text)) == {"elsewhere"}


def test_a_house_on_file_under_a_code_that_is_not_its_town_s_is_not_sure(real_codes):
    AddressPoint.objects.create(street="5 main st", zip_code="15222", longitude=-79.99, latitude=40.44)

    assert by_street(asked("5 Main St, Philadelphia, PA 15222"))
    assert "" not in whys(asked("5 Main St, Philadelphia, PA 15222"))
    assert whys(asked("5 Main St, Pittsburgh, PA 15222")) == {""}


def test_a_town_that_only_the_list_of_divisions_has_makes_a_code_sure(real_codes):
    """Moore in Oklahoma has 60,000 people, and its codes are Oklahoma City's by the post office's main names."""
    ZipCode.objects.create(code="73160", town="Oklahoma City", state="OK")
    assert whys(asked("Moore 73160")) == {"number"}

    Division.objects.create(ocd_id="ocd-division/country:us/state:ok/place:moore", kind="place")
    assert whys(asked("Moore 73160")) == whys(asked("3 Oak Loop Moore 73160")) == {""}


def test_a_street_that_ends_like_a_town_is_that_street_where_its_house_is_on_file(real_codes):
    """There is an Avenue in Pennsylvania, in this table, and a Del Mar; both far away."""
    for code, town in (("19998", "Avenue"), ("19999", "Del Mar")):
        ZipCode.objects.create(code=code, town=town, state="PA", latitude="39.9", longitude="-75.2")
    for street in ("5 milton ave", "5 rio del mar"):
        AddressPoint.objects.create(street=street, zip_code="15222", longitude=-79.99, latitude=40.44)

    for text in ("5 Milton Avenue 15222", "5 Rio Del Mar 15222", "5 Rio Del Mar, 15222"):
        assert by_street(asked(text)) and whys(asked(text)) == {""}
    assert whys(asked("7 Milton Avenue 15222")) == {""}


@pytest.mark.parametrize("town", ["Carnegie", "Oldname", "Mount Oldname", "Pittsburgh"])
def test_a_neighbor_s_name_or_one_that_no_table_has_does_not_contradict_a_code(real_codes, town):
    """Carnegie lies 6 miles from Pittsburgh. Suburbs and neighborhoods have names that are no post office's."""
    assert whys(asked(f"500 Nowhere St, {town}, PA 15222")) == {""}


def test_how_far_towns_may_lie_apart_is_measured_from_the_nearest_of_their_codes(real_codes):
    """0.36 degrees of latitude are 24.8 miles, 0.37 are 25.5."""
    for town, latitude in (("Upper Harbor", "40.8074"), ("Lower Harbor", "40.0774")):
        ZipCode.objects.create(code=latitude[3:], town=town, state="PA", latitude=latitude, longitude="-79.9937")
    ZipCode.objects.create(code="19999", town="Upper Harbor", state="PA", latitude="39.9", longitude="-75.2")

    assert whys(asked("Upper Harbor, PA 15222")) == {""}
    assert whys(asked("Lower Harbor, PA 15222")) == {"elsewhere"}


def test_a_service_that_found_the_house_in_the_town_that_was_typed_knows_better_than_the_table(real_codes):
    found = Service("5 MAIN ST, PHILADELPHIA, PA, 15222")
    found.answer = replace(found.answer, longitude=-79.99, latitude=40.44)

    assert "elsewhere" not in whys(asked("5 Main St, Philadelphia, PA 15222", found))
    assert "elsewhere" not in whys(asked("5 Main St, Philadelphia 15222", found))


@pytest.mark.parametrize(
    "before",
    [
        *(f"1 Oak St, Harbor, {state}" for state in ("CT", "KY", "MT", "NE", "PR", "WY")),
        "697 Parker Street, Manchester, CT",
        "31 Main St, Louisville, KY",
        "31 Main St, Lincoln, NE",
        "31 Main St, San Juan, PR",
        "Manchester, CT",
        "Louisville, KY",
        "Nashville, Tenn.",
        "Boston, Mass.",
        "New York, N. Y.",
        "Washington, D. C.",
        "1 Oak St, Harbor, OH",
        "CT",
    ],
)
@pytest.mark.parametrize("is_on_file", [True, False])
def test_a_state_behind_a_town_s_comma_contradicts_another_state_s_code_also_where_it_is_written_like_a_street(
    before, is_on_file
):
    """99508 is a code of Anchorage, and Alaska has one district."""
    ZipCode.objects.create(code="99508", town="Anchorage", state="AK")
    AddressPoint.objects.create(street="1 oak st", zip_code="99508", longitude=-149.8, latitude=61.2)
    plan = Plan.objects.create(kind="cd", label="119th Congress", changed_at=timezone.now())
    ZipDivision.objects.create(plan=plan, code="99508", ocd_id="ocd-division/country:us/state:ak/cd:at-large")

    placement = asked(f"{before} 99508") if is_on_file else locate(f"{before} 99508", on=ON)

    assert [one.why for one in placement.found] == ["state"] * 3
    assert all(one.sure for one in asked("Anchorage, AK 99508").found)
