"""`ballotline restore`: brings a backup back, into an empty installation or in place of the one that is there.

Everything is read, compared and unpacked, and the database in it is looked into, before anything changes. What was
there is kept in a backup of its own, and refusals made since are said again (carry_over.py).
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from django.conf import settings
from django.utils import timezone

from ballotline import __version__
from ballotline.config import load
from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit.services import record
from ballotline.foundation.backups import archive, databases, inside
from ballotline.foundation.jobs import queries as jobs
from ballotline.foundation.jobs.models import Lease
from ballotline.foundation.storage.kept import store
from ballotline.foundation.ui.numbers import whole_number
from ballotline.interfaces.cli import carry_over, exits
from ballotline.interfaces.cli.migrate import apply_migrations

NO_REFUSALS = carry_over.Refusals()


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="In place of what is there; that is kept in a backup first.")
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
def restore(file: Path, replace: bool, as_json: bool) -> None:
    """Brings the backup FILE back into the data folder, the storage and the database that the settings name.

    Both must be empty, or say --replace. Stop `ballotline serve` first. Consents taken back, mailboxes refused and
    people erased since the backup stay so, where the newer data are there to tell.
    """
    home, at = settings.CONFIG.home, timezone.now()
    manifest = archive.check(file)
    _refuse_what_does_not_fit(manifest, home)
    _refuse_a_house_in_use(home, replace=replace, at=at)
    with _unpacked(file, home) as room:
        inside.check(room / archive.DATABASE)
        kept, refusals = _keep_what_is_there(manifest, home, at=at)
        _bring_back(room, home)
    steps = apply_migrations()
    Lease.objects.all().delete()  # workers of the day of the backup
    carry_over.say_again(refusals, at=at)
    archive.remember_key(home, manifest.key)
    record("backup restored", on=("backup", file.name[:64]), by=Actor.command("restore"), at=at)
    facts: dict[str, object] = {
        "file": str(file),
        "made_at": manifest.made_at,
        "home": str(home),
        "kept": str(kept.file) if kept else None,
        "refusals_said_again": refusals.count,
        "steps": len(steps),
        "key_is_there": _key_is_there(manifest),
    }
    click.echo(json.dumps(facts, indent=2) if as_json else "\n".join(_in_words(facts)))


def _refuse_what_does_not_fit(manifest: archive.Manifest, home: Path) -> None:
    if _numbers(manifest.version) > _numbers(__version__):
        raise click.ClickException(
            f"The backup was made by Ballotline {manifest.version}, and this is {__version__}: update first."
        )
    if manifest.database != databases.kind():
        ours = (
            "DATABASE_URL to a PostgreSQL database" if manifest.database == databases.POSTGRESQL else "no DATABASE_URL"
        )
        raise click.ClickException(f"The backup is of {manifest.database}, and this is {databases.kind()}: set {ours}.")
    if manifest.size > shutil.disk_usage(home).free:
        raise click.ClickException(f"The backup needs {manifest.size:,} bytes in {home}: make room on that disk first.")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(number for part in version.split(".") if (number := whole_number(part)) is not None)


def _refuse_a_house_in_use(home: Path, *, replace: bool, at: datetime) -> None:
    if databases.is_empty():
        return
    if not replace:
        raise click.ClickException(
            f"There is an installation in {home} already: add --replace, and it is kept in a backup."
        )
    if jobs.workers(at).exists():
        raise exits.InUse(
            "A worker runs: stop `ballotline serve` first (one that was killed is forgotten in 90 seconds)."
        )


def _keep_what_is_there(
    manifest: archive.Manifest, home: Path, *, at: datetime
) -> tuple[archive.Backup | None, carry_over.Refusals]:
    """A backup of the installation that is there, and what its people refused since. (None, none) if it is empty.

    Its secrets are kept in it only where the backup brings others.
    """
    if databases.is_empty():
        return None, NO_REFUSALS
    kept = archive.make(
        home=home,
        files=store(),
        to=home / archive.FOLDER,
        with_secrets=manifest.has_secrets,
        key=settings.SECRET_KEY,
        at=at,
        name="before-restore",
    )
    return kept, carry_over.refusals(since=datetime.fromisoformat(manifest.made_at))


def _bring_back(room: Path, home: Path) -> None:
    """The database first, all or nothing; then the files in the storage, folder by folder; then the secrets."""
    try:
        databases.bring_in(room / archive.DATABASE)
    except databases.DatabaseInUse as held:
        raise exits.InUse(held.message) from held
    for folder in archive.FOLDERS:
        store().take(folder, room / folder)
    for name in archive.SECRETS:
        if (room / "secrets" / name).exists():
            (room / "secrets" / name).replace(home / name)


@contextmanager
def _unpacked(file: Path, home: Path) -> Iterator[Path]:
    """The backup's files in a folder beside their places, gone afterwards."""
    with TemporaryDirectory(dir=home, prefix=".restore-") as room:
        for name, content in archive.contents(file):
            target = Path(room) / name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as opened:
                shutil.copyfileobj(content, opened, archive.CHUNK)
        yield Path(room)


def _key_is_there(manifest: archive.Manifest) -> bool:
    return archive.fingerprint(load().secret_key) == manifest.key


def _in_words(facts: dict[str, object]) -> Iterator[str]:
    yield f"The backup of {facts['made_at']} is back in {facts['home']}."
    if facts["kept"]:
        yield f"What was there is kept in {facts['kept']}"
        yield f"Refusals since then, said again: {facts['refusals_said_again']}"
    if facts["steps"]:
        yield f"Brought up to this version in {facts['steps']} steps."
    if not facts["key_is_there"]:
        yield (
            "One thing is missing: before you start it, put your copy of secret.key into the data folder. "
            "Without it, links in mails stop working, and mailboxes that refused our mail "
            "are not known any more."
        )
