"""Lists of officials come in: Congress, Open States, a table; twice, newer, broken in places. People and places are invented."""

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
from ballotline.record.offices.importer.table import import_offices
from ballotline.record.offices.models import Committee, Line, Membership, Office, Official, Seat, Term
from ballotline.record.offices.queries import current_terms, representing
from ballotline.record.places import pack
from ballotline.record.places.importer.boundaries import Said, import_boundaries
from ballotline.record.places.importer.divisions import import_divisions
from ballotline.record.places.models import Boundary, Division
from ballotline.record.places.rules import state_of

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 6, 15)
MN = "ocd-division/country:us/state:mn"
REAL = Path(__file__).parents[5] / "shared" / "data"

CONGRESS = {
    "legislators-current.yaml": """
- id: {bioguide: A000001}
  name: {first: Ana, last: Flores, official_full: Ana Flores}
  terms:
  - {type: sen, start: '2019-01-03', end: '2025-01-03', state: MN, class: 1, party: Democrat, phone: 202-555-0101}
  - {type: sen, start: '2025-01-03', end: '2031-01-03', state: MN, class: 1, party: Democrat, phone: 202-555-0102, address: 1 Hart}
- id: {bioguide: B000002}
  name: {first: Ben, last: Weiss}
  terms:
  - type: rep
    start: '2025-01-03'
    end: '2027-01-03'
    state: MN
    district: 5
    party: Independent
    party_affiliations: [{party: Democrat}, {party: Independent}]
- id: {bioguide: C000003}
  name: {first: Cam, last: Diaz}
  terms:
  - {type: rep, start: 2025-01-03, end: 2027-01-03, state: AK, district: 0, party: Republican}
""",
    "legislators-district-offices.yaml": """
- id: {bioguide: A000001}
  offices:
  - {id: A000001-duluth, address: 1 Lake Ave, suite: Suite 2, city: Duluth, state: MN, zip: '55802', latitude: 46.7, longitude: -92.1, phone: 218-555-0103}
  - {id: A000001-nophone, city: Ely}
""",
    "committees-current.yaml": """
- {type: senate, name: Committee on Rivers, thomas_id: SSRV, subcommittees: [{name: Bridges, thomas_id: '01'}]}
""",
    "committee-membership-current.yaml": """
SSRV:
- {name: Ana Flores, title: Chair, bioguide: A000001}
SSRV01:
- {name: Ana Flores, bioguide: A000001}
- {name: Nobody, bioguide: Z999999}
""",
    "executive.yaml": """
- id: {icpsr_prez: 1}
  name: {first: Old, last: President}
  terms:
  - {type: prez, start: '1789-04-30', end: '1797-03-04', party: none}
- id: {govtrack: 7}
  name: {first: Vi, last: Ce}
  terms:
  - {type: viceprez, start: '2025-01-20', end: '2029-01-20', party: Republican}
""",
}


@pytest.fixture
def congress(tmp_path) -> Path:
    for name, text in CONGRESS.items():
        (tmp_path / name).write_text(text.lstrip())
    return tmp_path


def test_congress_comes_in_with_seats_terms_lines_and_committees(congress):
    report = import_congress([congress], as_of=AS_OF, apply=True)

    assert (report.new, report.wrong) == (4, 0)
    offices = {(o.title, o.division) for o in Office.objects.all()}
    assert offices == {
        ("US Senator", MN), ("US Representative", f"{MN}/cd:5"),
        ("US Representative", "ocd-division/country:us/state:ak/cd:at-large"), ("Vice President", "ocd-division/country:us"),
    }  # fmt: skip
    ana = Official.objects.get(key="bioguide:A000001")
    assert [(t.seat.label, t.starts, t.ends) for t in ana.terms.all()] == [
        ("class 1", date(2025, 1, 3), date(2031, 1, 3))
    ]
    assert sorted((line.kind, line.dial, line.city) for line in ana.lines.all()) == [
        ("capitol", "+12025550102", ""), ("district", "", "Ely"), ("district", "+12185550103", "Duluth"),
    ]  # fmt: skip
    assert Term.objects.get(official__key="bioguide:B000002").parties == ["Independent"]
    assert Committee.objects.get(name="Bridges").parent.name == "Committee on Rivers"
    assert sorted(Membership.objects.values_list("committee__name", "role")) == [
        ("Bridges", ""),
        ("Committee on Rivers", "Chair"),
    ]


def test_the_same_list_again_changes_nothing(congress):
    import_congress([congress], as_of=AS_OF, apply=True)
    before = [(m.__name__, m.objects.count()) for m in (Official, Term, Seat, Office, Line, Committee, Membership)]

    report = import_congress([congress], as_of=AS_OF, apply=True)

    assert (report.new, report.changed, report.same, report.gone) == (0, 0, 4, 0)
    assert before == [
        (m.__name__, m.objects.count()) for m in (Official, Term, Seat, Office, Line, Committee, Membership)
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


@pytest.mark.parametrize("item", [
    "- 7", "- {}", "- {id: {bioguide: X1}}", "- {id: {bioguide: X1}, name: {first: A, last: B}, terms: [{type: king}]}",
    "- {id: {bioguide: X1}, name: {first: A}, terms: [{type: rep, state: ZZ, district: 1, end: '2027-01-03'}]}",
    "- {id: {bioguide: X1}, name: {first: A}, terms: [{type: rep, state: MN, district: five, end: '2027-01-03'}]}",
    "- {id: {bioguide: X1}, name: {first: A}, terms: [{type: sen, state: MN, end: soon}]}", "- [", "- !!python/object:os.system {}",
])  # fmt: skip
def test_items_that_are_not_as_the_list_has_them_are_reported_and_the_rest_goes_on(congress, item):
    text = CONGRESS["legislators-current.yaml"].lstrip() + item + "\n"
    (congress / "legislators-current.yaml").write_text(text)

    report = import_congress([congress], as_of=AS_OF, apply=True)

    assert (report.wrong, report.new) == (1, 4)
    assert report.problems[0].line >= text.count("\n")


def test_a_folder_without_the_list_is_refused(tmp_path):
    with pytest.raises(Refused):
        import_congress([tmp_path], as_of=AS_OF, apply=True)


@pytest.mark.parametrize("name", ["legislators-current.yaml", "executive.yaml"])
@pytest.mark.parametrize("content, words", [
    (b"", "is empty"), (b"[]\n", "nobody"), (b"# nothing yet\n", "nobody"), (b"<!doctype html><title>Sign in</title>", "web page"),
    (b"%PDF-1.7", "is a PDF"), (b"\x1f\x8b broken", "cut off or damaged"), ("[]".encode("utf-16")[:-1], "cut off or damaged"),
])  # fmt: skip
def test_an_empty_list_or_another_file_is_refused_by_name_and_nobody_is_taken_for_gone(congress, name, content, words):
    import_congress([congress], as_of=AS_OF, apply=True)
    (congress / name).write_bytes(content)

    with pytest.raises(Refused, match=words) as refused:
        import_congress([congress], as_of=date(2026, 9, 1), apply=True)

    assert name in str(refused.value)
    assert current_terms(date(2026, 9, 2)).count() == 4


def test_a_list_in_utf_16_is_read(congress):
    text = CONGRESS["legislators-current.yaml"].lstrip().replace("Ana Flores", "Ana Muñoz")
    (congress / "legislators-current.yaml").write_bytes(text.encode("utf-16"))

    assert import_congress([congress], as_of=AS_OF, apply=True).wrong == 0
    assert Official.objects.get(key="bioguide:A000001").name == "Ana Muñoz"


@pytest.mark.parametrize("item, words", [
    ("- {a: &a [x, x, x, x, x, x, x, x, x], b: &b [" + "*a, " * 9 + "], c: &c [" + "*b, " * 9 + "], d: &d [" + "*c, " * 9
     + "], e: &e [" + "*d, " * 9 + "], f: [" + "*e, " * 9 + "]}", "aliases"),
    ("- " * 300 + "x", "deep"), ("- [" + "x," * 150_000 + "]", "things"), ("- {id: {bioguide: X1}, name: {first: \"A\\0B\"}}", "no text"),
    ("- {id: *x}", "stands for nothing"), ("- '" + "x" * 600_000 + "'", "500,000 characters"),
])  # fmt: skip
def test_an_item_that_asks_for_too_much_is_named_and_the_rest_goes_on(congress, item, words):
    text = CONGRESS["legislators-current.yaml"].lstrip()
    (congress / "legislators-current.yaml").write_text(text + item + "\n")

    report = import_congress([congress], as_of=AS_OF, apply=True)

    assert (report.new, report.wrong, report.problems[0].line) == (4, 1, text.count("\n") + 1)
    assert words in str(report.problems[0])


def test_a_mapping_whose_lists_stand_at_the_edge_is_read_key_by_key():
    file = File("m.yaml", "# a note\nA:\n- x: 1\n- x: 2\nB:\n- [\nC:\n- x: 3\n")

    found = dict(items(file))

    assert found[2] == {"A": [{"x": 1}, {"x": 2}]} and found[7] == {"C": [{"x": 3}]}
    assert isinstance(found[5], BrokenItem)


def person(
    number: int, name: str, *, role: str = "lower", district: str = "34A", state: str = "mn", **more: object
) -> str:
    one = {
        "id": f"ocd-person/00000000-0000-0000-0000-{number:012}", "name": name, "party": [{"name": "Harbor/Orchard"}],
        "roles": [{"type": role, "jurisdiction": f"ocd-jurisdiction/country:us/state:{state}/government", "district": district}],
        "offices": [{"classification": "capitol", "voice": "651-555-0101", "address": "1 Hall"}],
    }  # fmt: skip
    return yaml.safe_dump({**one, **more})


@pytest.fixture
def states(tmp_path) -> Path:
    folder = tmp_path / "mn" / "legislature"
    folder.mkdir(parents=True)
    (folder / "ana.yml").write_text(person(1, "Ana Flores"))
    (folder / "ben.yml").write_text(person(2, "Ben Weiss", district="34A"))
    (folder / "cam.yml").write_text(person(3, "Cam Diaz", role="upper", district="34"))
    (tmp_path / "mn" / "municipalities.yml").write_text("- name: Duluth\n")
    return tmp_path


def test_a_state_comes_in_with_several_members_of_a_district_and_parties_as_a_list(states):
    report = import_openstates([states], as_of=AS_OF, apply=True)

    assert (report.new, report.wrong) == (3, 0)
    house = representing([f"{MN}/sldl:34a"], on=AS_OF)
    assert [(one.term.official.name, one.term.parties) for one in house] == [
        ("Ana Flores", ["Harbor", "Orchard"]), ("Ben Weiss", ["Harbor", "Orchard"]),
    ]  # fmt: skip
    again = import_openstates([states], as_of=AS_OF, apply=True)
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


def test_a_file_of_a_folder_that_cannot_be_read_keeps_its_person(states):
    import_openstates([states], as_of=AS_OF, apply=True)
    (states / "mn" / "legislature" / "ana.yml").write_text("<html>Please sign in</html>")

    report = import_openstates([states], as_of=date(2026, 9, 1), apply=True)

    assert (report.wrong, report.gone, current_terms(date(2026, 9, 2)).count()) == (1, 0, 3)
    assert "ana.yml is a web page" in str(report.problems[0])


@pytest.mark.parametrize("content, words", [
    (b"", "is empty"), (b"<html>", "is a web page"), (b"[]", "holds no person"), (b"- name: Duluth\n", "holds no person"),
])  # fmt: skip
def test_a_single_file_that_is_no_person_is_refused(tmp_path, content, words):
    (tmp_path / "ana.yml").write_bytes(content)

    with pytest.raises(Refused, match=words):
        import_openstates([tmp_path / "ana.yml"], as_of=AS_OF, apply=True)


def test_an_archive_that_is_cut_off_is_refused_and_nothing_of_it_is_left(states, tmp_path_factory):
    archive = tmp_path_factory.mktemp("a") / "mn.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        for file in sorted(states.rglob("*.yml")):
            tar.add(file, arcname=f"data/{file.relative_to(states)}")
    archive.write_bytes(archive.read_bytes()[:-30])

    with pytest.raises(Refused, match=r"mn\.tar\.gz .*cut off"):
        import_openstates([archive], as_of=AS_OF, apply=True)

    assert Official.objects.count() == 0


@pytest.mark.parametrize("district, ids", [
    ("Grafton 15", "sldl:grafton_15"), ("Addison-1", "sldl:addison-1"), ("Barnstable, Dukes and Nantucket", "sldl:barnstable_dukes_and_nantucket"),
])  # fmt: skip
def test_a_district_by_its_name_is_found_on_the_list_of_divisions(tmp_path, district, ids):
    Division.objects.create(ocd_id=f"{MN}/{ids}", kind="sldl")
    (tmp_path / "a.yml").write_text(person(1, "Ana Flores", district=district))

    import_openstates([tmp_path], as_of=AS_OF, apply=True)

    assert Office.objects.get().division == f"{MN}/{ids}"


@pytest.mark.parametrize("role, state, title", [
    ("lower", "ny", "Assembly Member"), ("lower", "va", "Delegate"), ("lower", "mn", "State Representative"),
    ("legislature", "ne", "State Senator"), ("attorney general", "mn", "Attorney General"),
])  # fmt: skip
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


TABLE = """office,division,name,seat,party,phone,starts,ends
Council Member,{0}/place:duluth/ward:5,Dana Okafor,,Harbor/Orchard,218-555-0105,2024-01-02,2028-01
Council Member,{0}/place:duluth/ward:6,,,,,,
School Board Member,{0}/school_district:duluth,Kit Moss,at large,,555-0106,,
Nonsense,nowhere,Who,,,,,
Mayor,{0}/place:duluth,Lou Park,,,,soon,
"""


def table(folder: Path, text: str = TABLE, *, apply: bool = True, on: date = AS_OF):
    (folder / "council.csv").write_text(text.format(MN))
    return import_offices(folder / "council.csv", source="City clerk", as_of=on, apply=apply)


def test_a_council_comes_in_from_a_table_with_its_vacant_seat(tmp_path):
    report = table(tmp_path)

    assert (report.new, report.wrong) == (2, 2)
    assert [str(problem.line) for problem in report.problems] == ["5", "6"]
    found = representing(
        [f"{MN}/place:duluth/ward:5", f"{MN}/place:duluth/ward:6", f"{MN}/school_district:duluth"], on=AS_OF
    )
    assert [(one.office.title, one.term.official.name if one.term else "") for one in found] == [
        ("School Board Member", "Kit Moss"), ("Council Member", "Dana Okafor"), ("Council Member", ""),
    ]  # fmt: skip
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


def test_a_file_that_is_no_table_of_offices_is_refused(tmp_path):
    with pytest.raises(Refused, match="columns office, division, name"):
        table(tmp_path, "a,b\n1,2\n")


def test_a_table_of_offices_without_an_office_is_refused_and_nobody_leaves(tmp_path):
    table(tmp_path, "\n".join(TABLE.splitlines()[:4]) + "\n")

    with pytest.raises(Refused, match="no office below"):
        table(tmp_path, TABLE.splitlines()[0] + "\n", on=date(2026, 9, 1))

    assert current_terms(date(2026, 9, 2)).count() == 2


def test_a_table_of_offices_is_read_as_a_spreadsheet_saved_it(tmp_path):
    text = "\n".join(TABLE.splitlines()[:2]).replace(",", ";").replace("Dana", "Beñat").format(MN)
    (tmp_path / "council.csv").write_bytes(text.encode("cp1252"))

    report = import_offices(tmp_path / "council.csv", source="City clerk", as_of=AS_OF, apply=True)

    assert report.read_as == {"semicolon, Windows-1252": 1}
    assert Official.objects.get().name == "Beñat Okafor"


@pytest.mark.skipif(not REAL.exists(), reason="the folder of real data is not here")
def test_the_real_lists_come_in_whole_and_again_change_nothing():
    """452 members and 1,117 district offices, as the folder's own description counts them."""
    folder = REAL / "officials-us-congress"
    first, again = (import_congress([folder], as_of=AS_OF, apply=True) for _n in range(2))

    assert first.wrong == 0 and (again.new, again.changed, again.gone) == (0, 0, 0)
    members = Official.objects.filter(terms__seat__office__role__in=("sen", "rep")).distinct()
    assert members.count() == 452
    assert Line.objects.filter(kind="district").count() == 1_117
    raw = yaml.load((folder / "legislators-current.yaml").read_text(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    over = {f"bioguide:{one['id']['bioguide']}" for one in raw if one["terms"][-1]["end"] <= "2026-11-23"}
    ended = members.exclude(terms__in=current_terms(date(2026, 11, 23)))
    assert over and set(ended.values_list("key", flat=True)) == over


@pytest.mark.skipif(not REAL.exists(), reason="the folder of real data is not here")
def test_every_real_legislator_is_reachable_from_a_point_in_their_own_district():
    """District codes join whole in seven states; in New Hampshire by name, for the 164 districts that are on the map at all."""
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
