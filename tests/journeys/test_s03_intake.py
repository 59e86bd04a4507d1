"""S3: somebody asks, by our form or by mail; an organizer of their place answers, and the case is done."""

import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.test import Client
from django.utils import timezone

from ballotline.movement.accounts.testing import signed_in_client
from ballotline.movement.mail.inbound import receiving
from ballotline.movement.mail.models import Message
from ballotline.movement.mail.wanted import words_of
from ballotline.organizing.chapters.models import Chapter
from ballotline.organizing.chapters.testing import account_of, make_chapter, make_officer
from ballotline.organizing.intake.models import Case
from tests.rivertown import links_in, press, say_yes, waiting_mail

pytestmark = pytest.mark.django_db
RUTH = {"name": "Ruth Abara", "email": "ruth@rivertown.example", "text": "How do I run for school board?", "key": "k"}


@pytest.fixture
def town(monkeypatch) -> Chapter:
    """Rivertown, where Ben answers; the map says that 00010 lies in it."""
    chapter = make_chapter("Rivertown")
    make_officer(chapter, "Ben Okafor")
    monkeypatch.setattr("ballotline.organizing.chapters.queries.serving_place", lambda _where, _on: chapter)
    return chapter


def ben() -> Client:
    return signed_in_client(account_of(Chapter.objects.get().terms.get().person))


def test_from_the_form_to_the_answer(town):
    visitor = Client()
    page = visitor.get("/write/").content.decode()
    assert "/write/run/" in page

    press(visitor, "/write/run/", **RUTH, zip_code="00010")
    [link] = {one for one in links_in(worded("arrivals.PleaseConfirm")) if one.startswith("/confirm/")}
    done = say_yes(visitor, link)
    assert "Ben Okafor of Rivertown chapter answers you by" in visitor.get(done["Location"]).content.decode()

    desk = ben()
    today = desk.get("/desk/").content.decode()
    [case_page] = re.findall(r'href="(/desk/cases/[0-9a-f-]{36}/)">Ruth Abara asks about running for office', today)
    page = desk.get(case_page).content.decode()
    [version] = re.findall(r'name="version" value="(\d+)"', page)
    desk.post(f"{case_page}answer/", {"text": "Come on Monday.", "do": "close", "version": version})

    assert "Come on Monday." in worded("intake.Answer") and "Ben Okafor" in worded("intake.Answer")
    assert "Sent to Ruth Abara, and done." in desk.get(case_page).content.decode()
    assert Case.objects.get().state == "done" and "Ruth Abara" not in desk.get("/desk/").content.decode()


def worded(kind: str) -> str:
    """What the newest message of this kind says, as its reader sees it."""
    message = Message.objects.filter(kind=kind).latest("pk")
    words = words_of([message], timezone.now())[message.pk]
    return "\n".join([words.subject, *words.paragraphs, words.button[1] if words.button else "", *words.after])


def test_from_a_mail_to_the_answer_in_its_thread_and_back(town):
    at = timezone.now()
    letter("How do I run for school board?", "<one@town.example>", at)

    owner = signed_in_client(role="owner")
    case = Case.objects.get()
    address = f"/desk/cases/{case.public_id}/"
    owner.post(f"{address}answer/", {"text": "Come on Monday.", "do": "wait", "version": case.version})
    message = Message.objects.get(kind="intake.Answer")
    words = words_of([message], timezone.now())[message.pk]
    assert (words.subject, words.in_reply_to) == ("School board", "<one@town.example>")

    letter("Where?", "<two@town.example>", at + timedelta(hours=1), to=words.reply_to)

    assert Case.objects.get().state == "open" and "Where?" in owner.get(address).content.decode()
    assert waiting_mail("intake.Answer") == 1


def letter(text: str, message_id: str, at, to: str = "ballotline@testserver") -> None:
    mail = EmailMessage()
    for name, value in {
        "From": "Ruth Abara <ruth@rivertown.example>",
        "To": to,
        "Subject": "School board",
        "Message-ID": message_id,
    }.items():
        mail[name] = value
    mail.set_content(text)
    came = receiving.receive(bytes(mail), envelope_from="ruth@rivertown.example", envelope_to=[to], at=at)
    receiving.read(came.public_id, at=at)
