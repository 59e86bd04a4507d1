"""The files of a delivery, from rows: the CSV of record, and PDFs for people: a cover and volumes of 1,000 rows.
And the blank sheet on which people sign on paper.

Memory stays the same for any number of rows. A file appears whole or not at all. The PDFs are set from the
finished CSV, so they can't say anything else; volumes that are there already are kept, so a stopped job goes on.

Not here: which rows (queries.py), the row that remembers a delivery (services/delivering.py), the bytes of the
format (chain.py), checking (verify.py).
"""

import csv
import io
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ballotline.foundation.ui import dates, pdf
from ballotline.foundation.ui.files import whole_file
from ballotline.organizing.actions.kinds.petition import chain
from ballotline.organizing.actions.kinds.petition.chain import DeliveryHeader, DeliveryRow
from ballotline.organizing.actions.kinds.petition.counted import Counted
from ballotline.organizing.actions.kinds.petition.verify import lines_of

TEMPLATES = Path(__file__).parent / "typst"
# typst lays a document out in memory: a table of 10,000 rows took 987 MB
ROWS_OF_A_VOLUME = 1_000
LINES_OF_A_COMMENT = 8  # one comment can't fill a page; all of it stands in the CSV
LINES_OF_A_SHEET = 12  # as many as can be filled in by hand on one page, under what is asked

Volume = Sequence[tuple[DeliveryRow, str]]
Printed = dict[str, Any]


class RowsDontMatch(Exception):
    """The rows are not as many as the header says, or not numbered 1, 2, 3: somebody signed or left meanwhile.
    Nothing was written; count and begin again."""


@dataclass(frozen=True, slots=True)
class Written:
    head_hash: str
    rows: int


def write_csv(*, header: DeliveryHeader, rows: Iterator[DeliveryRow], to: Path) -> Written:
    """Writes the delivery of record. The byte order mark at its start makes spreadsheets read it as UTF-8.

    Raises RowsDontMatch.
    """
    head, number, on_paper, on_word = chain.first_link(header.facts()), 0, 0, 0
    with whole_file(to) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        table = csv.writer(text)
        table.writerows(chain.header_lines(header.facts()))
        for number, row in enumerate(rows, 1):
            if row.number != number:
                raise RowsDontMatch(f"Row {number} has the number {row.number}.")
            values = row.values()
            head = chain.link(head, *values)
            on_paper, on_word = on_paper + row.on_paper, on_word + row.on_word
            table.writerow(chain.row_cells(values, head))
        text.detach()
        if (number - on_paper, on_paper, on_word) != (header.online, header.paper, header.on_word):
            counted = f"{number} rows, {on_paper} of them on paper, {on_word} on their word"
            raise RowsDontMatch(f"{counted}, but the header says {header}.")
    return Written(head, number)


def write_pdfs(
    *,
    csv_file: Path,
    folder: Path,
    paper: str = "letter",
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Path]:
    """Sets the cover and the volumes of a list that we wrote into `folder`, on `letter` or `a4` paper.

    Files that stand there from an earlier run of the same list are kept. `on_progress` is called after each file with
    the files done and the files in all; what it raises stops the work between two files. Raises pdf.PdfFailed.
    """
    facts, head = _beginning_and_end(csv_file)
    _make_room(folder, f"{head} {paper}\n")
    volumes = -(-chain.row_count(facts) // ROWS_OF_A_VOLUME)
    made = [folder / "cover.pdf"]
    if not made[0].exists():
        pdf.compile(template=TEMPLATES / "cover.typ", data=_cover(facts, head, volumes, paper), to=made[0])
    on_progress(1, volumes + 1)
    for number, volume in enumerate(_volumes(csv_file), 1):
        made.append(folder / f"volume-{number:03}.pdf")
        if not made[-1].exists():
            _set_volume(_volume(facts, volume, (number, volumes), paper), to=made[-1])
        on_progress(number + 1, volumes + 1)
    return made


def sheet_pdf(
    *,
    title: str,
    asks: str,
    target: str,
    organization: str,
    postal_address: str,
    url: str,
    to: Path,
    paper: str = "letter",
) -> None:
    """Sets the blank sheet on one page of `letter` or `a4` paper; `url` is where one signs online. Raises
    pdf.PdfFailed.

    What is signed on it is typed in on the desk and counted apart. It says that it nominates nobody.
    """
    data = {
        **_frame({"title": title, "to": target, "from": organization}, paper),
        "asks": pdf.breakable(asks),
        "address": pdf.breakable(postal_address),
        "url": url,
        "link": pdf.breakable_address(url.removeprefix("https://").rstrip("/")),
        "qr": pdf.qr_picture(url),
        "lines": LINES_OF_A_SHEET,
        "words": _sheet_words(target),
    }
    pdf.compile(template=TEMPLATES / "sheet.typ", data=data, to=to)


def _beginning_and_end(csv_file: Path) -> tuple[dict[str, str], str]:
    """What the header says, and the head hash."""
    with csv_file.open("rb") as file:
        table = chain.records(lines_of(file))
        facts, head = chain.read_facts(table)
        for _line, cells in table:
            head = cells[-1]
    return facts, head


def _make_room(folder: Path, mark: str) -> None:
    """The folder, without PDFs of another list or paper: `mark` in belongs-to.txt says whose those in it are."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    belongs_to = folder / "belongs-to.txt"
    if belongs_to.exists() and belongs_to.read_text() == mark:
        return
    for old in folder.glob("*.pdf"):
        old.unlink()
    with whole_file(belongs_to) as file:
        file.write(mark.encode())


def _volumes(csv_file: Path) -> Iterator[Volume]:
    with csv_file.open("rb") as file:
        table = chain.records(lines_of(file))
        chain.read_facts(table)
        rows = (chain.read_row(cells) for _line, cells in table)
        while volume := list(itertools.islice(rows, ROWS_OF_A_VOLUME)):
            yield volume


def _set_volume(data: Printed, *, to: Path) -> None:
    try:
        pages = pdf.typeset(template=TEMPLATES / "volume.typ", data=data)
    except pdf.TypesetterStopped:
        pdf.compile(template=TEMPLATES / "volume.typ", data=_settable_volume(data), to=to)
        return
    with whole_file(to) as file:
        file.write(pages)


def _settable_volume(data: Printed) -> Printed:
    frame = {**data, "rows": []}
    if not _can_be_set(frame, []):
        frame = pdf.without_accents(frame)
    return {**frame, "rows": _settable(frame, data["rows"])}


def _settable(frame: Printed, rows: list[Printed]) -> list[Printed]:
    """The rows, with those put plainly that the typesetter stumbles over: halved until we have the one.

    It loses its accents, and if that is not enough, its words: a name must never stop a delivery, and the CSV has it.
    """
    if _can_be_set(frame, rows):
        return rows
    if len(rows) > 1:
        half = len(rows) // 2
        return _settable(frame, rows[:half]) + _settable(frame, rows[half:])
    plain = pdf.without_accents(rows)
    return plain if _can_be_set(frame, plain) else [{**rows[0], "name": _("(see the CSV)"), "place": "", "comment": ""}]


def _can_be_set(frame: Printed, rows: list[Printed]) -> bool:
    try:
        pdf.typeset(template=TEMPLATES / "volume.typ", data={**frame, "rows": rows})
    except pdf.TypesetterStopped:
        return False
    return True


def _cover(facts: dict[str, str], head: str, volumes: int, paper: str) -> Printed:
    return {
        **_frame(facts, paper),
        "asks": pdf.breakable(facts["asks"]),
        "made": _in_words(_made(facts)),
        "url": facts["check"],
        "check": pdf.breakable_address(facts["check"]),
        "qr": pdf.qr_picture(facts["check"]),
        "head": head,
        "words": _cover_words(_signed(facts), volumes),
        "on-word": _on_word(facts),
    }


def _made(facts: dict[str, str]) -> datetime:
    return datetime.strptime(facts["made"], chain.MOMENT).replace(tzinfo=UTC)


def _in_words(at: datetime) -> str:
    return f"{dates.day_of_record(at.date())}, {dates.hour(at)} UTC"


def _signed(facts: dict[str, str]) -> Counted:
    return Counted(int(facts["online"]), int(facts["on paper"]), _made(facts))


def _cover_words(signed: Counted, volumes: int) -> Printed:
    bound = ngettext("%(rows)s rows in %(count)s volume", "%(rows)s rows in %(count)s volumes", volumes)
    return {
        "kind": _("Petition"),
        "made": _("List made"),
        "signed": signed.tally.words,
        "paper": signed.tally.part,
        "asks": _("What they signed"),
        "check": _("How to check this list"),
        "steps": [
            _("Take the CSV file that comes with this print. It is the delivery of record."),
            _("Open the page on the right and give it the file. It says whether every row is as we delivered it."),
            _("Compare the head hash there with the one below. If one row were changed, it would be another."),
        ],
        "qr": _("QR code of the page where this list can be checked"),
        "head": _("Head hash"),
        "bound": bound % {"rows": dates.count(signed.all), "count": dates.count(volumes)},
        "contents": _("Name, place and comment; no e-mail, phone or street."),
        "letters": _("An empty box stands for a letter that our printer has no type for. The CSV has it."),
    }


def _on_word(facts: dict[str, str]) -> str:
    """What the cover says below those who signed online; "" where each mailbox answered for itself."""
    n = int(facts[chain.ON_WORD]) if chain.ON_WORD in facts else 0
    words = ngettext(
        "%(count)s of those online counted on their word: their mail never came, and an organizer spoke to them",
        "%(count)s of those online counted on their word: their mail never came, and an organizer spoke to them",
        n,
    )
    return words % {"count": dates.count(n)} if n else ""


def _volume(facts: dict[str, str], volume: Volume, which: tuple[int, int], paper: str) -> Printed:
    (first, first_hash), (last, last_hash) = volume[0], volume[-1]
    numbers = {"first": dates.count(first.number), "last": dates.count(last.number)}
    return {
        **_frame(facts, paper),
        "first": first_hash[:16],
        "last": last_hash[:16],
        "rows": [_printed(row) for row, _hash in volume],
        "words": {
            "volume": _("Volume %(number)s of %(volumes)s") % dict(zip(("number", "volumes"), which, strict=True)),
            "page": _("page"),
            "rows": _("rows %(first)s to %(last)s") % numbers,
            "hashes": _("hashes"),
            "columns": ["", _("Name"), _("Place"), _("Comment")],
            "paper": _("on paper"),
        },
    }


def _printed(row: DeliveryRow) -> Printed:
    lines = [line for line in row.comment.split("\n") if line.strip()]
    comment = ("\n" if len(lines) <= LINES_OF_A_COMMENT else " / ").join(lines)
    return {
        "number": dates.count(row.number),
        "name": pdf.breakable(row.name),
        "place": pdf.breakable(row.place),
        "comment": pdf.breakable(comment),
        "on-paper": row.on_paper,
    }


def _frame(facts: dict[str, str], paper: str) -> Printed:
    return {
        "paper": pdf.PAPERS[paper],
        "lang": (get_language() or "en").split("-")[0],
        "title": pdf.breakable(facts["title"]),
        "to": pdf.breakable(_("To %(target)s") % {"target": facts["to"]}),
        "organization": pdf.breakable(facts["from"]),
    }


def _sheet_words(target: str) -> Printed:
    consent = _(
        "By signing you agree that your name and town are given to %(target)s. Each person signs once, here or online."
    )
    kind = _("This is a petition to %(target)s. It is not a nomination petition: it puts nobody on a ballot.")
    return {
        "kind": _("Petition"),
        "online": _("Or sign online"),
        "qr": _("QR code of the page where this petition can be signed"),
        "asks": _("What you sign"),
        "columns": ["", _("Name, in capital letters"), _("ZIP code"), _("Signature")],
        "consent": consent % {"target": target},
        "not-nomination": kind % {"target": target},
        "collector": _("Collected by"),
        "sheet": _("Sheet no."),
        "back": _("Send it back to"),
    }
