"""A mail provider that keeps our messages from people: how it is seen at the desk, and what its people are told."""

import smtplib
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.accounts.testing import signed_in_client
from ballotline.movement.arrivals import services
from ballotline.movement.arrivals.providers import week
from ballotline.movement.arrivals.rules import Circumstances, Share, Word, stands_out
from ballotline.movement.arrivals.testing import confirmed
from ballotline.movement.mail import drain as draining
from ballotline.movement.mail.models import Message
from ballotline.movement.mail.rules import is_their_trouble
from tests.ways_in import arrived, page_of, press_form

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TRUSTED = Circumstances(is_trusted=True)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


# What servers have said, and whether it was about the sender.
@pytest.mark.parametrize(
    "code, reply, is_theirs",
    [
        (550, "5.1.1 The email account that you tried to reach does not exist.", False),
        (450, "4.1.1 <ana@x.example>: Recipient address rejected: unverified address", False),
        (452, "4.2.2 The email account that you tried to reach is over quota.", False),
        (552, "5.2.2 Mailbox full", False),
        (550, "5.5.0 Requested action not taken: mailbox unavailable", False),
        (554, "delivery error: dd This user doesn't have an account", False),
        (550, "No such user here", False),
        (500, "Line too long", False),
        (550, "5.7.1 Our system has detected that this message is likely unsolicited mail.", True),
        (553, "5.7.1 [BL21] Connections will not be accepted, because the ip is in a list", True),
        (421, "4.7.0 [TSS04] Messages temporarily deferred due to unexpected volume or user complaints", True),
        (451, "4.7.650 The mail server has been temporarily rate limited due to IP reputation.", True),
        (450, "Greylisted, please try again later", True),
        (554, "5.7.1\n", True),
        (421, "", True),
    ],
)
def test_what_a_server_says_about_a_mailbox_is_no_trouble_with_us(code, reply, is_theirs):
    assert is_their_trouble(code, reply) is is_theirs


class Answering:
    """A provider whose servers answer each message so."""

    def __init__(self, problem: Exception | None) -> None:
        self.problem = problem

    def __enter__(self):
        return self

    def __exit__(self, *_problem: object) -> None:
        return None

    def send_messages(self, messages) -> int:
        if self.problem:
            raise self.problem
        return len(messages)


@pytest.fixture
def answers(monkeypatch):
    """Sends what waits, and gives it this answer."""

    def send(problem: Exception | None, at=NOW) -> None:
        monkeypatch.setattr(draining, "leaves_this_machine", lambda: True)
        monkeypatch.setattr(draining.wire, "connection", lambda: Answering(problem))
        draining._release_the_dead.cache_clear()
        draining.drain(max(at, timezone.now()))

    return send


def refused(code: int, reply: bytes) -> Exception:
    return smtplib.SMTPRecipientsRefused({"ana@blocks.example": (code, reply)})


@pytest.mark.parametrize(
    "problem, is_told",
    [
        (refused(550, b"5.7.1 blocked"), True),
        (refused(450, b"4.7.1 greylisted"), True),
        (smtplib.SMTPDataError(554, b"5.7.1 looks like spam"), True),
        (refused(550, b"5.1.1 no such user"), False),
        (smtplib.SMTPSenderRefused(550, b"5.7.1 you may not send", "us@rivertown.example"), False),
        (smtplib.SMTPServerDisconnected("gone"), False),
        (ConnectionRefusedError("our own provider is down"), False),
        (ValueError("our own mistake"), False),
        (None, False),
    ],
)
def test_the_page_after_the_press_names_the_trouble_only_where_it_was_seen(kind, asked, answers, problem, is_told):
    press_form(kind, asked, email="ben@blocks.example")
    answers(problem)

    page = " ".join(page_of(press_form(kind, asked, email="ana@blocks.example"), kind, asked).split())

    assert ("blocks.example put off or refused some of our messages" in page) is is_told


@pytest.mark.parametrize("email", ["ana@rivertown.example", "ana@notblocks.example", "ana@sub.blocks.example"])
def test_other_providers_people_hear_nothing_of_it(kind, asked, answers, email):
    press_form(kind, asked, email="ben@blocks.example")
    answers(refused(550, b"5.7.1 blocked"))

    assert "put off or refused" not in page_of(press_form(kind, asked, email=email), kind, asked)


def test_after_a_week_it_is_not_spoken_of_any_more(kind, asked, answers):
    client = press_form(kind, asked, email="ben@blocks.example")
    answers(refused(450, b"4.7.1 later"))
    for ago, is_told in ((7 * DAY - HOUR, True), (7 * DAY + HOUR, False)):
        Message.objects.update(refused_at=timezone.now() - ago)
        assert ("put off or refused" in page_of(client, kind, asked)) is is_told


def test_a_message_that_leaves_at_the_second_try_was_put_off_all_the_same(kind, asked, answers):
    client = press_form(kind, asked, email="ben@blocks.example")
    answers(refused(450, b"4.7.1 later"))
    answers(None, at=timezone.now() + DAY)

    assert Message.objects.get().state == "sent" and "put off or refused" in page_of(client, kind, asked)


def test_known_and_new_read_the_same_by_the_same_work(kind, asked, answers):
    known = arrived(kind, asked, email="known@blocks.example", how=TRUSTED)
    answers(refused(450, b"4.7.1 later"))
    confirmed(known, at=NOW)
    pages, work = {}, {}
    for who in ("known", "other"):
        client = press_form(kind, asked, email=f"{who}@blocks.example")
        page_of(client, kind, asked)
        with CaptureQueriesContext(
            connection,
        ) as asked_for:
            page = page_of(client, kind, asked)
        pages[who], work[who] = page.count("put off or refused"), len(asked_for)

    assert pages["known"] == pages["other"] == 1
    assert work["known"] == work["other"]


@pytest.mark.parametrize(
    "its, rest, does",
    [
        (Share(20, 10), Share(100, 25), True),  # 50 % against 25 %
        (Share(20, 10), Share(100, 26), False),
        (Share(19, 19), Share(100, 0), False),  # too few to say
        (Share(100, 9), Share(100, 0), False),
        (Share(100, 10), Share(100, 0), True),
        (Share(100, 100), Share(100, 50), True),
        (Share(100, 100), Share(100, 51), False),  # everywhere half of them wait: no one provider's trouble
        (Share(100, 100), Share(0, 0), False),  # nobody to compare with
    ],
)
def test_a_provider_stands_out_with_at_least_twice_the_share_of_the_rest(its, rest, does):
    assert stands_out(its, rest) is does


def test_per_cents_are_rounded_and_nobody_is_none():
    assert [Share(3, 1).percent, Share(3, 2).percent, Share(0, 0).percent] == [33, 67, 0]


def press(kind, asked, domain: str, n: int, *, answered: int = 0, at=None) -> None:
    """Some who pressed with addresses of this domain, and how many of them answered."""
    names = (f"Name {chr(97 + i % 26) * (i // 26 + 1)}" for i in range(n))
    at = at or timezone.now() - 2 * HOUR
    for i, name in enumerate(names):
        row = arrived(kind, asked, name=name, email=f"p{i}@{domain}", at=at, how=TRUSTED)
        if i < answered:
            confirmed(row, at=at)


def seen(at=None) -> dict[str, tuple[int, int]]:
    found = week(at=at or timezone.now(), zone=UTC)
    return {one.domain: (one.week.pressed, one.week.waiting) for one in found.providers}


def test_who_pressed_and_who_waits_by_provider(kind, asked):
    press(kind, asked, "a.example", 6, answered=4)
    press(kind, asked, "b.example", 5)
    press(kind, asked, "few.example", 4, answered=1)
    press(kind, asked, "own-name.example", 1)

    assert seen() == {"a.example": (6, 2), "b.example": (5, 5), "": (5, 4)}
    assert [one.domain for one in week(at=timezone.now(), zone=UTC).providers] == ["a.example", "b.example", ""]


def test_many_that_few_use_are_no_provider_that_stands_out(kind, asked):
    """24 of 24 wait with those, and 2 of 20 with the one that has a name: the others together are nobody's fault."""
    for n in range(6):
        press(kind, asked, f"few-{n}.example", 4)
    press(kind, asked, "fine.example", 20, answered=18)

    found = week(at=timezone.now(), zone=UTC)

    assert seen()[""] == (24, 24) and found.standing_out == []


def test_each_mailbox_and_name_once_however_often_they_pressed(kind, asked):
    for _thrice in range(3):
        press(kind, asked, "a.example", 5)
    press(kind, asked, "a.example", 5, answered=5)

    assert seen() == {"a.example": (5, 0)}


def test_who_counts_on_their_word_never_heard_from_us(kind, asked, with_word):
    press(kind, asked, "a.example", 5, answered=4)
    row = kind.model._default_manager.get(confirmed_at=None)

    services.count_on_word(arrival=row, word=Word(heard="phone", note="x"), by=SYSTEM, at=timezone.now())

    assert seen() == {"a.example": (5, 1)}


def test_a_bot_that_got_no_mail_and_a_press_of_this_hour_are_no_sign(kind, asked):
    press(kind, asked, "a.example", 5)
    press(kind, asked, "bots.example", 6)
    kind.model._default_manager.filter(mail_domain="bots.example").update(suspicion="honeypot", state="quarantined")
    press(kind, asked, "now.example", 6, at=timezone.now() - timedelta(minutes=50))

    assert seen() == {"a.example": (5, 5)}


def test_seven_days_on_the_house_s_clock(kind, asked):
    """At 02:00 UTC it is still the evening of the day before in New York:
    the oldest day there is the 4th, from 4 am UTC."""
    at, zone = datetime(2026, 5, 11, 2, tzinfo=UTC), ZoneInfo("America/New_York")
    moments = {
        "first": datetime(2026, 5, 4, 4, 1, tzinfo=UTC),
        "before": datetime(2026, 5, 4, 3, 59, tzinfo=UTC),
        "today": datetime(2026, 5, 10, 23, tzinfo=UTC),
    }
    for name, moment in moments.items():
        press(kind, asked, f"{name}.example", 5, at=moment)

    found = week(at=at, zone=zone)

    assert [day.day for day in found.days] == [4, 5, 6, 7, 8, 9, 10]
    by_day = {one.domain: [share.pressed for share in one.by_day] for one in found.providers}
    assert by_day == {"first.example": [5, 0, 0, 0, 0, 0, 0], "today.example": [0, 0, 0, 0, 0, 0, 5]}


def test_the_desk_shows_them_and_marks_in_words_the_one_that_stands_out(kind, asked):
    press(kind, asked, "blocks.example", 20, answered=2)
    press(kind, asked, "fine.example", 20, answered=18)
    desk = signed_in_client(role="owner")

    page = text_of(desk.get("/desk/mail/providers/"))

    assert "blocks.example may be keeping our messages from people." in page
    assert "There 18 of 20 wait (90 %), everywhere else 2 of 20 (10 %)." in page
    assert page.count("stands out</span>") == 1 and "SPF, DKIM and DMARC" in page
    assert "p0@" not in page and "Name a" not in page
    assert 'href="/desk/mail/providers/"' in text_of(desk.get("/desk/mail/"))


def test_where_none_stands_out_the_page_says_so(kind, asked):
    desk = signed_in_client(role="owner")
    assert "Nobody took part in the last seven days." in text_of(desk.get("/desk/mail/providers/"))

    press(kind, asked, "a.example", 20, answered=10)
    press(kind, asked, "b.example", 20, answered=10)

    page = text_of(desk.get("/desk/mail/providers/"))
    assert "No provider stands out." in page and "10 of 20 (50 %)" in page


def test_only_who_may_see_mail_sees_the_table():
    assert signed_in_client(role="moderator").get("/desk/mail/providers/").status_code == 404
