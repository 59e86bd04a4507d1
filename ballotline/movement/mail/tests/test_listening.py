"""Mail is delivered here by real conversations: taken once it stands, refused with a reason, put off when we fail."""

import asyncio
import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from types import SimpleNamespace

import pytest
from django.db import OperationalError

from ballotline.foundation.jobs.testing import waiting
from ballotline.foundation.organization.services import change
from ballotline.movement.mail.addresses import reply_address
from ballotline.movement.mail.inbound import listening, receiving
from ballotline.movement.mail.models import InboundMessage
from ballotline.movement.mail.tests.letters import letter

HELLO, ANA = "hello@rivertown.example", "ana@rivertown.example"


@contextmanager
def opened(scheme: str) -> Iterator[int]:
    """The port of a door that stands open meanwhile."""
    with socket.create_server(("127.0.0.1", 0)) as port:
        loop, house = asyncio.new_event_loop(), listening.House()
        making = loop.create_server(partial(listening.door, house, scheme=scheme), sock=port)
        server = loop.run_until_complete(making)
        thread = threading.Thread(target=loop.run_forever)
        thread.start()
        try:
            yield port.getsockname()[1]
        finally:
            loop.call_soon_threadsafe(server.close)
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            house.threads.shutdown()
            loop.close()


@pytest.fixture
def port(transactional_db) -> Iterator[int]:
    change({"name": "Rivertown", "write_to": HELLO})
    with opened("smtp") as number:
        yield number


def sent(port: int, raw: bytes, *, to: list[str] | None = None, sender: str = ANA) -> dict[str, tuple[int, bytes]]:
    """The recipients that were refused. Raises smtplib's own exceptions for what was refused whole."""
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as conversation:
        return conversation.sendmail(sender, to or [HELLO], raw)


def test_a_letter_is_taken_and_a_job_will_read_it(port):
    raw = letter("Where do you meet?\n.\n..and when?")

    assert sent(port, raw) == {}

    message = InboundMessage.objects.get()
    assert bytes(message.original.raw) == raw
    assert (message.envelope_from, message.envelope_to) == (ANA, [HELLO])
    assert waiting() == [("mail.read_inbound", {"message": str(message.public_id)})]


def test_the_same_letter_three_times_is_taken_once(port):
    for _time in range(3):
        sent(port, letter())

    assert InboundMessage.objects.count() == 1


def test_only_our_own_addresses_are_taken_for(port):
    reply = reply_address("7f3k")

    refused = sent(port, letter(), to=[HELLO.upper(), reply, "ben@rivertown.example", reply.replace("7f3k", "7f3l")])

    assert {address: answer[0] for address, answer in refused.items()} == {
        "ben@rivertown.example": 550,
        reply.replace("7f3k", "7f3l"): 550,
    }
    assert InboundMessage.objects.get().envelope_to == [HELLO.upper(), reply]


def test_a_letter_for_nobody_here_is_not_kept(port):
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        sent(port, letter(), to=["ben@rivertown.example"])

    assert not InboundMessage.objects.exists()


def test_a_bounce_comes_in_too(port):
    sent(port, letter(), sender="")

    assert InboundMessage.objects.get().envelope_from == "<>"


@pytest.mark.parametrize("line", [b"x" * 999, b"x" * 300_000, b"\r" * 70_000, b"x" * 65_535 + b"\r.", b"\xff\x00\xfe"])
def test_a_line_of_any_length_and_any_bytes_comes_in_as_it_is(port, line):
    raw = b"From: ana@rivertown.example\r\n\r\n" + line + b"\r\n.a dot before it\r\nend\r\n"

    with smtplib.SMTP("127.0.0.1", port, timeout=20) as conversation:
        conversation.ehlo()
        conversation.docmd(f"MAIL FROM:<{ANA}>")
        conversation.docmd(f"RCPT TO:<{HELLO}>")
        assert conversation.docmd("DATA")[0] == 354
        conversation.send(raw.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        assert conversation.getreply()[0] == 250

    assert bytes(InboundMessage.objects.get().original.raw) == raw


@pytest.mark.parametrize(
    "pieces, content",
    [
        ([b"a\r\n", b".\r\n"], b"a\r\n"),
        ([b"x" * 9, b".\r\n", b".\r\n"], b"x" * 9 + b".\r\n"),  # a long line that ends with a dot
        ([b"x" * 9, b".y\r\n", b"..z\r\n", b".\r\n"], b"x" * 9 + b".y\r\n.z\r\n"),
    ],
)
def test_only_a_dot_at_the_beginning_of_a_line_means_something(pieces, content):
    coming = iter(pieces)

    async def piece() -> bytes:
        return next(coming)

    assert asyncio.run(listening.Door._content(SimpleNamespace(_piece=piece))) == content


def test_half_an_end_of_line_hides_no_second_message(port):
    """Sent behind "\\n.\\n", which some servers take for the end."""
    raw = b"From: a@rivertown.example\r\n\r\nx\n.\nMAIL FROM:<b@rivertown.example>\n.\r\r\n.\r\n"

    with smtplib.SMTP("127.0.0.1", port, timeout=20) as conversation:
        conversation.ehlo()
        conversation.docmd(f"MAIL FROM:<{ANA}>")
        conversation.docmd(f"RCPT TO:<{HELLO}>")
        conversation.docmd("DATA")
        conversation.send(raw)
        assert conversation.getreply()[0] == 250
        assert conversation.noop()[0] == 250

    assert bytes(InboundMessage.objects.get().original.raw) == raw.removesuffix(b".\r\n")


def test_what_is_too_large_is_refused_whole_and_the_next_is_taken(port, monkeypatch):
    monkeypatch.setattr(listening, "MESSAGE_AT_MOST", 2_000)
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as conversation:
        conversation.ehlo()
        assert conversation.docmd(f"MAIL FROM:<{ANA}> SIZE=2001")[0] == 552  # said before it is sent
        conversation.docmd(f"MAIL FROM:<{ANA}>")
        conversation.docmd(f"RCPT TO:<{HELLO}>")
        conversation.docmd("DATA")
        conversation.send(letter("x" * 3_000) + b".\r\n")
        assert conversation.getreply()[0] == 552
        assert conversation.sendmail(ANA, [HELLO], letter()) == {}

    assert InboundMessage.objects.count() == 1


def test_where_there_is_no_room_the_sender_comes_again(port, monkeypatch):
    with monkeypatch.context() as nearly_full:
        nearly_full.setattr(receiving, "_has_room", lambda: False)
        with pytest.raises(smtplib.SMTPDataError) as said:
            sent(port, letter())

    assert said.value.smtp_code == 452
    assert sent(port, letter()) == {}


@pytest.mark.parametrize("problem", [OperationalError("database or disk is full"), OSError(28, "No space"), KeyError()])
def test_whatever_fails_here_the_sender_keeps_the_letter_and_comes_again(port, monkeypatch, problem):
    def fails(*_about, **_more):
        raise problem

    with monkeypatch.context() as broken:
        broken.setattr(listening, "receive", fails)
        with pytest.raises(smtplib.SMTPDataError) as said:
            sent(port, letter())
        broken.setattr(listening, "is_ours", fails)
        with pytest.raises(smtplib.SMTPRecipientsRefused) as asked:
            sent(port, letter())

    assert said.value.smtp_code == 451
    assert asked.value.recipients[HELLO][0] == 451
    assert sent(port, letter()) == {}
    assert InboundMessage.objects.count() == 1


def test_whoever_goes_away_in_the_middle_leaves_nothing(port):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(f"EHLO x\r\nMAIL FROM:<{ANA}>\r\nRCPT TO:<{HELLO}>\r\nDATA\r\n".encode())
        line.recv(1_000)
        line.sendall(letter())

    assert sent(port, letter("another")) == {}
    assert InboundMessage.objects.count() == 1


def test_too_many_at_once_are_asked_to_come_later(port, monkeypatch):
    monkeypatch.setattr(listening, "CONNECTIONS_AT_MOST", 2)
    with smtplib.SMTP("127.0.0.1", port, timeout=20), smtplib.SMTP("127.0.0.1", port, timeout=20):
        with pytest.raises(smtplib.SMTPConnectError) as said:
            smtplib.SMTP("127.0.0.1", port, timeout=20)
        assert said.value.smtp_code == 421

    assert sent(port, letter()) == {}


def test_whoever_says_nothing_is_let_go(port, monkeypatch):
    monkeypatch.setattr(listening, "PATIENCE", 0.2)

    with socket.create_connection(("127.0.0.1", port), timeout=20) as silent:
        assert silent.recv(1_000).startswith(b"220 ")
        assert silent.recv(1_000) == b""


def test_too_many_recipients_are_asked_to_come_in_two(port, monkeypatch):
    monkeypatch.setattr(listening, "RECIPIENTS_AT_MOST", 1)

    refused = sent(port, letter(), to=[HELLO, reply_address("7f3k")])

    assert [answer[0] for answer in refused.values()] == [452]


def test_our_own_mail_server_gets_an_answer_for_each_recipient(transactional_db):
    change({"name": "Rivertown", "write_to": HELLO})
    to = [HELLO, reply_address("7f3k")]

    with opened("lmtp") as port, smtplib.LMTP("127.0.0.1", port, timeout=20) as conversation:
        conversation.ehlo()
        conversation.docmd(f"MAIL FROM:<{ANA}>")
        for address in to:
            assert conversation.docmd(f"RCPT TO:<{address}>")[0] == 250
        conversation.docmd("DATA")
        conversation.send(letter() + b".\r\n")
        assert [conversation.getreply()[0] for _address in to] == [250, 250]
        assert conversation.noop()[0] == 250

    assert InboundMessage.objects.get().envelope_to == to


def test_a_conversation_out_of_order_is_told_so(port):
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as conversation:
        assert conversation.docmd("DATA")[0] == 503
        conversation.ehlo()
        assert conversation.docmd("DATA")[0] == 503
        assert conversation.docmd(f"RCPT TO:<{HELLO}>")[0] == 503
        conversation.docmd(f"MAIL FROM:<{ANA}>")
        conversation.docmd(f"RCPT TO:<{HELLO}>")
        assert conversation.docmd("DATA now")[0] == 501
