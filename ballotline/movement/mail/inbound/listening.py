"""The door for mail: other mail servers, and any mail program, deliver here over SMTP or LMTP.

Whoever is told 250 may forget the message: by then it is committed. What goes wrong here, in the database or on the
disk, is told as 451 or 452: try again later. A message that can never be taken is refused with a reason (550, 552).

The conversation is aiosmtpd's, but for what comes after DATA: there it wants short lines and keeps one object a line,
and to LMTP it says one yes for all recipients. It belongs behind a mail server, which also knows TLS and spam.
"""

import asyncio
import logging
import signal
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlsplit

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from ballotline.movement.mail.addresses import is_ours
from ballotline.movement.mail.inbound.receiving import NoRoom, TooLarge, receive
from ballotline.movement.mail.rules import MESSAGE_AT_MOST

logger = logging.getLogger(__name__)
T = TypeVar("T")

CONNECTIONS_AT_MOST = 20  # each may hold one message in memory
RECIPIENTS_AT_MOST = 100  # as RFC 5321 asks for at least
COMMANDS_AT_MOST = 500  # of each sort, before a sender has to call anew
PATIENCE = 300.0  # seconds for a command, or for the message that follows it (RFC 5321, 4.5.3.2)
PIECE_AT_MOST = 65_536  # bytes; longer lines come in pieces
THREADS = 4  # that talk to the database

LATER = "451 4.3.0 Not now: try again later"
TAKEN = "250 2.0.0 Taken"
TOO_LARGE = f"552 5.3.4 A message has {MESSAGE_AT_MOST:,} bytes at most"
NO_ROOM = "452 4.3.1 No room for mail: try again later"
NOT_HERE = "550 5.1.1 Nobody here has this address"
BUSY = b"421 4.3.2 Too many at once: try again later\r\n"


class House:
    """What a conversation asks us: whether an address is ours, and to keep a message. Asked in threads, as both wait
    for the database."""

    def __init__(self) -> None:
        self.threads = ThreadPoolExecutor(THREADS)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Sequence[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= RECIPIENTS_AT_MOST:
            return "452 4.5.3 Too many recipients"
        if not await self.ask(is_ours, address):
            return NOT_HERE
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ours"

    async def keep(self, content: bytes, envelope: Envelope) -> str:
        """The answer to whoever delivers."""
        try:
            await self.ask(_keep, content, envelope.mail_from or "", envelope.rcpt_tos)
        except TooLarge:
            return TOO_LARGE
        except NoRoom:
            return NO_ROOM
        except Exception as problem:  # whatever it is, the sender keeps the message
            return await self.handle_exception(problem)
        return TAKEN

    async def handle_exception(self, problem: Exception) -> str:
        logger.exception("A message could not be taken in, and its sender will try again", exc_info=problem)
        return LATER

    async def ask(self, question: Callable[..., T], *about: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.threads, partial(_asked, question, *about))


def _keep(content: bytes, sender: str, recipients: Sequence[str]) -> None:
    receive(content, envelope_from=sender, envelope_to=recipients, at=timezone.now())


def _asked(question: Callable[..., T], *about: Any) -> T:
    close_old_connections()
    try:
        return question(*about)
    finally:
        close_old_connections()


class Door(SMTP):
    """One conversation. `open` are those that go on at this moment."""

    line_length_limit = PIECE_AT_MOST
    open: set["Door"] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.open.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.open.discard(self)
        super().connection_lost(error)

    async def smtp_DATA(self, arg: str | None) -> None:
        if await self.check_helo_needed():
            return
        envelope = self.envelope or Envelope()
        if arg or not envelope.rcpt_tos:
            await self.push("501 5.5.4 Syntax: DATA" if arg else "503 5.5.1 First say for whom")
            return
        await self.push("354 Go on, and end with a line that is a dot")
        content = await self._content()
        answer = TOO_LARGE if content is None else await self.event_handler.keep(content, envelope)
        for _answer in range(self._answers(envelope)):
            await self.push(answer)
        self._set_post_data_state()

    def _answers(self, envelope: Envelope) -> int:
        return 1

    async def _content(self) -> bytes | None:
        """All lines up to the one that is a dot, without the dots that were put before others; None if too many."""
        content, at_line_start = bytearray(), True
        while True:
            piece = await self._piece()
            if at_line_start and piece == b".\r\n":
                return bytes(content) if len(content) <= MESSAGE_AT_MOST else None
            if len(content) <= MESSAGE_AT_MOST:
                content += piece[1:] if at_line_start and piece.startswith(b".") else piece
            at_line_start = piece.endswith(b"\r\n")

    async def _piece(self) -> bytes:
        """A line with its end, or the next piece of a long one. Only both signs together end a line: with less, a
        message could hold another one within it that some servers see and others don't."""
        try:
            return await self._reader.readuntil(b"\r\n")
        except asyncio.LimitOverrunError as long:
            return await self._reader.read(long.consumed)


class LocalDoor(Door, LMTP):
    """From our own mail server, which wants an answer for each recipient (RFC 2033)."""

    def _answers(self, envelope: Envelope) -> int:
        return len(envelope.rcpt_tos)


class Full(asyncio.Protocol):
    """Whoever comes while too many are here."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(BUSY)
        transport.close()


def door(house: House, *, scheme: str) -> asyncio.BaseProtocol:
    """For the next who comes."""
    if len(Door.open) >= CONNECTIONS_AT_MOST:
        return Full()
    return (LocalDoor if scheme == "lmtp" else Door)(
        house,
        data_size_limit=MESSAGE_AT_MOST,
        enable_SMTPUTF8=True,
        hostname=urlsplit(settings.CONFIG.url).hostname or "localhost",
        ident="Ballotline",
        timeout=PATIENCE,
        command_call_limit=COMMANDS_AT_MOST,
        loop=asyncio.get_running_loop(),
    )


def run(listening: socket.socket, *, scheme: str) -> None:
    """Takes mail in until SIGTERM. What is being kept then is kept; who has no answer yet comes again."""
    asyncio.run(_serve(listening, scheme))


async def _serve(listening: socket.socket, scheme: str) -> None:
    loop, house, stop = asyncio.get_running_loop(), House(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await loop.create_server(partial(door, house, scheme=scheme), sock=listening)
    await stop.wait()
    server.close()
    house.threads.shutdown()
