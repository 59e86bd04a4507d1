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
from ballotline.interfaces.cli.mail_in import comes_without_a_door, mail_in
from ballotline.movement.mail.inbound import fetching
from ballotline.movement.mail.inbound.receiving import receive
from ballotline.movement.mail.models import Fetched

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


@pytest.mark.parametrize(("provider", "ending"), [("postmark", "/mail-in/"), ("mailgun", "/mail-in/mime")])
def test_where_a_provider_posts_it_is_said(settings, provider, ending):
    posted = MailIn(f"anymail+{provider}", "", 0, user="us", password="0123456789abcdef")
    settings.CONFIG = replace(settings.CONFIG, mail_in=posted, url="https://rivertown.example")

    where = f"{provider} to https://rivertown.example{ending}"
    assert comes_without_a_door(posted) == f"posted by {where}"
    assert mail_in().says == f"Mail comes in when {where.replace(' to', ' posts it to')}."


@pytest.fixture
def elsewhere(settings) -> MailIn:
    wanted = MailIn("imaps", "mail.example", 993, "", "hello@rivertown.example", "ferry lantern", "INBOX")
    settings.CONFIG = replace(settings.CONFIG, mail_in=wanted)
    return wanted


def test_mail_that_is_fetched_was_looked_for_just_now(elsewhere):
    assert comes_without_a_door(elsewhere) == "fetched from imaps://mail.example:993 each minute"
    now = timezone.now()
    assert mail_in().says == "No mail could be fetched from imaps://mail.example:993 for a while."

    Fetched.objects.create(mailbox="x", due_at=now, looked_at=now - timedelta(minutes=3))
    assert mail_in() == Finding("Mail is fetched from imaps://mail.example:993, last 3 minutes ago.")

    Fetched.objects.update(looked_at=now - timedelta(hours=3), problem="[AUTHENTICATIONFAILED] No.")
    assert mail_in().says.endswith("It said: [AUTHENTICATIONFAILED] No.")
    assert mail_in().do


def test_somebody_can_fetch_at_once(ballotline, elsewhere, monkeypatch):
    asked = []
    monkeypatch.setattr(fetching, "fetch", lambda wanted, at: asked.append(wanted) or 3)

    assert ballotline("mail", "fetch").out == "3 messages came in.\n"
    assert asked == [elsewhere]


def test_what_the_mailbox_says_is_said_on(ballotline, elsewhere, monkeypatch):
    def fails(wanted, at):
        raise fetching.CouldNotFetch("[AUTHENTICATIONFAILED] No.")

    monkeypatch.setattr(fetching, "fetch", fails)

    ended = ballotline("mail", "fetch")
    assert ended.code == 1
    assert ended.err == "The mailbox at mail.example says: [AUTHENTICATIONFAILED] No.\n"


def test_without_a_mailbox_elsewhere_there_is_nothing_to_fetch(ballotline):
    assert ballotline("mail", "fetch").err.startswith("BALLOTLINE_MAIL_IN names no mailbox elsewhere")


def test_a_door_that_no_setting_names_is_not_opened(ballotline):
    ended = ballotline("serve", "--role", "mail")

    assert ended.code == 1
    assert ended.err.startswith("BALLOTLINE_MAIL_IN names no door of ours")
