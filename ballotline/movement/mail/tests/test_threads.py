"""An exchange of letters stays one: our answer joins theirs, and theirs is known as an answer to ours."""

from email import message_from_bytes
from email.message import Message as OnTheWire

import pytest
from django.utils import timezone

from ballotline.foundation.jobs.testing import work_off
from ballotline.foundation.organization.queries import us
from ballotline.foundation.organization.services import change
from ballotline.movement.mail.addresses import reply_address
from ballotline.movement.mail.inbound.receiving import receive
from ballotline.movement.mail.models import InboundMessage, Message
from ballotline.movement.mail.tests.letters import letter
from ballotline.movement.mail.threads import answer_to, answered_by, message_id_of
from ballotline.movement.mail.wire import envelope
from ballotline.movement.mail.words import Words

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LONG = "Re: Where and at what hour of the evening do you meet, and may one bring children along?"


@pytest.fixture(autouse=True)
def _rivertown():
    change({"name": "Rivertown", "write_to": "hello@rivertown.example"})


def ours(**more) -> Message:
    return Message.objects.create(to_address="ana@rivertown.example", key="1", queued_at=NOW, due_at=NOW, **more)


def on_the_wire(message: Message, **more) -> OnTheWire:
    words = Words(**{"subject": "Re: A question", "paragraphs": ["On Monday."], "reason": "You wrote to us.", **more})
    return message_from_bytes(envelope(message, words, us()).message().as_bytes())


def came(*headers: str) -> InboundMessage:
    message = receive(letter("Thanks!", *headers), envelope_from="ana@rivertown.example", envelope_to=[], at=NOW)
    work_off(at=NOW)
    return InboundMessage.objects.get(pk=message.pk)


def test_our_answer_names_what_it_answers_and_where_an_answer_to_it_goes():
    theirs = came("Message-ID: <2@rivertown.example>", "References: <0@rivertown.example> <1@rivertown.example>")
    thread, reply_to = answer_to(theirs), reply_address("7f3k")

    sent = on_the_wire(ours(), subject=LONG, reply_to=reply_to, by_hand=True, **thread._asdict())

    assert sent["In-Reply-To"] == "<2@rivertown.example>"
    assert sent["References"].split() == [f"<{n}@rivertown.example>" for n in (0, 1, 2)]
    assert sent["Reply-To"] == reply_to
    assert sent["From"] == "Rivertown <hello@rivertown.example>"
    assert " ".join(sent["Subject"].split()) == LONG  # mail programs go by it
    assert "Auto-Submitted" not in sent


def test_what_a_program_sends_says_so_and_names_no_thread():
    sent = on_the_wire(ours())

    assert sent["Auto-Submitted"] == "auto-generated"
    assert not {"In-Reply-To", "References", "Reply-To"} & set(sent.keys())


@pytest.mark.parametrize(
    "name", ["", "1@rivertown.example", "<1>", "<a b@rivertown.example>", "<1@rivertown.example\r\nBcc: x@y.example>"]
)
def test_a_name_that_is_not_well_written_gets_into_no_header(name):
    sent = on_the_wire(ours(), in_reply_to=name, references=[name, "<1@b.example>", name])

    assert "In-Reply-To" not in sent
    assert sent["References"] == "<1@b.example>"
    assert "Bcc" not in sent


def test_their_answer_is_known_by_the_name_of_ours():
    message = ours()
    name = on_the_wire(message)["Message-ID"]

    assert name == message_id_of(message)
    assert answered_by(came(f"In-Reply-To: {name}")) == message
    assert answered_by(came(f"References: <0@b.example> {name}", "In-Reply-To: <9@b.example>")) == message
    assert answered_by(came("In-Reply-To: <9@b.example>")) is None
    assert answered_by(came()) is None


def test_a_letter_without_a_name_is_answered_outside_a_thread():
    assert answer_to(came("Message-ID: none")) == ("", ())
