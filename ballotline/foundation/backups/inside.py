"""What the database in a backup holds, looked at before it takes the place of ours:
is it whole, and is it Ballotline's?

A file that is none, an empty one, another program's, one of a later version or one with things in it that we never make
is refused with a sentence; nothing has been changed then. How a database comes and goes is databases.py.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from ballotline.foundation.backups import databases
from ballotline.foundation.backups.databases import DatabaseFileFailed

Step = tuple[str, str]

STEPS = "django_migrations"
FIRST = ("organization", "0001_initial")  # every house has an organization
# What `pg_dump` writes of a database of ours; no view, function, trigger, rule or extension is among it.
OURS_IN_POSTGRESQL = re.compile(
    r"\d+; \d+ \d+ (TABLE|TABLE DATA|SEQUENCE|SEQUENCE SET|SEQUENCE OWNED BY|DEFAULT|CONSTRAINT|CHECK CONSTRAINT|"
    r"FK CONSTRAINT|INDEX) (\S+) (\S+).*"
)


@dataclass(frozen=True, slots=True)
class Inside:
    """The tables, and the steps (app, name) that the database was brought up by."""

    tables: frozenset[str]
    steps: frozenset[Step]


def check(file: Path) -> None:
    """Raises DatabaseFileFailed, with what is wrong, for a database that we would not want to work with."""
    found = _inside_sqlite(file) if databases.kind() == databases.SQLITE else _inside_postgresql(file)
    loader = MigrationLoader(None)
    if FIRST not in found.steps:
        raise DatabaseFileFailed("The database in this backup is empty, or it is not Ballotline's.")
    if unknown := sorted(_ours(found.steps) - _known(loader)):
        raise DatabaseFileFailed(f"The backup knows a step that this version doesn't ({unknown[0][1]}): update first.")
    if missing := sorted(_expected_tables(loader, found.steps) - found.tables):
        raise DatabaseFileFailed(f"The database in this backup is not whole: the table {missing[0]} is missing.")


def _ours(steps: frozenset[Step]) -> set[Step]:
    """Libraries drop steps from one version to the next; we don't."""
    labels = {app.label for app in apps.get_app_configs() if app.name.startswith("ballotline.")}
    return {step for step in steps if step[0] in labels}


def _known(loader: MigrationLoader) -> set[Step]:
    replaced = {step for migration in loader.disk_migrations.values() for step in migration.replaces}
    return set(loader.disk_migrations) | replaced


def _expected_tables(loader: MigrationLoader, steps: frozenset[Step]) -> set[str]:
    """The tables that these steps have made. Steps that lean on one that was not taken are no history of ours."""
    taken = [step for step in steps if step in loader.graph.nodes]
    if torn := [step for step in taken if any(one.key not in steps for one in loader.graph.node_map[step].parents)]:
        raise DatabaseFileFailed(f"The database in this backup is not whole: something before {torn[0][1]} is missing.")
    models = loader.project_state(taken).apps.get_models(include_auto_created=True)
    return {model._meta.db_table for model in models if model._meta.managed and not model._meta.proxy}


def _inside_sqlite(file: Path) -> Inside:
    try:
        with closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro&immutable=1", uri=True)) as database:
            database.execute("PRAGMA trusted_schema=OFF")
            _refuse_damage(database)
            return Inside(frozenset(_tables(database)), frozenset(_steps(database)))
    except sqlite3.DatabaseError as problem:
        raise DatabaseFileFailed(f"The database in this backup can't be read ({problem}): take another backup.")


def _refuse_damage(database: sqlite3.Connection) -> None:
    found = database.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise DatabaseFileFailed(f"The database in this backup is damaged ({found}): take another backup.")


def _tables(database: sqlite3.Connection) -> Iterator[str]:
    for kind, name, sql in database.execute("SELECT type, name, sql FROM sqlite_master"):
        if kind not in ("table", "index") or (sql or "").upper().startswith("CREATE VIRTUAL"):
            raise DatabaseFileFailed(f"The database in this backup holds {name!r}, which none of ours has.")
        if kind == "table":
            yield name


def _steps(database: sqlite3.Connection) -> list[Step]:
    is_there = database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [STEPS]).fetchone()
    return database.execute(f"SELECT app, name FROM {STEPS}").fetchall() if is_there else []  # noqa: S608


def _inside_postgresql(file: Path) -> Inside:
    tables = frozenset(_listed(databases.run("pg_restore", "--list", str(file))))
    copied = databases.run("pg_restore", "--data-only", f"--table={STEPS}", "--file=-", str(file))
    return Inside(tables, frozenset(_copied(copied)))


def _listed(text: str) -> Iterator[str]:
    for line in text.splitlines():
        entry = OURS_IN_POSTGRESQL.fullmatch(line)
        if entry is None and line.strip() and not line.startswith(";"):
            raise DatabaseFileFailed(f"The database in this backup holds “{line}”, which none of ours has.")
        if entry is not None and entry[1] == "TABLE":
            yield entry[3]


def _copied(text: str) -> Iterator[Step]:
    """The rows between COPY and its end: id, app, name, moment."""
    rows = re.search(rf"^COPY \S*{STEPS} \(id, app, name, applied\) FROM stdin;\n(.*?)^\\\.$", text, re.M | re.S)
    for row in rows[1].splitlines() if rows else []:
        _id, app, name, *_applied = row.split("\t")
        yield app, name
