"""Mail is fetched from a mailbox elsewhere: each letter once, from the first look on, and nothing changes there."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils import timezone

from ballotline.config import MailIn
from ballotline.movement.mail import tasks
from ballotline.movement.mail.inbound import fetching, receiving
from ballotline.movement.mail.inbound.fetching import CouldNotFetch, fetch, fetch_if_due
from ballotline.movement.mail.models import Fetched, InboundMessage, Original
from ballotline.movement.mail.tests.letters import letter
from ballotline.movement.mail.tests.mailbox_elsewhere import MailboxElsewhere, served

NOW = timezone.now()
TODAY = NOW.date()
MINUTE = timedelta(minutes=1)
RECORDED = Path(__file__).with_name("recorded_imap.txt")


@pytest.fixture
def mailbox() -> MailboxElsewhere:
    """With a letter of last year in it."""
    found = MailboxElsewhere()
    found.put(letter("An old one"), day=TODAY - timedelta(days=365))
    return found


@pytest.fixture
def mail_in(db, mailbox) -> MailIn:
    with served(mailbox) as port:
        yield MailIn("imap", "127.0.0.1", port, "", "hello@rivertown.example", "ferry lantern", "INBOX")


def texts() -> list[bytes]:
    return [bytes(raw).split(b"\r\n")[-2] for raw in Original.objects.order_by("pk").values_list("raw", flat=True)]


def test_the_first_time_begins_with_what_comes_from_then_on(mailbox, mail_in):
    assert fetch(mail_in, at=NOW) == 0
    mailbox.put(letter("A new one", "Return-Path: <ben@rivertown.example>"), day=TODAY)

    assert fetch(mail_in, at=NOW + MINUTE) == 1
    assert fetch(mail_in, at=NOW + 2 * MINUTE) == 0

    assert texts() == [b"A new one"]
    assert InboundMessage.objects.get().envelope_from == "ben@rivertown.example"


def test_nothing_changes_there(mailbox, mail_in):
    fetch(mail_in, at=NOW)
    mailbox.put(letter(), day=TODAY)
    fetch(mail_in, at=NOW)

    words = {command.removeprefix("UID ").partition(" ")[0] for command in mailbox.asked}
    assert words == {"CAPABILITY", "LOGIN", "EXAMINE", "SEARCH", "FETCH", "LOGOUT"}
    assert not [command for command in mailbox.asked if "BODY" in command and "PEEK" not in command]


def test_an_empty_mailbox_is_nothing_new(mailbox, mail_in):
    mailbox.letters.clear()

    assert [fetch(mail_in, at=NOW), fetch(mail_in, at=NOW)] == [0, 0]


def test_where_the_numbers_were_given_anew_nothing_is_lost_and_nothing_comes_twice(mailbox, mail_in):
    fetch(mail_in, at=NOW)
    mailbox.put(letter("Before"), day=TODAY)
    fetch(mail_in, at=NOW)
    mailbox.put(letter("While it moved"), day=TODAY)
    mailbox.number_anew()

    fetch(mail_in, at=NOW + MINUTE)
    mailbox.put(letter("After"), day=TODAY)
    fetch(mail_in, at=NOW + 2 * MINUTE)

    assert texts() == [b"Before", b"While it moved", b"After"]


def test_what_fails_while_the_numbers_are_new_goes_on_there_too(mailbox, mail_in, monkeypatch):
    fetch(mail_in, at=NOW)
    mailbox.put(letter("While it moved"), day=TODAY)
    mailbox.number_anew()
    with monkeypatch.context() as nearly_full:
        nearly_full.setattr(receiving, "_has_room", lambda: False)
        with pytest.raises(CouldNotFetch):
            fetch(mail_in, at=NOW)

    fetch(mail_in, at=NOW)

    assert texts() == [b"While it moved"]


def test_what_fails_in_the_middle_goes_on_there(mailbox, mail_in, monkeypatch):
    fetch(mail_in, at=NOW)
    for text in ("One", "Two", "Three"):
        mailbox.put(letter(text), day=TODAY)
    real = fetching.receive

    def fails(raw, **more):
        if b"Two" in raw:
            raise OperationalError("database or disk is full")
        return real(raw, **more)

    with monkeypatch.context() as broken:
        broken.setattr(fetching, "receive", fails)
        with pytest.raises(OperationalError):
            fetch(mail_in, at=NOW)
    assert texts() == [b"One"]

    assert fetch(mail_in, at=NOW) == 2
    assert texts() == [b"One", b"Two", b"Three"]


def test_one_that_is_too_large_or_gone_keeps_no_other_waiting(mailbox, mail_in, monkeypatch):
    monkeypatch.setattr(fetching, "MESSAGE_AT_MOST", 1_000)
    fetch(mail_in, at=NOW)
    mailbox.put(letter("x" * 2_000), day=TODAY)
    gone = mailbox.put(letter("Gone"), day=TODAY)
    mailbox.put(letter("Stays"), day=TODAY)
    monkeypatch.setattr(fetching.Mailbox, "after", lambda self, uid: [one for one in (2, 3, 4) if one > uid])
    del mailbox.letters[gone]

    assert fetch(mail_in, at=NOW) == 1
    assert texts() == [b"Stays"]


def test_where_there_is_no_room_it_waits_there(mailbox, mail_in, monkeypatch):
    fetch(mail_in, at=NOW)
    mailbox.put(letter("Waits"), day=TODAY)
    with monkeypatch.context() as nearly_full:
        nearly_full.setattr(receiving, "_has_room", lambda: False)
        with pytest.raises(CouldNotFetch, match="no room"):
            fetch(mail_in, at=NOW)

    assert fetch(mail_in, at=NOW) == 1


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"password": "another"}, "AUTHENTICATIONFAILED"),
        ({"folder": "No such"}, "doesn't exist"),
        ({"port": 1}, "refused"),
    ],
)
def test_a_mailbox_that_does_not_open_says_why(mail_in, wrong, said):
    with pytest.raises(CouldNotFetch, match=said):
        fetch(replace(mail_in, **wrong), at=NOW)


def test_it_is_tried_less_and_less_often_and_as_always_once_it_opens(mailbox, mail_in):
    fetch(mail_in, at=NOW)
    mailbox.password = "changed"

    tries = []
    for minute in range(1, 126):
        before = len(mailbox.asked)
        fetch_if_due(mail_in, at=NOW + minute * MINUTE)
        tries += [minute] if len(mailbox.asked) > before else []

    assert tries == [1, 2, 4, 8, 16, 32, 64, 124]  # an hour apart at most
    assert Fetched.objects.get().problem == "[AUTHENTICATIONFAILED] No."
    mailbox.password = "ferry lantern"
    fetch_if_due(mail_in, at=NOW + 190 * MINUTE)
    fetched = Fetched.objects.get()
    assert (fetched.failures, fetched.problem, fetched.looked_at) == (0, "", NOW + 190 * MINUTE)


def test_the_worker_fetches_only_where_mail_comes_to_a_mailbox_elsewhere(settings, mailbox, mail_in):
    for wanted in (None, MailIn("smtp", "127.0.0.1", 2525)):
        settings.CONFIG = replace(settings.CONFIG, mail_in=wanted)
        tasks.fetch()
    assert mailbox.asked == []

    settings.CONFIG = replace(settings.CONFIG, mail_in=mail_in)
    tasks.fetch()
    assert "EXAMINE" in " ".join(mailbox.asked)


def test_the_mailbox_of_the_tests_says_what_a_real_server_said():
    mailbox = MailboxElsewhere()
    mailbox.validity = 1795899191
    day = date(2026, 11, 28)
    head = b"From: ana@rivertown.example\r\n"
    mailbox.put(b"Return-Path: <ana@rivertown.example>\r\n" + head + b"Subject: one\r\n\r\nHello\r\n", day=day)
    mailbox.put(head + b"Subject: two\r\n\r\nWith a ) and {5} in it\r\n", day=day)
    asked = 0
    for part in RECORDED.read_text().split("C: ")[1:]:
        command, _end, said = part.partition("\n")
        lines = [line[3:].replace("\\r\\n", "\r\n") for line in said.splitlines()]  # a letter stands in one line there
        recorded = "".join(line if line.endswith("\r\n") else f"{line}\r\n" for line in lines)
        assert "".join(mailbox.answer(command)) == recorded, command
        asked += 1

    assert asked == 14
