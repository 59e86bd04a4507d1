"""The files that leave the house: whole or not at all, resumable, and never stopped by a name."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ballotline.foundation.ui import pdf
from ballotline.organizing.actions.kinds.petition import delivery
from ballotline.organizing.actions.kinds.petition.chain import DeliveryRow
from ballotline.organizing.actions.kinds.petition.tests.lists import make_header, make_rows, table_of

needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="this machine has no pdftotext")

# Typst 0.15 panics on the second one as a comment; what follows it are words that other programs stumble over.
AWKWARD = [
    "مريم الأحمد",
    "\u0697\u07d1\u0673\u07d7\u07ab  \u06ca  \u0602\u0697\u07a9\u0703\u0708\u0631\u0707 \u05d9 "
    "\u068a\u0617\u074d\u0675\u0739\u05de\u075b\u079f\u0786\u0744\u077d \u0720\u0775\u0744\u06b0\u063a "
    "\u064a\u0656\u07ae\u05ad\u0654\u0665\u06ed \u0737\u0650\u061e",
    "李小龙",
    "😀 👨‍👩‍👧‍👦",
    "A" * 300,
    "#panic() $x$ \\ `a` *b* @c <d>",
    "\u202eabc",
    "\u0301\u0301x",
    "a\tb\nc\u2028d\x0be",
    "\x01\x07\x1b[31m",
    "\ufffe\uffff\ue000\U0010fffd",
    "=1+1",
    "",
]


def make_csv(folder: Path, rows: int, paper: int = 0, **words: str) -> Path:
    to = folder / "list.csv"
    delivery.write_csv(
        header=make_header(rows - paper, paper), rows=iter(make_rows(rows - paper, paper, **words)), to=to
    )
    return to


def words_of(path: Path) -> str:
    said = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    return said.replace("\u200b", "")


def size_of(path: Path) -> str:
    said = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    return re.search(r"Page size:.*\((\w+)\)", said)[1]


def pages_of(path: Path) -> int:
    said = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    return int(re.search(r"Pages:\s+(\d+)", said)[1])


def test_the_list_is_written_with_its_head_hash(tmp_path):
    to = tmp_path / "list.csv"

    written = delivery.write_csv(header=make_header(2, 1), rows=iter(make_rows(2, 1)), to=to)

    table = table_of(to.read_bytes())
    assert written == delivery.Written(table[-1][-1], 3)
    assert [row[0] for row in table[-3:]] == ["1", "2", "3"]
    assert [row[4] for row in table[-3:]] == ["online", "online", "on paper"]
    assert to.read_bytes().startswith(b"\xef\xbb\xbfBallotline delivery,1\r\n")


@pytest.mark.parametrize(
    "rows",
    [
        make_rows(3),
        make_rows(1),
        make_rows(1, 1),
        [DeliveryRow(2, "Ana", "Rivertown"), DeliveryRow(1, "Ben", "Rivertown")],
    ],
)
def test_a_list_that_is_not_what_its_header_says_is_not_written(tmp_path, rows):
    with pytest.raises(delivery.RowsDontMatch):
        delivery.write_csv(header=make_header(2), rows=iter(rows), to=tmp_path / "list.csv")

    assert list(tmp_path.iterdir()) == []


def test_a_list_that_breaks_off_leaves_the_old_one_alone(tmp_path):
    to = make_csv(tmp_path, 1)
    before = to.read_bytes()

    def rows_of_a_database_that_goes_away():
        yield DeliveryRow(1, "Ana", "Rivertown")
        raise ConnectionError

    with pytest.raises(ConnectionError):
        delivery.write_csv(header=make_header(2), rows=rows_of_a_database_that_goes_away(), to=to)

    assert to.read_bytes() == before
    assert list(tmp_path.iterdir()) == [to]


@needs_poppler
@pytest.mark.parametrize("paper, name", [("letter", "letter"), ("a4", "A4")])
def test_the_print_has_a_cover_and_volumes_of_a_thousand(tmp_path, paper, name):
    csv_file = make_csv(tmp_path, 1_001, 1, name="Ana Moreno")
    head = table_of(csv_file.read_bytes())[-1][-1]

    cover, first, second = delivery.write_pdfs(csv_file=csv_file, folder=tmp_path / "print", paper=paper)

    assert {size_of(path) for path in (cover, first, second)} == {name}
    said = words_of(cover)
    assert "1,001 people have signed" in said
    assert "1 of them on paper" in said
    assert "1,001 rows in 2 volumes" in said
    assert re.sub(r"\s", "", said).count(head) == 1
    assert words_of(first).count("Ana Moreno") == 1_000
    assert "rows 1,001 to 1,001" in words_of(second)
    assert "on paper" in words_of(second)


def test_a_stopped_print_goes_on_where_it_was(tmp_path):
    csv_file = make_csv(tmp_path, 2_500)
    steps = []

    def stop_after_the_first_volume(done: int, total: int) -> None:
        steps.append((done, total))
        if done == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        delivery.write_pdfs(csv_file=csv_file, folder=tmp_path / "print", on_progress=stop_after_the_first_volume)
    kept = (tmp_path / "print" / "volume-001.pdf").stat().st_mtime_ns
    made = delivery.write_pdfs(
        csv_file=csv_file, folder=tmp_path / "print", on_progress=lambda *step: steps.append(step)
    )

    assert steps == [(1, 4), (2, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    assert [path.name for path in made] == ["cover.pdf", "volume-001.pdf", "volume-002.pdf", "volume-003.pdf"]
    assert made[1].stat().st_mtime_ns == kept


def test_volumes_of_another_list_are_not_kept(tmp_path):
    delivery.write_pdfs(csv_file=make_csv(tmp_path, 1_001), folder=tmp_path / "print")
    old = (tmp_path / "print" / "volume-001.pdf").read_bytes()

    made = delivery.write_pdfs(csv_file=make_csv(tmp_path, 2, name="Ben Okafor"), folder=tmp_path / "print")

    assert sorted((tmp_path / "print").glob("*.pdf")) == sorted(made)
    assert made[1].read_bytes() != old


@needs_poppler
def test_no_name_stops_the_print(tmp_path):
    to = tmp_path / "list.csv"
    rows = [DeliveryRow(n, f"Person {n} end", word, word) for n, word in enumerate(AWKWARD, 1)]
    delivery.write_csv(header=make_header(len(rows)), rows=iter(rows), to=to)

    volume = delivery.write_pdfs(csv_file=to, folder=tmp_path)[1]

    said = words_of(volume)
    assert all(f"Person {n} end" in said for n in range(1, len(rows) + 1))
    assert "#panic() $x$" in said


@needs_poppler
def test_a_row_that_cannot_be_set_points_to_the_list(tmp_path, monkeypatch):
    """The typesetter is made to stumble over Ben in whatever form; the others must not pay for it."""
    set_for_real = pdf.typeset

    def stumbles(*, data, **how):
        if any("Ben" in row["name"] for row in data.get("rows", [])):
            raise pdf.TypesetterStopped("volume.typ could not be set.")
        return set_for_real(data=data, **how)

    monkeypatch.setattr(pdf, "typeset", stumbles)
    to = tmp_path / "list.csv"
    rows = [DeliveryRow(n, name, "Rivertown") for n, name in enumerate(["Ana", "Ben", "Chidi", "Dot"], 1)]
    delivery.write_csv(header=make_header(4), rows=iter(rows), to=to)

    said = words_of(delivery.write_pdfs(csv_file=to, folder=tmp_path)[1])

    assert [name for name in ("Ana", "Ben", "Chidi", "Dot", "(see the CSV)") if name in said] == [
        "Ana",
        "Chidi",
        "Dot",
        "(see the CSV)",
    ]


def test_a_full_volume_stays_below_300_mb(tmp_path):
    csv_file = make_csv(tmp_path, 1_000, name="Ana Moreno de la Vega", comment="I read there every Saturday. " * 17)
    script = (
        "import re, resource, sys; from pathlib import Path\n"
        "from django.conf import settings; settings.configure(USE_I18N=False)\n"
        "from ballotline.organizing.actions.kinds.petition import delivery\n"
        "delivery.write_pdfs(csv_file=Path(sys.argv[1]), folder=Path(sys.argv[2]))\n"
        "own = int(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])\n"
        "print(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )  # not RUSAGE_SELF: a process begins with the peak of the one that started it

    said = subprocess.run(
        [sys.executable, "-c", script, csv_file, tmp_path / "print"], capture_output=True, text=True, check=True
    )

    assert sum(int(kilobytes) * 1024 for kilobytes in said.stdout.split()) < 300_000_000


SHEET = {
    "title": "Keep the Ferry Street library open six days a week",
    "asks": "We ask the City Council to keep the library open six days a week.",
    "target": "the Rivertown City Council",
    "organization": "Rivertown Together",
    "postal_address": "12 Dock Street, Rivertown, MR 00012",
    "url": "https://rivertown.example/petitions/library/",
}


@needs_poppler
@pytest.mark.parametrize("paper, name", [("letter", "letter"), ("a4", "A4")])
def test_the_blank_sheet_is_one_page_that_nominates_nobody(tmp_path, paper, name):
    to = tmp_path / "sheet.pdf"

    delivery.sheet_pdf(**SHEET, to=to, paper=paper)

    said = " ".join(words_of(to).split())
    assert (size_of(to), pages_of(to)) == (name, 1)
    for words in ("Keep the Ferry Street", "To the Rivertown City Council", "12 Dock Street", "rivertown.example/"):
        assert words in said
    assert "It is not a nomination petition: it puts nobody on a ballot." in said


@needs_poppler
@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_the_longest_words_still_fit_on_one_sheet(tmp_path, paper):
    longest = {
        "title": "Library " * 15,
        "asks": "We ask you. " * 50,
        "target": "Council " * 15,
        "postal_address": "Dock " * 60,
    }

    delivery.sheet_pdf(**{**SHEET, **longest, "title": "W" * 120}, to=tmp_path / "sheet.pdf", paper=paper)

    assert pages_of(tmp_path / "sheet.pdf") == 1
    assert "12" in words_of(tmp_path / "sheet.pdf")
