"""`ballotline serve`: the web server, the worker and the door for mail, in the foreground until Ctrl-C.

Before anything starts it looks whether all is in place, and says in one sentence what is missing. Ports are opened
here once and handed down: each is ours or taken, and a child that restarts misses no caller.
"""

import errno
import fcntl
import http.client
import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import click
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.checks import ERROR, run_checks
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from ballotline.foundation.organization.queries import us
from ballotline.interfaces.cli import exits
from ballotline.interfaces.cli.mail_in import comes_without_a_door
from ballotline.interfaces.cli.supervisor import Child, Supervisor
from ballotline.movement.mail.addresses import our_address

ROLES = ("web", "worker", "mail", "all")


@click.command("serve")
@click.option(
    "--role", type=click.Choice(ROLES), default="all", help="Only web, the worker or mail that comes in, or all."
)
@click.option("--host", default=None, help="The address to listen on. Default: BALLOTLINE_HOST")
@click.option("--port", type=click.IntRange(0, 65535), default=None, help="The port. Default: BALLOTLINE_PORT")
def serve(role: str, host: str | None, port: int | None) -> None:
    """Pages and background work, in the foreground until Ctrl-C."""
    run(role=role, host=host or settings.CONFIG.host, port=settings.CONFIG.port if port is None else port)


def run(*, role: str, host: str, port: int, when_ready: Callable[[str], None] = lambda address: None) -> None:
    """Looks that all is in place, starts the children of `role` and stays. `when_ready` gets the address, once.

    Raises click.ClickException with one sentence if something is missing, exits.InUse if the port is taken.
    """
    refuse_a_broken_installation()
    refuse_missing_migrations()
    listening = listen(host, port, other="with --port") if role in ("web", "all") else None
    door = _door(role)
    collect_static_files()
    connections.close_all()
    supervisor = Supervisor(_children(role, listening, door))
    if listening:
        address = f"http://{_shown(host)}:{listening.getsockname()[1]}/"
        supervisor.stay(until_ready=lambda: answers(listening), then=lambda: _announce(address, door, when_ready))
    else:
        supervisor.stay(until_ready=lambda: True, then=lambda: click.echo(_started(role, door)))


@dataclass(frozen=True, slots=True)
class Door:
    """The open port for mail."""

    listening: socket.socket
    scheme: str

    @property
    def address(self) -> str:
        host, port = self.listening.getsockname()[:2]
        return f"{self.scheme}://{_shown(host)}:{port}"


def _door(role: str) -> Door | None:
    """Where this role takes mail in."""
    mail_in = settings.CONFIG.mail_in
    if role == "mail" and (mail_in is None or not mail_in.is_a_door):
        raise click.ClickException(
            "BALLOTLINE_MAIL_IN names no door of ours; the worker fetches mail from elsewhere, and a provider posts it "
            "to the web server."
        )
    if role not in ("mail", "all") or mail_in is None or not mail_in.is_a_door:
        return None
    return Door(listen(mail_in.host, mail_in.port, other="in BALLOTLINE_MAIL_IN"), mail_in.scheme)


def refuse_a_broken_installation() -> None:
    serious = [message for message in run_checks() if message.is_serious(ERROR) and not message.is_silenced()]
    if serious:
        raise click.ClickException("Ballotline can't start like this:\n" + "\n".join(map(str, serious)))


def refuse_missing_migrations() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise click.ClickException(exits.NOT_SET_UP.sentence)


def listen(host: str, port: int, *, other: str, patience: float = 4.0) -> socket.socket:
    """The open port. A predecessor that is just ending gets a moment to let go. Raises exits.InUse."""
    give_up_at = time.monotonic() + patience
    while True:
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            return socket.create_server((host, port), family=family, backlog=2048)
        except OSError as problem:
            if problem.errno != errno.EADDRINUSE:
                raise click.ClickException(f"Port {port} on {host} can't be used: {problem.strerror}.")
            if time.monotonic() > give_up_at:
                raise exits.InUse(f"Another program has port {port} on {host}. Stop it, or choose another {other}.")
            time.sleep(0.1)


def collect_static_files() -> None:
    """Copies and compresses styles, scripts and pictures when they changed since the last time.

    Of two that start together one does it and the other waits. The list of sources lies beside the folder, which
    is public.
    """
    sources = _static_sources()
    with (settings.CONFIG.home / "static.sources").open("a+") as collected:
        fcntl.flock(collected, fcntl.LOCK_EX)
        collected.seek(0)
        if collected.read() == sources and (settings.STATIC_ROOT / "staticfiles.json").exists():
            return
        click.echo("Collecting static files …")
        call_command("collectstatic", interactive=False, verbosity=0)
        collected.truncate(0)
        collected.write(sources)


def _static_sources() -> str:
    """One line for each file: where it lies, its size and time. Differs after any update, up or down."""
    lines = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = os.stat(storage.path(name))
            lines.append(f"{storage.path(name)} {found.st_size} {found.st_mtime_ns}")
    return "\n".join(sorted(lines))


def answers(listening: socket.socket) -> bool:
    """True if /healthz says that the pages are there."""
    host, port = listening.getsockname()[:2]
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    asking = http.client.HTTPConnection(near, port, timeout=2)
    try:
        asking.request("GET", "/healthz", headers={"Host": urlsplit(settings.CONFIG.url).netloc})
        return asking.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()


def _announce(address: str, door: Door | None, when_ready: Callable[[str], None]) -> None:
    click.echo(f"Ballotline is ready: {address}")
    mail_in = settings.CONFIG.mail_in
    if door:
        click.echo(_mail_in(door.address))
    elif mail_in and not mail_in.is_a_door:
        click.echo(_mail_in(comes_without_a_door(mail_in)))
    when_ready(address)


def _started(role: str, door: Door | None) -> str:
    return _mail_in(door.address) if door else f"Ballotline's {role} is started."


def _mail_in(where: str) -> str:
    return f"Mail in: {where}, write to {our_address(us())}"


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _children(role: str, listening: socket.socket | None, door: Door | None) -> list[Child]:
    children = []
    if listening:
        gunicorn = ["gunicorn", "--config", "python:ballotline.interfaces.cli.gunicorn_settings"]
        bind = ["--bind", f"fd://{listening.fileno()}"]
        children.append(Child("web server", ["-m", *gunicorn, *bind], (listening.fileno(),)))
    if door:
        number = door.listening.fileno()
        mail = ["-m", "ballotline.movement.mail.inbound", str(number), door.scheme]
        children.append(Child("door for mail", mail, (number,)))
    if role in ("worker", "all"):
        children.append(Child("worker", ["-m", "ballotline.foundation.jobs"]))
    return children
