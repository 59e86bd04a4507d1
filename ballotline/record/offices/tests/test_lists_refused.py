"""Lists of officials that are empty, cut off or something else: refused by name, and nobody is taken for gone."""

import tarfile
from datetime import date
from pathlib import Path

import pytest

from ballotline.foundation.ingest.limits import Refused
from ballotline.record.offices.importer.run import import_congress, import_openstates
from ballotline.record.offices.importer.table import import_offices
from ballotline.record.offices.models import Office, Official
from ballotline.record.offices.queries import current_terms
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
from ballotline.record.places.importer.reports import Report
from ballotline.record.places.models import Division

pytestmark = pytest.mark.django_db


@pytest.fixture
def congress(tmp_path) -> Path:
    return write_congress(tmp_path)


@pytest.fixture
def states(tmp_path) -> Path:
    return write_states(tmp_path)


@pytest.mark.parametrize("name", ["legislators-current.yaml", "executive.yaml"])
@pytest.mark.parametrize(
    "content, words",
    [
        (b"", "is empty"),
        (b"[]\n", "nobody"),
        (b"# nothing yet\n", "nobody"),
        (b"<!doctype html><title>Sign in</title>", "web page"),
        (b"%PDF-1.7", "is a PDF"),
        (b"\x1f\x8b broken", "cut off or damaged"),
        ("[]".encode("utf-16")[:-1], "cut off or damaged"),
    ],
)
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


@pytest.mark.parametrize(
    "item, words",
    [
        (
            "- {a: &a [x, x, x, x, x, x, x, x, x], b: &b ["
            + "*a, " * 9
            + "], c: &c ["
            + "*b, " * 9
            + "], d: &d ["
            + "*c, " * 9
            + "], e: &e ["
            + "*d, " * 9
            + "], f: ["
            + "*e, " * 9
            + "]}",
            "aliases",
        ),
        ("- " * 300 + "x", "deep"),
        ("- [" + "x," * 150_000 + "]", "things"),
        ('- {id: {bioguide: X1}, name: {first: "A\\0B"}}', "no text"),
        ("- {id: *x}", "stands for nothing"),
        ("- '" + "x" * 600_000 + "'", "500,000 characters"),
    ],
)
def test_an_item_that_asks_for_too_much_is_named_and_the_rest_goes_on(congress, item, words):
    text = CONGRESS["legislators-current.yaml"].lstrip()
    (congress / "legislators-current.yaml").write_text(text + item + "\n")

    report = import_congress([congress], as_of=AS_OF, apply=True)

    assert (report.new, report.wrong, report.problems[0].line) == (4, 1, text.count("\n") + 1)
    assert words in str(report.problems[0])


def many(folder: Path, upto: int) -> Path:
    """A chamber of thirty: so many of them on the list."""
    house = folder / "mn" / "legislature"
    house.mkdir(parents=True, exist_ok=True)
    for file in house.iterdir():
        file.unlink()
    for n in range(1, upto + 1):
        (house / f"{n}.yml").write_text(person(n, f"Member No {n}", district=str(n)))
    return folder


@pytest.mark.parametrize("listed, is_held", [(27, False), (26, True), (1, True)])
def test_a_list_without_more_than_a_tenth_is_held_and_names_who_would_go(tmp_path, listed, is_held):
    import_openstates([many(tmp_path, 30)], as_of=AS_OF, apply=True)

    report = import_openstates([many(tmp_path, listed)], as_of=date(2026, 9, 1), apply=True)

    assert (report.gone, report.is_held) == (30 - listed, is_held)
    assert "Member No 30 (State Representative)" in report.leaving
    assert current_terms(date(2026, 9, 2)).count() == (30 if is_held else listed)


@pytest.mark.parametrize("size, listed, is_held", [(5, 4, False), (5, 3, True), (300, 295, False), (300, 294, True)])
def test_of_a_small_body_one_may_go_unasked_and_of_a_large_one_five(size, listed, is_held):
    report = Report()

    report.leave([f"Member {n}" for n in range(size - listed)], of=size, confirmed=None)

    assert report.is_held is is_held


def test_who_says_how_many_leave_must_say_the_number(tmp_path):
    import_openstates([many(tmp_path, 30)], as_of=AS_OF, apply=True)
    many(tmp_path, 20)

    other = import_openstates([tmp_path], as_of=date(2026, 9, 1), apply=True, retire=9)
    right = import_openstates([tmp_path], as_of=date(2026, 9, 1), apply=True, retire=10)

    assert (other.is_held, right.is_held, current_terms(date(2026, 9, 2)).count()) == (True, False, 20)


@pytest.mark.parametrize("share", [0.95, 0.8, 0.6, 0.5, 0.4, 0.2, 0.1, 0.02])
def test_a_list_of_congress_cut_anywhere_takes_nobody_for_gone_unasked(tmp_path, share):
    one = "- id: {{bioguide: B{0:06}}}\n  name: {{first: Member, last: 'No {0}'}}\n  terms:\n  - {{type: rep, start: "
    one += "'2025-01-03', end: '2027-01-03', state: CA, district: {0}, party: Harbor}}\n"
    whole = "".join(one.format(n) for n in range(1, 53))
    (tmp_path / "legislators-current.yaml").write_text(whole)
    import_congress([tmp_path], as_of=AS_OF, apply=True)
    (tmp_path / "legislators-current.yaml").write_text(whole[: int(len(whole) * share)])

    report = import_congress([tmp_path], as_of=date(2026, 9, 1), apply=True)

    assert current_terms(date(2026, 9, 2)).count() >= 52 - 5
    assert report.is_held or report.wrong or report.gone <= 5


def test_a_file_of_a_folder_that_cannot_be_read_keeps_its_person(states):
    import_openstates([states], as_of=AS_OF, apply=True)
    (states / "mn" / "legislature" / "ana.yml").write_text("<html>Please sign in</html>")

    report = import_openstates([states], as_of=date(2026, 9, 1), apply=True)

    assert (report.wrong, report.gone, current_terms(date(2026, 9, 2)).count()) == (1, 0, 3)
    assert "ana.yml is a web page" in str(report.problems[0])


@pytest.mark.parametrize(
    "content, words",
    [
        (b"", "is empty"),
        (b"<html>", "is a web page"),
        (b"[]", "holds no person"),
        (b"- name: Duluth\n", "holds no person"),
    ],
)
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


def test_a_district_of_an_official_that_is_on_no_map_and_no_list_is_named(tmp_path):
    for district in ("addison-1", "addison-2"):
        Division.objects.create(ocd_id=f"{MN}/sldl:{district}", kind="sldl", parent_ocd_id=MN)
    (tmp_path / "a.yml").write_text(person(1, "Ana Flores", district="Addison 1"))
    (tmp_path / "b.yml").write_text(person(2, "Ben Weiss", district="Lake 9"))

    report = import_openstates([tmp_path], as_of=AS_OF, apply=True)

    assert set(Office.objects.values_list("division", flat=True)) == {f"{MN}/sldl:addison-1", f"{MN}/sldl:lake_9"}
    assert report.unlisted == [f"{MN}/sldl:lake_9"]
