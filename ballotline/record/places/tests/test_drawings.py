"""Of one division several shapes come in, at once or one after the other:
its pieces, finer and coarser drawings, and corrections."""

from pathlib import Path

import pytest
from django.utils import timezone

from ballotline.record.places.importer.boundaries import Said, import_boundaries
from ballotline.record.places.importer.reports import Report
from ballotline.record.places.models import Boundary
from ballotline.record.places.tests import maps
from ballotline.record.places.tests.maps import MR

pytestmark = pytest.mark.django_db
HOUSE = Said(plan="2022", kind="sldl", within=MR, column="code")
WEST, EAST = "40.05, -99.95", "40.05, -99.85"


def brought_in(path: Path, said: Said = HOUSE, *, apply: bool = True) -> Report:
    return import_boundaries([path], said, at=timezone.now(), apply=apply)


def test_of_two_drawings_of_one_plan_the_finer_stays_in_any_order(tmp_path):
    fine = maps.house_districts(tmp_path, "fine.geojson")
    coarse = maps.write(tmp_path / "coarse.geojson", maps.feature(maps.four_corners(-100), code="1"))

    brought_in(coarse)
    brought_in(fine)
    report = brought_in(coarse)

    assert (report.repeated, report.changed) == (1, 0)
    assert len(Boundary.objects.get(ocd_id=f"{MR}/sldl:1").wkb) > 400


def test_a_dry_run_of_two_drawings_counts_as_the_real_one_does(tmp_path):
    maps.house_districts(tmp_path, "b.geojson")
    thin = maps.feature(maps.area([[[-100, 40], [-100, 40.1], [-99.9, 40.1], [-100, 40]]]), code="1")
    maps.write(tmp_path / "a.geojson", thin)

    dry, real = brought_in(tmp_path, apply=False), brought_in(tmp_path)

    for report in (dry, real):
        assert (report.new, report.changed, report.repeated) == (3, 0, 1), "two drawings of one district are one"


def two_districts(path: Path, west: dict[str, object], east: dict[str, object], *, first: str) -> Path:
    numbers = ("1", "2") if first == "1" else ("2", "1")
    shapes = [maps.feature(ground, code=code) for ground, code in zip((west, east), numbers, strict=True)]
    return maps.write(path, *shapes)


@pytest.mark.parametrize("right_is_finer", [False, True])
def test_a_corrected_map_of_a_plan_counts_also_if_its_lines_have_fewer_corners(tmp_path, right_is_finer):
    """The numbers of two districts side by side were exchanged."""
    fine, coarse = [maps.area(maps.square(w, 40)) for w in (-100, -99.9)], [maps.four_corners(w) for w in (-100, -99.9)]
    wrong, right = (coarse, fine) if right_is_finer else (fine, coarse)
    brought_in(two_districts(tmp_path / "wrong.geojson", *wrong, first="2"))
    assert maps.districts_at(WEST, EAST) == [[("2", "")], [("1", "")]]

    report = brought_in(two_districts(tmp_path / "right.geojson", *right, first="1"))

    assert (report.changed, report.repeated) == (2, 0)
    assert maps.districts_at(WEST, EAST) == [[("1", "")], [("2", "")]]


@pytest.mark.parametrize("moved, changed", [(0.01, 0), (0.02, 0), (0.04, 1), (0.3, 1)])
def test_a_coarser_drawing_of_the_same_plan_counts_if_it_lies_further_off_than_it_may_be_wrong(
    tmp_path, moved, changed
):
    """With a corner each 10 km a line may be wrong by a fifth of that, half as much more at a single corner: 3 km at
    most. A hundredth of a degree is 0.85 km there."""
    brought_in(maps.house_districts(tmp_path))

    report = brought_in(maps.write(tmp_path / "a.geojson", maps.feature(maps.four_corners(-100 + moved), code="1")))

    assert (report.changed, report.repeated) == (changed, 1 - changed)


def test_narrow_districts_side_by_side_are_not_one_ground_although_their_lines_are_near(tmp_path):
    """Two strips, 850 m wide and 55 km long, drawn with four corners each: their lines may be wrong by 2 km."""
    strips = [[[[w, 40], [w, 40.5], [w + 0.01, 40.5], [w + 0.01, 40], [w, 40]]] for w in (-100, -99.99)]
    finer = [[ring[0][0], [ring[0][0][0], 40.25], *ring[0][1:]] for ring in strips]
    brought_in(two_districts(tmp_path / "a.geojson", *(maps.area([ring]) for ring in finer), first="2"))

    report = brought_in(two_districts(tmp_path / "b.geojson", *(maps.area(ring) for ring in strips), first="1"))

    assert report.changed == 2


def test_shapes_of_one_district_in_one_map_are_its_pieces(tmp_path):
    """A city's map draws each island and each part of a ward by itself. The parts touch at 99.9 W."""
    west, east, island = (maps.feature(maps.area(maps.square(w, 40)), code="1") for w in (-100, -99.9, -99.5))
    file = maps.write(tmp_path / "pieces.geojson", west, east, maps.feature(maps.four_corners(-99.7), code="2"), island)

    report, again = brought_in(file), brought_in(file)

    assert (report.new, report.changed, report.pieces, report.repeated) == (2, 0, 2, 0)
    assert (again.new, again.changed, again.same) == (0, 0, 2)
    assert maps.districts_at(WEST, EAST, "40.05, -99.45", "40.05, -99.65") == [[("1", "")]] * 3 + [[("2", "")]]
    assert maps.districts_at("40.05, -99.9") == [[("1", "")]], "where two pieces touch there is no line"


def test_pieces_of_a_district_may_lie_in_several_files_of_one_run(tmp_path):
    for name, west in (("a", -100), ("b", -99.5)):
        maps.write(tmp_path / f"{name}.geojson", maps.feature(maps.area(maps.square(west, 40)), code="1"))

    report, again = brought_in(tmp_path), brought_in(tmp_path)

    assert (report.new, report.pieces, again.same) == (1, 1, 1)
    assert maps.districts_at(WEST, "40.05, -99.45") == [[("1", "")], [("1", "")]]


def test_a_shape_that_a_map_has_twice_is_one(tmp_path):
    square = maps.feature(maps.area(maps.square(-100, 40)), code="1")

    report = brought_in(maps.write(tmp_path / "a.geojson", square, square))

    assert (report.new, report.pieces, report.repeated) == (1, 0, 1)
