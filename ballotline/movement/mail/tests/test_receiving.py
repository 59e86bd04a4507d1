"""Mail that comes in is kept before it is read, read once, and taken on by one room, whatever fails on the way."""

import shutil
from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.foundation.jobs.models import Job, State
from ballotline.foundation.jobs.testing import waiting, work_off
from ballotline.movement.mail.addresses import reply_address
from ballotline.movement.mail.inbound import receivers, receiving
from ballotline.movement.mail.inbound.receivers import Receiver, declare
from ballotline.movement.mail.inbound.receiving import NoRoom, TooLarge, read, receive
from ballotline.movement.mail.models import Attachment, InboundMessage, Message
from ballotline.movement.mail.rules import MESSAGE_AT_MOST
from ballotline.movement.mail.tests.letters import letter, of_parts
from ballotline.movement.mail.threads import message_id_of
from ballotline.movement.people import queries
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Person

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HELLO = "hello@rivertown.example"


@pytest.fixture(autouse=True)
def _nobody_wants_mail(monkeypatch):
    monkeypatch.setattr(receivers, "RECEIVERS", [])


@pytest.fixture
def taken() -> list[str]:
    """The subjects of what a room took on."""
    found: list[str] = []
    declare(Receiver("a room", wants=lambda message: True, take=lambda message, at: found.append(message.subject)))
    return found


def came(raw: bytes, *, to: str = HELLO, sender: str = "ana@rivertown.example") -> InboundMessage:
    return receive(raw, envelope_from=sender, envelope_to=[to], at=NOW)


def now_of(message: InboundMessage) -> InboundMessage:
    return InboundMessage.objects.get(pk=message.pk)


def test_what_came_is_kept_as_it_came_and_a_job_will_read_it():
    raw = b"From: \xff\x00\r\n\r\n\xed\xa0\x80"

    message = came(raw)

    assert bytes(now_of(message).original.raw) == raw
    assert now_of(message).state == "new"
    assert waiting() == [("mail.read_inbound", {"message": str(message.public_id)})]


def test_a_message_that_no_job_would_read_is_not_there(monkeypatch):
    def fails(*_about, **_more):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(receiving.jobs, "enqueue", fails)

    with pytest.raises(OperationalError):
        came(letter())

    assert not InboundMessage.objects.exists()


def test_it_is_read_by_the_worker_and_kept_where_nobody_wants_it():
    raw = of_parts("Content-Type: text/plain\n\nHere.", 'Content-Type: text/csv; name="a.csv"\n\n1,2')
    message = came(raw)

    work_off(at=NOW)

    read_as = now_of(message)
    assert (read_as.state, read_as.reason) == ("kept", "Nobody here takes such mail.")
    assert (read_as.from_address, read_as.mailbox_key) == ("ana@rivertown.example", "ana@rivertown.example")
    assert (read_as.text, read_as.envelope_to) == ("Here.", [HELLO])
    assert [(one.name, one.size, bytes(one.content)) for one in read_as.attachments.all()] == [("a.csv", 3, b"1,2")]


def test_the_same_bytes_three_times_are_one_message_taken_on_once(taken):
    for _time in range(3):
        came(letter())
    assert len(waiting()) == 1
    work_off(at=NOW)
    came(letter())
    work_off(at=NOW)

    assert InboundMessage.objects.count() == 1
    assert taken == ["A question"]


def test_the_same_message_on_another_way_is_not_taken_on_again(taken):
    came(letter())
    other_way = came(letter("Where do you meet?", "Received: by the list's server"))
    other_words = came(letter("And when?"))
    work_off(at=NOW)

    assert taken == ["A question", "A question"]
    assert now_of(other_way).reason == "The same message came before."
    assert now_of(other_words).state == "taken"


def test_messages_without_a_name_are_two(taken):
    for n in (1, 2):
        came(letter("Yes.", "Message-ID: none", f"Date: {n} March 2026"))
    work_off(at=NOW)

    assert len(taken) == 2


def test_what_we_sent_and_comes_back_is_not_taken_on(taken):
    """As where somebody's mailbox sends all on to us: nothing of ours may start anew."""
    ours = Message.objects.create(to_address="ana@rivertown.example", key="1", queued_at=NOW, due_at=NOW)

    back = came(letter("Our own words", f"Message-ID: {message_id_of(ours)}"))
    work_off(at=NOW)

    assert now_of(back).reason == "We sent it ourselves, and it came back."
    assert taken == []


def test_reading_it_again_changes_nothing(taken):
    message = came(of_parts("Content-Type: image/png\n\npixels"))
    read(message.public_id, at=NOW)

    read(message.public_id, at=NOW)

    assert len(taken) == 1
    assert Attachment.objects.count() == 1


def test_the_first_who_wants_it_takes_it():
    took = []
    for name, turn, wanted in (("all", 50, ""), ("sheets", 10, "sheet"), ("never", 1, "nothing so")):
        wants = lambda message, wanted=wanted: wanted in message.text  # noqa: E731
        declare(Receiver(name, wants=wants, take=lambda message, at, name=name: took.append(name), turn=turn))

    messages = [came(letter("a sheet")), came(letter("a question"))]
    work_off(at=NOW)

    assert took == ["sheets", "all"]
    assert [now_of(message).taken_by for message in messages] == ["sheets", "all"]


def test_a_room_that_fails_has_taken_nothing_and_is_asked_again():
    tries = []

    def take(message, at):
        people.identify(name="Ana Flores", email=message.from_address, at=at)
        tries.append(message.state)
        if len(tries) == 1:
            raise ImproperlyConfigured

    declare(Receiver("a room", wants=lambda message: True, take=take))
    message = came(letter())

    work_off(at=NOW)
    assert now_of(message).state == "read"
    assert not Person.objects.exists()
    other = came(letter("another"))
    work_off(at=NOW)
    assert now_of(other).state == "taken"  # the next one did not wait

    work_off(at=NOW + timedelta(minutes=1))

    assert now_of(message).state == "taken"
    assert len(tries) == 3
    assert not Job.objects.exclude(status=State.SUCCESSFUL).exists()


@pytest.mark.parametrize(
    "total, free, is_taken",
    [
        (500_000_000_000, 1_000_000_001, True),
        (500_000_000_000, 1_000_000_000, False),
        (10_000_000_000, 500_000_001, True),  # 5 % of a small one
        (10_000_000_000, 500_000_000, False),
    ],
)
def test_the_end_of_the_disk_is_not_for_mail(monkeypatch, total, free, is_taken):
    """People can still sign then."""
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(total=total, free=free))

    with nullcontext() if is_taken else pytest.raises(NoRoom):
        came(letter())

    assert InboundMessage.objects.exists() is is_taken


def test_an_envelope_may_hold_anything():
    message = came(letter(), sender="\udcff\x00" + "a" * 999, to="\ud800\x00@rivertown.example")

    assert now_of(message).envelope_from == ("\ufffd" + "a" * 999)[:254]
    assert now_of(message).envelope_to == ["\ufffd@rivertown.example"]


def test_a_message_that_is_too_large_is_refused_whole():
    with pytest.raises(TooLarge):
        came(b"x" * (MESSAGE_AT_MOST + 1))

    assert not InboundMessage.objects.exists()


def test_what_was_erased_before_it_was_read_is_nothing_to_do():
    came(letter())
    InboundMessage.objects.all().delete()

    work_off(at=NOW)

    assert not Job.objects.exclude(status=State.SUCCESSFUL).exists()


@pytest.mark.parametrize("to, head", [("{}", "To: x@y.example"), (HELLO, "To: <{}>"), (HELLO, "Cc: a@b.example, {}")])
def test_an_answer_is_known_by_the_address_it_came_to(to, head):
    reply = reply_address("7f3k")

    message = came(letter("Yes.", head.format(reply)), to=to.format(reply))
    work_off(at=NOW)

    assert now_of(message).reply_key == "7f3k"


def test_what_somebody_wrote_is_in_their_copy_and_goes_when_they_are_erased():
    ana = people.identify(name="Ana Flores", email="ana@rivertown.example", at=NOW)
    raw = of_parts("Content-Type: text/plain\n\nI moved.", "Content-Type: image/png\n\npixels")
    for mail in (raw, letter("Not hers", sender="ben@rivertown.example")):
        came(mail)
    work_off(at=NOW)

    assert [row["text"] for row in queries.copy_of(ana)["letters"]] == ["I moved."]
    people.erase(person=ana, by=SYSTEM, at=NOW)

    assert [message.text for message in InboundMessage.objects.all()] == ["Not hers"]
    assert not Attachment.objects.exists()


def test_what_came_from_a_shared_mailbox_stays():
    """Who of the two wrote, nobody knows."""
    ana = people.identify(name="Ana Flores", email="home@rivertown.example", at=NOW)
    people.identify(name="Abel Flores", email="home@rivertown.example", at=NOW)
    came(letter(sender="home@rivertown.example"))
    work_off(at=NOW)

    people.erase(person=ana, by=SYSTEM, at=NOW)

    assert InboundMessage.objects.count() == 1


def test_a_mail_allows_nothing_and_makes_nobody_known(taken):
    came(letter("Subscribe me, confirm my signature, sign me in."))
    work_off(at=NOW)

    assert taken == ["A question"]
    assert not Person.objects.exists()


def test_what_nobody_took_on_goes_after_a_quarter_of_a_year_and_what_somebody_did_stays(taken):
    old, newer, somebody_s = (came(letter("A", f"Message-ID: <{n}@town.example>")) for n in range(3))
    InboundMessage.objects.filter(pk__in=[old.pk, newer.pk]).update(state="kept")
    InboundMessage.objects.filter(pk=newer.pk).update(received_at=NOW + timedelta(days=1))
    read(somebody_s.public_id, at=NOW)

    assert receiving.forget_kept(at=NOW + timedelta(days=90, hours=1)) == 1

    assert set(InboundMessage.objects.all()) == {newer, somebody_s}
    assert now_of(somebody_s).state == "taken"
