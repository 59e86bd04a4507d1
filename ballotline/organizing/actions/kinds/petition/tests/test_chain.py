"""The canonical form of a delivered row, against a shell that knows nothing of our code."""

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballotline.organizing.actions.kinds.petition import chain, verify
from ballotline.organizing.actions.kinds.petition.chain import DeliveryRow
from ballotline.organizing.actions.kinds.petition.tests.lists import make_header, table_of, written

REFERENCE = Path(__file__).parents[6] / "docs" / "reference" / "delivery-format.md"
RUNS_AS_FORMULA = re.compile(r"(^|[\n;])[-=+@\t]")
EXAMPLE = [
    DeliveryRow(1, "Ana Moreno", "Rivertown, MR"),
    DeliveryRow(2, "=Zoe\u0308 O’Hara", "Millbrook, MR", "I read there.\r\n- every day"),
    DeliveryRow(3, "李小龙", "00013", "", on_paper=True),
]
# By a shell and sha256sum, from the script in the reference.
EXAMPLE_HASHES = [
    "d4e50e42b03b5f281b9cc21c2326a102311fc5462a289edb1c6d66a7af08019b",
    "2894baf38aec34d12d07cc9304905cb38d0ec640d00a02b855ad65da57fcdbbc",
    "dd6f9536b638634cbd515f358cf2bcf574d38ecad18b6d4500daaf04b0d01b7e",
    "6690b6db86a684311e52853c7fdfc11b504d0072f42d69b3e9caf2bacdec75d5",
]


ON_WORD = [
    DeliveryRow(1, "Ana Moreno", "Rivertown, MR", on_word=True),
    DeliveryRow(2, "Ben Okafor", "Millbrook, MR"),
]
ON_WORD_HASHES = [
    "918ea3ba0561dc15bec3226450fa12527f89e7e5b89c55a43c38857cfe0d55cf",
    "700c72ebb1db8d89e69862b056b827f77c871b2fc0f491752748bed9d617ddba",
    "b1d55cb5a6d024b6d2e5e6a1ae85e183f8a7bf094e5e281adca03aeb0a264e4c",
]
IN_BOTH_FORMATS = [
    (0, make_header(2, 1), EXAMPLE, EXAMPLE_HASHES),
    (1, make_header(2, on_word=1), ON_WORD, ON_WORD_HASHES),
]
in_both_formats = pytest.mark.parametrize("which, header, rows, hashes", IN_BOTH_FORMATS)


def block(language: str, which: int) -> str:
    return re.findall(rf"```{language}\n(.*?)```", REFERENCE.read_text(), re.DOTALL)[which]


@in_both_formats
def test_the_worked_example_has_the_hashes_that_a_shell_found(which, header, rows, hashes):
    table = table_of(written(header, rows)[0])

    assert [row[-1] for row in table if len(row[-1]) == 64] == hashes


@in_both_formats
def test_the_list_in_the_reference_is_the_list_that_we_write(which, header, rows, hashes):
    assert table_of(block("csv", which).encode()) == table_of(written(header, rows)[0])


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="this machine has no sha256sum")
@in_both_formats
def test_the_shell_in_the_reference_finds_the_same_hashes(which, header, rows, hashes):
    said = subprocess.run(["sh", "-c", block("sh", which)], capture_output=True, text=True, check=True)

    assert said.stdout.split() == hashes


@in_both_formats
def test_the_list_in_the_reference_is_true(which, header, rows, hashes):
    verdict = verify.check(block("csv", which).splitlines(keepends=True), head=hashes[-1])

    assert verdict.is_true and verdict.rows == len(rows)


@pytest.mark.parametrize("on_word", ["2", "11", "x", ""])
def test_more_on_their_word_than_online_is_no_header(on_word):
    facts = make_header(1, on_word=1).facts() | {chain.ON_WORD: on_word}

    with pytest.raises(chain.NotADelivery):
        chain.row_count(facts)


def test_words_cannot_wander_from_one_value_to_the_next():
    assert chain.link("", "Ana", "Maria Ruiz") != chain.link("", "Ana Maria", "Ruiz")
    assert chain.link("", "Ana", "") != chain.link("", "", "Ana")
    assert chain.link("", "1:a,", "b") != chain.link("", "1", "a,b")


def test_a_header_can_never_pass_for_a_row():
    first = {f"{chain.NAME} {number}" for number in chain.FORMATS}

    assert {len(words) for words in first} & {len(chain.first_link(make_header(1).facts()))} == set()


@pytest.mark.parametrize("on_word", [0, 1])
def test_every_fact_of_the_header_is_covered(on_word):
    facts = make_header(1, on_word=on_word).facts()

    changed = {chain.first_link({**facts, name: value + "x"}) for name, value in facts.items()}

    assert len(changed - {chain.first_link(facts)}) == len(facts)


def test_a_moment_is_the_same_on_every_clock():
    there = datetime(2026, 3, 10, 17, 5, tzinfo=timezone(timedelta(hours=-4)))
    here = datetime(2026, 3, 10, 21, 5, tzinfo=UTC)

    assert make_header(1, made_at=there).facts() == make_header(1, made_at=here).facts()


@pytest.mark.parametrize(
    "typed, hashed",
    [
        ("e\u0301", "é"),
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("  spaces stay ", "  spaces stay "),
        ("=\u0338", "≠"),
    ],
)
def test_the_same_words_have_one_form(typed, hashed):
    assert chain.plain(typed) == hashed


@given(st.text())
def test_the_one_form_is_its_own_form(text):
    assert chain.plain(chain.plain(text)) == chain.plain(text)


@pytest.mark.parametrize(
    "value, cell",
    [
        ("=1+1", "'=1+1"),
        ("@handle", "'@handle"),
        ("+1 for this", "'+1 for this"),
        ("\tindented", "'\tindented"),
        ("'tis", "''tis"),
        ("It is 1+1=2, isn't it", "It is 1+1=2, isn't it"),
        ("list:\n- one\n- two", "list:\n'- one\n'- two"),
        ("a;=cmd", "a;'=cmd"),
        ("＝1+1", "'＝1+1"),
        (" \u200b＝1;'＋1", "' \u200b＝1;''＋1"),
    ],
)
def test_no_cell_begins_like_a_formula(value, cell):
    assert chain.guard(value) == cell
    assert chain.unguard(cell) == value


@given(st.text(alphabet=st.one_of(st.sampled_from("'=+-@\t\r\n;,\"a"), st.characters(exclude_categories=["Cs"]))))
def test_the_guard_comes_off_again_and_lets_no_formula_through(text):
    value = chain.plain(text)

    assert not RUNS_AS_FORMULA.search(chain.guard(value))
    assert chain.unguard(chain.guard(value)) == value
