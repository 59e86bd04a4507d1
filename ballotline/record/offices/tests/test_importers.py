"""Lists of officials come in: Congress, Open States, a table; twice, newer, broken in places.

People and places are invented.
"""

import io
import tarfile
from datetime import date
from pathlib import Path

import pytest
import yaml
from django.utils import timezone

from ballotline.foundation.ingest.limits import Refused
from ballotline.record.offices.importer.items import BrokenItem, File, items
from ballotline.record.offices.importer.run import import_congress, import_openstates
from ballotline.record.offices.models import Committee, CommitteeMember, Office, Official, PhoneLine, Seat, Term
from ballotline.record.offices.queries import current_terms, representing
from ballotline.record.offices.tests.lists import (
    AS_OF,
    CONGRESS,
    MN,
    TABLE,
    person,
    table,
    write_congress,
    write_states,
)
from ballotline.record.places import pack
from ballotline.record.places.importer.boundaries import Said, import_boundaries
from ballotline.record.places.importer.divisions import import_divisions
from ballotline.record.places.models import Boundary, Division
from ballotline.record.places.rules import state_of

pytestmark = pytest.mark.django_db
REAL = Path(__file__).parents[5] / "shared" / "data"


@pytest.fixture
def congress(tmp_path) -> Path:
    return write_congress(tmp_path)


@pytest.fixture
def states(tmp_path) -> Path:
    return write_states(tmp_path)


def test_congress_comes_in_with_seats_terms_lines_and_committees(congress):
    report = import_congress([congress], as_of=AS_OF, apply=True)

    assert (report.new, report.wrong) == (4, 0)
    offices = {(o.title, o.division) for o in Office.objects.all()}
    assert offices == {
        ("US Senator", MN),
        ("US Representative", f"{MN}/cd:5"),
        ("US Representative", "ocd-division/country:us/state:ak/cd:at-large"),
        ("Vice President", "ocd-division/country:us"),
    }
    ana = Official.objects.get(key="bioguide:A000001")
    assert [(t.seat.label, t.starts, t.ends) for t in ana.terms.all()] == [
        ("class 1", date(2025, 1, 3), date(2031, 1, 3))
    ]
    assert sorted((line.kind, line.dial, line.city) for line in ana.phone_lines.all()) == [
        ("capitol", "+12025550102", ""),
        ("district", "", "Ely"),
        ("district", "+12185550103", "Duluth"),
    ]
    assert Term.objects.get(official__key="bioguide:B000002").parties == ["Independent"]
    assert Committee.objects.get(name="Bridges").parent.name == "Committee on Rivers"
    assert sorted(CommitteeMember.objects.values_list("committee__name", "role")) == [
        ("Bridges", ""),
        ("Committee on Rivers", "Chair"),
    ]


def test_the_same_list_again_changes_nothing(congress):
    import_congress([congress], as_of=AS_OF, apply=True)
    before = [
        (m.__name__, m.objects.count()) for m in (Official, Term, Seat, Office, PhoneLine, Committee, CommitteeMember)
    ]

    report = import_congress([congress], as_of=AS_OF, apply=True)

    assert (report.new, report.changed, report.same, report.gone) == (0, 0, 4, 0)
    assert before == [
        (m.__name__, m.objects.count()) for m in (Official, Term, Seat, Office, PhoneLine, Committee, CommitteeMember)
    ]


def test_a_dry_run_says_the_same_and_writes_nothing(congress):
    report = import_congress([congress], as_of=AS_OF, apply=False)

    assert report.new == 4 and Official.objects.count() == 0 and Committee.objects.count() == 0


def test_who_is_not_on_the_newer_list_leaves_and_the_successor_gets_the_seat(congress):
    import_congress([congress], as_of=AS_OF, apply=True)
    text = CONGRESS["legislators-current.yaml"].replace("B000002", "D000004").replace("first: Ben", "first: Dot")
    (congress / "legislators-current.yaml").write_text(text.lstrip())

    report = import_congress([congress], as_of=date(2026, 9, 1), apply=True)

    assert (report.new, report.gone) == (1, 1)
    [seated] = representing([f"{MN}/cd:5"], on=date(2026, 9, 2))
    assert seated.term.official.name == "Dot Weiss" and Seat.objects.filter(office__division=f"{MN}/cd:5").count() == 1
    assert Official.objects.filter(key="bioguide:B000002").exists(), "nobody is forgotten"


def test_a_broken_item_is_named_with_its_line_and_nobody_is_taken_for_gone(congress):
    import_congress([congress], as_of=AS_OF, apply=True)
    text = (
        CONGRESS["legislators-current.yaml"].lstrip().replace("- id: {bioguide: B000002}", "- id: {bioguide: B000002")
    )
    (congress / "legislators-current.yaml").write_text(text)

    report = import_congress([congress], as_of=date(2026, 9, 1), apply=True)

    assert (report.wrong, report.gone, report.same) == (1, 0, 3)
    assert report.problems[0].file == "legislators-current.yaml" and 6 <= report.problems[0].line <= 8
    assert current_terms(date(2026, 9, 2)).count() == 4


@pytest.mark.parametrize(
    "item",
    [
        "- 7",
        "- {}",
        "- {id: {bioguide: X1}}",
        "- {id: {bioguide: X1}, name: {first: A, last: B}, terms: [{type: king}]}",
        "- {id: {bioguide: X1}, name: {first: A}, terms: [{type: rep, state: ZZ, district: 1, end: '2027-01-03'}]}",
        "- {id: {bioguide: X1}, name: {first: A}, terms: [{type: rep, state: MN, district: five, end: '2027-01-03'}]}",
        "- {id: {bioguide: X1}, name: {first: A}, terms: [{type: sen, state: MN, end: soon}]}",
        "- [",
        "- !!python/object:os.system {}",
    ],
)
def test_items_that_are_not_as_the_list_has_them_are_reported_and_the_rest_goes_on(congress, item):
    text = CONGRESS["legislators-current.yaml"].lstrip() + item + "\n"
    (congress / "legislators-current.yaml").write_text(text)

    report = import_congress([congress], as_of=AS_OF, apply=True)

    assert (report.wrong, report.new) == (1, 4)
    assert report.problems[0].line >= text.count("\n")


def test_a_folder_without_the_list_is_refused(tmp_path):
    with pytest.raises(Refused):
        import_congress([tmp_path], as_of=AS_OF, apply=True)


def test_a_mapping_whose_lists_stand_at_the_edge_is_read_key_by_key():
    file = File("m.yaml", "# a note\nA:\n- x: 1\n- x: 2\nB:\n- [\nC:\n- x: 3\n")

    found = dict(items(file))

    assert found[2] == {"A": [{"x": 1}, {"x": 2}]} and found[7] == {"C": [{"x": 3}]}
    assert isinstance(found[5], BrokenItem)


def test_a_state_comes_in_with_several_members_of_a_district_and_parties_as_a_list(tmp_path):
    legislature = tmp_path / "nd" / "legislature"
    legislature.mkdir(parents=True)
    for number, name in enumerate(["Ana Flores", "Ben Weiss"]):
        (legislature / f"{number}.yml").write_text(person(number, name, district="34", state="nd"))
    (legislature / "3.yml").write_text(person(3, "Cam Diaz", role="upper", district="34", state="nd"))

    report = import_openstates([tmp_path], as_of=AS_OF, apply=True)

    assert (report.new, report.wrong) == (3, 0)
    house = representing(["ocd-division/country:us/state:nd/sldl:34"], on=AS_OF)
    assert [(one.term.official.name, one.term.parties) for one in house] == [
        ("Ana Flores", ["Harbor", "Orchard"]),
        ("Ben Weiss", ["Harbor", "Orchard"]),
    ]
    again = import_openstates([tmp_path], as_of=AS_OF, apply=True)
    assert (again.new, again.changed, again.same) == (0, 0, 3)


def test_of_a_single_file_nobody_else_is_taken_for_gone(states):
    import_openstates([states], as_of=AS_OF, apply=True)

    report = import_openstates([states / "mn" / "legislature" / "ana.yml"], as_of=AS_OF, apply=True)

    assert report.gone == 0 and current_terms(AS_OF).count() == 3


def test_an_archive_is_read_like_a_folder(states, tmp_path_factory):
    archive = tmp_path_factory.mktemp("a") / "mn.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        for file in states.rglob("*.yml"):
            tar.add(file, arcname=f"data/{file.relative_to(states)}")
        tar.addfile(tarfile.TarInfo("data/../../escape.yml"), io.BytesIO(b""))

    report = import_openstates([archive], as_of=AS_OF, apply=True)

    assert (report.new, report.wrong) == (3, 1)  # the last one is no person; nothing is ever unpacked


@pytest.mark.parametrize(
    "district, ids",
    [
        ("Grafton 15", "sldl:grafton_15"),
        ("Addison-1", "sldl:addison-1"),
        ("Barnstable, Dukes and Nantucket", "sldl:barnstable_dukes_and_nantucket"),
    ],
)
def test_a_district_by_its_name_is_found_on_the_list_of_divisions(tmp_path, district, ids):
    Division.objects.create(ocd_id=f"{MN}/{ids}", kind="sldl", parent_ocd_id=MN)
    (tmp_path / "a.yml").write_text(person(1, "Ana Flores", district=district))

    import_openstates([tmp_path], as_of=AS_OF, apply=True)

    assert Office.objects.get().division == f"{MN}/{ids}"


@pytest.mark.parametrize(
    "role, state, title",
    [
        ("lower", "ny", "Assembly Member"),
        ("lower", "va", "Delegate"),
        ("lower", "mn", "State Representative"),
        ("legislature", "ne", "State Senator"),
        ("attorney general", "mn", "Attorney General"),
    ],
)
def test_an_office_is_called_as_its_state_calls_it(tmp_path, role, state, title):
    (tmp_path / "a.yml").write_text(person(1, "Ana Flores", role=role, state=state, district="5"))

    import_openstates([tmp_path], as_of=AS_OF, apply=True)

    assert Office.objects.get().title == title


def test_somebody_whose_last_role_is_over_leaves_a_seat_that_says_since_when(tmp_path):
    role = {
        "type": "mayor",
        "jurisdiction": "ocd-jurisdiction/country:us/state:mn/place:duluth/government",
        "end_date": "2024-01-02",
    }
    (tmp_path / "a.yml").write_text(person(1, "Ana Flores", roles=[role]))

    import_openstates([tmp_path], as_of=AS_OF, apply=True)

    [seated] = representing([f"{MN}/place:duluth"], on=AS_OF)
    assert (seated.office.title, seated.term, seated.since) == ("Mayor", None, date(2024, 1, 2))


def test_a_council_comes_in_from_a_table_with_its_vacant_seat(tmp_path):
    report = table(tmp_path)

    assert (report.new, report.wrong) == (2, 2)
    assert [str(problem.line) for problem in report.problems] == ["5", "6"]
    found = representing(
        [f"{MN}/place:duluth/ward:5", f"{MN}/place:duluth/ward:6", f"{MN}/school_district:duluth"], on=AS_OF
    )
    assert [(one.office.title, one.term.official.name if one.term else "") for one in found] == [
        ("School Board Member", "Kit Moss"),
        ("Council Member", "Dana Okafor"),
        ("Council Member", ""),
    ]
    dana = found[1].term
    assert (dana.parties, dana.ends, dana.source) == (["Harbor", "Orchard"], date(2028, 1, 28), "City clerk")


def test_a_newer_table_retires_who_is_not_in_it_and_leaves_other_governments_alone(tmp_path):
    good = "\n".join(TABLE.splitlines()[:4]) + "\n"
    without_school = "\n".join(TABLE.splitlines()[:3]) + "\n"
    table(tmp_path, good)
    again = table(tmp_path, good)
    newer = table(tmp_path, without_school.replace("Dana Okafor", "Ed Sato"), on=date(2026, 9, 1))

    assert (again.same, again.gone) == (2, 0)
    assert newer.gone == 1
    [ward] = representing([f"{MN}/place:duluth/ward:5"], on=date(2026, 9, 2))
    assert ward.term.official.name == "Ed Sato"
    assert current_terms(date(2026, 9, 2)).filter(official__name="Kit Moss").exists()


@pytest.mark.skipif(not REAL.exists(), reason="the folder of real data is not here")
def test_the_real_lists_come_in_whole_and_again_change_nothing():
    """452 members and 1,117 district offices, as the folder's own description counts them."""
    folder = REAL / "officials-us-congress"
    first, again = (import_congress([folder], as_of=AS_OF, apply=True) for _n in range(2))

    assert first.wrong == 0 and (again.new, again.changed, again.gone) == (0, 0, 0)
    members = Official.objects.filter(terms__seat__office__role__in=("sen", "rep")).distinct()
    assert members.count() == 452
    assert PhoneLine.objects.filter(kind="district").count() == 1_117
    raw = yaml.load((folder / "legislators-current.yaml").read_text(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    over = {f"bioguide:{one['id']['bioguide']}" for one in raw if one["terms"][-1]["end"] <= "2026-11-23"}
    ended = members.exclude(terms__in=current_terms(date(2026, 11, 23)))
    assert over and set(ended.values_list("key", flat=True)) == over


@pytest.mark.skipif(not REAL.exists(), reason="the folder of real data is not here")
def test_every_real_legislator_is_reachable_from_a_point_in_their_own_district():
    """District codes join whole in seven states; in New Hampshire by name,
    for the 164 districts that are on the map at all."""
    import_divisions([REAL / "divisions"], apply=True)
    import_boundaries([REAL / "boundaries-state-legislative"], Said(), at=timezone.now(), apply=True)
    report = import_openstates([REAL / "officials-openstates"], as_of=date(2026, 8, 5), apply=True)
    assert report.wrong == 0

    chambers = ("upper", "lower", "legislature")
    serving = (
        current_terms(date(2026, 8, 5))
        .filter(seat__office__role__in=chambers)
        .exclude(seat__office__division__contains="district:dc")
    )
    drawn_ids = set(Boundary.objects.values_list("ocd_id", flat=True))
    joined: dict[str, list[bool]] = {}
    for term in serving:
        office = term.seat.office
        key = f"{state_of(office.division)} {office.kind}"
        joined.setdefault(key, []).append(office.division in drawn_ids)
    assert {state for state, found in joined.items() if not all(found)} == {"NH sldl"}
    named = (
        Office.objects.filter(division__in=drawn_ids, division__contains="state:nh/sldl").values("division").distinct()
    )
    assert named.count() == 164

    theirs = set(serving.values_list("seat__office__division", flat=True))
    inner = Boundary.objects.exclude(longitude=None).filter(ocd_id__in=theirs)
    points = {b.ocd_id: (float(b.longitude or 0), float(b.latitude or 0)) for b in inner}
    around = pack.current().containing(list(points.values()))
    assert all(ocd_id in {one.ocd_id for one in found} for ocd_id, found in zip(points, around, strict=True))
