"""Addresses on file place a street without asking anybody outside."""

import gzip
import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ballotline.foundation.ingest.limits import Refused
from ballotline.foundation.ingest.traces import Trace
from ballotline.record.places import rules
from ballotline.record.places.geocoding import OnFile, Point, ours
from ballotline.record.places.importer.addresses import import_addresses
from ballotline.record.places.importer.boundaries import Said, import_boundaries
from ballotline.record.places.locating import locate
from ballotline.record.places.models import AddressPoint, ZipCode
from ballotline.record.places.rules import COUNTRY
from ballotline.record.places.taking_back import take_back
from ballotline.record.places.tests import maps

pytestmark = pytest.mark.django_db
NOW = timezone.now()
PA = f"{COUNTRY}/state:pa"
REAL = Path(__file__).parents[5] / "shared" / "data" / "addresses-us" / "addresses-us.json.gz"
TABLE = (
    "NUMBER,STREET,POSTCODE,LAT,LON\n"
    "14,North Dock Street,00010,40.01,-45.09\n"
    "14,N Dock St,00010,40.0105,-45.09\n"
    ",Mill Road,00010,40,-45\n"
    "9,Mill Rd,1234,40,-45\n"
    "9,Mill Rd,00011,north,-45\n"
    "9,Mill Rd,00011,91,-45\n"
)


def brought_in(folder: Path, text: str = TABLE, *, apply: bool = True):
    (folder / "a.csv").write_text(text)
    return import_addresses(folder / "a.csv", apply=apply)


def test_a_table_comes_in_once_and_again_changes_nothing(tmp_path):
    dry, first, again = brought_in(tmp_path, apply=False), brought_in(tmp_path), brought_in(tmp_path)

    assert (dry.new, first.new, first.repeated, first.wrong) == (1, 1, 1, 4)
    assert (again.new, again.same, AddressPoint.objects.count()) == (0, 1, 1)
    assert AddressPoint.objects.get().street == "14 n dock st"


PITTSBURGH = ZipCode(code="15222", town="Pittsburgh", state="PA", latitude="40.4474", longitude="-79.9937")
COLUMNS = "number,street,zip,lat,lon\n"
# 0.01 degrees of each: 1.11 km to the north and 0.85 to the east, so 1.40 km or 0.87 miles by Pythagoras
HERE, THERE = "14,Dock St,15222,40.44,-79.99\n", "14,Dock Street,15222,40.45,-79.98\n"
OTHER = "16,Dock St,15222,40.44,-79.99\n"


def placed(text: str) -> bool:
    point = locate(text, on=date(2026, 3, 10), geocoder=OnFile()).point
    return point is not None and point.precision == "address"


def problems(report) -> list[tuple[int, str, str]]:
    return [(one.line, one.found, one.hint) for one in report.problems]


def test_an_address_in_two_places_of_one_file_is_left_out_and_both_lines_are_named(tmp_path):
    dry, done = (brought_in(tmp_path, COLUMNS + HERE + OTHER + THERE, apply=apply) for apply in (False, True))

    said = "The file has this address in places 0.9 miles apart. None of them is kept."
    assert problems(done) == [(2, "14 Dock St, 15222", said), (4, "14 Dock St, 15222", said)]
    assert (done.new, done.wrong, done.repeated) == (1, 2, 0)
    assert dry == done
    assert not placed("14 Dock St 15222") and placed("16 Dock St 15222")


def test_two_lines_far_apart_in_a_long_file_are_both_left_out(tmp_path):
    """More lines between them than are written at once."""
    between = "".join(f"{n},Mill Rd,15222,40.44,-79.99\n" for n in range(1_200))
    done = brought_in(tmp_path, COLUMNS + HERE + between + THERE)

    assert (done.new, done.wrong, [one.line for one in done.problems]) == (1_200, 2, [2, 1_203])
    assert not placed("14 Dock St 15222")


def test_rooms_of_one_house_a_few_steps_apart_are_one_address(tmp_path):
    """Half a thousandth of a degree: 55 metres."""
    done = brought_in(tmp_path, COLUMNS + HERE + "14,Dock St Apt 2,15222,40.4405,-79.99\n")

    assert (done.new, done.repeated, done.wrong) == (1, 1, 0)
    assert placed("14 Dock St 15222")


def test_steps_that_lead_far_away_one_by_one_are_not_one_address(tmp_path):
    steps = "".join(f"14,Dock St,15222,{40.44 + n * 0.0008:.4f},-79.99\n" for n in range(3))

    assert brought_in(tmp_path, COLUMNS + steps).wrong == 3
    assert not placed("14 Dock St 15222")


def test_an_address_that_lies_elsewhere_in_a_later_file_is_off_the_file_and_named(tmp_path):
    brought_in(tmp_path, COLUMNS + HERE + OTHER)
    dry, done = (brought_in(tmp_path, COLUMNS + THERE + OTHER, apply=apply) for apply in (False, True))

    said = "On file it lies 0.9 miles away. Neither is kept: if this is right, bring the file in once more."
    assert problems(done) == [(2, "14 Dock St, 15222", said)]
    assert dry == done
    assert not placed("14 Dock St 15222") and placed("16 Dock St 15222")
    assert brought_in(tmp_path, COLUMNS + THERE + OTHER).new == 1, "who brings it in once more says that it is right"


def test_an_address_on_file_goes_where_a_file_has_it_in_two_places(tmp_path):
    brought_in(tmp_path, COLUMNS + HERE)
    brought_in(tmp_path, COLUMNS + HERE + THERE + OTHER)

    assert not placed("14 Dock St 15222")


def test_a_point_that_moved_a_few_steps_is_updated(tmp_path):
    brought_in(tmp_path, COLUMNS + HERE)
    done = brought_in(tmp_path, COLUMNS + "14,Dock St,15222,40.4405,-79.99\n")

    assert (done.changed, done.wrong, AddressPoint.objects.get().latitude) == (1, 0, 40.4405)


def test_what_a_later_file_took_off_is_on_file_again_when_that_import_is_taken_back(tmp_path):
    brought_in(tmp_path, COLUMNS + HERE)
    (tmp_path / "b.csv").write_text(COLUMNS + THERE + OTHER)
    trace = Trace("addresses", [tmp_path / "b.csv"], said={}, at=NOW)
    import_addresses(tmp_path / "b.csv", apply=True, trace=trace)
    take_back(trace.imported, at=NOW, apply=True)

    assert placed("14 Dock St 15222") and AddressPoint.objects.count() == 1


@pytest.mark.parametrize(
    "line, said",
    [
        # Philadelphia under a code of Pittsburgh: 257 miles along the great circle
        ("19,Dock St,15222,39.95,-75.16\n", "That is 257 miles from the middle of 15222. Is it another ZIP code's?"),
        ("19,Dock St,15222,41.33,-79.9937\n", "That is 61 miles from the middle of 15222. Is it another ZIP code's?"),
    ],
)
def test_a_point_further_from_its_zip_code_than_any_code_reaches_is_left_out(tmp_path, line, said):
    PITTSBURGH.save(force_insert=True)

    assert problems(brought_in(tmp_path, COLUMNS + line + OTHER))[0][2] == said
    assert AddressPoint.objects.count() == 1


@pytest.mark.parametrize(
    "code",
    [
        ZipCode(code="99557", town="Aniak", state="AK", latitude="61.58", longitude="-159.55"),
        ZipCode(code="15222", town="Pittsburgh", state="PA"),
    ],
)
def test_in_alaska_codes_reach_further_and_of_a_code_without_a_middle_nobody_can_tell(tmp_path, code):
    code.save(force_insert=True)
    latitude, longitude = ("60.00", "-160.00") if code.state == "AK" else ("39.95", "-75.16")

    assert brought_in(tmp_path, f"{COLUMNS}19,Dock St,{code.code},{latitude},{longitude}\n").new == 1


def test_a_house_that_was_on_file_far_from_its_zip_code_before_places_nobody(tmp_path):
    AddressPoint.objects.create(street="19 dock st", zip_code="15222", longitude=-75.16, latitude=39.95)
    PITTSBURGH.save(force_insert=True)
    said = Said(plan="2022", kind="sldl", within=PA, column="code")
    square = maps.feature(maps.area(maps.square(-75.2, 39.9)), code="182")
    import_boundaries([maps.write(tmp_path / "pa.geojson", square)], said, at=NOW, apply=True)

    placement = locate("19 Dock St, Pittsburgh, PA 15222", on=date(2026, 3, 10), geocoder=OnFile())

    assert [one.ocd_id for one in placement.found] == [COUNTRY, PA], "as the ZIP code alone"
    assert (placement.hint, placement.suggestions) == ("not_found", ())
    assert f"{PA}/sldl:182" in [one.ocd_id for one in locate("39.95, -75.16", on=date(2026, 3, 10)).found]


@pytest.mark.parametrize(
    "typed",
    [
        "14 N Dock St 00010",
        "14 north dock street, Rivertown, MR 00010-1234",
        "14 N. Dock St. Apt 2, 00010",
        "14 N DOCK ST #3 Rivertown 00010",
        "14 n dock st Rivertown Meander 00010",
    ],
)
def test_a_house_is_found_however_it_is_written(tmp_path, typed):
    brought_in(tmp_path)

    assert OnFile().find(typed) == Point(-45.09, 40.01, "address", "14 N DOCK ST, 00010")


@pytest.mark.parametrize(
    "typed", ["15 N Dock St 00010", "14 N Dock St 00011", "14 N Dock St", "N Dock St 00010", "00010", "14", ""]
)
def test_another_house_another_code_or_none_is_not_found(tmp_path, typed):
    brought_in(tmp_path)

    assert OnFile().find(typed) is None


def test_who_is_not_on_file_is_asked_of_the_service_behind(tmp_path):
    class Service:
        heard_by = "a service"

        def find(self, address: str) -> Point | None:
            return Point(1.0, 2.0, "address", address)

    brought_in(tmp_path)
    both = OnFile(Service())

    assert both.heard_by == "a service"
    assert both.find("14 N Dock St 00010").longitude == -45.09
    assert both.find("15 N Dock St 00010").longitude == 1.0


def test_without_addresses_and_service_streets_are_not_placed(tmp_path):
    assert ours() is None
    brought_in(tmp_path)

    assert ours().heard_by == "", "nobody outside hears it"


@pytest.mark.parametrize(
    "name, content",
    [
        ("a.csv", b"a,b\n1,2\n"),
        ("a.json", b"{}"),
        ("a.json", b"["),
        ("a.json.gz", b"\x1f\x8bx"),
        ("a.json", b'{"addresses": [7]}'),
        ("a.json", b'{"addresses": []}'),
        ("a.csv", b"address,zip,lat,lon\n"),
        ("a.csv", b""),
        ("a.csv", b"<html>"),
        ("a.json", b"[" * 5_000),
    ],
)
def test_a_file_that_holds_no_addresses_is_refused(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(Refused):
        import_addresses(tmp_path / name, apply=True)


@pytest.mark.parametrize(
    "line, key",
    [
        ("405 Flint Ridge Court", "405 flint ridge ct"),
        ("2121 Stepping Stone Trail", "2121 stepping stone trl"),
        ("9 Unity Road", "9 unity rd"),
        ("9 Room Street", "9 room st"),
        ("9 Dock St Unit C", "9 dock st"),
        ("9 Dock St Apt #2B", "9 dock st"),
        ("9 Dock St Fl 2", "9 dock st"),
        ("9 Dock St Suite 100-A", "9 dock st"),
        ("9 Dock St # 4", "9 dock st"),
    ],
)
def test_only_a_room_is_left_off_and_no_street_that_begins_like_one(line, key):
    assert rules.street_key(line) == key


@given(st.text(max_size=80))
def test_a_street_s_key_is_the_same_when_it_is_written_again(text):
    key = rules.street_key(text)

    assert key == "" or (rules.street_key(key) == key and key[0].isdigit())


@pytest.mark.parametrize(
    "ocd_id, words",
    [
        ("ocd-division/country:us/state:mr/place:rivertown/ward:5", "Ward 5"),
        ("ocd-division/country:us/state:mr/sldl:34a", "House District 34A"),
        ("ocd-division/country:us/state:mr/county:harbor", "Harbor County"),
        ("ocd-division/country:us/state:mr", "MR"),
        ("ocd-division/country:us/state:nh/sldl:grafton_15", "House District Grafton 15"),
    ],
)
def test_a_division_that_nobody_has_named_is_called_by_its_id(ocd_id, words):
    assert rules.spoken(ocd_id) == words


@pytest.mark.parametrize(
    "ocd_id, words",
    [
        ("ocd-division/country:us/state:mr/place:rivertown/ward:5", "Ward 5, Rivertown, MR"),
        ("ocd-division/country:us/state:mr", "MR"),
        ("ocd-division/country:us", "United States"),
    ],
)
def test_a_division_is_told_from_others_of_its_name_by_what_it_lies_in(ocd_id, words):
    assert rules.whereabouts(ocd_id) == words


@pytest.mark.skipif(not REAL.exists(), reason="the folder of real data is not here")
def test_real_addresses_are_found_by_their_own_words():
    """Each of the 2,120 typed as the file writes it, with town and state behind it, comes back at its own point."""
    report = import_addresses(REAL, apply=True)
    listed = json.loads(gzip.decompress(REAL.read_bytes()))["addresses"]
    good = [
        one for one in listed if re.match(r"\d\S* \S", one["address1"]) and re.fullmatch(r"\d{5}", one["postalCode"])
    ]

    assert report.new + report.repeated == len(good) and report.wrong == len(listed) - len(good)
    assert len(listed) == 2_120, "as the folder's own description counts them"
    points = {(p.zip_code, p.street): (p.longitude, p.latitude) for p in AddressPoint.objects.all()}
    for one in good[:300]:
        found = OnFile().find(f"{one['address1']}, {one.get('city', '')}, {one['state']} {one['postalCode']}")
        assert (found.longitude, found.latitude) == points[one["postalCode"], rules.street_key(one["address1"])]
        ZipCode.objects.get_or_create(code=one["postalCode"], defaults={"town": "x", "state": one["state"]})
    assert (
        locate(f"{good[0]['address1']} {good[0]['postalCode']}", on=date(2026, 3, 10), geocoder=OnFile()).point
        is not None
    )
