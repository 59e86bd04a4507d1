"""How messages leave: once, in batches, later when the provider is in trouble, never silently lost.

With real petitions as the cause, so it stands beside the rooms and not inside mail, which knows none of them."""

import smtplib
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.core import mail as django_mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from ballotline.movement.mail import drain as draining
from ballotline.movement.mail import rules, services
from ballotline.movement.mail.models import Message
from ballotline.movement.mail.queries import due
from ballotline.movement.mail.wire import connection_to
from ballotline.movement.mail.words import Lane
from ballotline.organizing.actions.kinds.petition.models import Signature
from ballotline.organizing.actions.kinds.petition.testing import HERE, counted, make_petition, signed
from tests.proofs.processes import free_port

pytestmark = pytest.mark.django_db
NOW = timezone.now()
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _it_is_now():
    """A batch that is handed over long after it was claimed goes back: the clock stands where these tests begin."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture(autouse=True)
def _a_provider_is_set(monkeypatch):
    monkeypatch.setattr(draining, "leaves_this_machine", lambda: True)
    monkeypatch.setattr(draining.wire, "connection", lambda: django_mail.get_connection())
    draining._release_the_dead.cache_clear()


class Broken:
    """A provider that fails in one way."""

    def __init__(self, problem: Exception) -> None:
        self.problem = problem

    def __enter__(self):
        return self

    def __exit__(self, *_problem: object) -> None:
        return None

    def send_messages(self, _messages):
        raise self.problem


def broken_by(monkeypatch, problem: Exception) -> None:
    monkeypatch.setattr(draining.wire, "connection", lambda: Broken(problem))


def states() -> list[str]:
    return list(Message.objects.order_by("id").values_list("state", flat=True))


def test_a_message_leaves_once(django_assert_num_queries):
    signed(make_petition(), at=NOW)

    assert draining.drain(NOW) == 1
    assert draining.drain(NOW) == 0
    assert len(django_mail.outbox) == 1
    assert states() == ["sent"]


def test_an_idle_outbox_is_only_looked_at(django_assert_num_queries):
    draining.drain(NOW)

    with django_assert_num_queries(2) as asked:
        draining.drain(NOW)
    assert all(q["sql"].startswith("SELECT") for q in asked.captured_queries)


def test_a_hundred_leave_in_one_batch_with_a_fixed_number_of_questions(django_assert_max_num_queries):
    petition = make_petition()
    for n in range(120):
        signed(petition, f"Signer {'abcdefghijkl'[n // 10]}{'abcdefghij'[n % 10]}", at=NOW)

    with django_assert_max_num_queries(21):  # two look behind one provider's hundred, six keep what is said
        assert draining.drain(NOW) == rules.BATCH
    assert draining.drain(NOW) == 20
    assert len({m.to[0] for m in django_mail.outbox}) == 120


def test_a_message_has_both_parts_the_organization_and_no_word_of_a_stranger():
    signed(make_petition(), "Win a car today", comment="visit win dot example", at=NOW)

    draining.drain(NOW)

    sent = django_mail.outbox[0]
    html = sent.alternatives[0].content
    assert "Count my signature" in sent.body
    assert "Count my signature" in html
    assert "Win a car" not in sent.body + html + sent.subject
    assert "win dot example" not in sent.body + html
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert len(html) < 20_000


def test_a_message_that_is_sent_again_has_the_same_link_and_message_id():
    signed(make_petition(), at=NOW)
    draining.drain(NOW)
    Message.objects.update(state="waiting")  # as after a crash between handing over and marking

    draining.drain(NOW)

    first, second = django_mail.outbox
    assert first.body == second.body
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_a_message_that_nobody_needs_any_more_does_not_leave():
    signature = signed(make_petition(), at=NOW)
    Signature.objects.filter(pk=signature.pk).delete()

    draining.drain(NOW)

    assert not django_mail.outbox
    assert states() == ["stopped"]


def test_a_mailbox_that_refused_petition_mail_gets_none():
    services.suppress(mailbox="ana.flores@rivertown.example", purpose="petitions", at=NOW)
    signed(make_petition(), "Ana Flores", at=NOW)

    draining.drain(NOW)

    assert not django_mail.outbox
    assert states() == ["stopped"]


@pytest.mark.parametrize("purpose, left", [("petitions", 0), ("all", 0), ("pledges", 1)])
def test_who_refuses_one_purpose_or_everything_gets_just_that_no_more(purpose, left):
    services.suppress(mailbox="ana.flores@rivertown.example", purpose=purpose, at=NOW)
    signed(make_petition(), "Ana Flores", at=NOW)

    draining.drain(NOW)

    assert len(django_mail.outbox) == left


@pytest.mark.parametrize("held", ["key", "cap_key", "apart_key"])
def test_two_presses_at_the_same_moment_find_one_place_and_one_subject(held):
    """The database holds to it, whatever both have read before."""
    signed(make_petition(), at=NOW)
    message = Message.objects.get()
    taken = getattr(message, held)
    second = {"pk": None, "public_id": uuid4(), "key": "another", "cap_key": None, "apart_key": None, held: taken}
    for name, value in second.items():
        setattr(message, name, value)

    with pytest.raises(IntegrityError), transaction.atomic():
        message.save()


@pytest.mark.parametrize(
    "problem", [ConnectionRefusedError("refused"), smtplib.SMTPAuthenticationError(535, b"no"), TimeoutError("slow")]
)
def test_a_provider_that_does_not_answer_is_tried_later(monkeypatch, problem):
    signed(make_petition(), at=NOW)

    def refuses():
        raise problem

    monkeypatch.setattr(draining.wire, "connection", refuses)
    draining.drain(NOW)

    assert states() == ["waiting"]
    assert not due(NOW + timedelta(seconds=20)).exists()
    assert due(NOW + MINUTE).exists()


def test_a_connection_that_breaks_before_anything_left_waits_before_the_next_try(monkeypatch):
    signed(make_petition(), at=NOW)
    broken_by(monkeypatch, smtplib.SMTPServerDisconnected("gone"))

    draining.drain(NOW)

    assert states() == ["waiting"]
    assert not due(NOW).exists()


def test_a_refused_address_is_tried_with_back_off_and_then_shown_as_failed(monkeypatch):
    signed(make_petition(), at=NOW)
    broken_by(monkeypatch, smtplib.SMTPRecipientsRefused({"a@b.example": (550, b"no such mailbox")}))

    moment = NOW
    for pause in (*rules.TRIES, timedelta(0)):
        assert states() == ["waiting"]
        draining.drain(moment)
        moment += pause

    assert states() == ["failed"]
    assert "no such mailbox" in Message.objects.get().problem


def test_one_refused_address_does_not_hold_up_the_others(monkeypatch):
    petition = make_petition()
    for name in ("Ana Flores", "Ben Weiss"):
        signed(petition, name, at=NOW)
    outbox = django_mail.get_connection()

    class RefusesAna(Broken):
        def send_messages(self, messages):
            if messages[0].to == ["ana.flores@rivertown.example"]:
                raise smtplib.SMTPRecipientsRefused({})
            return outbox.send_messages(messages)

    monkeypatch.setattr(draining.wire, "connection", lambda: RefusesAna(OSError()))
    draining.drain(NOW)

    assert states() == ["waiting", "sent"]


def test_what_a_dead_worker_held_is_sent_after_its_lease():
    signed(make_petition(), at=NOW)
    Message.objects.update(state="sending", claimed_by="elsewhere/123/1.0", claimed_until=NOW + rules.LEASE)

    assert draining.drain(NOW + MINUTE) == 0
    assert draining.drain(NOW + rules.LEASE + MINUTE) == 1


def test_what_a_dead_worker_of_this_machine_held_is_sent_at_once():
    signed(make_petition(), at=NOW)
    host = draining._me().rpartition("/")[0]
    Message.objects.update(state="sending", claimed_by=f"{host}/999999999/1.0", claimed_until=NOW + rules.LEASE)

    assert draining.drain(NOW) == 1


def test_words_that_exist_only_once_are_wiped_when_they_have_left():
    services.send_now(
        kind="accounts.SignInCode",
        to="ana@rivertown.example",
        subject="Your code",
        paragraphs=["1234"],
        button=None,
        at=NOW,
    )

    draining.drain(NOW)

    assert "1234" in django_mail.outbox[0].body
    assert Message.objects.get().content is None


def test_a_second_request_with_the_same_key_is_the_same_message():
    for _twice in range(2):
        services.send("petition.ThanksForSigning", to="a@b.example", about="x", at=NOW, key="one")

    assert Message.objects.count() == 1


def test_many_letters_are_asked_for_once():
    letters = [services.Letter(f"p{n}@b.example", f"about{n}", f"key{n}") for n in range(2_500)]

    for _twice in range(2):
        services.send_many("petition.UpdateNote", letters=letters, at=NOW)

    assert Message.objects.count() == 2_500


def test_an_update_goes_to_those_who_asked_with_a_stop_of_one_click(client):
    petition = make_petition()
    asked = counted(petition, "Ana Flores", at=NOW)
    counted(petition, "Ben Weiss", at=NOW)
    asked.wants_updates = True
    asked.save()
    note = petition.updates.create(title="The council meets", body="On Tuesday.\n\nCome.", posted_at=NOW)
    about = {s: f"{note.public_id.hex}:{s.public_id.hex}" for s in petition.signatures.all()}
    letters = [services.Letter(s.email, about[s], f"u{s.pk}") for s in about]
    services.send_many("petition.UpdateNote", at=NOW, letters=letters)

    draining.drain(NOW)

    told = [m for m in django_mail.outbox if "The council meets" in m.subject]
    assert [m.to for m in told] == [["ana.flores@rivertown.example"]]
    stop = told[0].extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    client.post(stop, {"List-Unsubscribe": "One-Click"})  # as a mail program does: no cookie, no origin
    asked.refresh_from_db()
    assert not asked.wants_updates


class Kept:
    def __init__(self) -> None:
        self.envelopes = []

    async def handle_DATA(self, server, session, envelope):
        self.envelopes.append(envelope)
        return "250 kept"


def test_a_real_smtp_conversation_carries_the_message(monkeypatch):
    kept = Kept()
    server = Controller(kept, hostname="127.0.0.1", port=free_port())
    server.start()
    try:
        monkeypatch.setattr(draining.wire, "connection", lambda: connection_to(f"smtp://127.0.0.1:{server.port}"))
        signed(make_petition(), "Ana Flores", email="ana@rivertown.example", how=HERE, at=NOW)
        draining.drain(NOW)
    finally:
        server.stop()

    assert [e.rcpt_tos for e in kept.envelopes] == [["ana@rivertown.example"]]
    assert b"multipart/alternative" in kept.envelopes[0].content


@pytest.mark.parametrize(
    "line", ["smtp://u:p@h:587?tls=start", "smtps://u:p@h", "anymail+postmark://t", "anymail+mailgun://t", "outbox:"]
)
def test_every_provider_s_line_gives_a_connection(line):
    assert connection_to(line) is not None


def test_a_message_of_a_kind_that_is_no_more_holds_up_nobody_and_is_named_in_the_log(caplog):
    signed(make_petition(), at=NOW)
    Message.objects.create(
        kind="petition.NoMore",
        to_address="a@x.example",
        mailbox_key="a@x.example",
        key="k",
        basis="answer",
        lane=Lane.CODES,  # so it is the first of its batch
        queued_at=NOW - MINUTE,
        due_at=NOW - MINUTE,
    )

    draining.drain(NOW)

    assert sorted(states()) == ["sent", "stopped"]
    assert caplog.messages == ["Nobody knows how to write a message of the kind petition.NoMore"]
