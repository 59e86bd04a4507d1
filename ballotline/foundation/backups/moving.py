"""The verbs of a move: everything in one database goes into an empty one of another kind, table by table.

Rows go over in the order of their keys, some thousand a commit, and each table's sum is compared afterwards. So a move
that was killed goes on where it stopped: what is there and equal is not written again. Until the end the target has no
list of applied migrations, and `ballotline serve` refuses it.

Not here: making the target's tables (`ballotline migrate` does, the command calls it), and what people read about it.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice

import click
from django.db import DataError, IntegrityError
from django.db.utils import DatabaseError

from ballotline.foundation.backups.plain import Row, Sum, text_of
from ballotline.foundation.backups.sides import MARKER, Side
from ballotline.foundation.backups.tables import MADE_BY_MIGRATE, Table, tables

# Parts of the largest table that are read to say how long a move takes: 20,000 rows
PARTS_READ = 4
# Reading a row, writing it, and reading it again on the other side,
# against reading it once (measured at 250,000 signatures)
TIMES_READING = 4


class State(StrEnum):
    """What stands in the target."""

    EMPTY = "empty"
    BEGUN = "begun"
    FULL = "full"


class NotMoved(click.ClickException):
    """It can't go on like this; the sentence says what to do. The source is as it was."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a move would do. `seconds` is measured on this machine, and only about right."""

    rows: dict[str, int]
    left: tuple[str, ...]
    seconds: float
    state: State

    @property
    def total(self) -> int:
        return sum(self.rows.values())


@dataclass(frozen=True, slots=True)
class Moved:
    """A table that is equal on both sides, and how many of its rows this run wrote."""

    name: str
    rows: int
    written: int
    sha256: str


Tell = Callable[[Moved], None]


def look(*, source: Side, target: Side | None) -> Plan:
    """Counts what is there. `target` None: nothing is there yet. Raises NotMoved if it holds something else."""
    found = tables()
    rows = {table.name: source.count(table) for table in found}
    left = source.names() - rows.keys() - {MARKER}
    state = state_of(source=source, target=target) if target else State.EMPTY
    return Plan(rows, tuple(sorted(left)), _seconds(source, found, rows), state)


def state_of(*, source: Side, target: Side) -> State:
    """Raises NotMoved if the target holds what a move must not touch."""
    if begun := target.noted("source"):
        if begun[0] == source.steps():
            return State.BEGUN
        raise NotMoved("The target holds half of another move, or of one by another version: make it empty first.")
    strange = target.names() - {table.name for table in tables()}
    if strange:
        raise NotMoved(
            f"The target holds tables that are not ours: {', '.join(sorted(strange)[:3])}. Name an empty one."
        )
    return State.FULL if list(_with_rows(target)) else State.EMPTY


def _with_rows(side: Side) -> Iterator[str]:
    """Tables in which more stands than `migrate` writes."""
    there = side.names()
    ours = (table for table in tables() if table.name in there and table.name not in MADE_BY_MIGRATE)
    return (table.name for table in ours if side.count(table))


def _seconds(source: Side, found: Sequence[Table], rows: dict[str, int]) -> float:
    """By reading the beginning of the largest table."""
    largest = max(found, key=lambda table: rows[table.name])
    began, read = time.monotonic(), Sum()
    with source.reading():
        for part in islice(source.parts(largest), PARTS_READ):
            read.add(part)
    each = (time.monotonic() - began) / max(read.rows, 1)
    return sum(rows.values()) * each * TIMES_READING


def begin(*, source: Side, target: Side) -> bool:
    """Notes whose move this is, before the first table is made. True if an earlier run has made them all."""
    if not target.noted("source"):
        with target.one_commit():
            target.note("source", source.steps())
    return bool(target.noted("emptied"))


def move(*, source: Side, target: Side, tell: Tell) -> list[Moved]:
    """Everything, into a target that `begin` has marked and `migrate` has given its tables. Raises NotMoved."""
    *found, steps = tables()
    if not target.noted("emptied"):
        _empty(target)
    done = [_bring(table, source, target, tell) for table in found]
    with target.one_commit():
        done.append(_bring(steps, source, target, tell))
        _finish([*found, steps], source, target)
    target.refresh_statistics()
    return done


def _empty(target: Side) -> None:
    """Takes out what `migrate` has written by itself, and the keys that would ask for an order of the tables."""
    with target.one_commit():
        target.take_keys_off()
        target.clear(tables())
        target.note("emptied", "yes")


def _finish(found: Sequence[Table], source: Side, target: Side) -> None:
    try:
        target.put_keys_on()
    except IntegrityError as problem:
        raise NotMoved(f"A row points to another that is not there: {_one_line(problem)}")
    for table in found:
        if table.counter:
            target.count_on_from(table, max(source.last_number(table), source.highest_number(table)))
    target.ask(f"DROP TABLE {MARKER}")


def _bring(table: Table, source: Side, target: Side, tell: Tell) -> Moved:
    """One table, from where an earlier run stopped; anew if what is there is not its beginning."""
    total, written = Sum(), 0
    missing = _after_what_is_there(table, source, target, total)
    if missing is None:
        target.clear([table])
        total, missing = Sum(), source.parts(table)
    for part in missing:
        _write(table, part, target)
        total.add(part)
        written += len(part)
    if written and sum_of(target, table).sha256 != total.sha256:
        raise NotMoved(f"{table.name} is not the same on both sides after it was written. Try again, and tell us.")
    done = Moved(table.name, total.rows, written, total.sha256)
    tell(done)
    return done


def _after_what_is_there(table: Table, source: Side, target: Side, total: Sum) -> Iterator[list[Row]] | None:
    """The parts that the target lacks, with `total` over those it has. None if it has other rows."""
    ours = source.parts(table)
    with target.reading():
        parts = target.parts(table)
        for theirs in parts:
            part = next(ours, [])
            if text_of(part[: len(theirs)]) != text_of(theirs):
                return None
            total.add(theirs)
            if len(theirs) < len(part):
                return None if next(parts, []) else chain([part[len(theirs) :]], ours)
    return ours


def _write(table: Table, part: list[Row], target: Side) -> None:
    """All at once. If the database refuses, one by one, to say which row it was."""
    try:
        target.add(table, part)
    except (DataError, IntegrityError):
        for row in part:
            _write_one(table, row, target)


def _write_one(table: Table, row: Row, target: Side) -> None:
    try:
        target.add(table, [row])
    except DatabaseError as problem:
        names = [column.name for column in table.columns]
        key = ", ".join(f"{column.name} {row[names.index(column.name)]}" for column in table.key)
        raise NotMoved(
            f"{table.name}, {key}: the target does not take this row ({_one_line(problem)}). Change it first."
        )


def sum_of(side: Side, table: Table) -> Sum:
    total = Sum()
    with side.reading():
        for part in side.parts(table):
            total.add(part)
    return total


def compare(*, source: Side, target: Side) -> list[Moved]:
    """Is everything of the source in a target that holds something already? Raises NotMoved at the first difference."""
    found = tables()
    there = target.names()
    for table in found:
        if table.name not in there or source.count(table) != target.count(table):
            raise _something_else(table)
    return [_same(table, source, target) for table in found]


def _same(table: Table, source: Side, target: Side) -> Moved:
    ours = sum_of(source, table)
    if ours.sha256 != sum_of(target, table).sha256:
        raise _something_else(table)
    return Moved(table.name, ours.rows, 0, ours.sha256)


def _something_else(table: Table) -> NotMoved:
    return NotMoved(f"The target holds something else already ({table.name} differs): name an empty database.")


def _one_line(problem: BaseException) -> str:
    return " ".join(str(problem).split())[:200]
