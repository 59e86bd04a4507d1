"""Where a map ends, where two maps disagree, and where old lines end: nothing is sure there.

Squares of Meander, by pencil.

At 40 N a degree is 85.4 km from west to east and 111 km from south to north.
"""

from datetime import date

import pytest
from django.utils import timezone

from ballotline.record.places.importer.boundaries import Said, import_boundaries
from ballotline.record.places.locating import locate
from ballotline.record.places.models import Plan, ZipCode, ZipDivision
from ballotline.record.places.tests import maps
from ballotline.record.places.tests.maps import MR

ON = date(2026, 3, 10)
COUNTRY = "ocd-division/country:zz"
HARBOR = f"{COUNTRY}/state:hb"
COARSE = [[[-100, 40], [-100, 40.1], [-99.9, 40.1], [-99.9, 40], [-100, 40]]]  # a corner each 10 km: wrong by 1.9 km

pytestmark = pytest.mark.django_db


def brought_in(folder, *shapes, kind: str = "sldl", within: str = MR, plan: str = "2022") -> None:
    said = Said(plan=plan, kind=kind, within=within, column="code", valid_from=date(2022, 1, 1))
    file = maps.write(folder / f"{kind}-{within[-2:]}.geojson", *shapes)
    assert import_boundaries([file], said, at=timezone.now(), apply=True).new == len(shapes)


def sure_of(text: str) -> list[str]:
    return [one.ocd_id for one in locate(text, on=ON).found if one.sure]


def test_inside_the_outer_line_of_a_coarse_map_nobody_knows_which_side_it_is(tmp_path):
    """Beyond it lies a country or a state that the map leaves out:
    Ciudad Juárez and El Paso, Vermont and New Hampshire."""
    brought_in(tmp_path, maps.feature(maps.area(COARSE), code="1"))

    assert sure_of("40.05, -99.995") == [], "430 m from the line"
    assert f"{MR}/sldl:1" in sure_of("40.05, -99.950"), "4.3 km from it"


@pytest.mark.parametrize("kind, within, code", [("county", HARBOR, "harbor"), ("state", COUNTRY, "hb")])
def test_where_two_maps_lie_in_two_states_neither_state_is_sure(tmp_path, kind, within, code):
    """A fine map of one state's districts, and another map of its neighbor's ground that reaches over the river."""
    brought_in(tmp_path, maps.feature(maps.area(maps.square(-100, 40)), code="1"))
    brought_in(tmp_path, maps.feature(maps.area(maps.square(-99.96, 40)), code=code), kind=kind, within=within)

    assert MR in sure_of("40.05, -99.98") and HARBOR in sure_of("40.05, -99.88")
    assert {MR, HARBOR}.isdisjoint(sure_of("40.05, -99.93")), "3 km into both"


def test_off_every_line_beside_a_state_that_was_drawn_anew_nothing_is_sure(tmp_path):
    """Beyond 99.7 W lies no district; of Meander's lines four codes say that they are old."""
    old = Said(plan="118th Congress", kind="cd", within=MR, column="code", valid_from=date(2023, 1, 3))
    import_boundaries([maps.house_districts(tmp_path)], old, at=timezone.now(), apply=True)
    newer = Plan.objects.create(
        kind="cd", label="119th Congress", valid_from=date(2025, 1, 3), changed_at=timezone.now()
    )
    for code in ("00020", "00021", "00022", "00023"):
        ZipCode.objects.create(code=code, town="Rivertown", state="MR", latitude="40.05", longitude="-99.95")
        ZipDivision.objects.create(plan=newer, code=code, ocd_id=f"{MR}/cd:7")

    assert sure_of("40.05, -99.75") == [COUNTRY, MR], "on their ground the state is"
    assert sure_of("40.05, -99.68") == [], "1.7 km beyond"


def test_two_districts_that_meet_on_the_180th_meridian_are_neighbors(tmp_path):
    brought_in(
        tmp_path,
        maps.feature(maps.area(maps.square(179.9, 51)), code="1"),
        maps.feature(maps.area(maps.square(-180, 51)), code="2"),
    )

    for text in ("51.05, 179.9999", "51.05, 180", "51.05, -180", "51.05, -179.9999"):
        assert {f"{MR}/sldl:1", f"{MR}/sldl:2"}.isdisjoint(sure_of(text)), f"{text} is within 7 m of both"
    assert f"{MR}/sldl:1" in sure_of("51.05, 179.99")
