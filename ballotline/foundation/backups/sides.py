"""The two sides of a move: a SQLite file or a PostgreSQL database, read and written in plain rows.

A side that is `alone` has the database for itself. SQLite gives that by its exclusive lock, which even an idle web
process stands against; PostgreSQL counts who else is connected, and locks the tables against writing.
Nothing here knows the models' code: rows go past it, so no default, no signal and no `auto_now` touches them.
"""

import hashlib
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, ClassVar, cast

import click
from django.db import OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend
from psycopg import IsolationLevel

from ballotline.foundation.backups.databases import POSTGRESQL, SQLITE, DatabaseInUse
from ballotline.foundation.backups.plain import Row, changed, text_of
from ballotline.foundation.backups.tables import STEPS, Column, Table

MARKER = "ballotline_move"
# Seconds. Who has gone is on PostgreSQL's list for a moment longer, and its own vacuum lets go of a table once somebody
# has waited for a second (deadlock_timeout). Whoever is there longer is somebody.
PATIENCE = 3

# A part has so many rows, or fewer where texts, pictures or boundaries are long: memory stays the same for any table
ROWS_OF_A_PART = 5_000
LETTERS_OF_A_PART = 4_000_000
# They are fetched before they can be weighed, and a state's line may have a megabyte: 20 MB at most
LONG_ROWS_AT_ONCE = 20

COUNT = "SELECT count(*) FROM {table}"
READ = "SELECT {columns} FROM {table} ORDER BY {order}"
HIGHEST = "SELECT coalesce(max({column}), 0) FROM {table}"
INSERT = "INSERT INTO {table} ({columns}) VALUES ({places})"
COPY = "COPY {table} ({columns}) FROM STDIN"
DELETE = "DELETE FROM {table}"
MAKE_MARKER = "CREATE TABLE IF NOT EXISTS ballotline_move (what varchar(40) NOT NULL, says text NOT NULL)"
NOTE = "INSERT INTO ballotline_move (what, says) VALUES (%s, %s)"
NOTED = "SELECT says FROM ballotline_move WHERE what = %s"
APPLIED = "SELECT app, name, applied FROM django_migrations ORDER BY id"
LAST_NUMBER = "SELECT last_value, is_called FROM {counter}"
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND usesysid IS NOT NULL AND pid <> pg_backend_pid()
"""
FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
"""


class NoAnswer(click.ClickException):
    """The database can't be opened; the sentence says why."""


class Side:
    """What both have in common. `alias` is its name among Django's connections."""

    kind: ClassVar[str]

    def __init__(self, alias: str) -> None:
        self.alias = alias

    @property
    def connection(self) -> BaseDatabaseWrapper:
        return cast(BaseDatabaseWrapper, connections[self.alias])

    def one_commit(self) -> AbstractContextManager[None]:
        return transaction.atomic(using=self.alias)

    def reading(self) -> AbstractContextManager[None]:
        """Rows of one moment; whoever writes is not held up."""
        return nullcontext()

    def names(self) -> set[str]:
        """Every table that is there."""
        return set(self.connection.introspection.table_names())

    def ask(self, statement: str, *values: str | int | bool) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def count(self, table: Table) -> int:
        return int(self.ask(self._said(COUNT, table))[0][0])

    def parts(self, table: Table) -> Iterator[list[Row]]:
        """All rows in the order of their keys, in plain form, in parts.

        Equal rows come in equal parts on both sides.
        """
        part: list[Row] = []
        letters = 0
        for rows in self._few_rows(table):
            part += rows
            letters += sum(len(row[place] or "") for row in rows for place in table.long)
            if len(part) >= ROWS_OF_A_PART or letters >= LETTERS_OF_A_PART:
                yield part
                part, letters = [], 0
        if part:
            yield part

    def _few_rows(self, table: Table) -> Iterator[list[Row]]:
        statement = self._said(READ, table, order=", ".join(map(self._in_order, table.key)))
        plain = [column.kind.plain for column in table.columns]
        with self.connection.chunked_cursor() as cursor:
            cursor.execute(statement)
            while rows := cursor.fetchmany(LONG_ROWS_AT_ONCE if table.long else ROWS_OF_A_PART):
                yield changed(rows, plain)

    def highest_number(self, table: Table) -> int:
        return int(
            self.ask(HIGHEST.format(column=self.quoted(str(table.counter)), table=self.quoted(table.name)))[0][0]
        )

    def add(self, table: Table, rows: Sequence[Row]) -> None:
        raise NotImplementedError

    def clear(self, found: Iterable[Table]) -> None:
        for table in found:
            self.ask(self._said(DELETE, table))

    def _said(self, statement: str, table: Table, **more: str) -> str:
        columns = ", ".join(self.quoted(column.name) for column in table.columns)
        return statement.format(table=self.quoted(table.name), columns=columns, **more)

    def _in_order(self, column: Column) -> str:
        """Text is put in order by its bytes, which is the same everywhere."""
        return self.quoted(column.name) + (self.by_bytes if column.is_text else "")

    by_bytes: ClassVar[str]

    def quoted(self, name: str) -> str:
        return str(self.connection.ops.quote_name(name))

    def to_itself(self, reads: Sequence[Table]) -> AbstractContextManager[None]:
        """Nobody else is there; tables that are only read stay as they are for as long as this lasts."""
        raise NotImplementedError

    # What is under way

    def note(self, what: str, says: str) -> None:
        """Writes down how far this move is, in a table that is there only meanwhile."""
        self.ask(MAKE_MARKER)
        self.ask(NOTE, what, says)

    def noted(self, what: str) -> list[str]:
        if MARKER not in self.names():
            return []
        return [says for (says,) in self.ask(NOTED, what)]

    def steps(self) -> str:
        """Tells installations apart: which migrations were applied, and the moments at which they were."""
        rows = self.ask(APPLIED) if STEPS in self.names() else []
        plain = [[app, name, applied.replace(tzinfo=None).isoformat()] for app, name, applied in rows]
        return hashlib.sha256(text_of(plain)).hexdigest()

    # Keys and counters

    def take_keys_off(self) -> None:
        raise NotImplementedError

    def put_keys_on(self) -> None:
        raise NotImplementedError

    def last_number(self, table: Table) -> int:
        """The last number that the table's counter gave, also if its row is gone."""
        raise NotImplementedError

    def count_on_from(self, table: Table, number: int) -> None:
        raise NotImplementedError

    def refresh_statistics(self) -> None:
        self.ask("ANALYZE")


class Sqlite(Side):
    """A file. Keys are not looked at while it is written, and all together at the end."""

    kind = SQLITE
    by_bytes = " COLLATE BINARY"

    @contextmanager
    def to_itself(self, reads: Sequence[Table]) -> Iterator[None]:
        """It is ours since it was opened (see `_exclusive`)."""
        self.connection.disable_constraint_checking()
        yield

    def add(self, table: Table, rows: Sequence[Row]) -> None:
        statement = self._said(INSERT, table, places=", ".join(["%s"] * len(table.columns)))
        written = changed(rows, [column.kind.for_sqlite for column in table.columns])
        with self.one_commit(), self.connection.cursor() as cursor:
            cursor.executemany(statement, written)

    def take_keys_off(self) -> None:
        """They are off since the file was opened, and only there."""

    def put_keys_on(self) -> None:
        self.connection.check_constraints()

    def last_number(self, table: Table) -> int:
        found = self.ask("SELECT seq FROM sqlite_sequence WHERE name = %s", table.name)
        return int(found[0][0]) if found else 0

    def count_on_from(self, table: Table, number: int) -> None:
        self.ask("DELETE FROM sqlite_sequence WHERE name = %s", table.name)
        self.ask("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", table.name, number)


class Postgresql(Side):
    """A database on a server. Its foreign keys are taken off, and noted; putting them on again looks at every row."""

    kind = POSTGRESQL
    by_bytes = ' COLLATE "C"'

    def reading(self) -> AbstractContextManager[None]:
        """Within a transaction rows come as they are asked for; outside, PostgreSQL puts all of them aside first."""
        return self.one_commit()

    @contextmanager
    def to_itself(self, reads: Sequence[Table]) -> Iterator[None]:
        self._refuse_company()
        if not reads:
            yield
            return
        with self.one_commit():
            self._lock(reads)
            yield

    def _refuse_company(self) -> None:
        """Who has just gone is on the list for a moment longer."""
        give_up_at = time.monotonic() + PATIENCE
        while self.ask(OTHERS)[0][0]:
            if time.monotonic() > give_up_at:
                raise in_use(self.connection.settings_dict)
            time.sleep(0.1)

    def _lock(self, found: Iterable[Table]) -> None:
        """Waits a moment: PostgreSQL's own housekeeping holds a table too, and lets go of it when somebody waits."""
        names = ", ".join(self.quoted(table.name) for table in found)
        try:
            self.ask(f"SET LOCAL lock_timeout = '{PATIENCE:.0f}s'")
            self.ask(f"LOCK TABLE {names} IN SHARE MODE")
        except OperationalError:
            raise in_use(self.connection.settings_dict)

    def add(self, table: Table, rows: Sequence[Row]) -> None:
        written = changed(rows, [column.kind.for_postgresql for column in table.columns])
        with (
            self.one_commit(),
            self.connection.cursor() as cursor,
            self.connection.wrap_database_errors,
            cursor.copy(self._said(COPY, table)) as copying,
        ):
            for row in written:
                copying.write_row(row)

    def clear(self, found: Iterable[Table]) -> None:
        self.ask("TRUNCATE " + ", ".join(self.quoted(table.name) for table in found))

    def take_keys_off(self) -> None:
        for table, name, says in self.ask(FOREIGN_KEYS):
            self.note("key", f"ALTER TABLE {table} ADD CONSTRAINT {name} {says}")
            self.ask(f"ALTER TABLE {table} DROP CONSTRAINT {name}")

    def put_keys_on(self) -> None:
        for statement in self.noted("key"):
            self.ask(statement)

    def last_number(self, table: Table) -> int:
        last, was_given = self.ask(LAST_NUMBER.format(counter=self._counter(table)))[0]
        return int(last) if was_given else 0

    def count_on_from(self, table: Table, number: int) -> None:
        self.ask("SELECT setval(%s, %s, %s)", self._counter(table), max(number, 1), number > 0)

    def _counter(self, table: Table) -> str:
        return str(self.ask("SELECT pg_get_serial_sequence(%s, %s)", self.quoted(table.name), str(table.counter))[0][0])


SIDES: Mapping[str, type[Side]] = {"sqlite": Sqlite, "postgresql": Postgresql}


def side_of(database: Mapping[str, Any], *, alias: str) -> Side:
    """The side that Django's settings of a database describe, under a name of its own; not yet opened."""
    settings = connections.configure_settings({"default": dict(database)})["default"]
    wrapper = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, alias)
    connections[alias] = wrapper
    return SIDES[wrapper.vendor](alias)


@contextmanager
def opened(database: Mapping[str, Any], *, alias: str) -> Iterator[Side]:
    """Open beside others, to look at it. Raises NoAnswer, and DatabaseInUse if somebody has it alone."""
    side = side_of(database, alias=alias)
    try:
        side.names()
    except OperationalError as problem:
        words = " ".join(str(problem).split())
        raise in_use(database) if "locked" in words else NoAnswer(f"{in_words(database)} does not answer: {words}")
    try:
        yield side
    finally:
        side.connection.close()


@contextmanager
def alone(database: Mapping[str, Any], *, alias: str, reads: Sequence[Table] = ()) -> Iterator[Side]:
    """Open, and nobody else is there. With `reads`: one moment of these tables, and nobody writes them meanwhile.

    Raises DatabaseInUse.
    """
    options = (
        _exclusive(database) if is_sqlite(database) else _one_moment(database) if reads else database.get("OPTIONS", {})
    )
    with opened({**database, "OPTIONS": options}, alias=alias) as side, side.to_itself(reads):
        yield side


def is_sqlite(database: Mapping[str, Any]) -> bool:
    return str(database["ENGINE"]).endswith("sqlite3")


def _exclusive(database: Mapping[str, Any]) -> dict[str, Any]:
    """The lock comes first, so that opening it waits for everybody else's end, idle or not."""
    options = database.get("OPTIONS", {})
    first = f"PRAGMA locking_mode=EXCLUSIVE; {options.get('init_command', '')}"
    return {**options, "timeout": PATIENCE, "init_command": first}


def _one_moment(database: Mapping[str, Any]) -> dict[str, Any]:
    return {**database.get("OPTIONS", {}), "isolation_level": IsolationLevel.REPEATABLE_READ}


def in_use(database: Mapping[str, Any]) -> DatabaseInUse:
    return DatabaseInUse(
        f"Others use {in_words(database)}: stop `ballotline serve` and whatever else is connected, then try again."
    )


def in_words(database: Mapping[str, Any]) -> str:
    """Which database, without its password."""
    if is_sqlite(database):
        return f"SQLite in {Path(str(database['NAME']))}"
    where = f"{database.get('HOST') or 'this machine'}{':' if database.get('PORT') else ''}{database.get('PORT') or ''}"
    return f"PostgreSQL database {database['NAME']} at {where}"
