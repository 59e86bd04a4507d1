"""`ballotline doctor`: what is missing for production, line by line, with what to do.

Each check is one function that looks for itself, so a new one is a function and a line in CHECKS. A check that needs
the database says so when the database doesn't answer, and the others go on.
"""

import ctypes
import json
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import click
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from ballotline.foundation.audit.models import Entry
from ballotline.foundation.backups import archive, databases
from ballotline.foundation.jobs import queries as jobs
from ballotline.foundation.jobs.models import Lease
from ballotline.foundation.jobs.rules import LEASE
from ballotline.foundation.organization.queries import us
from ballotline.foundation.storage.folders import Folder
from ballotline.foundation.storage.kept import store
from ballotline.interfaces.cli import exits, machines
from ballotline.interfaces.cli.findings import Finding, age
from ballotline.interfaces.cli.mail_in import mail_in
from ballotline.movement.accounts import queries as accounts
from ballotline.movement.accounts.models import Grant
from ballotline.movement.accounts.roles import ROLES, scope_of_roles
from ballotline.movement.accounts.rules import reads_people
from ballotline.movement.mail.models import Message
from ballotline.movement.mail.queries import due, leaves_this_machine

# One night may fail, two in a row need somebody (docs/howto/backup.md)
BACKUP_AT_MOST_OLD = timedelta(days=2)
# Bytes, also for a small house; of a larger one three times its data are asked for, since a backup needs room too
LEAST_ROOM = 1_000_000_000
# A disk without a place for one more file is full, whatever is free; a delivery alone may take hundreds
LEAST_FILES = 10_000
# A worker's lease of 90 s is renewed each 20: with clocks further apart a living one could be taken for dead
CLOCKS_AT_MOST_APART = timedelta(seconds=30)
# By then a message that was put off was tried again twice (mail/rules.py), and a code is too old (ten minutes)
MAIL_AT_MOST_LATE = timedelta(minutes=15)
NOT_IN_STEP = 5  # the kernel's TIME_ERROR: nobody sets its clock


def set_up() -> Finding:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return Finding("The database is not set up for this version.", "Run `ballotline migrate`.")
    if us().pk is None or not Grant.objects.holding(timezone.now()).owners().exists():
        return Finding("There is no organization or no owner yet.", "Run `ballotline init`.")
    return Finding(f"{us().name} is set up.")


def database() -> Finding:
    return _sqlite() if settings.CONFIG.uses_sqlite else _postgresql()


def _sqlite() -> Finding:
    """Asks the open connection, not the settings: what counts is what SQLite really does."""
    with connection.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
    if (journal, synchronous) != ("wal", 2):
        return Finding(
            (
                f"SQLite runs with journal_mode {journal} and synchronous {synchronous}: "
                "a power cut could lose signatures."
            ),
            "Keep the data folder on a local disk; network folders can't do write-ahead logging.",
        )
    return Finding("SQLite answers, with write-ahead log and full sync.")


def _postgresql() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0].split()[0]
    if not databases.tools_are_there():
        return Finding(
            f"PostgreSQL {version} answers, but its pg_dump and psql are not on this machine.",
            "Install PostgreSQL's client programs, or backups can't be made.",
        )
    return Finding(f"PostgreSQL {version} answers.")


def web_address() -> Finding:
    if not settings.CONFIG.is_https:
        return Finding(
            f"The web address {settings.CONFIG.url} is not encrypted.",
            "Put a web server with a certificate in front, then `ballotline init --url https://…`.",
        )
    if not settings.CONFIG.proxies and settings.CONFIG.host in ("127.0.0.1", "localhost", "::1"):
        return Finding(
            f"The web address is {settings.CONFIG.url}, but every reader seems to come from this machine.",
            "Set BALLOTLINE_PROXIES to the address of your web server, like 127.0.0.1/32.",
        )
    return Finding(f"The web address is {settings.CONFIG.url}.")


def demo_is_off() -> Finding:
    if settings.CONFIG.demo:
        return Finding("This is a demo: everybody can read its mail.", "Take BALLOTLINE_DEMO away.")
    return Finding("This is not the demo.")


def mail() -> Finding:
    if not leaves_this_machine():
        return Finding(
            "Mail does not leave this machine.",
            "Set your provider under Settings, or BALLOTLINE_MAIL_URL, and send yourself a test.",
        )
    return Finding("Mail leaves by your provider.")


def mail_queue() -> Finding:
    """Mail that should have left by now; and mail that left for the provider, and came back every time."""
    now = timezone.now()
    late = due(now - MAIL_AT_MOST_LATE)
    first = late.first()
    if first is not None:
        return Finding(
            f"{late.count():,} messages have not left; the first waits {age(now - first.due_at)}.",
            "Set a mail provider, start `ballotline serve`, and look into its log if they still wait then.",
        )
    return _refused_by_the_provider(now) or Finding("No mail is late.")


def _refused_by_the_provider(now: datetime) -> Finding | None:
    again = Message.objects.filter(state=Message.State.WAITING, attempts__gt=0).order_by("queued_at")
    oldest = again.first()
    if oldest is None or Message.objects.filter(sent_at__gte=oldest.queued_at).exists():
        return None  # one mailbox's trouble, or none
    return Finding(
        f"{again.count():,} messages came back, and none has left for {age(now - oldest.queued_at)}: {oldest.problem}",
        "Look at your provider's settings under Settings, and send yourself a test.",
    )


def worker() -> Finding:
    now = timezone.now()
    running = jobs.workers(now).count()
    if running:
        return Finding(f"{running} worker{'s run' if running > 1 else ' runs'}.")
    latest = Lease.objects.order_by("-until").first()
    heard = f" The last was heard of {age(now - (latest.until - LEASE))} ago." if latest else ""
    return Finding(
        f"No worker runs: nothing is mailed, no job is done.{heard}",
        "Start `ballotline serve`; if it runs, its log says why the worker ends (journalctl -u ballotline).",
    )


def hanging_jobs() -> Finding:
    hung = jobs.hung()
    if hung:
        names = ", ".join(sorted({job.name for job in hung})[:5])
        return Finding(
            f"{len(hung):,} jobs hung and were ended: {names}. {hung[0].problem}",
            (
                "The log says where each stood. If a service does not answer, mend that; "
                "if the machine is too slow, give it more."
            ),
        )
    return Finding("No job hangs.")


def failed_jobs() -> Finding:
    failed = jobs.failed_count()
    if failed:
        return Finding(
            f"{failed:,} jobs were given up.", "Look at them at the desk, and start them again or let them go."
        )
    return Finding("No job was given up.")


def second_factor() -> Finding:
    """Everybody who can read people should have one, also before there are more than 50."""
    organizers = [line for line in accounts.organizers(timezone.now()) if line.grant and line.grant.role in ROLES]
    readers = [line for line in organizers if line.grant and reads_people(scope_of_roles([line.grant.role]))]
    without = [line.account.name for line in readers if not line.has_second_factor]
    if without:
        return Finding(
            f"{len(without)} of {len(readers)} who can read people have no second factor: {', '.join(without[:5])}.",
            "Ask them to set one up at the desk, under How I sign in.",
        )
    return Finding("Everybody who can read people has a second factor.")


def backups() -> Finding:
    last = archive.last_backup(settings.CONFIG.home)
    elsewhere = machines.backup_elsewhere(newer_than=last, at_most_old=BACKUP_AT_MOST_OLD)
    if elsewhere is not None:
        return elsewhere
    if last is None:
        return Finding(
            "No backup was ever made.", "Run `ballotline backup --to DIR`, then every night (docs/howto/backup.md)."
        )
    age = timezone.now() - last.made_at
    if age > BACKUP_AT_MOST_OLD:
        return Finding(f"The last backup is {age.days} days old.", "Run `ballotline backup` every night.")
    where = (
        " It lies on the same disk as the data: keep a copy elsewhere." if last.is_beside(settings.CONFIG.home) else ""
    )
    return Finding(f"The last backup is {age.total_seconds() / 3600:.0f} hours old and could be read back.{where}")


def secret_key() -> Finding:
    home = settings.CONFIG.home
    if archive.key_mark(home, settings.SECRET_KEY) != archive.fingerprint(settings.SECRET_KEY):
        return Finding(
            "The secret key is not the one that these data were made with: refused mailboxes and mailed links need it.",
            f"Put your copy of secret.key into {home}. If it is lost for good, delete {archive.KEY_MARK} there.",
        )
    return Finding("The secret key belongs to these data.")


def clock() -> Finding:
    """Deadlines, links and leases go by it."""
    now = timezone.now()
    apart = max([abs(_database_says(now) - now), *(moment - now for moment in _moments_noted())])
    if apart > CLOCKS_AT_MOST_APART:
        return Finding(
            f"This clock says {now:%Y-%m-%d %H:%M:%S} UTC; another one was {age(apart)} away from that.",
            "Let the network set the clock of each machine: `timedatectl set-ntp true`.",
        )
    if _kernel_says() == NOT_IN_STEP:
        return Finding(
            f"Nobody sets this machine's clock; it says {now:%Y-%m-%d %H:%M:%S} UTC.",
            "Let the network set it: `timedatectl set-ntp true`, or ask whoever runs the machine.",
        )
    return Finding(f"The clock says {now:%Y-%m-%d %H:%M:%S} UTC, and no other contradicts it.")


def _database_says(now: datetime) -> datetime:
    """PostgreSQL may be another machine; SQLite has our own clock."""
    if connection.vendor == "sqlite":
        return now
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment


def _moments_noted() -> Iterator[datetime]:
    """What other machines, or this one earlier, took for the present. Later than now: one of the clocks is wrong."""
    yield from Entry.objects.order_by("-id").values_list("at", flat=True)[:1]
    yield from (until - LEASE for until in Lease.objects.values_list("until", flat=True))


def _kernel_says() -> int:
    """Linux's own word on whether its clock is kept in step; 0 where there is no such word."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    return int(libc.adjtimex(ctypes.create_string_buffer(512))) if libc else 0


def disk_space() -> Finding:
    """Where the data folder lies, and SQLite's file and the files that are kept if those lie elsewhere."""
    needed = max(LEAST_ROOM, 3 * archive.size_of_data(settings.CONFIG.home, store()))
    for folder in _folders_with_data():
        free = shutil.disk_usage(folder).free
        if free < needed:
            return Finding(f"{_gigabytes(free)} are free in {folder}.", f"Make room: {_gigabytes(needed)} or more.")
        if os.statvfs(folder).f_files > 0 and os.statvfs(folder).f_favail < LEAST_FILES:
            return Finding(f"The disk of {folder} can hold hardly any more files.", "Remove many small files there.")
    return Finding(f"{_gigabytes(shutil.disk_usage(settings.CONFIG.home).free)} are free.")


def _folders_with_data() -> list[Path]:
    database = [Path(str(settings.CONFIG.database["NAME"])).parent] if settings.CONFIG.uses_sqlite else []
    storage = [Path(store().where())] if isinstance(store(), Folder) else []
    return list(dict.fromkeys([settings.CONFIG.home, *database, *storage]))


def file_modes() -> Finding:
    """The data folder and the secrets in it are for one user only."""
    open_to_others = [str(path) for path in _private_files(settings.CONFIG.home) if _others_may(path)]
    if open_to_others:
        return Finding(
            f"Others on this machine can read {', '.join(open_to_others)}.", f"chmod -R go= {settings.CONFIG.home}"
        )
    return Finding("Nobody else on this machine can read the data.")


def _private_files(home: Path) -> Iterator[Path]:
    """A closed folder closes what is in it; so do look into it only if it is open."""
    yield home
    if _others_may(home):
        yield from (home / name for name in archive.SECRETS if (home / name).exists())
        yield from home.glob("*.sqlite3*")


def _others_may(path: Path) -> bool:
    return bool(os.stat(path).st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _gigabytes(size: int) -> str:
    return f"{size / 1_000_000_000:.1f} GB"


CHECKS = MappingProxyType(
    {
        "database": database,
        "storage": machines.storage,
        "machines": machines.others,
        "set up": set_up,
        "web address": web_address,
        "demo": demo_is_off,
        "mail": mail,
        "mail queue": mail_queue,
        "mail in": mail_in,
        "worker": worker,
        "hanging jobs": hanging_jobs,
        "failed jobs": failed_jobs,
        "second factor": second_factor,
        "backups": backups,
        "secret key": secret_key,
        "clock": clock,
        "disk space": disk_space,
        "file modes": file_modes,
    }
)


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="The findings as JSON.")
def doctor(as_json: bool) -> None:
    """Says what is missing for production, and what to do about it. Ends with 4 if something is missing."""
    findings = {name: _look(name) for name in CHECKS}
    missing = [name for name, finding in findings.items() if not finding.is_ok]
    if as_json:
        checks = [{"name": name, "ok": finding.is_ok, **asdict(finding)} for name, finding in findings.items()]
        click.echo(json.dumps({"ok": not missing, "checks": checks}, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(line for name, finding in findings.items() for line in _lines(name, finding)))
    if missing:
        raise exits.Checked(f"Missing for production: {', '.join(missing)}.")


def _look(name: str) -> Finding:
    try:
        return CHECKS[name]()
    except Error as problem:
        trouble = exits.trouble_of(problem)
        if trouble is None:
            raise
        if name == "database":
            return Finding(trouble.sentence, "Look at DATABASE_URL and at the database's own log.")
        return Finding(
            "Not known, since the database can't be asked.", "Mend the database or set it up, then look again."
        )


def _lines(name: str, finding: Finding) -> Iterator[str]:
    yield f"{'ok' if finding.is_ok else 'missing':<8} {name:<14} {finding.says}"
    if finding.do:
        yield f"{'':<8} {'':<14} → {finding.do}"
