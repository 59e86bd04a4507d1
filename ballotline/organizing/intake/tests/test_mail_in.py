"""A mail to our address is a case, an answer to it goes on with it, and our own answer stands in the same thread."""

import re
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.urls import reverse

from ballotline.config import MailIn
from ballotline.foundation.audit.queries import history
from ballotline.foundation.organization.queries import us
from ballotline.movement.accounts.testing import make_account, signed_in_client
from ballotline.movement.mail.inbound import receiving
from ballotline.movement.mail.models import InboundMessage, Message
from ballotline.movement.mail.wanted import words_of
from ballotline.movement.mail.wire import envelope
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Person
from ballotline.movement.people.queries import copy_of
from ballotline.organizing.chapters.testing import HOST, MONDAY
from ballotline.organizing.intake.models import Case
from ballotline.organizing.intake.services import working
from ballotline.organizing.intake.testing import heard_by_mail, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("writes_to_hello")]
HOUR = timedelta(hours=1)


def mail(text: str, *, to: str = "hello@rivertown.example", at=MONDAY, **headers: str) -> InboundMessage:
    letter = EmailMessage()
    given = {"From": "Ruth Abara <ruth@rivertown.example>", "Subject": "Ferry Point", "Message-ID": "<a@town.example>"}
    for name, value in (
        {**given, "To": to} | {name.replace("_", "-"): value for name, value in headers.items()}
    ).items():
        letter[name] = value
    letter.set_content(text)
    came = receiving.receive(bytes(letter), envelope_from="ruth@rivertown.example", envelope_to=[to], at=at)
    receiving.read(came.public_id, at=at)
    came.refresh_from_db()
    return came


def answer(case: Case, text: str = "Come on Monday.") -> Message:
    lena = make_account("owner")
    working.answer(case=case, text=text, closes=True, version=case.version, by=lena, at=MONDAY + HOUR)
    return Message.objects.get(kind="intake.Answer")


def on_the_wire(message: Message):
    return envelope(message, words_of([message], MONDAY)[message.pk], us())


def test_a_mail_is_a_case_guessed_by_its_words_and_proves_nothing_about_a_person():
    came = mail("We want to start a chapter on the east side.")

    case = Case.objects.get()
    assert (came.state, came.taken_by) == ("taken", "intake")
    assert (case.source, case.kind.slug, case.subject, case.state) == ("mail", "start", "Ferry Point", "new")
    assert (case.name, case.email, case.person) == ("Ruth Abara", "ruth@rivertown.example", None)
    assert case.entries.get().text.strip() == "We want to start a chapter on the east side."
    assert not Person.objects.exists()


def test_the_same_mail_three_times_is_one_case():
    for _thrice in range(3):
        mail("Hello")

    assert Case.objects.count() == 1


def test_a_second_letter_that_goes_on_from_the_first_stands_in_its_case_before_anybody_answered():
    mail("We want to meet.", Message_ID="<1@town.example>")
    mail("I forgot: there are nine of us.", Message_ID="<2@town.example>", References="<1@town.example>")

    case = Case.objects.get()
    texts = [entry.text.strip() for entry in case.entries.order_by("pk")]
    assert texts == ["We want to meet.", "I forgot: there are nine of us."]


def test_a_neighbor_who_had_a_copy_and_answers_to_us_alone_has_a_case_of_their_own():
    mail("We want to meet.", Message_ID="<1@town.example>")
    mail("Don't tell them.", Message_ID="<2@town.example>", In_Reply_To="<1@town.example>", From="Sam <s@b.example>")

    hers, his = Case.objects.order_by("pk")
    assert (hers.email, his.email) == ("ruth@rivertown.example", "s@b.example")
    assert hers.entries.count() == his.entries.count() == 1


def test_of_two_letters_that_go_by_one_name_a_third_goes_on_from_that_of_its_own_mailbox():
    mail("Mine.", Message_ID="<1@town.example>", From="Sam Teo <sam@town.example>")
    mail("Hers.", Message_ID="<1@town.example>")

    mail("Me again.", Message_ID="<2@town.example>", References="<1@town.example>")

    hers = Case.objects.get(email="ruth@rivertown.example")
    assert [entry.text.strip() for entry in hers.entries.order_by("pk")] == ["Hers.", "Me again."]


def test_whom_a_mailbox_belongs_to_is_who_asks():
    ruth = people.identify(name="Ruth Abara", email="ruth@rivertown.example", at=MONDAY)

    mail("Hello")

    assert Case.objects.get().person == ruth


def test_our_answer_stands_in_the_thread_of_theirs_and_says_that_a_person_wrote_it():
    mail("Hello", Message_ID="<first@town.example>")

    left = on_the_wire(answer(Case.objects.get()))

    assert left.subject == "Ferry Point" and left.extra_headers["In-Reply-To"] == "<first@town.example>"
    assert left.extra_headers["References"] == "<first@town.example>"
    assert "Auto-Submitted" not in left.extra_headers and "Come on Monday." in left.body


@pytest.mark.parametrize("way", ["address", "name"])
def test_their_answer_goes_on_with_the_case_by_its_address_or_by_the_name_of_our_mail(way):
    case = make_case()
    left = on_the_wire(answer(case))
    headers = {"to": left.reply_to[0]} if way == "address" else {"In_Reply_To": left.extra_headers["Message-ID"]}

    mail("And where do we meet?", at=MONDAY + 2 * HOUR, Subject="Re: Our answer", **headers)

    found = Case.objects.get()
    assert (found.state, found.due_at) == ("reopened", MONDAY + 50 * HOUR)
    assert [entry.kind for entry in found.entries.order_by("pk")] == ["in", "out", "closed", "in"]


def test_whoever_else_writes_into_a_thread_is_named():
    left = on_the_wire(answer(make_case()))

    mail("I come too.", to=left.reply_to[0], From="Sam Teo <sam@rivertown.example>")

    assert Case.objects.get().entries.latest("pk").text.startswith("Sam Teo <sam@rivertown.example> wrote:")


def test_an_address_that_was_made_up_goes_on_with_nobody_s_case():
    case = make_case()

    mail("Let me in", to=f"hello+c.{case.number}.aaaaaaaaaaaa@rivertown.example")

    assert Case.objects.count() == 2 and case.entries.count() == 1


@pytest.mark.parametrize("headers", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}])
def test_what_a_program_sent_is_kept_and_no_case(headers):
    came = mail("I am on holiday.", **headers)

    assert came.state == "kept" and came.reason and not Case.objects.exists()


def test_a_mail_without_a_word_is_a_case_all_the_same():
    mail("", Subject="")

    case = Case.objects.get()
    page = signed_in_client(role="owner").get(f"/desk/cases/{case.public_id}/").content.decode()
    assert "(Nothing is written in this message.)" in page


def test_what_came_from_a_mailbox_goes_with_whoever_answers_from_it_later():
    mail("Hello")
    ruth = people.identify(name="Ruth Abara", email="ruth@rivertown.example", at=MONDAY + HOUR)

    assert [case["subject"] for case in copy_of(ruth)["cases"]] == ["Ferry Point"]
    people.erase(person=ruth, by=HOST, at=MONDAY + HOUR)

    assert not Case.objects.exists()


def test_what_came_along_is_listed_and_handed_out_as_bytes_that_no_browser_opens():
    case = make_case("Ruth Abara")
    heard_by_mail(case, text="See the map.", files={"map of <b>Ferry Point.html": b"<script>alert(1)</script>"})
    desk = signed_in_client()

    page = desk.get(reverse("cases_desk:case", args=[case.public_id])).content.decode()
    [address] = re.findall(r'href="(/desk/cases/[^"]+/files/[^"]+)"', page)
    file = desk.get(address)

    assert "map of &lt;b&gt;Ferry Point.html" in page
    assert b"".join(file.streaming_content) == b"<script>alert(1)</script>"
    assert file["Content-Type"] == "application/octet-stream"
    assert file["Content-Disposition"].startswith("attachment;")
    assert (file["X-Content-Type-Options"], file["Cache-Control"]) == ("nosniff", "no-store")
    assert history(*case.ref).filter(verb="case's file downloaded").exists()


def test_the_files_of_one_case_are_not_those_of_another():
    case, other = make_case("Ruth Abara"), make_case("Ida Moss")
    letter = heard_by_mail(case, text="See the map.", files={"map.pdf": b"%PDF-"})
    desk, file = signed_in_client(), letter.attachments.get()

    for name, of in (("file", file.public_id), ("letter", letter.public_id)):
        assert desk.get(reverse(f"cases_desk:{name}", args=[case.public_id, of])).status_code == 200
        assert desk.get(reverse(f"cases_desk:{name}", args=[other.public_id, of])).status_code == 404


def test_a_message_that_is_longer_than_what_is_shown_can_be_had_whole():
    case = make_case("Ruth Abara")
    letter = heard_by_mail(case, text="word " * 60_000, files={})
    desk, whole = signed_in_client(), reverse("cases_desk:letter", args=[case.public_id, letter.public_id])

    page = desk.get(reverse("cases_desk:case", args=[case.public_id])).content.decode()

    assert "The message holds more than is shown here." in page and whole in page
    assert b"".join(desk.get(whole).streaming_content) == bytes(letter.original.raw)


def test_whoever_writes_without_end_fills_nobody_s_mailbox():
    lena = make_account("owner")

    for n in range(25):
        mail(f"Question {n}", Message_ID=f"<{n}@town.example>")
    mail("An hour later", at=MONDAY + 2 * HOUR, Message_ID="<late@town.example>")

    assert Case.objects.filter(owner=lena).count() == 26
    assert Message.objects.filter(kind="intake.YoursToAnswer").count() == 21


def test_what_our_own_server_found_about_the_sender_stands_above_their_words_and_what_they_repeat_is_folded(settings):
    settings.CONFIG = replace(settings.CONFIG, mail_in=MailIn("lmtp", "127.0.0.1", 24, trusts="mx.rivertown.example"))
    said = "Yes, Monday.\n\nOn Mon, 2 Feb 2026 at 10:00, Rivertown wrote:\n> Can you come?\n"
    mail(said, Authentication_Results="mx.rivertown.example; dkim=pass header.d=town.example; spf=fail")

    page = signed_in_client(make_account("owner")).get(reverse("cases_desk:case", args=[Case.objects.get().public_id]))

    words = " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())
    assert re.search(r"our mail server says: [^.]*dkim[^.]*pass", words, re.IGNORECASE) and "spf" in words.lower()
    shown, _summary, folded = page.content.decode().partition("What their mail repeats")
    assert (
        "Yes, Monday." in shown
        and "Can you come?" not in shown
        and "Can you come?" in folded.partition("</details>")[0]
    )


def test_what_another_server_says_of_itself_is_not_shown(settings):
    settings.CONFIG = replace(settings.CONFIG, mail_in=MailIn("lmtp", "127.0.0.1", 24, trusts="mx.rivertown.example"))
    mail("Hello", Authentication_Results="mx.evil.example; dkim=pass")

    page = signed_in_client(make_account("owner")).get(reverse("cases_desk:case", args=[Case.objects.get().public_id]))

    assert "our mail server says" not in page.content.decode()
