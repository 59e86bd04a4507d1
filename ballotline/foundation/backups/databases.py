"""The whole database as one file, and back: SQLite by its own backup call, PostgreSQL by pg_dump and psql.

Both ways out give one moment of the database while others go on writing. Both ways in are all or nothing.
"""

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from django.conf import settings
from django.db import connection

SQLITE, POSTGRESQL = "sqlite", "postgresql"
TOOLS = ("pg_dump", "pg_restore", "psql")
# Seconds: as long as each of our writers waits for SQLite's lock (config.py), so whoever is writing gets done
PATIENCE = 20.0


class DatabaseFileFailed(click.ClickException):
    """The database could not be copied or brought in; the sentence says why. What was there is still there."""


class DatabaseInUse(DatabaseFileFailed):
    """Others hold the database, and held it as long as we were ready to wait."""


def kind() -> str:
    return SQLITE if settings.CONFIG.uses_sqlite else POSTGRESQL


def is_empty() -> bool:
    """No table is there: nobody has set this database up."""
    return not connection.introspection.table_names()


def tools_are_there() -> bool:
    """PostgreSQL's client programs, which make and bring back its backups."""
    return all(shutil.which(tool) for tool in TOOLS)


def copy_out(to: Path) -> None:
    """Writes the database as of now into the file `to`, and looks whether it can be read."""
    if kind() == SQLITE:
        _copy_sqlite(to)
    else:
        run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={to}", _name())
        run("pg_restore", "--list", str(to))


def bring_in(file: Path) -> None:
    """Replaces everything in our database by what `copy_out` wrote, or changes nothing."""
    if kind() == SQLITE:
        _bring_in_sqlite(file)
    else:
        _bring_in_postgresql(file)
    connection.close()


def _copy_sqlite(to: Path) -> None:
    """In one step: a single read of the write-ahead log, which holds up nobody."""
    connection.ensure_connection()
    with closing(sqlite3.connect(to)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without companions
        found = copy.execute("PRAGMA quick_check").fetchone()[0]
    if found != "ok":
        raise DatabaseFileFailed(f"The database file is damaged ({found}): bring back an older backup.")


def _bring_in_sqlite(file: Path) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as source:
        source.backup(connection.connection, progress=_not_for_ever())


def _not_for_ever() -> Callable[[int, int, int], None]:
    """SQLite's backup waits without end for a database that others hold; this doesn't."""
    give_up_at = time.monotonic() + PATIENCE

    def look(status: int, remaining: int, total: int) -> None:
        if remaining and time.monotonic() > give_up_at:
            raise DatabaseInUse("Somebody holds the database: stop `ballotline serve`, then try again.")

    return look


def _bring_in_postgresql(file: Path) -> None:
    """One transaction: our tables go, the backup's come."""
    tables = ", ".join(connection.ops.quote_name(table) for table in connection.introspection.table_names())
    connection.close()
    drop = ["--command", f"DROP TABLE {tables} CASCADE"] if tables else []
    with TemporaryDirectory(dir=settings.CONFIG.home, prefix=".restore-") as room:
        script = Path(room) / "restore.sql"
        run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(file))
        once = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        run("psql", *once, *drop, "--file", str(script), "--dbname", _name())


def _name() -> str:
    return str(settings.DATABASES["default"]["NAME"])


def run(tool: str, *arguments: str) -> str:
    """What one of PostgreSQL's programs says, with our connection in its environment: no password is in its command."""
    if shutil.which(tool) is None:
        raise DatabaseFileFailed(f"PostgreSQL's program {tool} is not on this machine: install its client programs.")
    ours = settings.DATABASES["default"]
    known = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    environment = {**os.environ, **{name: str(ours[key]) for name, key in known.items() if ours.get(key)}}
    command = [tool, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        words = " ".join(done.stderr.split())[:300]
        raise DatabaseFileFailed(f"{tool} did not work: {words}")
    return done.stdout
