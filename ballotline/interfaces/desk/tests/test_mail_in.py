"""Mail that came in and became no case: why, and what a person wrote all the same."""

import pytest
from django.utils import timezone

from ballotline.movement.accounts.testing import signed_in_client
from ballotline.movement.mail.inbound import receiving
from ballotline.movement.mail.models import InboundMessage
from ballotline.movement.mail.tests.letters import letter
from ballotline.organizing.chapters.testing import account_of, make_chapter, make_officer
from ballotline.organizing.intake.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("writes_to_hello")]
NOW = timezone.now()


def came(text: str, *headers: str, sender: str = "ana@rivertown.example") -> InboundMessage:
    to = ["hello@rivertown.example"]
    message = receiving.receive(letter(text, *headers), envelope_from=sender, envelope_to=to, at=NOW)
    receiving.read(message.public_id, at=NOW)
    message.refresh_from_db()
    return message


def test_what_a_list_brought_says_why_it_is_no_case_and_becomes_one_by_a_press():
    desk = signed_in_client(role="owner")
    assert "became no case" not in desk.get("/desk/mail/").content.decode()
    message = came("How do I join?", "List-Id: <neighbors.example>")
    assert (message.state, Case.objects.count()) == ("kept", 0)
    assert 'href="/desk/mail/in/"' in desk.get("/desk/mail/").content.decode()

    page = " ".join(desk.get("/desk/mail/in/").content.decode().split())
    assert message.why and message.why in page and "How do I join?" in page
    desk.post(f"/desk/mail/in/{message.public_id}/take/")
    again = desk.post(f"/desk/mail/in/{message.public_id}/take/", follow=True).content.decode()
    assert "A colleague was quicker" in again

    [case] = Case.objects.all()
    assert (case.source, case.email) == ("mail", message.from_address)
    assert "Whatever came in was taken on" in desk.get("/desk/mail/in/").content.decode()


def test_what_names_nobody_is_no_case_and_officers_of_a_chapter_do_not_read_it():
    message = came("How do I join?", "List-Id: <neighbors.example>")
    InboundMessage.objects.filter(pk=message.pk).update(from_address="")
    desk = signed_in_client(role="owner")

    assert "Make it a case" not in desk.get("/desk/mail/in/").content.decode()
    said = desk.post(f"/desk/mail/in/{message.public_id}/take/", follow=True).content.decode()
    assert "It names nobody who could be answered." in said and not Case.objects.exists()

    InboundMessage.objects.filter(pk=message.pk).update(from_address="ana@rivertown.example")
    officer = signed_in_client(account_of(make_officer(make_chapter(), at=NOW).person))
    assert officer.get("/desk/mail/in/").status_code == 404
    officer.post(f"/desk/mail/in/{message.public_id}/take/")
    assert not Case.objects.exists()
