"""Divisions come in from the public lists: files with and without a first line, gzip, whole folders, twice."""

import csv
import gzip
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballotline.foundation.ingest.limits import Refused
from ballotline.record.places import rules
from ballotline.record.places.importer.divisions import import_divisions
from ballotline.record.places.models import Division

ZZ = "ocd-division/country:zz"
MR = f"{ZZ}/state:mr"
REAL = Path(__file__).parents[5] / "shared" / "data" / "divisions"


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "meander.csv").write_text(
        f"id,name,sameAs,validFrom,validThrough\n{MR},Meander,,,\n"
        f"{MR}/sldl:1a,House district 1A,,2022,2032-01\n{MR}/ward:5,Ward 5,{MR}/place:rivertown/ward:5,,\n"
    )
    with gzip.open(tmp_path / "wards.csv.gz", "wt", encoding="utf-8") as file:
        file.write(f"{MR}/place:río_town/ward:5,Río Town Ward 5,a note,more\n{MR},Again\n")
    return tmp_path


@pytest.mark.django_db
def test_a_folder_comes_in_with_and_without_first_lines_and_again_changes_nothing(folder):
    dry = import_divisions([folder], apply=False)
    assert (dry.new, Division.objects.count()) == (4, 0)

    first, again = import_divisions([folder], apply=True), import_divisions([folder], apply=True)

    assert (first.new, first.repeated, first.wrong) == (4, 1, 0)
    assert (again.new, again.changed, again.same) == (0, 0, 4)
    assert Division.objects.get(ocd_id=MR).name == "Meander"
    house = Division.objects.get(kind="sldl")
    assert (house.state, house.parent_ocd_id) == ("MR", MR)
    assert (house.valid_from, house.valid_through) == (date(2022, 1, 1), date(2032, 1, 31))
    assert Division.objects.get(name="Río Town Ward 5").parent_ocd_id == f"{MR}/place:río_town"


@pytest.mark.django_db
def test_a_newer_file_updates_and_what_it_leaves_out_stays(folder):
    import_divisions([folder], apply=True)
    (folder / "newer.csv").write_text(f"id,name\n{MR}/sldl:1a,Lower house 1A\n")

    report = import_divisions([folder / "newer.csv"], apply=True)

    assert (report.changed, report.new) == (1, 0)
    assert Division.objects.count() == 4


@pytest.mark.django_db
@pytest.mark.parametrize(
    "row, column, hint",
    [
        ("ocd-division/country:ZZ,Name,,", "id", "Write it like"),
        (f"{ZZ}/state:{'x' * 200},Name,,", "id", "at most 200"),
        (f"{MR}/sldl:2,Na\x00me,,", "name", "not readable text"),
        (f"{MR}/sldl:2,{'n' * 301},,", "name", "300"),
        (f"{MR}/sldl:2,Name,elsewhere,", "sameAs", "another division"),
        (f"{MR}/sldl:2,Name,,soon", "validfrom", "Write a day"),
        (f"{MR}/sldl:2,Name,,2026-02-30", "validfrom", "Write a day"),
        (f"{MR}/sldl:2", "columns", "1 columns"),
    ],
)
def test_a_bad_row_is_named_with_file_and_line_and_the_rest_goes_on(tmp_path, row, column, hint):
    file = tmp_path / "list.csv"
    file.write_text(f"id,name,sameAs,validFrom\n{MR},Meander,,\n{row}\n{MR}/sldl:3,Three,,\n")

    report = import_divisions([file], apply=True)

    assert (report.new, report.wrong) == (2, 1)
    assert (report.problems[0].file, report.problems[0].line, report.problems[0].column) == ("list.csv", 3, column)
    assert hint in str(report.problems[0])


@pytest.mark.django_db
def test_another_table_in_the_folder_is_named_and_the_others_come_in(folder):
    (folder / "a.csv").write_text("id,name,kind\nocd-organization/1,Senate,upper\nocd-organization/2,House,lower\n")
    (folder / "b.csv").write_text("jurisdiction_id,state\nx,Meander\n")

    report = import_divisions([folder], apply=True)

    assert (report.new, report.wrong) == (4, 2)
    assert [problem.file for problem in report.problems] == ["a.csv", "b.csv"]


@pytest.mark.django_db
def test_a_folder_is_read_through_its_sub_folders_and_what_lies_right_in_it_counts_first(folder):
    (folder / "a" / "deep").mkdir(parents=True)
    (folder / "a" / "deep" / "more.csv").write_text(f"id,name\n{MR},Another Meander\n{MR}/ward:9,Ward 9\n")

    report = import_divisions([folder], apply=True)

    assert (report.new, report.repeated) == (5, 2)
    assert Division.objects.get(ocd_id=MR).name == "Meander"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "line, said", [("{0};Meander", "semicolon"), ("{0}\tMeander", "tab"), ('"{0}"|Meander', "pipe")]
)
def test_a_list_without_a_first_line_may_have_other_separators(tmp_path, line, said):
    (tmp_path / "a.csv").write_text(line.format(MR) + "\n")

    report = import_divisions([tmp_path], apply=True)

    assert (report.new, report.read_as) == (1, {f"{said}, UTF-8": 1})
    assert Division.objects.get().name == "Meander"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content, words",
    [
        (b"", "is empty"),
        (b"<html>", "is a web page"),
        (b"id,name\n", "no list of divisions"),
        (b"jurisdiction_id,state\nx,Meander\n", "no list of"),
    ],
)
def test_a_file_that_is_no_list_is_refused_by_itself_and_left_out_of_a_folder(folder, content, words):
    (folder / "z.csv").write_bytes(content)

    with pytest.raises(Refused, match=rf"z\.csv .*{words}"):
        import_divisions([folder / "z.csv"], apply=True)
    report = import_divisions([folder], apply=True)

    assert (report.new, report.wrong) == (4, 1)
    assert words in str(report.problems[0])


@pytest.mark.django_db
def test_a_folder_without_tables_or_without_a_list_is_said(tmp_path):
    with pytest.raises(Refused, match="holds no file"):
        import_divisions([tmp_path], apply=True)
    (tmp_path / "people.csv").write_text("name\nAna\n")

    with pytest.raises(Refused, match="holds no list of divisions"):
        import_divisions([tmp_path], apply=True)


@pytest.mark.django_db
def test_of_a_folder_nothing_is_written_when_its_last_file_is_cut_off(folder):
    (folder / "z.csv.gz").write_bytes(gzip.compress(f"id,name\n{ZZ},Zz\n".encode() * 500)[:60])

    with pytest.raises(Refused, match=r"z\.csv\.gz is cut off or damaged"):
        import_divisions([folder], apply=True)

    assert Division.objects.count() == 0


@pytest.mark.parametrize(
    "text, kind, parent, state",
    [
        ("ocd-division/country:us", "country", "", ""),
        ("ocd-division/country:us/state:mn", "state", "ocd-division/country:us", "MN"),
        ("ocd-division/country:us/district:dc/ward:3", "ward", "ocd-division/country:us/district:dc", "DC"),
        ("ocd-division/country:us/territory:gu/place:hagåtña", "place", "ocd-division/country:us/territory:gu", "GU"),
        ("ocd-division/country:us/state:vt/sldl:orange-washington-2", "sldl", "ocd-division/country:us/state:vt", "VT"),
    ],
)
def test_an_id_says_its_kind_its_parent_and_its_state(text, kind, parent, state):
    assert rules.is_division_id(text)
    assert (rules.kind_of(text), rules.parent_of(text), rules.state_of(text)) == (kind, parent, state)


@given(st.text(max_size=80))
def test_any_text_is_either_an_id_whose_parents_are_ids_or_none(text):
    candidate = f"ocd-division/country:us/state:{text}"
    if rules.is_division_id(candidate):
        assert rules.is_division_id(rules.parent_of(candidate))
    else:
        assert not rules.is_division_id(f"{candidate}/ward:1")


@pytest.mark.django_db
@pytest.mark.skipif(not REAL.is_dir(), reason="the real lists of divisions are not here")
def test_the_real_lists_come_in_whole_with_their_sub_folders(tmp_path):
    """The total is counted a second time, by the first cells of all files; four kinds by the folder's own
    description, to which the sub-folder adds districts that are no more."""
    shutil.copytree(REAL, tmp_path / "real", ignore=shutil.ignore_patterns("openstates-*"))

    report = import_divisions([tmp_path / "real"], apply=True)

    all_ids, no_more = ids_in(tmp_path / "real"), ids_in(tmp_path / "real" / "historical")
    no_more -= {ocd_id for path in (tmp_path / "real").glob("*.csv*") for ocd_id in ids_of(path)}
    described = {"school_district": 13_878, "council_district": 12_045, "precinct": 10_760, "cd": 384 + len(no_more)}
    assert (report.wrong, Division.objects.count()) == (0, len(all_ids))
    assert {kind: Division.objects.filter(kind=kind).count() for kind in described} == described


def ids_in(folder: Path) -> set[str]:
    return {ocd_id for path in folder.rglob("*.csv*") for ocd_id in ids_of(path)}


def ids_of(path: Path) -> set[str]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        return {row[0] for row in csv.reader(file) if row and row[0].startswith("ocd-division/")}
