"""Runs a command with DATABASE_URL set to a PostgreSQL server: `python tests/postgres.py pytest …`.

With DATABASE_URL in the environment that server is taken. Without it, a cluster of its own is started in a temporary
folder, on a free port of this machine, and is gone afterwards. Where no PostgreSQL is installed, that is said loudly:
in CI (CI=true) it is a failure, elsewhere the command is skipped.
"""

import glob
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

NEEDED = ("initdb", "pg_ctl", "postgres")
QUICK = (  # safety against a power cut is not what these tests are about
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=100",
    "shared_buffers=128MB",
)
SERVER_USER = "postgres"  # the server refuses to run as root


def main(command: Sequence[str]) -> int:
    if not command:
        print("Say what to run: python tests/postgres.py pytest", file=sys.stderr)
        return 2
    if os.environ.get("DATABASE_URL"):
        return run(command, os.environ["DATABASE_URL"])
    programs = server_programs()
    if programs is None:
        return nothing_installed()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with own_cluster(programs) as url:
        return run(command, url)


def run(command: Sequence[str], url: str) -> int:
    return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


def nothing_installed() -> int:
    print("=" * 100, file=sys.stderr)
    print("NOT RUN ON POSTGRESQL: it is not installed here. On Debian: apt install postgresql", file=sys.stderr)
    print("=" * 100, file=sys.stderr)
    return 1 if os.environ.get("CI") == "true" else 0


def server_programs() -> Path | None:
    """The folder with PostgreSQL's server programs: Debian keeps them out of the path, one folder a version."""
    newest_first = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=_version, reverse=True)
    in_path = shutil.which("initdb")
    folders = [Path(folder) for folder in newest_first] + ([Path(in_path).parent] if in_path else [])
    return next((folder for folder in folders if all((folder / name).exists() for name in NEEDED)), None)


def _version(folder: str) -> float:
    return float(Path(folder).parent.name)


@contextmanager
def own_cluster(programs: Path) -> Iterator[str]:
    """A running server of our own; its address, with a password that nobody else knows."""
    room = Path(tempfile.mkdtemp(prefix="ballotline-postgres-"))
    password, port = secrets.token_urlsafe(16), free_port()
    try:
        start(programs, room, password, port)
        yield f"postgresql://ballotline:{password}@127.0.0.1:{port}/postgres"
    finally:
        as_server([programs / "pg_ctl", "stop", "-D", room / "data", "-m", "immediate", "-w"], check=False)
        shutil.rmtree(room, ignore_errors=True)


def start(programs: Path, room: Path, password: str, port: int) -> None:
    (room / "password").write_text(password)
    if os.geteuid() == 0:
        for path in (room, room / "password"):
            shutil.chown(path, SERVER_USER)
    login = ["-U", "ballotline", "--auth=scram-sha-256", f"--pwfile={room / 'password'}"]
    as_server([programs / "initdb", "-D", room / "data", "-E", "UTF8", "--no-locale", "--no-sync", *login])
    settings = ["listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={room}", *QUICK]
    options = " ".join(f"-c {setting}" for setting in settings)
    as_server([programs / "pg_ctl", "start", "-D", room / "data", "-l", room / "log", "-w", "-o", options])


def as_server(command: Sequence[str | Path], *, check: bool = True) -> None:
    """As a user who is not root. Quiet, unless it fails."""
    switch = ["runuser", "-u", SERVER_USER, "--"] if os.geteuid() == 0 else []
    whole = [*switch, *map(str, command)]
    done = subprocess.run(whole, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if check and done.returncode:
        sys.exit(f"{' '.join(whole)} ended with {done.returncode}:\n{done.stdout}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
