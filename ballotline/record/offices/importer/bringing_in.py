"""Brings what a list says in as a whole, or says what would happen: the same work in a transaction that is taken back.

What a list has no more goes only if the list is one of everybody and all of it could be read; and where that is much,
only if somebody confirms the number. A list that is older than what it said itself is refused.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q

from ballotline.foundation.ingest.limits import Refused
from ballotline.foundation.ingest.tables import RowProblem
from ballotline.foundation.ingest.traces import NO_TRACE, Trace
from ballotline.record.offices import keeping
from ballotline.record.offices.chambers import has_one_holder
from ballotline.record.offices.committees import keep_committee
from ballotline.record.offices.keeping import Kept
from ballotline.record.offices.models import Committee, Term
from ballotline.record.offices.rules import Listed, Role
from ballotline.record.offices.vacancies import open_vacant_offices
from ballotline.record.places.importer.reports import Report
from ballotline.record.places.rules import whole_state

CommitteeRead = dict[str, Any]
CHANGE_ANYWAY = 10  # so many phones or members go from a short list on any day, though they are more than a tenth


@dataclass(slots=True)
class Read:
    """What the files say, of which `path` is the first. `is_whole`: it is a list of everybody, so who is missing in it
    has left; with `of_states` of everybody in its states, down to the mayors."""

    path: Path
    people: list[Listed] = field(default_factory=list)
    committees: list[CommitteeRead] = field(default_factory=list)
    vacant: list[Role] = field(default_factory=list)
    unknown: list[Role] = field(default_factory=list)
    is_whole: bool = False
    of_states: bool = False
    left_out: set[str] = field(default_factory=set)

    def roles(self, on: date) -> Iterator[Role]:
        """All that it says of today: who holds what, which seats are empty, and of which offices nothing is known."""
        yield from (role for person in self.people for role in person.roles if role.holds(on))
        yield from (*self.vacant, *self.unknown)


def bring_in(
    read: Read,
    source: str,
    report: Report,
    *,
    as_of: date,
    apply: bool,
    retire: int | None = None,
    trace: Trace = NO_TRACE,
) -> Report:
    """Writes what was read, or does the same and takes it back: without `apply`, and where so many would leave that
    somebody must confirm it by `retire`. The report says what changed. Raises Refused for an older list than the one on
    file."""
    kept = Kept(source=source, as_of=as_of, trace=trace)
    _refuse_an_older_one(read, kept)
    _leave_out_whom_it_seats_twice(read, report, as_of)
    with transaction.atomic():
        _keep_all(read, kept, report, retire)
        report.new, report.changed, report.same = kept.new, kept.changed, kept.same
        report.unlisted, report.otherwise = sorted(kept.unlisted), sorted(kept.otherwise.values())
        if not apply or report.is_held:
            transaction.set_rollback(True)
        else:
            trace.end(report.as_dict())
    return report


def _refuse_an_older_one(read: Read, kept: Kept) -> None:
    theirs = Term.objects.filter(source=kept.source, by_hand=False)
    newest = theirs.filter(_governed_by(read)).aggregate(day=Max("as_of"))["day"]
    if newest and newest > kept.as_of:
        words = (
            f"is of {kept.as_of}, and that list is on file as of {newest}. "
            "If the newer one was wrong, take it back first"
        )
        raise Refused(read.path, f"{words}: ballotline data imports.")


def _governed_by(read: Read) -> Q:
    """The seats of the governments that the list is about."""
    governments = {role.jurisdiction for person in read.people for role in person.roles}
    governments |= {role.jurisdiction for role in (*read.vacant, *read.unknown)}
    found = Q(seat__office__jurisdiction__ocd_id__in=governments)
    if read.of_states:
        for state in {whole_state(role.divisions[0]) for person in read.people for role in person.roles}:
            found |= Q(seat__office__jurisdiction__division__startswith=f"{state}/")
    return found


def _leave_out_whom_it_seats_twice(read: Read, report: Report, on: date) -> None:
    """Two people in one seat: one of them is wrong, and nobody knows who.

    Neither is written, and nobody is taken for gone.
    """
    claims: dict[tuple[str, str, str, str], dict[str, str]] = {}
    for person in read.people:
        for role in person.roles:
            if role.holds(on) and (role.label or has_one_holder(role)):
                seat = (role.jurisdiction, role.role, role.divisions[0], role.label)
                claims.setdefault(seat, {})[person.key] = person.name
    doubled = {seat: people for seat, people in claims.items() if len(people) > 1}
    for (_jurisdiction, role_, division, label), people in doubled.items():
        hint = (
            f"One seat ({role_} {label}".strip() + f" of {division}) has {len(people)} holders. None of them was taken."
        )
        report.note(RowProblem(0, "seat", ", ".join(people.values())[:80], hint))
    read.left_out = {key for people in doubled.values() for key in people}
    read.people = [person for person in read.people if person.key not in read.left_out]


def _keep_all(read: Read, kept: Kept, report: Report, retire: int | None) -> None:
    """Who has left goes first, so that a successor gets the seat.

    Where an item was broken, nobody is taken for gone.
    """
    is_whole = read.is_whole and not report.wrong
    kept.keys = {person.key for person in read.people if any(role.holds(kept.as_of) for role in person.roles)}
    kept.lines.update(keeping.office_of(role, kept).pk for role in read.roles(kept.as_of))
    for person in read.people:
        without_seat = (role for role in person.roles if role.holds(kept.as_of) and not role.label)
        kept.staying |= {(person.key, keeping.office_of(role, kept).pk) for role in without_seat}
    before = _on_file(read, kept)
    missing = [term for term in before if term.official.key not in kept.keys]
    leaving = keeping.retire(missing, kept) if is_whole else []
    much = _write(read, kept, report)
    if is_whole:
        leaving += keeping.retire([term for term in _on_file(read, kept) if term.pk not in kept.terms], kept)
        report.vacant = open_vacant_offices(kept)
    elif read.is_whole:
        report.stayed = sum(term.official.key not in read.left_out for term in missing)
    at_once = bool(much) or (is_whole and _ends_a_kind(missing, read, kept))
    report.leave([*leaving, *much], of=len(before), confirmed=retire, at_once=at_once)


def _on_file(read: Read, kept: Kept) -> list[Term]:
    """The terms of which the list should know: by its own earlier word, and,
    in the offices that it has, by older words of others."""
    by_the_list = Q(source=kept.source, by_hand=False)
    own, others = by_the_list & _governed_by(read), ~by_the_list & Q(as_of__lt=kept.as_of)
    current = Term.objects.filter(Term.current(kept.as_of)).select_related("official", "seat__office__jurisdiction")
    rows = [*current.filter(own), *(term for term in current.filter(others) if term.seat.office_id in kept.lines)]
    return sorted(rows, key=lambda term: (term.official.name, term.pk))


def _ends_a_kind(missing: Iterable[Term], read: Read, kept: Kept) -> bool:
    """Has the list nobody any more for a kind of office that it had?

    Then it may be a part of it: few as governors are.
    """
    kinds = {(role.jurisdiction, role.role) for role in read.roles(kept.as_of)}
    return any((term.seat.office.jurisdiction.ocd_id, term.seat.office.role) not in kinds for term in missing)


def _write(read: Read, kept: Kept, report: Report) -> list[str]:
    """The phones and the members of committees that go by it, if they are many."""
    numbers, members = keeping.expect(read.people, kept), _members(read)
    for person in sorted(read.people, key=lambda person: (person.key in kept.keys, person.key)):
        keeping.keep(person, kept)
    for role in read.vacant:
        keeping.keep_vacant(role, kept)
    for role in read.unknown:
        keeping.keep_unknown(role, kept)
    for committee in sorted(read.committees, key=lambda committee: bool(committee["parent"])):
        keep_committee(**committee, kept=kept)
    for name, hint in kept.doubled:
        report.note(RowProblem(0, "seat", name, hint))
    return [*_if_many(kept.gone_numbers, of=numbers), *_if_many(kept.gone_members, of=members)]


def _members(read: Read) -> int:
    keys = {one["key"] for one in read.committees}
    rows = Committee.objects.values_list("key").annotate(n=Count("members"))
    return sum(n for key, n in rows if key in keys)


def _if_many(gone: list[str], *, of: int) -> list[str]:
    """More than a tenth, and more than a few: some phones and members change with each list."""
    return gone if len(gone) > max(CHANGE_ANYWAY, of // 10) else []
