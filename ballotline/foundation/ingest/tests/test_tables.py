"""How a table is found to be written, and when it is refused before its first row."""

import gzip
from functools import reduce

import pytest

from ballotline.foundation.ingest import tables, text
from ballotline.foundation.ingest.limits import MB, Refused
from ballotline.foundation.ingest.tables import RowProblem, first_line, table_at
from ballotline.foundation.ingest.trees import BrokenItem, json_at, yaml_of


def nobody_minds(_problem: RowProblem) -> None: ...


@pytest.mark.parametrize(
    "line, separator, cells",
    [
        ("a,b,c", ",", ["a", "b", "c"]),
        ("a;b;c", ";", ["a", "b", "c"]),
        ("a\tb", "\t", ["a", "b"]),
        ("a|b", "|", ["a", "b"]),
        ("alone", ",", ["alone"]),
        ('"Rivertown, MR";"x, y, z";c', ";", ["Rivertown, MR", "x, y, z", "c"]),
        ('"a;b;c",d', ",", ["a;b;c", "d"]),
        ("", ",", [""]),
        ('"never closed;a', ",", ['"never closed;a']),
    ],
)
def test_what_separates_cells_is_whatever_makes_the_most_of_them_outside_quotes(line, separator, cells):
    assert first_line(line) == (separator, cells)


def test_a_table_that_is_larger_than_the_limit_is_refused_before_its_first_row(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "TABLE_AT_MOST", MB)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"id,name\n" + b"1,a\n" * 250_000))

    with pytest.raises(Refused, match="larger than 1 MB"):
        table_at(tmp_path / "a.csv.gz")


def test_a_table_that_is_cut_off_at_its_end_is_refused_before_its_first_row(tmp_path):
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"id,name\n" + bytes(range(48, 58)) * 9_000)[:-4])

    with pytest.raises(Refused, match="cut off"):
        table_at(tmp_path / "a.csv.gz")


def test_rows_are_counted_before_they_are_read(tmp_path):
    (tmp_path / "a.csv").write_text("id\n1\n2\n3\n")

    assert [cells["id"] for _line, cells in table_at(tmp_path / "a.csv", rows_at_most=3).rows(nobody_minds)] == list(
        "123"
    )
    with pytest.raises(Refused, match="more than 2 rows"):
        table_at(tmp_path / "a.csv", rows_at_most=2)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_do_on_any_machine(tmp_path, ends):
    (tmp_path / "a.csv").write_bytes(ends.join(["id,name", "1,Ana", "2,Ben"]).encode())

    assert [cells["name"] for _line, cells in table_at(tmp_path / "a.csv").rows(nobody_minds)] == ["Ana", "Ben"]


@pytest.mark.parametrize(
    "rows, line, hint",
    [
        ('"Ana\n2,Ben\n3,Cy\n', 2, "never closed"),
        ('Ana\n2,Ben\n3,"Cy', 4, "never closed"),  # the very last cell, and no line behind it
        ('"Ana\n2,"Ben"\n', 2, "lines to 3"),  # another quote closes it, in the midst of the next name
        ('Ana\n2,"Ben\n3,Cy "the"\n4,Dot\n', 3, "lines to 4"),
    ],
)
def test_a_quote_that_is_not_closed_makes_a_bad_row_with_its_line_and_never_a_name(tmp_path, rows, line, hint):
    (tmp_path / "a.csv").write_text("id,name\n1," + rows)
    problems: list[RowProblem] = []

    names = [cells["name"] for _line, cells in table_at(tmp_path / "a.csv").rows(problems.append)]

    assert set(names) <= {"Ana", "Ben", "Dot"}
    [problem] = problems
    assert problem.line == line and hint in problem.hint


def test_a_cell_of_several_lines_that_closes_its_quote_is_one_cell(tmp_path):
    (tmp_path / "a.csv").write_text('id,name\n1,"Ana ""the\nfirst""\n"\n2,Ben\n')

    rows = list(table_at(tmp_path / "a.csv").rows(pytest.fail))

    assert [(line, cells["name"]) for line, cells in rows] == [(2, 'Ana "the\nfirst"\n'), (5, "Ben")]


@pytest.mark.parametrize("names", ["NAME,name", "id,name, Name ", '"name",id,name'])
def test_a_table_that_names_a_column_twice_is_refused(tmp_path, names):
    (tmp_path / "a.csv").write_text(f"{names}\nAna,Ben,Cy\n")

    with pytest.raises(Refused, match="names the column “name” twice"):
        table_at(tmp_path / "a.csv")


def test_columns_without_a_name_are_nobody_s(tmp_path):
    (tmp_path / "a.csv").write_text("name,,\nAna,,\n")

    assert [cells["name"] for _line, cells in table_at(tmp_path / "a.csv").rows(pytest.fail)] == ["Ana"]


@pytest.mark.parametrize(
    "content, encoding",
    [
        ("Cañón".encode(), "UTF-8"),
        ("Cañón".encode("utf-8-sig"), "UTF-8"),
        ("Cañón".encode("cp1252"), "Windows-1252"),
        (b"plain", "UTF-8"),
        ("plain words".encode("utf-16-le"), "UTF-16"),
        ("plain words".encode("utf-16-be"), "UTF-16"),
        ("Cañón".encode("utf-16"), "UTF-16"),
        (b"NUL\0", "UTF-8"),
        (b"a" * (MB - 1) + "ñ".encode(), "UTF-8"),
    ],
)
def test_an_encoding_is_found_by_reading_all_of_it(tmp_path, content, encoding):
    (tmp_path / "a.txt").write_bytes(content)

    assert text.written(tmp_path / "a.txt", at_most=9 * MB).called == encoding


@pytest.mark.parametrize(
    "content, words",
    [
        (b'{"a": [1, ', "no JSON"),
        (b'["\\u0000"]', "no text"),
        (b'["\\ud800"]', "no text"),
        (b"[NaN]", "no JSON"),
        (b"[1e5, Infinity]", "no JSON"),
        (b"[" + b"9" * 5_000 + b"]", "no JSON"),
        (b"<html>", "web page"),
        (b"", "empty"),
        (b"[" * 41 + b"]" * 41, "40 deep"),
        (b'{"a":' * 41 + b"1" + b"}" * 41, "40 deep"),
    ],
)
def test_json_that_is_none_is_refused_with_a_sentence(tmp_path, content, words):
    (tmp_path / "a.json").write_bytes(content)

    with pytest.raises(Refused, match=words):
        json_at(tmp_path / "a.json")


@pytest.mark.parametrize(
    "content, found",
    [
        (b'["[[[[", "\\"[[", "{\\\\"]', ["[[[[", '"[[', "{\\"]),
        (b'["\\ud83d\\ude00"]', ["😀"]),
        ("[1]".encode("utf-16"), [1]),
        (b"\xef\xbb\xbf[1]", [1]),
        ('["é"]'.encode("cp1252"), ["é"]),
        (b"[" + b"[]," * 50 + b"1]", [[]] * 50 + [1]),
        (b"[" * 39 + b"[7]" + b"]" * 39, reduce(lambda inner, _n: [inner], range(39), [7])),
    ],
)
def test_json_that_only_looks_odd_is_read(tmp_path, content, found):
    (tmp_path / "a.json").write_bytes(content)

    assert json_at(tmp_path / "a.json") == found


def test_aliases_that_stand_for_little_are_read_as_what_they_name():
    assert yaml_of("a: &x {start: 2026-01-03}\nb: [*x, *x]\n")["b"][1] == yaml_of("start: 2026-01-03")


@pytest.mark.parametrize(
    "item, words, line",
    [
        ("a: 1\nb: [", "no YAML", 12),
        ('a: "\\0"', "no text", 10),
        ("a: *b", "stands for nothing", 10),
        ("a: 2026-13-45", "ValueError", 10),
    ],
)
def test_an_item_that_is_broken_says_its_line(item, words, line):
    with pytest.raises(BrokenItem, match=words) as broken:
        yaml_of(item, line=10)

    assert line - 1 <= broken.value.line <= line
