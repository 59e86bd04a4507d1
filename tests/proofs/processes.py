"""The installed program as real processes: set up, started, killed, started again; and a crowd that posts forms to it.

For proofs only. Each installation has its own data folder, database and port; each program its own process group, so
that killing it touches nothing else. Everything is bounded in number and time, and stays on this machine.
"""

import atexit
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest

CHECKOUT = Path(__file__).parents[2]
PYTHON = sys.executable
SERVE = (str(Path(sys.executable).with_name("ballotline")), "serve")
FILE = "ballotline.sqlite3"
UNTIL_THE_END = ExitStack()  # what new installations are copied from
atexit.register(UNTIL_THE_END.close)
LOOPBACK = ("127.0.0.1", "localhost", "::1")

Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Installation:
    """One installation on this machine; `environment` is what its processes get."""

    home: Path
    port: int
    environment: Mapping[str, str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@dataclass(frozen=True, slots=True)
class Program:
    """A started program: the leader of its own process group. `log` takes what it prints."""

    process: subprocess.Popen
    log: Path


def install(home: Path, *, database_url: str = "", **settings: str) -> Installation:
    """An empty installation with a database that is set up. `settings` are environment variables."""
    installation = _at(home, database_url, settings)
    if database_url:
        _migrate(installation)
    else:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(_set_up(), home / FILE)
    return installation


def _at(home: Path, database_url: str, settings: Mapping[str, str]) -> Installation:
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("BALLOTLINE_", "DATABASE_"))},
        "BALLOTLINE_HOME": str(home),
        "BALLOTLINE_URL": f"http://127.0.0.1:{port}",
        "BALLOTLINE_PORT": str(port),
        "BALLOTLINE_TRUSTED_NETWORKS": "127.0.0.0/8",
        "DJANGO_SETTINGS_MODULE": "ballotline.settings",
        "PYTHONPATH": str(CHECKOUT),
        **({"DATABASE_URL": database_url} if database_url else {}),
        **settings,
    }
    return Installation(home, port, environment)


def _migrate(installation: Installation) -> None:
    run_python(installation, "-m", "django", "migrate", "--verbosity", "0")


@cache
def _set_up() -> Path:
    """A database file after every migration, made once: all migrations take 14 s, a copy takes none."""
    home = _kept_until_the_end()
    _migrate(_at(home, "", {}))
    return home / FILE


@cache
def _set_up_on(server_url: str) -> str:
    """The same on a PostgreSQL server: the name of a database to copy."""
    database_url = UNTIL_THE_END.enter_context(fresh_database(server_url))
    _migrate(_at(_kept_until_the_end(), database_url, {}))
    return urlsplit(database_url).path.lstrip("/")


def _kept_until_the_end() -> Path:
    return Path(UNTIL_THE_END.enter_context(tempfile.TemporaryDirectory(prefix="ballotline-set-up-")))


DATABASES = ["sqlite", "postgresql"]


@contextmanager
def installed_on(database: str, home: Path, **settings: str) -> Iterator[Installation]:
    """The same on one of DATABASES; what would need a PostgreSQL server is skipped where DATABASE_URL names none."""
    if database == "sqlite":
        yield install(home, **settings)
        return
    server = os.environ.get("DATABASE_URL") or pytest.skip("DATABASE_URL names no PostgreSQL server")
    with fresh_database(server, like=_set_up_on(server)) as database_url:
        yield _at(home, database_url, settings)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


@contextmanager
def fresh_database(server_url: str, *, like: str = "template1") -> Iterator[str]:
    """The address of a new PostgreSQL database on the server that `server_url` names, a copy of `like`. Dropped
    afterwards."""
    name = f"ballotline_proof_{uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
        try:
            yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run_python(installation: Installation, *arguments: str, seconds: float = 120) -> str:
    """What a short program prints. Fails with its error output if it does not end well."""
    command = [PYTHON, *arguments]
    done = subprocess.run(command, env=installation.environment, capture_output=True, text=True, timeout=seconds)
    assert done.returncode == 0, f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}"
    return done.stdout


def start(installation: Installation, command: Sequence[str] = SERVE) -> Program:
    log = installation.home / "log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            env=installation.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    return Program(process, log)


@contextmanager
def started(installation: Installation, command: Sequence[str] = SERVE) -> Iterator[Program]:
    """The running program; whatever happens, nothing of it is left behind."""
    program = start(installation, command)
    try:
        yield program
    finally:
        kill_group(program)


def wait_until_ready(installation: Installation, program: Program, *, seconds: float = 60) -> None:
    """Until /healthz answers."""
    wait_until(lambda: program.process.poll() is not None or answers(installation), seconds=seconds)
    assert program.process.poll() is None, f"It ended:\n{program.log.read_text()}"


def answers(installation: Installation) -> bool:
    asking = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=5)
    try:
        asking.request("GET", "/healthz")
        return asking.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()


def wait_until(is_true: Callable[[], bool], *, seconds: float) -> None:
    ends = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < ends, f"Waited {seconds:.0f} seconds for nothing"
        time.sleep(0.05)


def kill_group(program: Program) -> None:
    """SIGKILL to every process of the group at once, as when the power goes. Returns when all are gone."""
    if members(program):
        os.killpg(program.process.pid, signal.SIGKILL)
    program.process.wait()
    wait_until(lambda: not members(program), seconds=10)


def stop(program: Program, *, seconds: float = 40) -> int:
    """Asks politely; the exit code."""
    program.process.send_signal(signal.SIGTERM)
    return program.process.wait(timeout=seconds)


def members(program: Program) -> dict[int, str]:
    """Process id → command line of what lives of the group; the group's number is its leader's."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, group = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
            if int(group) == program.process.pid and state not in "ZX":
                found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


@dataclass(slots=True)
class Answers:
    """What the crowd itself wrote down. `unanswered` were sent, and the connection broke before the answer."""

    acknowledged: list[Form] = field(default_factory=list)
    refused: list[tuple[Form, int]] = field(default_factory=list)
    unanswered: list[Form] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


class Crowd:
    """Threads that post forms over kept-alive connections, and keep their own list of what was acknowledged.

    It ends when `forms` or `seconds` run out. A server that is away is waited for; a form whose answer was lost is
    not posted again: nobody promised it anything.
    """

    def __init__(
        self,
        url: str,
        forms: Iterable[Form],
        *,
        threads: int = 8,
        seconds: float = 60,
        is_acknowledged: Callable[[http.client.HTTPResponse], bool] = lambda response: response.status == 303,
    ) -> None:
        self.address = urlsplit(url)
        if self.address.hostname not in LOOPBACK:
            raise ValueError(f"A crowd only goes to this machine, not to {self.address.hostname}")
        self.forms = iter(forms)
        self.is_acknowledged = is_acknowledged
        self.seconds = seconds
        self.ends = 0.0
        self.answers = Answers()
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self._post_forms, daemon=True) for _ in range(threads)]

    def start(self) -> None:
        self.ends = time.monotonic() + self.seconds
        for thread in self.threads:
            thread.start()

    def wait(self) -> Answers:
        """Until all threads are done."""
        for thread in self.threads:
            thread.join(max(0.0, self.ends - time.monotonic()) + 30)
        assert not any(thread.is_alive() for thread in self.threads), "Some of the crowd did not come back"
        return self.answers

    def _post_forms(self) -> None:
        connection = http.client.HTTPConnection(self.address.hostname or "", self.address.port, timeout=25)
        while time.monotonic() < self.ends and (form := self._next()) is not None:
            if self._is_connected(connection):
                self._post(connection, form)
        connection.close()

    def _next(self) -> Form | None:
        with self.lock:
            return next(self.forms, None)

    def _is_connected(self, connection: http.client.HTTPConnection) -> bool:
        """Waits for a server that is away, at most until the end."""
        while connection.sock is None and time.monotonic() < self.ends:
            try:
                connection.connect()
            except OSError:
                time.sleep(0.05)
        return connection.sock is not None

    def _post(self, connection: http.client.HTTPConnection, form: Form) -> None:
        began = time.monotonic()
        try:
            connection.request("POST", self.address.path, urlencode(form), self._headers())
            response = connection.getresponse()
            response.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            with self.lock:
                self.answers.unanswered.append(form)
            return
        self._write_down(form, response, time.monotonic() - began)

    def _write_down(self, form: Form, response: http.client.HTTPResponse, seconds: float) -> None:
        with self.lock:
            self.answers.seconds.append(seconds)
            if self.is_acknowledged(response):
                self.answers.acknowledged.append(form)
            else:
                self.answers.refused.append((form, response.status))

    def _headers(self) -> dict[str, str]:
        origin = f"http://{self.address.netloc}"
        return {"Content-Type": "application/x-www-form-urlencoded", "Origin": origin, "Sec-Fetch-Site": "same-origin"}
