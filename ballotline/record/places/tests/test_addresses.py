"""Addresses on file place a street without asking anybody outside."""

import gzip
import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballotline.foundation.ingest.limits import Refused
from ballotline.record.places import rules
from ballotline.record.places.geocoding import OnFile, Point, ours
from ballotline.record.places.importer.addresses import import_addresses
from ballotline.record.places.locating import locate
from ballotline.record.places.models import AddressPoint, ZipCode

pytestmark = pytest.mark.django_db
REAL = Path(__file__).parents[5] / "shared" / "data" / "addresses-us" / "addresses-us.json.gz"
TABLE = "NUMBER,STREET,POSTCODE,LAT,LON\n14,North Dock Street,00010,40.01,-45.09\n14,N Dock St,00010,40.02,-45.09\n,Mill Road,00010,40,-45\n9,Mill Rd,1234,40,-45\n9,Mill Rd,00011,north,-45\n9,Mill Rd,00011,91,-45\n"


def brought_in(folder: Path, text: str = TABLE, *, apply: bool = True):
    (folder / "a.csv").write_text(text)
    return import_addresses(folder / "a.csv", apply=apply)


def test_a_table_comes_in_once_and_again_changes_nothing(tmp_path):
    dry, first, again = brought_in(tmp_path, apply=False), brought_in(tmp_path), brought_in(tmp_path)

    assert (dry.new, first.new, first.repeated, first.wrong) == (1, 1, 1, 4)
    assert (again.new, again.same, AddressPoint.objects.count()) == (0, 1, 1)
    assert AddressPoint.objects.get().street == "14 n dock st"


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
