"""Offices from a simple table, for councils and boards that no open list has:
one line a seat, with or without a holder.

Columns: office, division and name are needed; seat, party, phone, address, email, url, starts and ends are taken if
they are there. Parties are separated by "/". An empty name is a vacant seat; "?" is an office that exists, and nobody
knows who is in it. The same table again changes nothing; who is not in it any more leaves the seat, in the governments
that it is about.
"""

import hashlib
from collections.abc import Hashable
from datetime import date
from pathlib import Path

from ballotline.foundation.ingest.cells import BadRow, bad, needed, text_of
from ballotline.foundation.ingest.limits import Refused
from ballotline.foundation.ingest.tables import table_at
from ballotline.foundation.ingest.traces import NO_TRACE, Trace
from ballotline.record.offices.importer.bringing_in import Read, bring_in
from ballotline.record.offices.rules import Listed, NotReadable, Number, Role, day_of, folded, governing
from ballotline.record.places import rules as places
from ballotline.record.places.importer.reports import Report

COLUMNS = ("office", "division", "name")
NOBODY_KNOWS = "?"
ROWS_AT_MOST = 50_000  # held whole, since seats are numbered by all their holders


def import_offices(
    path: Path, *, source: str, as_of: date, apply: bool, retire: int | None = None, trace: Trace = NO_TRACE
) -> Report:
    """Raises Refused if it is no such table, OSError if it can't be opened.
    `retire` confirms how many leave, where that is many."""
    table = needed(table_at(path, rows_at_most=ROWS_AT_MOST), COLUMNS, what="table of offices")
    report, read = Report(read_as={table.read_as: 1}), Read(path, is_whole=True)
    seen: dict[Hashable, int] = {}
    for line, cells in table.rows(report.note):
        try:
            _read(line, cells, read, seen)
        except BadRow as unread:
            report.note(unread.args[0])
    if not (read.people or read.vacant or read.unknown or report.wrong):
        raise Refused(path, "names columns, and has no office below them.")
    return bring_in(read, source, report, as_of=as_of, apply=apply, retire=retire, trace=trace)


def _read(line: int, cells: dict[str, str], read: Read, seen: dict[Hashable, int]) -> None:
    role = _role(line, cells)
    name = text_of(line, cells, "name", at_most=200)
    _refuse_what_came(line, role, name, seen)
    if not name or name == NOBODY_KNOWS:
        (read.unknown if name else read.vacant).append(role)
        return
    phone, address = text_of(line, cells, "phone", at_most=60), text_of(line, cells, "address", at_most=300)
    read.people.append(
        Listed(
            key=_key(role, name),
            name=name,
            roles=(role,),
            family_name=name.split()[-1],
            numbers=(Number("primary", "primary", phone, "", address),) if phone or address else (),
            email=text_of(line, cells, "email", at_most=254),
            url=text_of(line, cells, "url", at_most=500),
        )
    )


def _refuse_what_came(line: int, role: Role, name: str, seen: dict[Hashable, int]) -> None:
    """A seat with a label has one line, and in one body nobody sits twice."""
    if role.label and (there := seen.setdefault((role.divisions, role.role, role.label), line)) != line:
        raise bad(line, "seat", role.label, f"Line {there} has that seat too. Keep one of the two.")
    if (
        name
        and name != NOBODY_KNOWS
        and (there := seen.setdefault((role.divisions, role.role, folded(name)), line)) != line
    ):
        hint = f"Line {there} has that name too. If they are two people, write their names apart, like Ann B. Alder."
        raise bad(line, "name", name, hint)


def _key(role: Role, name: str) -> str:
    """The same name in the same office is the same human; nothing more is known."""
    whole = "|".join([role.divisions[0], role.role, folded(name)])
    return "ours:" + hashlib.sha256(whole.encode()).hexdigest()[:32]


def _role(line: int, cells: dict[str, str]) -> Role:
    title, division = text_of(line, cells, "office", at_least=1, at_most=40), cells["division"].strip()
    if not places.is_division_id(division):
        hint = "Write a division's id, like ocd-division/country:us/state:mr/place:rivertown/ward:5."
        raise bad(line, "division", division, hint)
    starts, ends = _day(line, cells, "starts"), _day(line, cells, "ends", last=True)
    if starts and ends and ends <= starts:
        raise bad(line, "ends", cells["ends"], "The term ends before it starts.")
    return Role(
        jurisdiction=governing(division),
        role=folded(title),
        title=title,
        divisions=(division,),
        label=text_of(line, cells, "seat", at_most=40),
        starts=starts,
        ends=ends,
        parties=tuple(part.strip() for part in text_of(line, cells, "party", at_most=200).split("/") if part.strip()),
    )


def _day(line: int, cells: dict[str, str], column: str, *, last: bool = False) -> date | None:
    try:
        return day_of(cells.get(column, "").strip(), last=last)
    except NotReadable as problem:
        raise bad(line, column, cells[column], str(problem))
