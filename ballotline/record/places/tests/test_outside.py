"""Outside is outside: beyond every line nothing is named by a point, and nothing is sure. The lines end at 99.7 W;
there a degree is 85.4 km. They are laid out in Meander and in Kansas, whose name can be typed.
"""

from datetime import date

import pytest
from django.utils import timezone

from ballotline.record.places.geocoding import OnFile, Point
from ballotline.record.places.importer.boundaries import Said, import_boundaries
from ballotline.record.places.locating import Placement, locate
from ballotline.record.places.models import AddressPoint, Plan, ZipCode, ZipDivision
from ballotline.record.places.rules import COUNTRY
from ballotline.record.places.tests import maps
from ballotline.record.places.tests.maps import MR
from ballotline.record.places.words import HINTS

ON = date(2026, 3, 10)
KANSAS, CAPITAL = f"{COUNTRY}/state:ks", f"{COUNTRY}/district:dc"
PIER, SEA = (-99.68, 40.05), (-99.67, 40.05)  # 1.7 and 2.6 km beyond the last line

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[MR, KANSAS], ids=["Meander", "Kansas"])
def state(request, tmp_path):
    """A state with three house districts side by side, from 100 W to 99.7 W, and one town."""
    said = Said(plan="2022", kind="sldl", within=request.param, column="code")
    import_boundaries([maps.house_districts(tmp_path)], said, at=timezone.now(), apply=True)
    postal = request.param.rpartition(":")[2].upper()
    ZipCode.objects.create(code="00010", town="Millbrook", state=postal, latitude="40.05", longitude="-99.95")
    return request.param


def house(street: str, where: tuple[float, float], code: str = "00010") -> None:
    AddressPoint.objects.create(street=street, zip_code=code, longitude=where[0], latitude=where[1])


def asked(text: str) -> Placement:
    return locate(text, on=ON, geocoder=OnFile())


def said(placement: Placement, *, sure: bool | None = None) -> set[str]:
    found = (*placement.found, *placement.split)
    return {one.ocd_id for one in found if sure in (None, one.sure)}


@pytest.mark.parametrize(
    "point",
    [
        pytest.param("0, 0", id="in the ocean"),
        pytest.param("40.05, -99.699", id="85 metres outside"),
        pytest.param("40.05, -99.68", id="1.7 km outside"),
        pytest.param("40.05, -99.67", id="2.6 km outside"),
        pytest.param("90, 180", id="at the pole"),
    ],
)
def test_a_point_in_no_district_names_nothing_and_says_what_to_type(state, point):
    placement = asked(point)

    assert (placement.found, placement.split, placement.hint) == ((), (), "outside")
    assert "Type the address with its ZIP code." in str(HINTS["outside"])


def test_across_the_land_border_the_state_is_not_named(tmp_path):
    """El Paso of Texas, drawn as a square down to 31.75 N; Ciudad Juárez lies a kilometre south of it."""
    texas = f"{COUNTRY}/state:tx"
    square = maps.feature(maps.area(maps.square(-106.5, 31.75)), code="16")
    wanted = Said(plan="118th Congress", kind="cd", within=texas, column="code")
    import_boundaries([maps.write(tmp_path / "tx.geojson", square)], wanted, at=timezone.now(), apply=True)

    assert f"{texas}/cd:16" in said(asked("31.7600, -106.4850"), sure=True)
    assert asked("31.7400, -106.4850").found == ()


def test_on_a_pier_the_zip_code_says_the_state_and_the_nearest_district_of_it_may_be(state):
    house("1 pier st", PIER)
    placement = asked("1 Pier St, Millbrook 00010")

    assert said(placement, sure=True) == said(asked("00010"), sure=True) == {state, state.rpartition("/")[0]}
    assert [(one.ocd_id, one.why) for one in placement.found if one.kind == "sldl"] == [(f"{state}/sldl:3", "near")]


def test_the_nearest_district_of_another_state_is_never_named(state):
    ZipCode.objects.create(code="00090", town="Faraway", state="NY")
    house("1 pier st", PIER, "00090")
    placement = asked("1 Pier St 00090")

    assert said(placement) == {COUNTRY, f"{COUNTRY}/state:ny"}
    assert placement.hint == "no_lines"


def test_a_state_in_words_may_be_and_so_may_its_nearest_district(tmp_path):
    wanted = Said(plan="2022", kind="sldl", within=KANSAS, column="code")
    import_boundaries([maps.house_districts(tmp_path)], wanted, at=timezone.now(), apply=True)
    ZipCode.objects.create(code="00010", town="Millbrook", state="KS")
    house("1 pier st", PIER)
    placement = asked("1 Pier St, Millbrook, KS")

    assert said(placement) == {COUNTRY, KANSAS, f"{KANSAS}/sldl:3"}
    assert said(placement, sure=True) == set()


def test_without_zip_code_and_state_a_service_s_point_outside_names_nothing(state):
    class Service:
        heard_by = "a test"

        def find(self, address: str) -> Point:
            return Point(*PIER, "address", "1 PIER ST, MILLBROOK")

    placement = locate("1 Pier St", on=ON, geocoder=Service())

    assert (placement.found, placement.hint) == ((), "outside")


@pytest.mark.parametrize("where", [PIER, SEA, (-99.95, 40.05), (0.0, 0.0)], ids=["pier", "sea", "inside", "nowhere"])
@pytest.mark.parametrize("districts", [["1"], ["1", "2"], []], ids=["whole", "split", "not in the table"])
def test_a_street_with_its_zip_code_never_answers_less_than_the_zip_code_alone(state, where, districts):
    plan = Plan.objects.create(kind="cd", label="119th Congress", changed_at=timezone.now())
    for district in districts:
        ZipDivision.objects.create(plan=plan, code="00010", ocd_id=f"{state}/cd:{district}")
    house("1 pier st", where)
    street, alone = asked("1 Pier St 00010"), asked("00010")

    is_far = where == (0.0, 0.0)  # no house of that ZIP code: as if it were not on file
    assert street.point.precision == ("zip" if is_far else "address")
    assert said(street, sure=True) >= said(alone, sure=True)
    assert {one.ocd_id for one in street.split} == {one.ocd_id for one in alone.split}


def test_in_the_capital_an_address_has_its_ward_and_the_delegate(tmp_path):
    wards = Said(plan="2022", kind="ward", within=CAPITAL, column="code")
    file = maps.write(tmp_path / "wards.geojson", maps.feature(maps.area(maps.square(-77.1, 38.9)), code="2"))
    import_boundaries([file], wards, at=timezone.now(), apply=True)
    beside = Said(plan="118th Congress", kind="cd", within=f"{COUNTRY}/state:md", column="code")
    maryland = maps.write(tmp_path / "md.geojson", maps.feature(maps.area(maps.square(-77.0, 38.9)), code="8"))
    import_boundaries([maryland], beside, at=timezone.now(), apply=True)
    ZipCode.objects.create(code="20001", town="Washington", state="DC")
    plan = Plan.objects.create(kind="cd", label="119th Congress", changed_at=timezone.now())
    ZipDivision.objects.create(plan=plan, code="20001", ocd_id=f"{CAPITAL}/cd:at-large")
    house("1421 main st nw", (-77.02, 38.95), "20001")
    house("1423 main st nw", (-77.02, 38.89), "20001")  # 1.1 km south of the ward

    for text in ("1421 Main St NW, Washington, DC 20001", "38.95, -77.02"):
        assert said(asked(text), sure=True) == {COUNTRY, CAPITAL, f"{CAPITAL}/ward:2", f"{CAPITAL}/cd:at-large"}
    outside = asked("1423 Main St NW, Washington, DC 20001")
    assert said(outside) == said(outside, sure=True) == {COUNTRY, CAPITAL, f"{CAPITAL}/cd:at-large"}
