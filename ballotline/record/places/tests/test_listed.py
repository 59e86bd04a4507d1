"""A district on a map and on a list of officials gets the id of the list of divisions, by code or by name."""

from pathlib import Path

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ballotline.record.places.importer.boundaries import Said, import_boundaries
from ballotline.record.places.importer.reports import Report
from ballotline.record.places.listed import DivisionList, loosely
from ballotline.record.places.models import Boundary, Division
from ballotline.record.places.tests import maps

US = "ocd-division/country:us"
VT, NH, MA = f"{US}/state:vt", f"{US}/state:nh", f"{US}/state:ma"
FIPS = {VT: ("50", -73, 44), NH: ("33", -72, 43.5), MA: ("25", -71.5, 42)}
KINDS = {"sldl": "SLDLST", "sldu": "SLDUST"}


def on_the_list(state: str, kind: str, *names: str) -> None:
    for name in names:
        Division.objects.create(ocd_id=f"{state}/{kind}:{name}", kind=kind, parent_ocd_id=state)


def mapped(folder: Path, state: str, kind: str, *shapes: tuple[str, str], unlisted: int | None = None) -> Report:
    """A map of the Census Bureau of districts side by side, each with its code and its name."""
    fips, west, south = FIPS[state]
    features = [
        maps.feature(
            maps.area(maps.square(west + n / 100, south, 0.01)),
            STATEFP=fips,
            LSY="2024",
            NAMELSAD=name,
            **{KINDS[kind]: code},
        )
        for n, (code, name) in enumerate(shapes)
    ]
    file = maps.write(folder / "map.geojson", *features)
    return import_boundaries([file], Said(), at=timezone.now(), apply=True, unlisted=unlisted)


def ids() -> list[str]:
    return sorted(ocd_id.rpartition("/")[2] for ocd_id in Boundary.objects.values_list("ocd_id", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "state, kind, code, name, on_list",
    [
        (VT, "sldl", "A-1", "Addison-1 District", "addison-1"),
        (VT, "sldl", "A-1", "Addison-1 State House District", "addison-1"),
        (VT, "sldl", "GIC", "Grand Isle-Chittenden District", "grand_isle-chittenden"),
        (VT, "sldu", "CHC", "Chittenden Central State Senate District", "chittenden_central"),
        (VT, "sldu", "CHC", "Chittenden-Central State Senate District", "chittenden_central"),
        (VT, "sldu", "EO", "Essex-Orleans District", "essex_orleans"),
        (NH, "sldl", "415", "State House District Grafton 15", "grafton_15"),
        (NH, "sldl", "415", "State House District Grafton No. 15", "grafton_no_15"),
        (MA, "sldl", "001", "1st Barnstable District", "1st_barnstable"),
        (MA, "sldl", "001", "Barnstable, Dukes & Nantucket District", "barnstable_dukes_and_nantucket"),
        (MA, "sldu", "D07", "Hampden & Hampshire District", "hampden_and_hampshire"),
        (NH, "sldu", "024", "State Senate District 24", "24"),
        (NH, "sldl", "27A", "State Legislative Subdistrict 27A", "27a"),
    ],
)
def test_a_district_that_goes_by_its_name_gets_the_id_of_the_list(tmp_path, state, kind, code, name, on_list):
    on_the_list(state, kind, on_list, "somewhere_else")

    report = mapped(tmp_path, state, kind, (code, name))

    assert (ids(), report.unlisted) == ([f"{kind}:{on_list}"], [])


@pytest.mark.django_db
def test_a_name_that_could_be_two_on_the_list_is_neither(tmp_path):
    on_the_list(VT, "sldl", "essex-orleans", "essex_orleans")

    report = mapped(tmp_path, VT, "sldl", ("EO", "Essex Orleans & District"))

    assert len(report.unlisted) == 1


@pytest.mark.django_db
def test_districts_that_are_on_no_list_are_named_and_a_map_with_many_is_held_until_their_number_is_confirmed(tmp_path):
    on_the_list(VT, "sldl", *(f"addison-{n}" for n in range(1, 11)))
    shapes = [(f"X{n}", f"Lake-{n} District") for n in range(1, 7)]

    held = mapped(tmp_path, VT, "sldl", *shapes)
    nothing = ids()
    done = mapped(tmp_path, VT, "sldl", *shapes, unlisted=6)

    assert (held.is_held, nothing, held.unlisted[0]) == (True, [], f"Lake-1 District ({VT}/sldl:lake-1)")
    assert (done.is_held, len(ids())) == (False, 6)


@pytest.mark.django_db
def test_where_no_list_of_that_kind_is_on_file_nothing_is_missed(tmp_path):
    report = mapped(tmp_path, VT, "sldl", *((f"X{n}", f"Lake-{n} District") for n in range(1, 7)))

    assert (report.is_held, report.unlisted, len(ids())) == (False, [], 6)


@pytest.mark.django_db
def test_the_list_is_read_once_for_each_kind_in_each_place(django_assert_num_queries):
    on_the_list(VT, "sldl", *(f"addison-{n}" for n in range(1, 60)))
    divisions = DivisionList()

    with django_assert_num_queries(1):
        found = [divisions.find([f"{VT}/sldl:Addison {n}".lower().replace(" ", "_")]) for n in range(1, 60)]

    assert found == [f"{VT}/sldl:addison-{n}" for n in range(1, 60)]


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 9_999))
def test_two_numbers_never_become_another_number(one, two, other):
    assert loosely(f"addison-{one}-{two}") != loosely(f"addison-{other}")
    assert loosely(f"{one}_{two}") == loosely(f"{one}-{two}")
