"""Maps that are cut off, lie of their length or are something else: refused by name, and nothing of them is left."""

import io
import struct
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import shapefile
from django.utils import timezone

from ballotline.foundation.ingest.limits import Refused
from ballotline.record.places.importer.boundaries import Said, import_boundaries
from ballotline.record.places.importer.topology import features_of_topology
from ballotline.record.places.models import Boundary, Plan
from ballotline.record.places.tests import maps
from ballotline.record.places.tests.maps import MR

pytestmark = pytest.mark.django_db
HOUSE = Said(plan="2022", kind="sldl", within=MR, column="code")


def brought_in(path: Path, said: Said = HOUSE, *, apply: bool = True):
    return import_boundaries([path], said, at=timezone.now(), apply=apply)


@pytest.mark.parametrize(
    "ending, change",
    [
        ("shp", lambda whole: whole[:-1]),
        ("shp", lambda whole: whole[:150]),
        ("shp", lambda whole: whole[:104]),
        ("shp", lambda whole: whole[:60]),
        ("shp", lambda whole: b""),
        ("shp", lambda whole: whole + b"more"),
        ("dbf", lambda whole: whole[:-4]),
        ("dbf", lambda whole: whole[:9]),
        ("dbf", lambda whole: b""),
        ("dbf", lambda whole: whole[:4] + struct.pack("<I", 2) + whole[8:]),
        (
            "shp",
            lambda whole: whole[:148] + struct.pack("<i", 400_000) + whole[152:],
        ),  # it says that it has more points than lie in it
        ("shp", lambda whole: whole[:144] + struct.pack("<i", -1) + whole[148:]),
        ("shp", lambda whole: whole[:104] + struct.pack(">i", 2_000_000_000) + whole[108:]),
        ("shp", lambda whole: whole[:108] + struct.pack("<i", 1) + whole[112:]),  # a point
    ],
)
def test_a_shapefile_that_is_cut_or_lies_of_its_length_is_refused_and_nothing_of_it_is_left(tmp_path, ending, change):
    with pytest.raises(Refused, match=r"^tl\.zip "):
        brought_in(maps.zipped_shapefile(tmp_path / "tl.zip", **{ending: change}), Said())

    assert (Plan.objects.count(), Boundary.objects.count()) == (0, 0)


def test_what_an_index_of_shapes_says_is_not_needed(tmp_path):
    assert brought_in(maps.zipped_shapefile(tmp_path / "tl.zip", shx=lambda whole: whole[:50]), Said()).new == 1


def test_a_zip_of_two_maps_is_refused_and_none_is_chosen(tmp_path):
    with zipfile.ZipFile(maps.zipped_shapefile(tmp_path / "two.zip"), "a") as archive:
        archive.writestr("other.shp", b"")

    with pytest.raises(Refused, match=r"more than one \.shp"):
        brought_in(tmp_path / "two.zip", Said())


def test_a_map_whose_table_is_in_windows_letters_keeps_them(tmp_path):
    parts = {ending: io.BytesIO() for ending in ("shp", "dbf")}
    with shapefile.Writer(**parts, encoding="cp1252") as writer:
        writer.field("WARD", "C", 20)
        writer.poly([[[-100, 40], [-100, 40.1], [-99.9, 40.1], [-99.9, 40], [-100, 40]]])
        writer.record("Cañón")
    with zipfile.ZipFile(tmp_path / "wards.zip", "w") as archive:
        for ending, content in parts.items():
            archive.writestr(f"wards.{ending}", content.getvalue())

    brought_in(tmp_path / "wards.zip", Said(plan="2022", kind="ward", within=MR, column="WARD"))

    assert Boundary.objects.get().ocd_id == f"{MR}/ward:cañón"


@pytest.mark.parametrize("apply", [True, False])
def test_of_several_maps_none_is_written_when_the_last_is_refused(tmp_path, apply):
    maps.house_districts(tmp_path, "a.geojson")
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "b.geojson").write_text('{"type": "FeatureCollection", "features": [')

    with pytest.raises(Refused, match=r"b\.geojson is no JSON"):
        brought_in(tmp_path, apply=apply)

    assert (Plan.objects.count(), Boundary.objects.count()) == (0, 0)


def test_maps_of_a_folder_come_in_through_its_sub_folders(tmp_path):
    (tmp_path / "mr" / "house").mkdir(parents=True)
    maps.house_districts(tmp_path / "mr" / "house")
    (tmp_path / "mr" / "._house.geojson").write_text("what one kind of machine leaves beside a file")

    assert brought_in(tmp_path).new == 3


def test_a_line_that_is_asked_for_a_million_times_is_refused_before_it_is_drawn():
    line = [[n, 0] for n in range(10_000)]
    ring = {"type": "Polygon", "arcs": [[0] * 1_000]}

    with pytest.raises(ValueError, match="more than 500,000 points"):
        list(features_of_topology({"arcs": [line], "objects": {"counties": {"geometries": [ring]}}}))


def test_a_shape_that_is_drawn_a_million_times_is_refused_too():
    line = [[n, 0] for n in range(100_000)]
    ring = {"type": "Polygon", "arcs": [[0] * 5]}

    with pytest.raises(ValueError, match="more than 20,000,000 points"):
        sum(1 for _one in features_of_topology({"arcs": [line], "objects": {"counties": {"geometries": [ring] * 50}}}))


def test_a_list_of_parts_is_judged_by_its_columns_before_its_year(tmp_path):
    (tmp_path / "zips.csv").write_text("zip_code,city,state\n00010,Rivertown,MR\n")

    with pytest.raises(Refused, match="columns id, part"):
        brought_in(tmp_path / "zips.csv", Said())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"type": "FeatureCollection"}',
        b'{"type": "Feature"}',
        b"\x1f\x8b broken",
        b"PK not",
        b"\xff\xfe",
        b'{"type": "Topology", "arcs": 7, "objects": {}}',
        b'{"type": "FeatureCollection", "features": [7]}',
        b'{"type": "FeatureCollection", "features": []}',
        b"[" * 5_000,
        b"<html><body>Please sign in",
        b"id,name,part\n",
        b'{"type": "FeatureCollection", "features": [{"properties": {"name": "\\u0000"}}]}',
        "zip_code,city".encode("utf-16"),
    ],
)
@pytest.mark.parametrize("name", ["map.geojson", "map.zip"])
def test_a_file_that_is_no_map_is_refused_with_a_sentence(tmp_path, content, name):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(Refused):
        brought_in(tmp_path / name)


def district(*corners: tuple[float, float], state: str = "27") -> dict[str, object]:
    """A congressional district as the Census Bureau's map has it, with these corners."""
    ring = [list(corner) for corner in (*corners, corners[0])]
    return maps.feature({"type": "Polygon", "coordinates": [ring]}, STATEFP=state, CD118FP="05", NAMELSAD="District 5")


WHERE = ((-93.4, 44.9), (-93.2, 44.9), (-93.2, 45.1), (-93.4, 45.1))  # Minneapolis


def test_a_map_with_longitude_and_latitude_swapped_is_refused_and_nothing_of_it_is_left(tmp_path):
    swapped = district(*((y, x) for x, y in WHERE))
    file = maps.write(tmp_path / "a.geojson", district(*WHERE), swapped)

    with pytest.raises(Refused, match=r"shape 2 .District 5. at longitude 44.9, latitude -93.4, outside of MN"):
        brought_in(file, Said())

    assert (Plan.objects.count(), Boundary.objects.count()) == (0, 0)


def test_a_map_in_metres_is_refused(tmp_path):
    """Web Mercator: 111,319.49 metres a degree of longitude."""
    file = maps.write(tmp_path / "a.geojson", district(*((x * 111_319.49, y * 140_000) for x, y in WHERE)))

    with pytest.raises(Refused, match="in meters"):
        brought_in(file, Said())


def test_a_map_of_a_city_in_metres_is_refused_although_nobody_knows_where_its_state_lies(tmp_path):
    wards = maps.feature(maps.area(maps.square(500_000, 4_000_000, 1_000)), code="1")

    with pytest.raises(Refused, match="outside of the world"):
        brought_in(maps.write(tmp_path / "a.geojson", wards))


def test_a_map_of_another_state_than_it_names_is_refused(tmp_path):
    with pytest.raises(Refused, match="outside of PA"):
        brought_in(maps.write(tmp_path / "a.geojson", district(*WHERE, state="42")), Said())


def test_alaska_lies_on_both_sides_of_the_180th_meridian(tmp_path):
    west, east = maps.square(-179.5, 51.5), maps.square(179, 51.5)
    attu = maps.feature(maps.area(west, east), STATEFP="02", CD118FP="00", NAMELSAD="At large")

    assert brought_in(maps.write(tmp_path / "a.geojson", attu), Said()).new == 1


@pytest.mark.parametrize("already_ends", [True, False])
def test_a_plan_that_would_hold_on_no_day_is_refused(tmp_path, already_ends):
    file, first, last = maps.house_districts(tmp_path), date(2027, 1, 1), date(2020, 1, 1)
    if already_ends:
        brought_in(file, replace(HOUSE, valid_through=last))

    with pytest.raises(Refused, match=r"house\.geojson would hold on no day: from 2027-01-01 through 2020-01-01"):
        brought_in(file, replace(HOUSE, valid_from=first, valid_through=None if already_ends else last))

    assert [plan.valid_from for plan in Plan.objects.all()] == [None] * already_ends
