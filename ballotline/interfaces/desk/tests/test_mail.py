"""Mail at the desk: the list and its filters, one message as it was sent with nothing in it that opens anything,
and what failed sent once more."""

import re
import smtplib
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
import time_machine
from django.core import mail as django_mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM, Reach, Scope
from ballotline.foundation.access.seams import ScopeOf
from ballotline.foundation.audit.models import Entry
from ballotline.movement.accounts.testing import signed_in_client
from ballotline.movement.mail import drain as draining
from ballotline.movement.mail import services, wordings
from ballotline.movement.mail.models import Message, Wording
from ballotline.movement.mail.rules import answer_of
from ballotline.movement.people import services as people
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition, signed

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HOUR = timedelta(hours=1)
ANA = "ana@rivertown.example"
NO_MAILBOX = smtplib.SMTPRecipientsRefused({ANA: (550, b"5.1.1 No such user here")})


@pytest.fixture(autouse=True)
def _a_provider_is_set(monkeypatch):
    monkeypatch.setattr(draining, "leaves_this_machine", lambda: True)
    monkeypatch.setattr(draining.wire, "connection", lambda: django_mail.get_connection())
    draining._release_the_dead.cache_clear()


@pytest.fixture
def desk() -> Client:
    return signed_in_client(role="owner")


def text_of(response) -> str:
    return unescape(" ".join(response.content.decode().split()))


def subjects(response) -> list[str]:
    """Of the lines of the list."""
    found = re.findall(r'href="/desk/mail/[-0-9a-f]{36}/[^>]*>([^<]*)<', text_of(response))
    return [subject.strip() for subject in found]


def sent_to(desk: Client, asked: str = "") -> list[str]:
    return re.findall(r"to (\S+@\S+)", text_of(desk.get("/desk/mail/" + asked)))


def send_all() -> None:
    while draining.drain(timezone.now()):
        pass


def a_question(name: str = "Ana Flores", email: str = ANA, petition=None) -> Message:
    """Somebody signed, and is asked whether it was them."""
    signed(petition or make_petition(), name, email=email, at=NOW)
    return Message.objects.latest("id")


def failed(message: Message, problem: Exception = NO_MAILBOX) -> Message:
    """As it stands after its last try."""
    message.state, message.attempts, message.problem = "failed", 6, f"{type(problem).__name__}: {problem}"
    message.save()
    return message


def test_a_message_is_listed_by_its_subject_with_whom_it_went_to_and_what_became_of_it(desk):
    a_question()
    send_all()

    page = text_of(desk.get("/desk/mail/"))

    assert subjects(desk.get("/desk/mail/")) == [django_mail.outbox[0].subject]
    assert f"to {ANA}" in page and "Question to confirm" in page and ">sent<" in page
    assert "PleaseConfirm" not in page


def test_what_still_waits_has_its_subject_too(desk):
    a_question()

    [waits] = subjects(desk.get("/desk/mail/"))
    send_all()

    assert waits == django_mail.outbox[0].subject


def test_mail_is_found_by_address_subject_ask_and_what_it_is(desk):
    a_question()
    ben, bus = "Ben.Weiss+petitions@gmail.com", make_petition("bus", title="A bus on Sundays")
    a_question("Ben Weiss", ben, bus)
    send_all()

    for words in ("rivertown", "ANA@", "ana@rivertown.example", "ferry", "library", "ferry question"):
        assert sent_to(desk, f"?q={words}") == [ANA], words
    for words in ("benweiss@gmail.com", quote(ben), "sundays"):
        assert sent_to(desk, f"?q={words}") == [ben], words
    assert len(sent_to(desk, "?q=confirm")) == 2
    assert sent_to(desk, "?q=keep the ferry street library open nothing") == [ANA], "six words are asked for at most"
    assert "No message fits that." in text_of(desk.get("/desk/mail/?q=nothing"))


def test_an_address_in_other_letters_is_found_by_a_part_of_it(desk):
    a_question("Søren Lund", "søren@rivertown.example")

    assert sent_to(desk, "?q=sør") == ["søren@rivertown.example"]


def test_the_newest_stands_first_whichever_was_written_down_last(desk):
    petition = make_petition()
    for name, ago in (("b", HOUR), ("c", 2 * HOUR), ("a", 0 * HOUR), ("d", 2 * HOUR)):
        message = a_question(f"{name} Flores", f"{name}@rivertown.example", petition)
        Message.objects.filter(pk=message.pk).update(queued_at=NOW - ago)

    assert [to[0] for to in sent_to(desk)] == ["a", "b", "d", "c"]


def test_mail_is_narrowed_by_what_became_of_it_and_by_what_it_is(desk):
    failed(a_question())
    counted(make_petition("bus", title="A bus on Sundays"), "Ben Weiss", email="ben@rivertown.example")
    services.send_now(kind="accounts.FactorTakenOff", to=ANA, subject="Off", paragraphs=[], button=None, at=NOW)

    assert sent_to(desk, "?state=failed") == [ANA]
    assert sent_to(desk, "?what=thanks, with the person’s own link") == ["ben@rivertown.example"]
    assert sent_to(desk, "?what=notice about a sign-in") == [ANA]
    assert len(sent_to(desk, "?state=nonsense&what=nonsense&page=999")) == len(sent_to(desk))


@time_machine.travel(NOW, tick=False)  # what each process keeps for some seconds is kept
def test_fifty_stand_on_a_page_and_it_costs_the_same_for_one_and_for_fifty(desk):
    petition = make_petition()
    a_question(petition=petition)
    send_all()
    desk.get("/desk/mail/")
    with CaptureQueriesContext(connection) as of_one:
        desk.get("/desk/mail/")
    for n in range(54):
        name = f"{'abcdefghi'[n // 9]}{'abcdefghi'[n % 9]}"
        a_question(f"Signer {name}", f"{name}@rivertown.example", petition)
    send_all()

    with CaptureQueriesContext(connection) as of_many:
        page = desk.get("/desk/mail/")

    assert len(subjects(page)) == 50 and "page=2" in text_of(page)
    assert len(of_many) == len(of_one)


def test_a_message_is_shown_as_it_was_sent_but_for_what_opens_something(desk):
    """Also after its reader has answered: what is kept is what was said, not what would be said now."""
    counted(make_petition(), "Ana Flores", email=ANA, at=NOW)
    send_all()
    a_question("Ben Weiss", "ben@rivertown.example", make_petition("bus", title="A bus on Sundays"))
    send_all()
    question, sent = Message.objects.latest("id"), django_mail.outbox[-1]

    page = text_of(desk.get(f"/desk/mail/{question.public_id}/"))

    assert sent.subject in page and "As it was sent" in page and "to ben@rivertown.example" in page
    assert sent.from_email in page
    for said in ("Somebody signed this petition with your address: “A bus on Sundays”.", "Count my signature"):
        assert said in sent.body and said in page


KEPT_SECRET = re.compile(r"http://testserver/\S+|\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")


def secrets_in(text: str) -> set[str]:
    """What whoever reads a message can open something with: the last part of each link's address, and codes."""
    found = {one.rstrip("/").rsplit("/", 1)[-1] for one in KEPT_SECRET.findall(text)}
    return {one for one in found if len(one) > 6}


def all_that_is_shown(desk: Client) -> str:
    """The list, and of each message its page and what its frame holds."""
    parts = [f"{one.public_id}/{part}" for one in Message.objects.all() for part in ("", "drawn/")]
    return " ".join(text_of(desk.get(f"/desk/mail/{part}")) for part in ["", *parts])


def test_no_link_and_no_code_of_any_message_can_be_read_at_the_desk(desk):
    """Neither while it waits nor after it has left; nor in the database from then on."""
    counted(make_petition(), "Ana Flores", email=ANA, at=NOW)
    a_question("Ben Weiss", "ben@rivertown.example", make_petition("bus", title="A bus on Sundays"))
    key = {"about": "x", "key": "site.MyDataLink:x"}
    services.answer("site.MyDataLink", to=ANA, purpose="my data", subject="x", at=NOW, **key)
    code = {"subject": "Your code", "paragraphs": ["WXYZ-ABCD"], "button": None}
    services.send_now(kind="accounts.SignInCode", to=ANA, at=NOW, **code)

    before = all_that_is_shown(desk)
    send_all()
    after = all_that_is_shown(desk)

    secrets = {secret for one in django_mail.outbox for secret in secrets_in(one.body)}
    kept = " ".join(f"{one.subject} {one.text}" for one in Wording.objects.all())
    assert len(django_mail.outbox) >= 4 and len(secrets) >= 5
    assert "Count my signature" in before and "Count my signature" in after
    assert [secret for secret in secrets if secret in before + after + kept] == []


@pytest.mark.parametrize("leaves", [False, True], ids=["waits", "sent"])
def test_a_sign_in_code_is_shown_to_nobody_also_while_it_waits(desk, leaves):
    services.send_now(
        kind="accounts.SignInCode", to=ANA, subject="Your code", paragraphs=["WXYZ-ABCD"], button=None, at=NOW
    )
    if leaves:
        send_all()
    message = Message.objects.get()

    page = text_of(desk.get(f"/desk/mail/{message.public_id}/"))

    assert "shown to nobody but its reader" in page and "WXYZ-ABCD" not in page
    assert "WXYZ" not in text_of(desk.get("/desk/mail/"))
    assert desk.get(f"/desk/mail/{message.public_id}/drawn/").status_code == 404


def test_a_message_drawn_as_a_mail_program_does_it_runs_and_loads_nothing(desk):
    message = a_question()

    drawn = desk.get(f"/desk/mail/{message.public_id}/drawn/")
    policy = drawn["Content-Security-Policy"].split("; ")

    assert "default-src 'none'" in policy and "sandbox" in policy
    assert drawn["X-Frame-Options"] == "SAMEORIGIN" and drawn["Cache-Control"] == "no-store"
    assert "Count my signature" in text_of(drawn)
    assert re.search(r"<iframe[^>]*\ssandbox\s", text_of(desk.get(f"/desk/mail/{message.public_id}/")))


@pytest.mark.parametrize("pages", [["drawn/"], ["", "drawn/"], ["drawn/", ""]])
def test_who_looks_at_a_message_is_noted_once_whichever_page_of_it_is_opened(desk, pages):
    message = a_question()

    for page in pages:
        desk.get(f"/desk/mail/{message.public_id}/{page}")

    assert Entry.objects.filter(verb="mail viewed", object_id=str(message.public_id)).count() == 1


def test_a_text_that_is_forgotten_in_this_very_moment_keeps_no_message_from_leaving(desk, monkeypatch):
    a_question()
    monkeypatch.setattr(wordings, "_on_file", lambda keys: {})

    send_all()

    assert list(Message.objects.values_list("state", "wording")) == [("sent", None)]


def test_a_message_that_waits_is_shown_as_it_would_be_sent_now(desk):
    message = a_question()

    assert "As it would be sent now" in text_of(desk.get(f"/desk/mail/{message.public_id}/"))


def test_what_nobody_needs_any_more_and_was_never_kept_says_so(desk):
    counted(make_petition(), "Ana Flores", email=ANA)
    question = Message.objects.get(kind="arrivals.PleaseConfirm")

    assert "What it said is not on file" in text_of(desk.get(f"/desk/mail/{question.public_id}/"))


def test_each_text_is_kept_once_however_many_got_it(desk):
    petition = make_petition()
    for name in ("Ana Flores", "Ben Weiss", "Chidi Okoro"):
        a_question(name, f"{name.split()[0].lower()}@rivertown.example", petition)
    send_all()

    assert Message.objects.filter(state="sent").count() == 3
    assert Wording.objects.count() == 1


def test_what_was_said_to_somebody_who_is_forgotten_goes(desk):
    person = counted(make_petition(), "Ana Flores", email=ANA, at=NOW).person
    send_all()
    assert Wording.objects.exists()

    people.erase(person=person, by=SYSTEM, at=NOW)

    assert not Wording.objects.exists()
    assert "to somebody who is forgotten" in text_of(desk.get("/desk/mail/"))


# What servers say, and what of it an organizer can act on.
@pytest.mark.parametrize(
    "problem, answer",
    [
        (f"SMTPRecipientsRefused: {NO_MAILBOX}", "no mailbox"),
        ("SMTPDataError: (552, b'5.2.2 Mailbox full')", "full"),
        ("SMTPDataError: (554, b'5.7.1 Message looks like spam')", "not from us"),
        ("SMTPRecipientsRefused: {'a@b.example': (550, b'No such user')}", "refused"),
        ("[Errno 111] Connection refused", "no answer"),
        ("", "no answer"),
    ],
)
def test_the_reason_is_said_in_words(problem, answer):
    assert answer_of(problem) == answer


def test_a_message_that_failed_says_why_and_asks_before_it_is_sent_again(desk):
    message = failed(a_question())
    page = f"/desk/mail/{message.public_id}/"

    assert "Their mail server knows no such mailbox." in text_of(desk.get("/desk/mail/?state=failed"))
    assert f'href="{page}again/"' in text_of(desk.get(page))
    asked = text_of(desk.get(page + "again/"))
    assert "Keep the Ferry Street" in asked and f"to {ANA} again?" in asked and "Send it again" in asked
    message.refresh_from_db()
    assert message.state == "failed", "nothing leaves before the press"

    said = text_of(desk.post(page + "again/", follow=True))
    send_all()

    assert f"On its way to {ANA}." in said
    assert [one.to for one in django_mail.outbox] == [[ANA]]
    assert Entry.objects.filter(verb="mail tried again", object_id=str(message.public_id)).count() == 1


def test_a_second_press_sends_nothing_and_says_so(desk):
    page = f"/desk/mail/{failed(a_question()).public_id}/again/"
    desk.post(page)

    assert "It is not sent again." in text_of(desk.post(page, follow=True))
    assert desk.get(page).status_code == 303
    assert Entry.objects.filter(verb="mail tried again").count() == 1


def test_a_code_that_failed_is_not_sent_again(desk):
    services.send_now(kind="accounts.SignInCode", to=ANA, subject="x", paragraphs=["ABCD-EFGH"], button=None, at=NOW)
    page = f"/desk/mail/{failed(Message.objects.get()).public_id}/"

    assert "good for that moment only" in text_of(desk.get(page)) and "again/" not in text_of(desk.get(page))
    desk.post(page + "again/")

    assert Message.objects.get().state == "failed"


def test_what_is_not_wanted_any_more_is_not_offered_again(desk):
    message = failed(a_question())
    services.suppress(mailbox=ANA, purpose="petitions", at=NOW)
    page = text_of(desk.get(f"/desk/mail/{message.public_id}/"))

    assert "no longer needed, or this address wants no such mail" in page and "again/" not in page


def test_a_message_whose_program_stopped_in_the_middle_is_not_known(desk):
    message = a_question()
    Message.objects.filter(pk=message.pk).update(state="sending", claimed_until=timezone.now() - HOUR)

    page = text_of(desk.get(f"/desk/mail/{message.public_id}/"))

    assert "not known" in page and "It goes again by itself, and may come twice." in page


def test_a_message_of_a_kind_that_is_no_more_does_not_hide_the_others(desk):
    message = a_question()
    Message.objects.filter(pk=message.pk).update(kind="gone.Letter")

    assert "A message that we no longer send" in text_of(desk.get("/desk/mail/"))
    assert desk.get(f"/desk/mail/{message.public_id}/").status_code == 200


def of_one_ward(_account: object) -> Scope:
    return Scope.of(["desk.enter", "mail.read"], Reach(divisions=frozenset({"ocd-division/country:us/state:mr"})))


def test_mail_is_of_the_house_or_is_not_there(desk, settings):
    message = failed(a_question())
    pages = [f"/desk/mail/{message.public_id}/{part}" for part in ("", "drawn/", "again/")]
    moderator = signed_in_client(role="moderator")

    assert {moderator.get(page).status_code for page in pages} == {404}
    settings.BALLOTLINE_SCOPE = ScopeOf(f"{__name__}.of_one_ward")
    assert {desk.get(page).status_code for page in pages} == {404}
    assert desk.post(pages[-1]).status_code == 404 and Message.objects.get().state == "failed"
