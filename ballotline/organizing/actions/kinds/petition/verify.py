"""Is this delivered list the one that was made? Says true, or which row is wrong, without a database or settings.

`check` reads the lines of a list once, in constant memory (one bit a row), and is what the command and the web page
ask. It judges values, not bytes: a byte order mark, other line ends, another separator or other quotes change nothing.
That a list is true to itself proves little, since anybody can chain a list of their own; it is the one that was
delivered if its head hash is the public one.
"""

import contextlib
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO

import click

from ballotline.foundation.ui.numbers import whole_number
from ballotline.organizing.actions.kinds.petition import chain

FINDINGS_SHOWN = 20  # a list that was changed in one way has one kind of finding; all of them are counted
BREAKS_KEPT = 1_000  # they are held in memory, of a list of any length
LONGEST_LINE = 200_000  # a file without line ends would be read whole; a row of ours has under 2,000 signs
NOT_UTF8 = re.compile("[\udc80-\udcff]")
NOT_TRUE = 4  # apart from 1 and 2, with which a command ends that could not look


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `kind` is header, changed, missing, moved, added or head; `line` is of the text, from 1.

    `until` is the last number of a run of missing rows, `after` the number of the row that a moved one stands after.
    """

    kind: str
    line: int
    number: str = ""
    until: str = ""
    after: str = ""

    @property
    def says(self) -> str:
        rows = f"Rows {self.number} to {self.until} are" if self.until != self.number else f"Row {self.number} is"
        return {
            "header": "The header was changed: what stands above the list is not what was delivered.",
            "changed": f"Row {self.number} (line {self.line}) was changed.",
            "missing": f"{rows} missing (line {self.line}).",
            "moved": f"Row {self.number} (line {self.line}) was moved: it stands after row {self.after}.",
            "added": f"Row {self.number} (line {self.line}) was added: it is not in the list, or in it twice.",
            "head": "This is another list: it is whole, but its head hash is not the one you gave.",
        }[self.kind]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `check` found. `head` is the hash that the list ends with;
    `wrong` counts all findings, also those not shown."""

    facts: dict[str, str]
    rows: int
    head: str
    findings: tuple[Finding, ...]
    wrong: int
    is_only_out_of_order: bool = False

    @property
    def is_true(self) -> bool:
        return not self.wrong


def check(lines: Iterable[str], *, head: str = "") -> Verdict:
    """Reads a delivered list and compares every row with its hash, and the last with `head` if it is given.

    Raises chain.NotADelivery, with a sentence, for what can't be read as a list at all.
    """
    table = chain.records(lines)
    facts, stored = chain.read_facts(table)
    walk = _Walk(facts, stored, chain.row_count(facts))
    for line, cells in table:
        walk.take(line, cells)
    walk.finish(head)
    shown = sorted(walk.findings, key=lambda finding: finding.line)
    return Verdict(facts, walk.rows, walk.chained_to[0], tuple(shown), walk.wrong, walk.kinds == {"moved"})


def lines_of(file: BinaryIO) -> Iterator[str]:
    """The lines of a delivered file, whatever it is: raises chain.NotADelivery where it isn't text of ours."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
    try:
        for number, line in enumerate(iter(lambda: text.readline(LONGEST_LINE), ""), 1):
            if len(line) == LONGEST_LINE:
                raise chain.NotADelivery(f"Line {number} is longer than any line of a delivered list.")
            if not line.isascii() and NOT_UTF8.search(line):
                raise chain.NotADelivery(_not_text(number))
            yield line
    finally:
        with contextlib.suppress(ValueError):  # the caller has closed the file before us
            text.detach()


class _Walk:
    """One pass over the rows. A row is right if its hash follows from a hash that it may be chained to:
    that of the row before, as it stands there and, where that one was changed, as it should stand there."""

    def __init__(self, facts: dict[str, str], stored: str, promised: int) -> None:
        self.promised = promised
        self.rows = 0
        self.number = 0
        self.line = 0
        self.seen = bytearray(promised // 8 + 1)
        self.seen_count = 0
        self.breaks: dict[int, tuple[int, int]] = {}
        self.findings: list[Finding] = []
        self.wrong = 0
        self.kinds: set[str] = set()
        self.chained_to: tuple[str, ...] = (stored,)
        self.chained_before: tuple[str, ...] = ()
        self.is_suspect = False
        if chain.first_link(facts) != stored:
            self.chained_to = (stored, chain.first_link(facts))
            self._found(Finding("header", 1))

    def take(self, line: int, cells: list[str]) -> None:
        """The next row of the table, as it stands there."""
        self.rows, self.line = self.rows + 1, line
        number, *values, row_hash = chain.read_values(cells)
        expected = self.number + 1
        if number != str(expected) and self._follows(str(expected), values, row_hash):
            self._found(Finding("changed", line, str(expected)))
            self._accept(expected, (row_hash,))
        elif not self._is_promised(number):
            self._found(Finding("added", line, number or "without a number"))
        elif self._is_seen(int(number)):
            self._take_twin(line, number, values, row_hash)
        else:
            self._take_new(line, int(number), values, row_hash, has_more=any(cells[len(chain.COLUMNS) :]))

    def finish(self, head: str) -> None:
        for first, last in self._gaps():
            line = self.breaks.get(first - 1, (0, self.line))[1]
            self._found(Finding("missing", line, str(first), until=str(last)))
        for before, (number, line) in self.breaks.items():
            if number < before:
                self._found(self._moved(before, number, line))
        if head and not self.wrong and head != self.chained_to[0]:
            self._found(Finding("head", self.line))

    def _take_new(self, line: int, number: int, values: list[str], row_hash: str, *, has_more: bool) -> None:
        if number != self.number + 1:
            self._break(number, line)
            self._accept(number, (row_hash,))
        elif not has_more and self._follows(str(number), values, row_hash):
            self._accept(number, (row_hash,))
        else:
            self._found(Finding("changed", line, str(number)))
            as_it_should = [chain.link(before, str(number), *values) for before in self.chained_to[:2]]
            self._accept(number, (row_hash, *as_it_should))
            self.is_suspect = self.findings[-1].line == line

    def _take_twin(self, line: int, number: str, values: list[str], row_hash: str) -> None:
        """A number a second time. If this one follows from the row before the two, the first of them was put in."""
        if int(number) != self.number:
            self._found(Finding("added", line, number))
        elif self.is_suspect and self._follows(number, values, row_hash, after=self.chained_before):
            self.findings[-1] = replace(self.findings[-1], kind="added")
            self.chained_to, self.is_suspect = (row_hash,), False
        else:
            self.chained_to = (*self.chained_to[:3], row_hash)
            self._found(Finding("added", line, number))

    def _follows(self, number: str, values: list[str], row_hash: str, *, after: tuple[str, ...] = ()) -> bool:
        return any(chain.link(before, number, *values) == row_hash for before in after or self.chained_to)

    def _accept(self, number: int, hashes: tuple[str, ...]) -> None:
        self.number, self.chained_before, self.chained_to = number, self.chained_to, hashes
        self.is_suspect = False
        if not self._is_seen(number):
            self.seen_count += 1
            self.seen[number // 8] |= 1 << number % 8

    def _break(self, number: int, line: int) -> None:
        """A row that doesn't stand after the one before it: only the end shows whether rows are missing or moved."""
        if len(self.breaks) < BREAKS_KEPT:
            self.breaks[self.number] = (number, line)
        elif number < self.number:
            self.wrong += 1

    def _moved(self, before: int, number: int, line: int) -> Finding:
        """Where the numbers step back. In 4, 9, 5 it is the 9 that was moved; in 5, 6, 3, 7 it is the 3."""
        stands_after = number - 1
        jumped_to, jumped_at = self.breaks.get(stands_after, (0, 0))
        if jumped_to == before:
            return Finding("moved", jumped_at, str(before), after=str(stands_after))
        return Finding("moved", line, str(number), after=str(before))

    def _gaps(self) -> Iterator[tuple[int, int]]:
        """The runs of promised numbers that never came."""
        first = 0
        if self.seen_count == self.promised:
            return
        for number in range(1, self.promised + 2):
            is_missing = number <= self.promised and not self._is_seen(number)
            if is_missing and not first:
                first = number
            elif first and not is_missing:
                yield first, number - 1
                first = 0

    def _is_promised(self, number: str) -> bool:
        return whole_number(number, least=1, most=self.promised) is not None

    def _is_seen(self, number: int) -> bool:
        return bool(self.seen[number // 8] >> number % 8 & 1)

    def _found(self, finding: Finding) -> None:
        self.wrong += 1
        self.kinds.add(finding.kind)
        if len(self.findings) < FINDINGS_SHOWN:
            self.findings.append(finding)


@click.command("verify")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--head", default="", metavar="HASH", help="The public head hash that the list should end with.")
@click.option("--json", "as_json", is_flag=True, help="The verdict as JSON.")
def verify(file: Path, head: str, as_json: bool) -> None:
    """Says whether a delivered list (CSV) is true, or which row is wrong.

    Needs no database and no settings. Ends with 0 if it is true, 4 if it is not, 1 if it can't be read.
    """
    try:
        with file.open("rb") as opened:
            verdict = check(lines_of(opened), head=_head(head))
    except OSError as problem:
        raise click.ClickException(f"{file} can't be opened: {problem.strerror}.")
    except chain.NotADelivery as problem:
        raise click.ClickException(f"{file}: {problem}")
    click.echo(_as_json(verdict) if as_json else "\n".join(_sentences(verdict, head)))
    raise SystemExit(0 if verdict.is_true else NOT_TRUE)


def _head(text: str) -> str:
    head = "".join(text.split()).lower()
    if head and (len(head) != 64 or head.strip("0123456789abcdef")):
        raise click.BadParameter("A head hash has 64 digits, 0 to 9 and a to f.", param_hint="--head")
    return head


def _sentences(verdict: Verdict, head: str) -> Iterator[str]:
    facts = verdict.facts
    yield f"True: {verdict.rows:,} rows, each chained to the one before." if verdict.is_true else "Not true."
    yield from (finding.says for finding in verdict.findings)
    if verdict.wrong > len(verdict.findings):
        yield f"And {verdict.wrong - len(verdict.findings):,} more."
    if verdict.is_only_out_of_order:
        yield "No row is missing or added. Sort the list by its numbers and check it again."
    if verdict.is_true:
        yield f"{facts['title']}, to {facts['to']}, from {facts['from']}, made {facts['made']}"
        on_word = f" ({facts[chain.ON_WORD]} of them on their word)" if chain.ON_WORD in facts else ""
        yield f"{facts['online']} online{on_word}, {facts['on paper']} on paper"
        yield f"Head hash {verdict.head}"
        yield "It is the one you gave." if head else f"Compare it with the public one: {facts['check']}"


def _as_json(verdict: Verdict) -> str:
    findings = [{**asdict(finding), "says": finding.says} for finding in verdict.findings]
    shown = {"true": verdict.is_true, "rows": verdict.rows, "head": verdict.head, "wrong": verdict.wrong}
    return json.dumps({**shown, "findings": findings, "facts": verdict.facts}, ensure_ascii=False, indent=2)


def _not_text(line: int) -> str:
    if line == 1:
        return "This is not a delivered list. Check the CSV file, not the PDF and not a spreadsheet's own format."
    hint = "A spreadsheet may have saved it: choose “CSV UTF-8”, or ask for the file again."
    return f"Line {line} is not UTF-8 text. {hint}"


if __name__ == "__main__":
    verify()
