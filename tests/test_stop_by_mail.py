"""Whoever writes "stop" gets no more of what they said yes to; it is nobody's case, and brings about nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from ballotline.config import MailIn
from ballotline.foundation.organization.queries import us
from ballotline.movement.arrivals.testing import confirmed
from ballotline.movement.mail.addresses import reply_address
from ballotline.movement.mail.inbound import receiving
from ballotline.movement.mail.models import InboundMessage, Message
from ballotline.movement.mail.stopping import says_stop
from ballotline.movement.mail.tests.letters import letter, of_parts
from ballotline.movement.mail.wire import envelope
from ballotline.movement.mail.words import Words
from ballotline.movement.people import services as people
from ballotline.movement.people.queries import consents_of
from ballotline.organizing.actions.kinds.petition.models import Follower, Signature
from ballotline.organizing.actions.kinds.petition.services import signing, telling
from ballotline.organizing.actions.kinds.petition.testing import HERE, counted, make_petition, typed
from ballotline.organizing.intake.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("writes_to_hello")]
NOW = timezone.now()
STOPPED = "It said stop, and no more: its sender gets no news now."


def came(text: str, *headers: str, to: str = "hello@rivertown.example") -> InboundMessage:
    message = receiving.receive(letter(text, *headers), envelope_from="ana@rivertown.example", envelope_to=[to], at=NOW)
    receiving.read(message.public_id, at=NOW)
    message.refresh_from_db()
    return message


def wanting_updates(name: str, email: str) -> Signature:
    signature = counted(make_petition(name[:3].lower()), name, email=email)
    signing.ask_for_updates(signature=signature, wanted=True, at=NOW)
    return signature


@pytest.mark.parametrize(
    "text",
    [
        "stop",
        "STOP!",
        "Please unsubscribe me from your list.",
        "take me off the list",
        "Remove me",
        "opt-out",
        "no more",
    ],
)
def test_a_stop_is_known_whatever_it_is_called(text):
    assert says_stop("Re: News", text)
    assert says_stop(text, " \n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "me",
        "Stop the pipeline",
        "Please remove the sign at 4 Dock Street",
        "More please!",
        "Email me more",
        "Out.",
        "stop " + "9" * 300,
    ],
)
def test_what_says_more_than_that_is_a_letter(text):
    assert not says_stop("Hello", text)


def test_who_writes_stop_gets_no_news_any_more_and_nobody_has_a_case():
    signature = wanting_updates("Ana Flores", "ana@rivertown.example")
    early = make_petition("later", opens_at=NOW + timedelta(days=9))
    who = typed("Ana Flores", "ana@rivertown.example")
    follower = confirmed(telling.follow(petition=early, typed=who, how=HERE, at=NOW), at=NOW)
    said = {"channel": "email", "purpose": "news", "where": "table", "wording": "May be written to"}
    people.record_consent(person=signature.person, given=True, at=NOW, **said)
    neighbor = wanting_updates("Ben Weiss", "ben@rivertown.example")

    message = came("Stop")

    assert (message.state, message.reason) == ("kept", STOPPED)
    assert not Case.objects.exists()
    assert [(one.purpose, one.given) for one in consents_of(signature.person)] == [("news", False)]
    assert list(Signature.objects.filter(wants_updates=True)) == [neighbor]
    assert not Follower.objects.filter(pk=follower.pk).exists()
    assert Signature.objects.get(pk=signature.pk).state == "confirmed", "what they did stands"


def test_what_somebody_tells_an_organizer_who_wrote_to_them_is_theirs_to_read():
    message = came("Stop", to=reply_address("1001"))

    assert message.taken_by == "intake"


def test_a_program_that_says_stop_is_not_listened_to():
    assert came("stop", "Auto-Submitted: auto-replied").reason == "Nobody here takes such mail."


def test_mail_programs_find_the_address_for_it_where_mail_comes_in(settings):
    words = Words(subject="News", paragraphs=["It goes on."], reason="You asked.", stop_url="https://a.example/stop")
    message = Message(to_address="ana@rivertown.example", key="1", queued_at=NOW, due_at=NOW)
    settings.CONFIG = replace(settings.CONFIG, mail_in=MailIn("smtp", "127.0.0.1", 2525))
    stops = str(envelope(message, words, us()).message()["List-Unsubscribe"])

    assert stops == f"<https://a.example/stop>, <mailto:{reply_address('stop')}?subject=stop>"
    assert came("", to=reply_address("stop")).reason == STOPPED


def test_who_writes_something_else_to_that_address_is_read_too_and_a_program_that_says_so_is_heard():
    signature = wanting_updates("Ana Flores", "ana@rivertown.example")

    message = came("Please delete all that you hold about me.", to=reply_address("stop"))

    assert message.taken_by == "intake" and "Please delete all" in Case.objects.get().entries.get().text
    assert not Signature.objects.get(pk=signature.pk).wants_updates
    assert came("", "Auto-Submitted: auto-generated", to=reply_address("stop")).reason == STOPPED


def test_a_sender_whom_our_own_server_found_to_be_made_up_stops_nothing(settings):
    signature = wanting_updates("Ana Flores", "ana@rivertown.example")
    settings.CONFIG = replace(settings.CONFIG, mail_in=MailIn("lmtp", "127.0.0.1", 24, trusts="mx.rivertown.example"))

    message = came("stop", "Authentication-Results: mx.rivertown.example; dkim=fail; spf=fail")

    assert message.taken_by == "intake"
    assert Signature.objects.get(pk=signature.pk).wants_updates


def test_an_empty_letter_that_brings_something_along_is_read():
    raw = of_parts("Content-Type: text/plain\n\n", ATTACHED, head="From: ana@rivertown.example\nSubject: Remove me")
    message = receiving.receive(
        raw, envelope_from="ana@rivertown.example", envelope_to=["hello@rivertown.example"], at=NOW
    )
    receiving.read(message.public_id, at=NOW)
    message.refresh_from_db()

    assert message.taken_by == "intake"


ATTACHED = 'Content-Type: application/pdf\nContent-Disposition: attachment; filename="letter.pdf"\n\n%PDF-'


def test_a_stop_is_forgotten_as_what_nobody_took_on_and_what_somebody_reads_is_not():
    stopped = came("stop")
    read = came("Please delete all that you hold about me.", to=reply_address("stop"))
    assert receiving.forget_kept(at=NOW + timedelta(days=80)) == 0

    assert receiving.forget_kept(at=NOW + timedelta(days=100)) == 1
    assert not InboundMessage.objects.filter(pk=stopped.pk).exists()
    assert InboundMessage.objects.filter(pk=read.pk).exists()
