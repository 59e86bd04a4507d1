"""A request takes a thread only when all of it is here: half of one, held for minutes, costs nobody a page.

gunicorn's threads read a request themselves, so as many clients as there are threads can stop the site by sending
nothing, or half a head, or half a body. This worker reads beside the threads, where the idle connections wait too. Each
request has its time; and where too many are on their way, the one that began first is let go.

Not here: how large a body may be (interfaces/site/limits.py). A body that is refused there is not waited for.
"""

import fcntl
import re
import socket
import struct
import sys
import termios
import time
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from tempfile import SpooledTemporaryFile
from typing import Any
from urllib.parse import unquote_to_bytes

from gunicorn.http import get_parser
from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, TConn, ThreadWorker

from ballotline.interfaces.site.limits import BODY_AT_MOST, LARGER

# Seconds from the first look at it until it must be whole. 30 s for 256 KB is a phone at the edge of a valley.
HEAD_WITHIN = 10.0
BODY_WITHIN = 30.0
LARGE_BODY_WITHIN = 300.0

# 64 fields of 8 KB would be more (gunicorn_settings.py); browsers send 1 or 2 KB
HEAD_AT_MOST = 64 * 1024
CHUNK = 64 * 1024
# In each process, of the 800 connections that it may have; a further one pushes out the oldest. With 256 KB each that
# is 100 MB (decision 0013)
ARRIVING_AT_MOST = 400
LARGE_AT_MOST = 32  # these lie in files: 32 times 48 MB
# Connections that a browser keeps while somebody reads. With so many a further one is closed behind its answer, and
# opened again when it is needed
IDLE_AT_MOST = 300

# An answer of this size leaves the thread at once, also if nobody reads it (the system may allow less). Who asks again
# before they took the last answer is let go. Of a larger answer somebody must take a piece every ten seconds.
ANSWER_FITS = 512 * 1024
# What the system still holds of the last answer; a little is usual where somebody asks quickly
UNTAKEN_AT_MOST = 16 * 1024
STUCK_AT_MOST = struct.pack("ll", 10, 0)

TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
TOO_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"
LENGTH = re.compile(rb"^content-length:[ \t]*([0-9]{1,18})[ \t]*\r$", re.I | re.M)
ASKS_TO_GO_ON = re.compile(rb"^expect:[ \t]*100-continue[ \t]*\r$", re.I | re.M)


class Source(SocketUnreader):
    """Where gunicorn's parser reads: what was kept of a large body, then the socket."""

    kept: Any = None

    def chunk(self, size_hint: int | None = None) -> bytes:
        if self.kept is None:
            return super().chunk(size_hint)
        data: bytes = self.kept.read(max(size_hint or 0, self.mxchunk))
        if not data:
            self.kept.close()
            self.kept = None
        return data or super().chunk(size_hint)


class Arrival:
    """A request on its way: what has come of it, how much is missing, and until when it must be whole."""

    def __init__(self, connection: TConn, now: float) -> None:
        self.connection = connection
        self.began_at = now
        self.ends_at = now + HEAD_WITHIN
        self.head = bytearray()
        self.body: Any = None
        self.missing: int | None = None  # not known before the head is whole
        self.is_large = False
        if connection.parser:
            self.take(connection.parser.unreader.take_buffered())  # what followed the request before, in one packet

    @property
    def is_whole(self) -> bool:
        return self.missing == 0

    def read(self) -> bool:
        """Takes a piece of what is there. False if the other side has hung up."""
        try:
            data = self.connection.sock.recv(CHUNK if self.missing is None else min(CHUNK, self.missing))
        except BlockingIOError:
            return True
        self.take(data)
        return bool(data)

    def take(self, data: bytes) -> None:
        if self.missing is None:
            self.head += data
            self._look_for_the_end_of_the_head()
        else:
            self.body.write(data)
            self.missing -= len(data)

    def hand_over(self) -> None:
        """Puts it where gunicorn's parser reads on."""
        source = self.connection.parser.unreader
        source.unread(bytes(self.head))
        if self.body:
            self.body.seek(0)
            source.kept = self.body
        self.connection.data_ready = True

    def _look_for_the_end_of_the_head(self) -> None:
        end = self.head.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self.head[: end + 2])
        length = max(map(int, LENGTH.findall(head)), default=0)
        came = len(self.head) - end - 4
        self.missing = max(0, length - came) if length <= _body_at_most(head) else 0
        if self.missing:
            self._wait_for_the_body(length, head)

    def _wait_for_the_body(self, length: int, head: bytes) -> None:
        self.is_large = length > BODY_AT_MOST
        self.ends_at = self.began_at + (LARGE_BODY_WITHIN if self.is_large else BODY_WITHIN)
        self.body = SpooledTemporaryFile(max_size=BODY_AT_MOST)  # noqa: SIM115  it is open as long as the request
        if ASKS_TO_GO_ON.search(head):
            with suppress(OSError):
                self.connection.sock.send(GO_ON)


def _body_at_most(head: bytes) -> int:
    """Never less than what `RequestLimits` lets through: what it refuses, a page need not wait for."""
    target = unquote_to_bytes(head.partition(b"\r\n")[0]).decode("latin-1")
    return max((size for part, size in LARGER.items() if part in target), default=BODY_AT_MOST)


class WholeRequests(ThreadWorker):
    """gunicorn's threaded worker, but a connection goes to a thread only with a whole request."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.arriving: dict[Arrival, None] = {}  # in the order in which they began
        self.look_again_at = 0.0
        self.max_keepalived = IDLE_AT_MOST

    def enqueue_req(self, conn: TConn) -> None:
        """Every way to a thread leads through here: a new connection, an idle one that speaks, one that has more."""
        if not _is_ready(conn):
            self._close(conn)
            return
        arrival = Arrival(conn, time.monotonic())
        if arrival.is_whole:
            self._hand_over(arrival)
            return
        self.arriving[arrival] = None
        self.poller.register(conn.sock, EVENT_READ, partial(self._go_on, arrival))
        self._go_on(arrival)
        self._keep_room()

    def murder_pending(self) -> None:
        """Called at every turn of the loop; those whose time is over are looked for once a second."""
        now = time.monotonic()
        if now < self.look_again_at:
            return
        self.look_again_at = now + 1.0
        for arrival in [arrival for arrival in self.arriving if self._is_over(arrival, now)]:
            self._let_go(arrival, saying=TOO_SLOW)

    def _is_over(self, arrival: Arrival, now: float) -> bool:
        """A worker that stops waits for nobody's half request."""
        return arrival.ends_at < now or (not self.alive and arrival.began_at + STOP_KEEPALIVE_LINGER < now)

    def _go_on(self, arrival: Arrival, _socket: object = None) -> None:
        if arrival not in self.arriving:  # let go for a newer one, at this very turn of the loop
            return
        try:
            is_there = arrival.read()
        except OSError:  # reset, or no room for a large body
            is_there = False
        if arrival.is_whole:
            self._forget(arrival)
            self._hand_over(arrival)
        elif not is_there:
            self._let_go(arrival)
        elif arrival.missing is None and len(arrival.head) > HEAD_AT_MOST:
            self._let_go(arrival, saying=TOO_LONG)
        elif arrival.is_large:
            self._keep_room_for_large_ones()

    def _hand_over(self, arrival: Arrival) -> None:
        arrival.hand_over()
        super().enqueue_req(arrival.connection)

    def _keep_room(self) -> None:
        if len(self.arriving) > ARRIVING_AT_MOST:
            self._let_go(next(iter(self.arriving)), saying=TOO_SLOW)

    def _keep_room_for_large_ones(self) -> None:
        large = [arrival for arrival in self.arriving if arrival.is_large]
        if len(large) > LARGE_AT_MOST:
            self._let_go(large[0], saying=TOO_SLOW)

    def _forget(self, arrival: Arrival) -> None:
        del self.arriving[arrival]
        self.poller.unregister(arrival.connection.sock)

    def _let_go(self, arrival: Arrival, *, saying: bytes = b"") -> None:
        """Who has said nothing yet is told nothing."""
        self._forget(arrival)
        if arrival.head:
            with suppress(OSError):
                arrival.connection.sock.send(saying)
        self._close(arrival.connection)

    def _close(self, connection: TConn) -> None:
        self.nr_conns -= 1
        connection.close()


def _is_ready(connection: TConn) -> bool:
    """False if the other side is gone already, or has not taken our last answer."""
    try:
        if connection.parser is None:
            _prepare(connection)
        connection.sock.setblocking(False)
        return _untaken(connection.sock) <= UNTAKEN_AT_MOST
    except OSError:
        return False


def _prepare(connection: TConn) -> None:
    """The time limits hold for the threads, which block; here nothing does."""
    for option, value in (
        (socket.SO_SNDBUF, ANSWER_FITS),
        (socket.SO_SNDTIMEO, STUCK_AT_MOST),
        (socket.SO_RCVTIMEO, STUCK_AT_MOST),
    ):
        connection.sock.setsockopt(socket.SOL_SOCKET, option, value)
    connection.parser = get_parser(connection.cfg, connection.sock, connection.client)
    connection.parser.unreader = Source(connection.sock)


def _untaken(sock: socket.socket) -> int:
    """How many bytes of our last answer have not reached the other side. Only Linux says it for sockets."""
    if sys.platform != "linux":
        return 0
    return int.from_bytes(fcntl.ioctl(sock, termios.TIOCOUTQ, b"\0\0\0\0"), sys.byteorder)
