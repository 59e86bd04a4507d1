"""Every import can be taken back: the record is then row by row as it was, but for what somebody changed since."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core import serializers
from django.utils import timezone

from ballotline.foundation.ingest.models import Change, Import
from ballotline.foundation.ingest.traces import Trace
from ballotline.foundation.ingest.undoing import KEPT, CantUndo, forget_traces
from ballotline.record.offices.importer.run import import_congress, import_openstates
from ballotline.record.offices.importer.table import import_offices
from ballotline.record.offices.models import Official, Seat, Term
from ballotline.record.offices.services import seat_somebody, vacate
from ballotline.record.offices.tests.lists import AS_OF, CONGRESS, MN, person, write_congress, write_states
from ballotline.record.places.importer.addresses import import_addresses
from ballotline.record.places.importer.boundaries import Said, import_boundaries
from ballotline.record.places.importer.divisions import import_divisions
from ballotline.record.places.importer.zip_divisions import import_zip_divisions
from ballotline.record.places.importer.zips import import_zips
from ballotline.record.places.models import Plan
from ballotline.record.places.taking_back import take_back
from ballotline.record.places.tests import maps
from ballotline.record.places.tests.maps import MR

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LATER = AS_OF + timedelta(days=30)
Do = Callable[[Path, Trace], object]


def file(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text)
    return folder / name


def zips(folder: Path, trace: Trace, *rows: str) -> None:
    import_zips(file(folder, "zips.csv", "\n".join(["zip_code,city,state,lat,long", *rows])), apply=True, trace=trace)


def divisions(folder: Path, trace: Trace, *rows: str) -> None:
    import_divisions([file(folder, "divisions.csv", "\n".join(["id,name", *rows]))], apply=True, trace=trace)


def addresses(folder: Path, trace: Trace, *rows: str) -> None:
    text = "\n".join(["address,zip,lat,lon", *rows])
    import_addresses(file(folder, "addresses.csv", text), apply=True, trace=trace)


def congressional(folder: Path, trace: Trace, *rows: str) -> None:
    path = file(folder, "zccd.csv", "\n".join(["state_abbr,zcta,cd", *rows]))
    import_zip_divisions(path, congress=119, at=NOW, apply=True, retire=1 if len(rows) == 2 else None, trace=trace)


def a_map(folder: Path, trace: Trace, *, moved: float = 0, source: str = "") -> None:
    path = maps.house_districts(folder, moved=moved)
    said = Said(plan="2022", kind="sldl", within=MR, column="code", source=source)
    import_boundaries([path], said, at=timezone.now(), apply=True, trace=trace)


def parts(folder: Path, trace: Trace, *rows: str) -> None:
    path = file(folder, "parts.csv", "\n".join(["id,name,part", *rows]))
    import_boundaries([path], Said(plan="2022"), at=timezone.now(), apply=True, trace=trace)


def congress(folder: Path, trace: Trace, *, on: date = AS_OF, **files: str) -> None:
    write_congress(folder)
    for name, text in files.items():
        (folder / f"{name.replace('_', '-')}.yaml").write_text(text.lstrip())
    import_congress([folder], as_of=on, apply=True, retire=None, trace=trace)


def states(folder: Path, trace: Trace, *, on: date = AS_OF, **files: str) -> None:
    if not (folder / "mn").exists():
        write_states(folder)
    for name, text in files.items():
        (folder / "mn" / "legislature" / f"{name}.yml").write_text(text)
    import_openstates([folder], as_of=on, apply=True, trace=trace)


def council(folder: Path, trace: Trace, *rows: str, on: date = AS_OF) -> None:
    path = file(folder, "council.csv", "\n".join(["office,division,name,seat,phone", *rows]))
    import_offices(path, source="City clerk", as_of=on, apply=True, trace=trace)


RIVERS = CONGRESS["committees-current.yaml"].partition(", subcommittees")[0] + "}\n"
WITHOUT_CAM = CONGRESS["legislators-current.yaml"].partition("- id: {bioguide: C000003}")[0]
WARD = f"{MN}/place:duluth/ward"
FIRST_AND_SECOND: dict[str, tuple[Do, Do]] = {
    "ZIP codes": (
        lambda f, t: zips(f, t, "00010,Rivertown,MR,,", "00011,Millbrook,MR,,"),
        lambda f, t: zips(f, t, "00010,Rivertown,MR,40.8154,-73.0451", "00012,Oldfield,MR,,"),
    ),
    "divisions": (
        lambda f, t: divisions(f, t, f"{MR},Meander", f"{MR}/place:rivertown,Rivertwon"),
        lambda f, t: divisions(f, t, f"{MR}/place:rivertown,Rivertown", f"{MR}/place:oldfield,Oldfield"),
    ),
    "addresses": (
        lambda f, t: addresses(f, t, "1 Main St,00010,40.1,-73.1", "2 Main St,00010,40.2,-73.2"),
        lambda f, t: addresses(f, t, "1 Main St,00010,40.15,-73.1", "3 Main St,00010,40.3,-73.3"),
    ),
    "ZIP codes of districts": (
        lambda f, t: congressional(f, t, "MN,55401,5", "MN,55401,3", "MN,55801,8"),
        lambda f, t: congressional(f, t, "MN,55401,5", "MN,55801,8"),
    ),
    "maps": (
        lambda f, t: a_map(f, t),
        lambda f, t: a_map(f, t, moved=0.05, source="Secretary of State"),
    ),
    "parts": (
        lambda f, t: parts(f, t, f"{MR}/sldl:9,Nine,{MR}/place:rivertown"),
        lambda f, t: parts(f, t, f"{MR}/sldl:9,Ninth,{MR}/place:rivertown", f"{MR}/sldl:9,Ninth,{MR}/place:oldfield"),
    ),
    "parts that are on the list no more": (
        lambda f, t: parts(f, t, f"{MR}/sldl:9,Nine,{MR}/place:rivertown", f"{MR}/sldl:9,Nine,{MR}/place:oldfield"),
        lambda f, t: parts(f, t, f"{MR}/sldl:9,Nine,{MR}/place:rivertown"),
    ),
    "Congress": (
        congress,
        lambda f, t: congress(f, t, on=LATER, legislators_current=WITHOUT_CAM, committees_current=RIVERS),
    ),
    "states": (
        states,
        lambda f, t: states(
            f, t, on=LATER, ana=person(1, "Ana Flores-Weiss"), dot=person(4, "Dot Park", district="35B")
        ),
    ),
    "an office of which nothing is known any more": (
        lambda f, t: council(f, t, f"Mayor,{MN},Lou Park,,218-555-0106"),
        lambda f, t: council(f, t, f"Mayor,{MN},?,,", on=LATER),
    ),
    "councils": (
        lambda f, t: council(f, t, f"Council Member,{WARD}:5,Dana Okafor,,218-555-0105", f"Mayor,{MN},Lou Park,,"),
        lambda f, t: council(
            f, t, f"Council Member,{WARD}:5,Kit Moss,,", f"Mayor,{MN},Lou Park,,218-555-0106", on=LATER
        ),
    ),
}


def record() -> dict[str, list[str]]:
    """All rows of the public record, as they stand."""
    models = [*apps.get_app_config("places").get_models(), *apps.get_app_config("offices").get_models()]
    rows = {model.__name__: model._default_manager.order_by("pk") for model in models}
    return {name: [serializers.serialize("json", [row]) for row in found] for name, found in rows.items()}


def trace(kind: str = "zips", *paths: Path) -> Trace:
    return Trace(kind, paths, said={}, at=timezone.now())


def undone(number: int) -> object:
    return take_back(Import.objects.get(pk=number), at=timezone.now(), apply=True)


@pytest.mark.parametrize("name", FIRST_AND_SECOND)
def test_an_import_and_the_one_after_it_can_be_taken_back_and_leave_no_trace(tmp_path, name):
    first, second = FIRST_AND_SECOND[name]
    empty = record()
    first(tmp_path, one := trace())
    then = record()
    second(tmp_path, two := trace())
    assert record() != then != empty

    after_second = undone(two.imported.pk)
    assert record() == then
    after_first = undone(one.imported.pk)

    assert record() == empty
    assert (after_second.left, after_first.left) == (0, 0)


@pytest.mark.parametrize("name", FIRST_AND_SECOND)
def test_the_later_import_is_to_be_taken_back_first(tmp_path, name):
    first, second = FIRST_AND_SECOND[name]
    first(tmp_path, one := trace())
    second(tmp_path, two := trace())
    before = record()

    with pytest.raises(CantUndo, match=f"import {two.imported.pk} first"):
        undone(one.imported.pk)

    assert record() == before


def test_a_look_at_what_would_be_taken_back_changes_nothing(tmp_path):
    states(tmp_path, one := trace())
    before = record()

    would = take_back(one.imported, at=timezone.now(), apply=False)

    assert record() == before
    assert would.gone > 0
    assert Import.objects.get().undone_at is None


def test_what_somebody_corrected_since_stays_and_is_named(tmp_path):
    council(tmp_path, trace(), f"Council Member,{WARD}:5,Dana Okafor,,218-555-0105")
    council(tmp_path, two := trace(), f"Council Member,{WARD}:5,Dana Okafor,,218-555-0106", on=LATER)
    seat_somebody(
        seat=Seat.objects.get(),
        name="Dana Okafor",
        parties=(),
        phone="218-555-0107",
        email="",
        address="",
        starts=None,
        ends=None,
        source="desk",
        on=LATER,
    )

    done = undone(two.imported.pk)

    assert Official.objects.get().phone_lines.get().phone == "218-555-0107"
    assert "official: Dana Okafor" in done.names


def test_whom_the_desk_seated_since_keeps_the_seat_that_the_import_brought(tmp_path):
    council(tmp_path, one := trace(), f"Council Member,{WARD}:5,Dana Okafor,,")
    seat = Seat.objects.get()
    vacate(seat=seat, source="desk", on=LATER)
    facts = {"parties": (), "phone": "", "email": "", "address": "", "starts": None, "ends": None}
    seat_somebody(seat=seat, name="Kit Moss", source="desk", on=LATER, **facts)

    done = undone(one.imported.pk)

    assert [term.official.name for term in Term.objects.filter(Term.current(LATER))] == ["Kit Moss"]
    assert done.left > 0


def test_an_import_is_taken_back_once(tmp_path):
    zips(tmp_path, one := trace(), "00010,Rivertown,MR,,")
    undone(one.imported.pk)

    with pytest.raises(CantUndo, match="already"):
        undone(one.imported.pk)


def test_after_thirty_days_it_stays_and_how_it_was_is_forgotten(tmp_path):
    zips(tmp_path, one := trace(), "00010,Rivertown,MR,,")
    late = timezone.now() + KEPT + timedelta(hours=1)

    with pytest.raises(CantUndo, match="older than 30 days"):
        take_back(one.imported, at=late, apply=True)
    forget_traces(at=timezone.now())
    assert Change.objects.exists()
    forget_traces(at=late)

    assert not Change.objects.exists()
    assert Import.objects.get().report["new"] == 1


def test_of_many_transactions_those_that_were_done_can_be_taken_back(tmp_path, monkeypatch):
    monkeypatch.setattr("ballotline.record.places.importer.addresses.ROWS_A_COMMIT", 2)
    rows = [f"{n} Main St,00010,40.1,-73.1" for n in range(1, 6)]
    empty = record()

    stopped = trace()
    monkeypatch.setattr(stopped, "end", lambda _report: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        addresses(tmp_path, stopped, *rows)
    assert len(record()["AddressPoint"]) == 5
    undone(Import.objects.get().pk)

    assert record() == empty


def test_a_refused_list_is_not_on_file_as_brought_in(tmp_path):
    before = [f"Council Member,{WARD}:{n},Member {'ABCDEFGHIJ'[n]},," for n in range(10)]
    council(tmp_path, trace(), *before)
    council(tmp_path, trace(), before[0], on=LATER)

    assert Import.objects.count() == 1


def test_where_a_line_stays_as_the_desk_has_it_the_maps_are_put_together_anew(tmp_path):
    a_map(tmp_path, one := trace())
    Plan.objects.update(source="as corrected")
    before = Plan.objects.get().changed_at

    undone(one.imported.pk)

    assert Plan.objects.get().changed_at > before


def test_the_report_and_the_files_stay_on_file(tmp_path):
    path = file(tmp_path, "zips.csv", "zip_code,city,state\n00010,Rivertown,MR\nx,Rivertown,MR\n")
    import_zips(path, apply=True, trace=trace("zips", path))

    kept = Import.objects.get()

    # sha256sum of these 54 bytes
    assert kept.files == [
        {"name": "zips.csv", "size": 54, "sha256": "643c49b63018b1522b14ac70774c017c0543ee4525ee2a4c96f19ff9cee1ee91"}
    ]
    assert (kept.report["new"], kept.report["wrong"]) == (1, 1)
    assert json.dumps(kept.report["problems"][0]["line"]) == "3"
