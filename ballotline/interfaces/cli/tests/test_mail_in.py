"""What the doctor says of mail that comes in."""

import socket
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from ballotline.config import MailIn
from ballotline.foundation.organization.services import change
from ballotline.interfaces.cli.findings import Finding
from ballotline.interfaces.cli.mail_in import mail_in
from ballotline.movement.mail.inbound.receiving import receive

pytestmark = pytest.mark.django_db


def seen(settings, port: int | None) -> Finding:
    wanted = None if port is None else MailIn("smtp", "127.0.0.1", port, "")
    settings.CONFIG = replace(settings.CONFIG, mail_in=wanted)
    return mail_in()


@pytest.fixture
def address() -> None:
    change({"write_to": "hello@rivertown.example"})


@pytest.fixture
def door() -> int:
    """Greets whoever comes."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def greet() -> None:
            caller, _address = listening.accept()
            with caller:
                caller.sendall(b"220 Ballotline\r\n")

        threading.Thread(target=greet, daemon=True).start()
        yield listening.getsockname()[1]


def test_a_house_need_not_take_mail_in(settings):
    assert seen(settings, None) == Finding("No mail is taken in (BALLOTLINE_MAIL_IN is not set).")


def test_where_it_comes_in_is_said(settings, address, door):
    assert seen(settings, door) == Finding(f"Mail comes in at smtp://127.0.0.1:{door} for hello@rivertown.example.")


def test_a_closed_door_is_noticed(settings, address):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

    assert seen(settings, port).says == f"Nobody opens for mail at smtp://127.0.0.1:{port}."


def test_without_an_address_nobody_can_write(settings):
    assert seen(settings, 2525).do == "Say under Settings where people write to."


def test_mail_that_nobody_has_after_a_while_is_noticed(settings, address):
    now = timezone.now()
    hello = ["hello@rivertown.example"]
    receive(b"just now", envelope_from="", envelope_to=hello, at=now - timedelta(minutes=5))
    assert seen(settings, None).is_ok

    receive(b"long ago", envelope_from="", envelope_to=hello, at=now - timedelta(hours=3))

    assert seen(settings, None).says == "1 messages came in and nobody has them; the first waits 3 hours."
