"""Whether a list is true, and if not, which row is wrong."""

import io
import re
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballotline.organizing.actions.kinds.petition import chain, verify
from ballotline.organizing.actions.kinds.petition.chain import DeliveryRow
from ballotline.organizing.actions.kinds.petition.tests.lists import (
    HEADER_LINES,
    judged,
    make_header,
    make_list,
    table_of,
    table_with,
    text_of,
    written,
)

ANY_TEXT = st.text(
    alphabet=st.one_of(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
        st.sampled_from("'=+-@\t\r\n;,\"\u0301\u202e\u2028\x85"),
    ),
    max_size=40,
)
ROWS = 9
unhurried = settings(deadline=None)  # each example syncs a file to the disk


def found(table: list[list[str]]) -> list[tuple[str, str]]:
    return [(finding.kind, finding.number) for finding in judged(text_of(table)).findings]


def at(number: int) -> int:
    return HEADER_LINES + number - 1


@unhurried
@given(st.lists(st.tuples(ANY_TEXT, ANY_TEXT, ANY_TEXT, st.booleans()), max_size=6), ANY_TEXT)
def test_any_words_survive_the_list_and_are_true(people, title):
    rows = [DeliveryRow(n, *words) for n, words in enumerate(sorted(people, key=lambda one: one[3]), 1)]
    paper = sum(row.on_paper for row in rows)

    text, head = written(make_header(len(rows) - paper, paper, title=title), rows)

    verdict = judged(text, head)
    assert verdict.is_true
    assert (verdict.rows, verdict.head) == (len(rows), head)
    assert verdict.facts["title"] == chain.plain(title)


@unhurried
@given(st.integers(1, ROWS), st.integers(1, 5), ANY_TEXT)
def test_any_changed_cell_is_found(number, column, words):
    table = table_with()
    if chain.unguard(words) == chain.unguard(table[at(number)][column]):
        return
    table[at(number)][column] = words

    findings = judged(text_of(table)).findings

    assert [(finding.kind, finding.number) for finding in findings] == [("changed", str(number))]


@unhurried
@given(st.integers(1, ROWS), st.text("0123456789x", max_size=3))
def test_any_changed_number_is_found(number, words):
    table = table_with()
    if words.strip() == str(number):
        return
    table[at(number)][0] = words

    assert found(table) == [("changed", str(number))]


@unhurried
@given(st.integers(1, ROWS))
def test_a_row_that_is_gone_is_named(number):
    table = table_with()
    del table[at(number)]

    assert found(table) == [("missing", str(number))]


@unhurried
@given(st.integers(1, ROWS), st.integers(1, ROWS))
def test_a_row_that_was_moved_is_named(number, to):
    table = table_with()
    if number == to:
        return
    table.insert(at(to), table.pop(at(number)))

    named = {number, to} if abs(number - to) == 1 else {number}

    assert len(found(table)) == 1
    assert found(table)[0][0] == "moved"
    assert int(found(table)[0][1]) in named


@unhurried
@given(st.integers(1, ROWS), st.integers(1, ROWS))
def test_rows_that_changed_places_are_named(one, other):
    table = table_with()
    if one == other:
        return
    table[at(one)], table[at(other)] = table[at(other)], table[at(one)]

    assert {kind for kind, _number in found(table)} == {"moved"}
    assert {int(number) for _kind, number in found(table)} & {one, other}


@unhurried
@given(st.integers(1, ROWS), ANY_TEXT, st.sampled_from(["its own number", "the next number", "99", "", "none"]))
def test_a_row_that_was_put_in_is_named(after, name, number):
    table = table_with()
    number = {"its own number": str(after), "the next number": str(after + 1)}.get(number, number)
    table.insert(at(after) + 1, [number, name, "Rivertown", "", "online", "0" * 64])

    assert [kind for kind, _number in found(table)] == ["added"]


def test_a_row_with_a_forged_hash_is_found_too():
    table = table_with()
    forged = chain.link(table[at(4)][5], "5", "Nobody", "Rivertown", "", "online")
    table.insert(at(5), ["5", "Nobody", "Rivertown", "", "online", forged])

    assert found(table) == [("added", "5")]


def test_a_row_appended_to_the_end_is_named():
    table = table_with()
    forged = chain.link(table[-1][5], "10", "Nobody", "Rivertown", "", "online")
    table.append(["10", "Nobody", "Rivertown", "", "online", forged])

    assert found(table) == [("added", "10")]


def test_several_rows_gone_are_one_finding():
    table = table_with()
    del table[at(3) : at(7)]

    [finding] = judged(text_of(table)).findings

    assert finding.says == "Rows 3 to 6 are missing (line 15)."


def test_a_finding_names_the_line_of_the_file():
    rows = [DeliveryRow(1, "Ana", "Rivertown", "two\nlines"), DeliveryRow(2, "Ben", "Rivertown")]
    text, _head = written(make_header(2), rows)

    [finding] = judged(text.replace(b"Ben", b"Bob")).findings

    assert finding.says == "Row 2 (line 15) was changed."


def test_a_sorted_list_with_a_row_less_does_not():
    table = table_with(60)
    del table[at(30)]
    table[HEADER_LINES:] = sorted(table[HEADER_LINES:], key=lambda row: row[5])

    verdict = judged(text_of(table))

    assert not verdict.is_only_out_of_order
    assert ("missing", "30") in [(finding.kind, finding.number) for finding in verdict.findings]


@pytest.mark.parametrize("line", range(1, HEADER_LINES - 1))
def test_a_changed_header_is_found(line):
    table = table_with()
    table[line][1] = {"online": "10", "on paper": "1"}.get(table[line][0], table[line][1] + "0")

    assert "header" in [kind for kind, _number in found(table)]


def test_a_list_of_somebody_elses_is_whole_but_another():
    ours, theirs = make_list(3)[1], make_list(3, name="Nobody")[0]

    verdict = judged(theirs, ours)

    assert [finding.kind for finding in verdict.findings] == ["head"]
    assert judged(theirs).is_true


def test_an_empty_list_is_true():
    text, head = make_list(0)

    assert judged(text, head).is_true


@pytest.mark.parametrize(
    "saved",
    [
        {"lineterminator": "\n"},
        {"lineterminator": "\r"},
        {"delimiter": ";"},
        {"delimiter": "\t"},
        {"quoting": 1},
    ],
)
def test_a_program_that_saves_it_otherwise_changes_nothing(saved):
    text, head = make_list(3, 2, comment='first;\n- second, "third"')

    assert judged(text_of(table_of(text), **saved), head).is_true


def test_a_spreadsheets_empty_cells_and_lines_change_nothing():
    text, head = make_list(3)
    table = [row + [""] * 4 for row in table_of(text)]

    assert judged(text_of([*table, [""] * 10, []]), head).is_true


def test_line_breaks_inside_a_comment_may_change_their_kind():
    text, head = make_list(1, comment="one\n=two")

    assert judged(text.replace(b"one\n", b"one\r\n"), head).is_true


def test_a_list_that_lost_its_quotes_and_a_cell_is_changed():
    table = table_with()
    table[at(2)].append("more")

    assert found(table) == [("changed", "2")]


def test_only_the_first_findings_are_shown_but_all_are_counted():
    table = table_with(50)
    for row in table[HEADER_LINES:]:
        row[1] = "Nobody"

    verdict = judged(text_of(table))

    assert len(verdict.findings) == 20
    assert verdict.wrong == 50


@pytest.mark.parametrize(
    "text, why",
    [
        (b"", "This is not a delivered list"),
        (b"number,name\r\n1,Ana\r\n", "This is not a delivered list"),
        (b"PK\x03\x04\xff\xfe", "Check the CSV file, not the PDF"),
        (b"%PDF-1.7\n", "This is not a delivered list"),
        (b"Ballotline delivery,3\r\n", "a newer form"),
        (b"Ballotline delivery,1\r\n", "it ends before the line 'petition'"),
        (b"Ballotline delivery,1\r\ntitle,Library\r\n", "line 2 should be 'petition'"),
        (b"a" * 300_000, "longer than any line"),
    ],
)
def test_what_is_no_list_gets_one_sentence(text, why):
    with pytest.raises(chain.NotADelivery, match=re.escape(why)):
        judged(text)


def test_a_row_without_an_end_does_not_gather_the_whole_file():
    """Quotes around line breaks make one row of any number of lines:
    a million characters here, of which 200,000 are read."""
    file = io.BytesIO(make_list(1)[0] + b'2,"' + b'\nx","' * 200_000)

    with pytest.raises(chain.NotADelivery, match="can't be read as a row"):
        verify.check(line for line in verify.lines_of(file))

    assert file.tell() < 300_000


@pytest.mark.parametrize(
    "old, new, why",
    [
        ("Zoë".encode(), "Zoë".encode("cp1252"), "Line 13 is not UTF-8 text. A spreadsheet may have saved it"),
        (b"Rivertown Together", b"Rivertown Together,and Mill", "line 6 should be 'from'"),
        (b"number,name", b"number,who", "line 12 should be 'number'"),
        (b"online,2", b"online,99999999", "don't say how many rows"),
        (b"online,2", b"online,many", "don't say how many rows"),
        ("Zoë".encode(), b'"Zo', "Line 13 can't be read as a row"),
    ],
)
def test_a_damaged_list_says_where(old, new, why):
    text, _head = make_list(2, name="Zoë")

    with pytest.raises(chain.NotADelivery, match=re.escape(why)):
        judged(text.replace(old, new, 1))


def test_memory_does_not_grow_with_the_list():
    row = b'%d,Ana,"Rivertown, MR",I read there every Saturday,online,' + b"0" * 64 + b"\r\n"
    lines = (row % n for n in range(1, 20_001))
    head = make_list(0)[0].replace(b"online,0", b"online,20000").decode("utf-8-sig").splitlines(keepends=True)

    tracemalloc.start()
    verdict = verify.check(line for part in (head, map(bytes.decode, lines)) for line in part)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert verdict.rows == 20_000
    assert peak < 1_000_000
