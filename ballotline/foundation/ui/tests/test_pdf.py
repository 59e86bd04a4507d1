"""PDFs come from a child with limits; what people typed is never code, and never stops the print."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballotline.foundation.ui import pdf
from ballotline.foundation.ui.files import whole_file

SHOWS = "#let data = json(bytes(sys.inputs.data))\n#data.words"
# Typst 0.15 panics on these two letters with their accents when a paragraph sets their direction (typst issue 8667).
PANICS = "#json(bytes(sys.inputs.data)).words.map(word => par(text(dir: rtl, word))).join()"
POINTED = "\u0623\u064e\u0645\u06e1"


def make_template(folder: Path, text: str = SHOWS) -> Path:
    path = folder / "template.typ"
    path.write_text(text)
    return path


def typeset(folder: Path, text: str = SHOWS, **how: object) -> bytes:
    how.setdefault("data", {"words": "Hello"})
    return pdf.typeset(template=make_template(folder, text), root=folder, **how)


def test_values_become_a_pdf(tmp_path):
    pdf.compile(template=make_template(tmp_path), data={"words": "Hello"}, to=tmp_path / "hello.pdf", root=tmp_path)

    assert (tmp_path / "hello.pdf").read_bytes().startswith(b"%PDF-")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hello.pdf", "template.typ"]


def test_typed_words_are_never_code(tmp_path):
    assert typeset(tmp_path, data={"words": '#panic("no") #read("/template.typ") $ ` \\ [ { "'})


def test_a_template_reads_nothing_outside_its_root(tmp_path):
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret.txt").write_text("secret")

    for path in ("../secret.txt", "/../secret.txt", str(tmp_path / "secret.txt"), "/etc/hostname"):
        with pytest.raises(pdf.TypesetterStopped, match=r"could not be set"):
            typeset(inside, f'#read("{path}")')


def test_time_is_limited(tmp_path):
    forever = "#for a in range(100000) { for b in range(100000) { let c = a + b } }"

    with pytest.raises(pdf.PdfFailed, match=r"was not done in 1 seconds|more computing time"):
        typeset(tmp_path, forever, seconds=1)


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not limit memory")
def test_memory_is_limited(tmp_path):
    with pytest.raises(pdf.PdfFailed, match="needed more than 100 MB of memory"):
        typeset(tmp_path, "#{ let grows = (1,); for _ in range(30) { grows += grows } }", megabytes=100)


def test_a_failure_leaves_nothing_and_changes_nothing(tmp_path):
    to = tmp_path / "hello.pdf"
    to.write_bytes(b"old")

    with pytest.raises(pdf.PdfFailed):
        pdf.compile(template=make_template(tmp_path, "#nothing"), data={}, to=to, root=tmp_path)

    assert to.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hello.pdf", "template.typ"]


@pytest.mark.parametrize(
    "words",
    [
        "مريم الأحمد",
        "李小龙",
        "😀👨‍👩‍👧‍👦🇺🇸",
        "\u202eabc",
        "\x01\x07\x1b",
        "\ufffe\uffff\ue000",
        "\u0301",
        "",
        "𒀀 \U0001f9ff",
        "A" * 300,
        "بِسْمِ اللَّهِ الرَّحْمَٰنِ",
        "בְּרֵאשִׁית בָּרָא",
    ],
)
def test_no_letter_fails_the_file(tmp_path, words):
    assert typeset(tmp_path, data={"words": words})


def test_words_that_stop_the_typesetter_are_set_without_their_accents(tmp_path):
    template = make_template(tmp_path, PANICS)
    to = tmp_path / "pointed.pdf"

    with pytest.raises(pdf.TypesetterStopped):
        pdf.typeset(template=template, data={"words": [POINTED]}, root=tmp_path)
    pdf.compile(template=template, data={"words": [POINTED]}, to=to, root=tmp_path)

    assert to.read_bytes().startswith(b"%PDF-")


def test_only_accents_and_signs_without_shape_are_left_out():
    assert pdf.without_accents({"words": [POINTED, "o\u0308\u202en\n"], "rows": 3}) == {
        "words": ["\u0623\u0645", "on\n"],
        "rows": 3,
    }


def test_the_typesetter_is_never_loaded_here():
    code = "import sys, ballotline.foundation.ui.pdf; print('typst' in sys.modules)"

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "False"


def test_the_child_knows_no_secrets(tmp_path, monkeypatch):
    monkeypatch.setenv("BALLOTLINE_SECRET_KEY", "secret")
    given_to_the_child = {}

    def run(command, *, env, **how):
        given_to_the_child.update(env)
        return subprocess.CompletedProcess(command, 0, b"%PDF-", b"")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf.subprocess, "run", run)
        typeset(tmp_path)

    assert set(given_to_the_child) <= {"HOME", "LANG", "PATH", "PYTHONPATH", "XDG_DATA_HOME"}
    assert os.environ["BALLOTLINE_SECRET_KEY"] == "secret"


@given(st.text(max_size=80))
def test_a_long_word_may_go_on_in_the_next_line_and_loses_nothing(text):
    assert pdf.breakable(text).replace("\u200b", "") == text.replace("\u200b", "")
    assert all(len(word) < 25 or "\u200b" in word or not word.isalnum() for word in pdf.breakable(text).split())


@pytest.mark.parametrize(
    "text, cut",
    [
        ("short words stay", "short words stay"),
        ("a" * 25, "\u200b".join("a" * 25)),
        ("e\u0301" * 13, "\u200b".join(["e\u0301"] * 13)),
        ("👩‍👧" * 9, "\u200b".join(["👩‍👧"] * 9)),
    ],
)
def test_a_long_word_is_cut_between_its_letters(text, cut):
    assert pdf.breakable(text) == cut


def test_an_address_is_cut_between_its_parts():
    assert pdf.breakable_address("rivertown.example/s/k7").split("\u200b") == ["rivertown.", "example/", "s/", "k7"]


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    def write_half() -> None:
        with whole_file(tmp_path / "a.txt") as file:
            file.write(b"half")
            raise InterruptedError

    with pytest.raises(InterruptedError):
        write_half()

    assert list(tmp_path.iterdir()) == []
