"""The load of `ballotline bench`: an installation of its own, and visitors that talk to nothing but it.

Visitors are threads with one kept-alive connection each. Their work costs processor time of the same machine, so it is
kept small: a request is one prepared text, an answer is read to its end and otherwise not looked at.
"""

import itertools
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import click
from django.conf import settings

# As many as two processes of four threads answer at once, the default; more would wait in line
VISITORS = 8
READERS = 4
# Seconds, also for a slow disk; after them something is broken, and the log says what
START_WITHIN = 90.0
# Mails that have not left by then are told as such
MAIL_WITHIN = 180.0
SLUG = "bench"
MAKE = (
    "import django; django.setup()\n"
    "from django.utils import timezone\n"
    "from ballotline.foundation.access.rules import Actor\n"
    "from ballotline.organizing.actions import services\n"
    "fields = {'title': 'Bench', 'target': 'Nobody', 'asks': 'We ask nobody for anything.', 'body': 'A test. ' * 200}\n"
    "made = services.draft('petition', fields=fields, by=Actor.command('bench'), at=timezone.now())\n"
    "services.step(made, 'publish', by=Actor.command('bench'), at=timezone.now())\n"
)


@dataclass(slots=True)
class Timed:
    """What one part measured: seconds of each acknowledged form, pages read, how long it took."""

    times: list[float] = field(default_factory=list)
    reads: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Load:
    """A running installation; `numbers` makes every signer another person, `said` is what was printed while it was
    made."""

    home: Path
    port: int
    numbers: Iterator[int]
    environment: dict[str, str]
    said: str

    def form(self) -> bytes:
        n = next(self.numbers)
        typed = {"name": f"Signer {n}", "email": f"signer{n}@bench.example", "zip_code": "00010"}
        return self._request("POST", urlencode(typed).encode())

    def page(self) -> bytes:
        return self._request("GET", b"")

    def _request(self, method: str, body: bytes) -> bytes:
        head = (
            f"{method} /petitions/{SLUG}/ HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nSec-Fetch-Site: same-origin\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def mail_waiting(self) -> int:
        database = sqlite3.connect(f"file:{self.home / 'ballotline.sqlite3'}?mode=ro", uri=True, timeout=20)
        try:
            return int(
                database.execute("SELECT count(*) FROM mail_message WHERE state IN ('waiting', 'sending')").fetchone()[
                    0
                ]
            )
        finally:
            database.close()

    def wait_for_mail(self) -> None:
        ends = time.monotonic() + MAIL_WITHIN
        while self.mail_waiting() and time.monotonic() < ends:
            time.sleep(0.2)


@contextmanager
def beside_the_data() -> Iterator[Path]:
    """A folder on the disk that the data lie on, until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=settings.CONFIG.home))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def within(times: Sequence[float], share: float) -> float:
    """As long as so large a share of them took at most."""
    ordered = sorted(times)
    return ordered[int(len(ordered) * share)] if ordered else float("nan")


@contextmanager
def installed(home: Path, *, make: str = MAKE, **more: str) -> Iterator[Load]:
    """A new installation with what the program `make` puts there, and `more` settings, served by `ballotline serve`
    until the block ends."""
    port = free_port()
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("BALLOTLINE_", "DATABASE_", "DEMO_"))
        },
        "BALLOTLINE_HOME": str(home),
        "BALLOTLINE_URL": f"http://127.0.0.1:{port}",
        "BALLOTLINE_PORT": str(port),
        "BALLOTLINE_TRUSTED_NETWORKS": "127.0.0.0/8",
        "BALLOTLINE_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "ballotline.settings",
        **more,
    }
    run_in(environment, "-m", "ballotline", "migrate")
    said = run_in(environment, "-c", make)
    serving = subprocess.Popen(
        [sys.executable, "-m", "ballotline", "serve"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_it_answers(port, serving)
        yield Load(home, port, itertools.count(1), environment, said)
    finally:
        serving.terminate()
        serving.wait(60)


def run_in(environment: dict[str, str], *arguments: str) -> str:
    """What it printed."""
    words = [sys.executable, *arguments]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise click.ClickException(
            f"The installation for the bench could not be made: {done.stderr.strip().splitlines()[-1]}"
        )
    return done.stdout


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _wait_until_it_answers(port: int, serving: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + START_WITHIN
    while time.monotonic() < ends and serving.poll() is None:
        try:
            with Visitor(port) as visitor:
                if visitor.ask(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise click.ClickException("The installation for the bench did not start.")


class Visitor:
    """One kept-alive connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answers = self.socket.makefile("rb")

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *_problem: object) -> None:
        self.answers.close()
        self.socket.close()

    def ask(self, request: bytes) -> int:
        """The status of the answer, after reading it to its end."""
        self.socket.sendall(request)
        status = int(self.answers.readline().split()[1])
        length = 0
        while (line := self.answers.readline()) not in (b"\r\n", b""):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        self.answers.read(length)
        return status


def saturated(load: Load, seconds: float) -> Timed:
    """As many signatures as visitors get acknowledged, one after the other each."""
    return _together(seconds, [lambda timed, ends: _sign_until(load, timed, ends)] * VISITORS)


def offered(load: Load, a_second: int, seconds: float, *, with_readers: bool = False) -> Timed:
    """Signatures at a steady rate; each one's time counts from the moment at which it was due."""
    due = itertools.count()
    began = time.monotonic()
    signers = [lambda timed, ends: _sign_at_rate(load, timed, ends, due, began, a_second)] * VISITORS
    readers = [lambda timed, ends: _read_until(load, timed, ends)] * (READERS if with_readers else 0)
    return _together(seconds, signers + readers)


Work = Callable[[Timed, float], None]


def _together(seconds: float, work: list[Work]) -> Timed:
    timed, began = Timed(), time.monotonic()
    threads = [threading.Thread(target=part, args=(timed, began + seconds), daemon=True) for part in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + 60)
    timed.seconds = time.monotonic() - began
    return timed


def _sign_until(load: Load, timed: Timed, ends: float) -> None:
    with Visitor(load.port) as visitor:
        while (began := time.monotonic()) < ends:
            if visitor.ask(load.form()) == 303:
                timed.times.append(time.monotonic() - began)


def _sign_at_rate(load: Load, timed: Timed, ends: float, due: Iterator[int], began: float, a_second: int) -> None:
    with Visitor(load.port) as visitor:
        while (moment := began + next(due) / a_second) < ends:
            time.sleep(max(0.0, moment - time.monotonic()))
            if visitor.ask(load.form()) == 303:
                timed.times.append(time.monotonic() - moment)


def _read_until(load: Load, timed: Timed, ends: float) -> None:
    with Visitor(load.port) as visitor:
        while time.monotonic() < ends:
            if visitor.ask(load.page()) == 200:
                timed.reads += 1
