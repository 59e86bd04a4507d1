"""`ballotline move`: from SQLite to PostgreSQL, or back, with every table compared.

Nothing in the database that is left changes, except one line in its journal;
it stays as it was, and can be gone back to.
"""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from django.conf import settings
from django.db import connections
from django.utils import timezone

from ballotline.config import ConfigError, load
from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit.services import record
from ballotline.foundation.backups import databases, moving, sides
from ballotline.foundation.backups.tables import tables
from ballotline.foundation.jobs import queries as jobs
from ballotline.interfaces.cli import exits
from ballotline.interfaces.cli.serve import refuse_missing_migrations

OURS, THEIRS = "move from", "move to"
LARGEST_SHOWN = 5
NOT_WORTH_A_WORD = (".", "ballotline.sqlite3", "static", "workers")


@click.command("move")
@click.option(
    "--to", required=True, help="postgresql://user:password@host:5432/name, or sqlite for the data folder's file."
)
@click.option("--apply", is_flag=True, help="Do it. Without this nothing is written.")
@click.option("--json", "as_json", is_flag=True, help="The tables, counts and sums as JSON.")
def move(to: str, apply: bool, as_json: bool) -> None:
    """Copies everything into an empty database of the other kind,
    and compares every table; without --apply it only looks.

    Stop `ballotline serve` first: while a worker or anybody else is connected, nothing is moved, and while it moves
    nobody gets in. If it is interrupted, type it again: it goes on where it stopped. Files (pictures, deliveries, the
    secret key) stay where they are.
    """
    refuse_missing_migrations()
    try:
        facts = _facts(to, apply=apply, tell=_nothing if as_json else _say)
    except databases.DatabaseInUse as held:
        raise exits.InUse(held.message) from held
    click.echo(json.dumps(facts, indent=2) if as_json else "\n".join(_in_words(facts)))


def _facts(to: str, *, apply: bool, tell: moving.Tell) -> dict[str, Any]:
    """Looks, moves if that is asked for, and says what was found and done."""
    ours, target = settings.DATABASES["default"], _target(to)
    if sides.is_sqlite(ours) == sides.is_sqlite(target.database):
        raise click.ClickException(f"Both are {databases.kind()}: use `ballotline backup` and `ballotline restore`.")
    plan, done = _look(ours, target)
    began = time.monotonic()
    if apply and not done:
        done = _move(ours, target, tell=tell)
    return {
        "from": sides.in_words(ours),
        "to": sides.in_words(target.database),
        "target": plan.state.value,
        **_counted(plan, done),
        "left": list(plan.left),
        "seconds": round(time.monotonic() - began if done else plan.seconds, 1),
        "files": _files(settings.CONFIG.home),
        "set": target.what_to_set(),
    }


def _counted(plan: moving.Plan, done: list[moving.Moved]) -> dict[str, Any]:
    if not done:
        counts = [{"name": name, "rows": rows} for name, rows in plan.rows.items()]
        return {"moved": False, "rows": plan.total, "written": 0, "tables": counts, "sha256": None}
    return {
        "moved": True,
        "rows": sum(moved.rows for moved in done),
        "written": sum(moved.written for moved in done),
        "tables": [asdict(moved) for moved in done],
        "sha256": sha256("".join(moved.sha256 for moved in done).encode()).hexdigest(),
    }


@dataclass(frozen=True, slots=True)
class Target:
    """Where it goes: the address as it was typed, and Django's settings for it."""

    url: str
    database: Mapping[str, Any]

    @property
    def is_missing(self) -> bool:
        """A SQLite file would be made by looking for it."""
        return sides.is_sqlite(self.database) and not Path(str(self.database["NAME"])).exists()

    def what_to_set(self) -> str:
        """The line for ballotline.env; the password stays with whoever typed it."""
        password = urlsplit(self.url).password
        if self.url == _own_file():
            return "no DATABASE_URL"
        return "DATABASE_URL=" + (self.url.replace(f":{password}@", ":PASSWORD@", 1) if password else self.url)


def _own_file() -> str:
    return f"sqlite://{settings.CONFIG.home / 'ballotline.sqlite3'}"


def _target(to: str) -> Target:
    url = _own_file() if to == "sqlite" else to
    try:
        return Target(url, load({"BALLOTLINE_HOME": str(settings.CONFIG.home), "DATABASE_URL": url}).database)
    except (ConfigError, ValueError) as problem:
        raise click.UsageError(f"--to: {problem}")


def _look(ours: Mapping[str, Any], target: Target) -> tuple[moving.Plan, list[moving.Moved]]:
    """What would be done; and, if the target has everything already, what stands there."""
    with sides.opened(ours, alias=OURS) as source:
        if target.is_missing:
            return moving.look(source=source, target=None), []
        with sides.opened(target.database, alias=THEIRS) as there:
            plan = moving.look(source=source, target=there)
            is_full = plan.state == moving.State.FULL
            return plan, moving.compare(source=source, target=there) if is_full else []


def _move(ours: Mapping[str, Any], target: Target, *, tell: moving.Tell) -> list[moving.Moved]:
    at = timezone.now()
    _refuse_a_running_house(at)
    connections.close_all()
    _prepare(ours, target)
    record("move begun", on=("database", urlsplit(target.url).scheme), by=Actor.command("move"), at=at)
    connections.close_all()
    with (
        sides.alone(ours, alias=OURS, reads=tables()) as source,
        sides.alone(target.database, alias=THEIRS) as there,
    ):
        return moving.move(source=source, target=there, tell=tell)


def _refuse_a_running_house(at: datetime) -> None:
    """A worker has its lease, and a web process that nobody has asked yet, with no database open, at least answers."""
    if jobs.workers(at).exists():
        raise exits.InUse(
            "A worker runs: stop `ballotline serve` first (one that was killed is forgotten in 90 seconds)."
        )
    if _site_answers(settings.CONFIG.host, settings.CONFIG.port):
        raise exits.InUse(f"Pages are served at port {settings.CONFIG.port}: stop `ballotline serve` first.")


def _site_answers(host: str, port: int) -> bool:
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    asking = http.client.HTTPConnection(near, port, timeout=2)
    try:
        asking.request("GET", "/healthz", headers={"Host": urlsplit(settings.CONFIG.url).netloc})
        return asking.getresponse().read(8) == b"ok\n"
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()


def _prepare(ours: Mapping[str, Any], target: Target) -> None:
    """Marks the target and gives it its tables, unless an earlier run has."""
    if target.is_missing:
        Path(str(target.database["NAME"])).touch(mode=0o600)
    with sides.alone(ours, alias=OURS) as source, sides.alone(target.database, alias=THEIRS) as there:
        has_tables = moving.begin(source=source, target=there)
    if not has_tables:
        _migrate(target.url)


def _migrate(url: str) -> None:
    """In a process of its own, whose only database is the target."""
    environment = {**os.environ, "DATABASE_URL": url}
    command = [sys.executable, "-m", "ballotline", "migrate"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise click.ClickException(f"The target could not be given its tables: {done.stderr.strip()[-300:]}")


def _say(moved: moving.Moved) -> None:
    if not moved.rows:
        return
    how = "was there" if not moved.written else f"{moved.written:,} written"
    click.echo(f"{moved.name}: {moved.rows:,} rows, {how}, equal", err=True)


def _nothing(moved: moving.Moved) -> None:
    """For a program nothing is said on the way."""


def _files(home: Path) -> list[str]:
    """What lies in the data folder and serves the new database as it did the old one."""
    return sorted(path.name for path in home.iterdir() if not path.name.startswith(NOT_WORTH_A_WORD))


def _in_words(facts: Mapping[str, Any]) -> Iterator[str]:
    yield f"From {facts['from']}\nto {facts['to']}"
    yield from _moved_in_words(facts) if facts["moved"] else _plan_in_words(facts)


def _plan_in_words(facts: Mapping[str, Any]) -> Iterator[str]:
    yield f"{len(facts['tables'])} tables, {facts['rows']:,} rows, about {_duration(facts['seconds'])}. The largest:"
    largest = sorted(facts["tables"], key=lambda table: -table["rows"])[:LARGEST_SHOWN]
    yield from (f"  {table['name']}: {table['rows']:,}" for table in largest)
    yield from _left_in_words(facts)
    if facts["target"] == moving.State.BEGUN:
        yield "A move into it was begun: it will go on where it stopped."
    yield "Nothing is moved yet. Stop `ballotline serve`, make a backup, then add --apply."


def _moved_in_words(facts: Mapping[str, Any]) -> Iterator[str]:
    how = f"{facts['written']:,} written in {_duration(facts['seconds'])}" if facts["written"] else "they were there"
    yield f"{len(facts['tables'])} tables, {facts['rows']:,} rows, {how}; every table is equal on both sides."
    yield f"SHA-256 {facts['sha256']}"
    yield from _left_in_words(facts)
    yield f"Now set {facts['set']} in {settings.CONFIG.home / 'ballotline.env'}, or wherever you set it,"
    yield "and start `ballotline serve`. The database you come from is as it was, until you delete it."


def _left_in_words(facts: Mapping[str, Any]) -> Iterator[str]:
    if facts["left"]:
        yield f"Tables that no part of Ballotline knows are left behind: {', '.join(facts['left'])}"
    if facts["files"]:
        yield f"These stay in {settings.CONFIG.home}: {', '.join(facts['files'])}"


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 100 else f"{seconds / 60:.0f} minutes"
