"""Clients that send nothing, half a request, or don't read the answer: nobody else waits for them, and each is let go.

The installed program answers on loopback, with its own settings: two processes of four threads. Requests that come
whole, however cut, must arrive unchanged; there a page of ours says what it got.
"""

import hashlib
import os
import select
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from ballotline.interfaces.cli import whole_requests
from tests.proofs.processes import PYTHON, Installation, answers, install, started, stop, wait_until, wait_until_ready

pytestmark = pytest.mark.proof
ECHO = (
    PYTHON,
    "-m",
    "gunicorn",
    "--config",
    "python:ballotline.interfaces.cli.gunicorn_settings",
    "tests.proofs.errands.echo:application",
    "--bind",
)
HELD = 200
A_SECOND = 1.0
TURN = 2.0  # seconds between the end of a client's time and the look that finds it

HALF_HEAD = b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-More: "
HALF_BODY = (
    b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nemail=a"
)
ONE_AND_A_HALF = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" + HALF_HEAD

HOLDING_BACK = {
    "nothing": b"",
    "half a head": HALF_HEAD,
    "one and a half": ONE_AND_A_HALF,
    "half a body": HALF_BODY,
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Both processes have answered: the first answer of each takes a second by itself, to load the pages."""
    installation = install(tmp_path_factory.mktemp("pages"))
    with started(installation) as program:
        wait_until_ready(installation, program)
        for _ in range(40):
            assert answers(installation)
        yield installation


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    installation = install(tmp_path_factory.mktemp("echo"))
    with started(installation, (*ECHO, f"127.0.0.1:{installation.port}")) as program:
        wait_until_ready(installation, program)
        yield installation


class Held:
    """Connections that say the same beginning of a request, and when each was ended by the other side."""

    def __init__(self, installation: Installation, beginning: bytes, *, count: int) -> None:
        self.sockets = [connected(installation) for _ in range(count)]
        for held in self.sockets:
            held.sendall(beginning)
        self.began = time.monotonic()
        self.within = whole_requests.BODY_WITHIN if beginning == HALF_BODY else whole_requests.HEAD_WITHIN
        self.ended: dict[socket.socket, float] = {}

    @property
    def wait_for(self) -> float:
        """Seconds until their time is over."""
        return self.began + self.within - time.monotonic()

    def look(self) -> None:
        poller = select.poll()
        left = {held.fileno(): held for held in self.sockets if held not in self.ended}
        for number in left:
            poller.register(number, select.POLLIN)
        for number, _event in poller.poll(0):
            if is_ended(left[number]):
                self.ended[left[number]] = time.monotonic() - self.began

    def drip(self) -> None:
        """Every second one says one more letter."""
        for held in self.sockets[::2]:
            if held not in self.ended:
                with suppress(OSError):
                    held.sendall(b"x")

    def close(self) -> None:
        for held in self.sockets:
            held.close()


def test_two_hundred_who_hold_back_stop_nobody_and_are_let_go(pages: Installation):
    """Fifty of each kind; half of them say nothing more, the others a letter now and then."""
    kinds = {name: Held(pages, beginning, count=HELD // len(HOLDING_BACK)) for name, beginning in HOLDING_BACK.items()}
    slowest = 0.0
    while any(held.wait_for > -TURN for held in kinds.values()):
        slowest = max(slowest, seconds_of_an_answer(pages))
        for held in kinds.values():
            held.drip()
            held.look()
        time.sleep(0.2)

    assert slowest < A_SECOND
    for name, held in kinds.items():
        assert len(held.ended) == len(held.sockets), name
        assert min(held.ended.values()) >= held.within - A_SECOND, name
        held.close()


def test_many_more_than_there_is_room_for_stop_nobody(pages: Installation):
    held = Held(pages, HALF_BODY, count=3 * whole_requests.ARRIVING_AT_MOST)

    slowest = max(seconds_of_an_answer(pages) for _ in range(20))
    held.look()
    held.close()

    assert slowest < A_SECOND
    assert len(held.ended) >= whole_requests.ARRIVING_AT_MOST, "those that began first were let go"


def test_who_asks_again_and_again_and_reads_nothing_stops_nobody(pages: Installation):
    asking = b"GET /static/django_htmx/htmax-4.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    deaf = [connected(pages, reads=2048) for _ in range(12)]
    for each in deaf:
        each.setblocking(False)

    slowest = 0.0
    for _ in range(30):
        for each in deaf:
            try:
                each.send(asking * 5)
            except OSError:  # its own buffer is full, or it was let go
                continue
        slowest = max(slowest, seconds_of_an_answer(pages))
    for each in deaf:
        each.close()

    assert slowest < A_SECOND


def test_a_stopping_server_waits_for_nobodys_half_request(tmp_path: Path):
    installation = install(tmp_path)
    with started(installation) as program:
        wait_until_ready(installation, program)
        held = Held(installation, HALF_BODY, count=20)
        began = time.monotonic()

        assert stop(program) == 0

        assert time.monotonic() - began < 10
        held.close()


@pytest.mark.parametrize("size", [0, 1, 1_000, 300_000, 5_000_000])
@pytest.mark.parametrize("cut", [1_000_000, 70_000, 37], ids=["large pieces", "pieces", "small pieces"])
def test_a_body_in_pieces_arrives_unchanged(echo: Installation, size: int, cut: int):
    body = os.urandom(size)
    request = b"POST /check/ HTTP/1.1\r\nHost: here\r\nContent-Length: %d\r\n\r\n" % size + body
    sending = connected(echo)

    for start in range(0, min(len(request), 40 * cut), cut):
        sending.sendall(request[start : start + cut])
        time.sleep(0.002)
    sending.sendall(request[40 * cut :])

    assert answer_of(sending) == f"/check/ {size} {hashlib.sha256(body).hexdigest()}"


def test_requests_that_come_in_one_packet_are_answered_in_turn(echo: Installation):
    sending = connected(echo)
    sending.sendall(
        b"POST /one HTTP/1.1\r\nHost: here\r\nContent-Length: 3\r\n\r\nabc"
        b"POST /two HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\n\r\nde"
    )
    first = answer_of(sending)
    sending.sendall(b"fgGET /three HTTP/1.1\r\nHost: here\r\n\r\n")

    assert first == f"/one 3 {hashlib.sha256(b'abc').hexdigest()}"
    assert answer_of(sending) == f"/two 4 {hashlib.sha256(b'defg').hexdigest()}"
    assert answer_of(sending).startswith("/three 0 ")


def test_who_waits_for_a_word_to_go_on_gets_it(echo: Installation):
    sending = connected(echo)
    sending.sendall(b"POST /one HTTP/1.1\r\nHost: here\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")

    assert sending.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
    sending.sendall(b"abc")
    assert answer_of(sending) == f"/one 3 {hashlib.sha256(b'abc').hexdigest()}"


def test_a_body_that_is_too_large_is_refused_without_waiting_for_it(pages: Installation):
    sending = connected(pages)
    sending.sendall(b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 999999\r\n\r\n" + b"x" * 1000)

    assert sending.recv(100).startswith(b"HTTP/1.1 413 ")


def test_a_head_without_end_is_refused(pages: Installation):
    sending = connected(pages)
    sending.sendall(b"GET / HTTP/1.1\r\nX-Long: " + b"x" * 2 * whole_requests.HEAD_AT_MOST)

    assert sending.recv(100).startswith(b"HTTP/1.1 431 ")


def connected(installation: Installation, *, reads: int = 0) -> socket.socket:
    client = socket.socket()
    if reads:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, reads)
    client.settimeout(15)
    client.connect(("127.0.0.1", installation.port))
    return client


def is_ended(client: socket.socket) -> bool:
    """Whether the other side has ended it; what it said before is read away."""
    try:
        while data := client.recv(65_536, socket.MSG_DONTWAIT):
            if b"408 Request Timeout" in data:
                return True
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def seconds_of_an_answer(installation: Installation) -> float:
    began = time.monotonic()
    wait_until(lambda: answers(installation), seconds=30)
    return time.monotonic() - began


def answer_of(client: socket.socket) -> str:
    """The next answer's body; answers that only say "go on" are passed over."""
    file = client.makefile("rb", buffering=0)
    while True:
        status = file.readline()
        head = dict(line.split(b": ", 1) for line in iter(file.readline, b"\r\n"))
        if status.split()[1] != b"100":
            return file.read(int(head[b"Content-Length"])).decode()
