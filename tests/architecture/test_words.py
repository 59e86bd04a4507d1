"""The words on our screens: one spelling (US), an organizer's words and none of a machine's.

Read are the texts themselves: of templates what stands between the tags and what is translated, of the code what is
translated and every other sentence in quotes (the demo's, the mails'), and the pages in docs/.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.architecture.house import CHECKOUT, PACKAGE, is_test, name_of, sources

TRANSLATED_BY = {"_", "gettext", "gettext_lazy", "pgettext", "pgettext_lazy", "ngettext", "ngettext_lazy", "npgettext"}
UK = re.compile(
    r"""\b(
        \w*(colour|neighbour|favour|behaviour|labour|honour|flavour|harbour|humour|rumour|endeavour)\w*
        | \w*(programme|licence|offence|defence|catalogue|cheque|judgement|acknowledgement|fortnight|kerb|tyre)s?
        | (centre|theatre|metre|kilometre|litre|fibre)[sd]?
        | (organi|recogni|reali|apologi|authori|minimi|maximi|summari|finali|customi|prioriti|initiali|normali|
           synchroni|utili|capitali|categori|critici|emphasi|standardi|generali|speciali|locali|anonymi|mobili)
          s(e|ed|er|ers|es|ing|ation|ations|ational)
        | analys(e|ed|ing) | paralys(e|ed|ing) | practis(e|ed|ing)
        | (cancel|label|unlabel|travel|model|total|dial|signal|level|counsel|channel|unravel|fuel)l(ed|ing|er|or)s?
        | grey(er|s)? | learnt | spelt | burnt | dreamt | whilst | amongst | fulfil | fulfils | enrol | enrols
        | enrolment | instalments? | skilful | wilful | storeys? | ageing | sceptic\w* | autumn | postcodes?
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
# What a machine calls things. The word for each stands in an organizer's mouth: person, list, write, work, place
MACHINE = re.compile(
    r"""\b(
        users? | entit(y|ies) | submit\w* | invalid | null | n/a | leverage | engagement | please | sorry | oops
        | jobs? | divisions? | ocd | database | cache | tokens? | quer(y|ies) | queues? | workers? | cron | boolean
        | timestamp | utc | payload | webhook | backend | slugs? | quarantin\w+ | execut\w+ | abort\w* | timeout
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
# Written for whoever hosts this, about its commands and what a provider gave them
FOR_THE_HOST = (
    "ballotline/record/places/importer/",
    "ballotline/interfaces/desk/pages/house.py: smtp://",
    "ballotline/interfaces/desk/pages/house.py: Write it like smtp://",
    "ballotline/movement/mail/wire.py: Write the mail address like smtp://",
    "ballotline/record/offices/templates/offices/desk/imports.html: Lists and maps",
    "ballotline/record/offices/templates/offices/desk/index.html: Offices and who holds them",
)
# Other people's words: the endings of streets as the post office has them, and the columns of address files
NOT_OURS = (
    "ballotline/record/places/streets.py",
    "ballotline/record/places/importer/addresses.py",
    "ballotline/interfaces/cli/addresses.py",
    "ballotline/interfaces/cli/known_files.py",
    "docs/howto/addresses.md",
    "docs/reference/commands.md",
    "docs/decisions/0011-how-an-address-is-read.md",
)
CODE = [path for path in sources() if not is_test(path) and "migrations" not in path.parts]
TEMPLATES = sorted(path for ending in ("html", "txt") for path in PACKAGE.rglob(f"templates/**/*.{ending}"))
DOCS = [*sorted((CHECKOUT / "docs").rglob("*.md")), *(CHECKOUT / f"{name}.md" for name in ("README", "CONTRIBUTING"))]


class Said(NamedTuple):
    where: str
    words: str


def of_code(path: Path, text: str) -> Iterator[tuple[bool, str]]:
    """Each text in quotes, and whether it is translated. Docstrings are read with the comments, by people."""
    tree = ast.parse(text)
    told = {id(words) for node in ast.walk(tree) if _translates(node) for words in node.args}  # type: ignore[attr-defined]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield id(node) in told, node.value


def _translates(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in TRANSLATED_BY


COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->|<(style|script)\b.*?</\1>", re.S)
QUOTED = re.compile(r"""\{%\s*(?:translate|press\s+_\()\s*["'](.*?)["']|\{\{\s*_\(["'](.*?)["']""")
SHOWN = re.compile(r"""\b(?:aria-label|title|placeholder|alt|label)=["']([^"'{]+)["']""")
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", re.S)


def of_template(text: str) -> Iterator[str]:
    """What is translated, what attributes show, and what stands between the tags."""
    text = COMMENT.sub("", text)
    yield from (first or second for first, second in QUOTED.findall(text))
    yield from SHOWN.findall(text)
    yield from (" ".join(piece.split()) for piece in TAG.split(text) if piece.strip())


def on_screen() -> list[Said]:
    code = [
        Said(name_of(path), words) for path in CODE for is_told, words in of_code(path, path.read_text()) if is_told
    ]
    return code + [Said(name_of(path), words) for path in TEMPLATES for words in of_template(path.read_text())]


def sentences() -> list[Said]:
    """Everything with a space in it that the code holds in quotes: docstrings, too, which `--help` shows."""
    found = (Said(name_of(path), words) for path in CODE for _told, words in of_code(path, path.read_text()))
    docs = [Said(name_of(path), line) for path in DOCS for line in path.read_text().splitlines()]
    return [said for said in found if " " in said.words.strip()] + docs


def found_in(texts: list[Said], words: re.Pattern[str], but: tuple[str, ...] = ()) -> list[str]:
    hits = [(f"{said.where}: {said.words}", words.search(said.words)) for said in texts]
    return [f"{line[:160]} [{hit[0]}]" for line, hit in hits if hit and not line.startswith(but)]


def test_one_spelling_stands_on_every_screen_in_every_mail_and_in_the_docs():
    screens, other = on_screen(), sentences()

    assert len(screens) > 2_000 and len(other) > 4_000
    assert found_in(screens + other, UK, NOT_OURS) == []


def test_no_screen_speaks_as_a_machine():
    assert found_in(on_screen(), MACHINE, FOR_THE_HOST) == []


@pytest.mark.parametrize(
    "text, uk, machine",
    [
        ("Our organization's program: the library's color", [], []),
        ("Your Neighbours", ["Neighbours"], []),
        ("It was cancelled, and an organiser analysed it", ["cancelled"], []),
        ("A license, canceled in the center; labels and dials", [], []),
        ("Invalid input, please submit again", [], ["Invalid"]),
        ("Failed jobs", [], ["jobs"]),
        ("Only users may", [], ["users"]),
        ("An object that people usually record; three analyses", [], []),
    ],
)
def test_a_planted_word_is_seen(text, uk, machine):
    said = [Said("x", text)]

    assert [line.rpartition("[")[2][:-1] for line in found_in(said, UK)] == uk
    assert [line.rpartition("[")[2][:-1] for line in found_in(said, MACHINE)] == machine


def test_what_a_template_says_is_read_and_what_it_does_is_not():
    page = """{# a job's colour #}<p class="user" title="Your colour">{% translate "Neighbours" %} {{ user.name }} and
    {% blocktranslate %}all {{ jobs }} of them{% endblocktranslate %}</p>{% press _("Start") "desk:job" job.id %}"""

    assert list(of_template(page)) == ["Neighbours", "Start", "Your colour", "and", "all", "of them"]
