"""What anybody can make us send, to whom we never write again, and where mail goes: the promises row by row.

With mails of several rooms, so it stands beside them and not inside mail, which knows none of them."""

import hashlib
import hmac
import stat
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

import pytest
from django.utils import timezone

from ballotline.movement.mail import queries, rules, services
from ballotline.movement.mail.models import Message, Suppression
from ballotline.movement.mail.services import Letter
from ballotline.movement.mail.words import Basis, Lane
from ballotline.movement.people import services as people

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
ANA = "Ana@Rivertown.Example"
MAILBOX = "ana@rivertown.example"


def asked(n: int = 1, *, to: str = ANA, purpose: str = "my data", subject: str = "", at=NOW, key: str = ""):
    return services.answer(
        "site.MyDataLink", to=to, about=n, purpose=purpose, subject=subject or f"s{n}", at=at, key=key
    )


def sent(key: str, *, to: str = ANA, at=NOW, **more):
    return services.send("petition.ThanksForSigning", to=to, about="x", at=at, key=key, **more)


def told(message: Message) -> tuple:
    message.refresh_from_db()
    return (message.kind, message.to_address, message.mailbox_key, message.mail_domain, message.about, message.key)


def test_a_message_is_what_its_kind_says_to_the_mailbox_behind_the_address():
    ana = people.identify(name="Ana Flores", email=ANA, at=NOW)

    message = sent("k1", person=ana, to="A.na+news@googlemail.com")

    expected = ("petition.ThanksForSigning", "A.na+news@googlemail.com", "ana@gmail.com", "gmail.com", "x", "k1")
    assert told(message) == expected
    assert (message.basis, message.lane, message.person) == (Basis.SERVICE, Lane.NOTICES, ana)
    assert (message.state, message.queued_at, message.due_at) == ("waiting", NOW, NOW)
    assert (message.cap_key, message.apart_key, message.content) == (None, None, None)


def test_an_answer_takes_a_place_of_its_mailbox_and_purpose_and_is_found_by_its_key():
    first, second = asked(1, key="mine"), asked(2)

    assert told(first) == ("site.MyDataLink", ANA, MAILBOX, "rivertown.example", "1", "mine")
    assert told(second)[-1].startswith("site.MyDataLink:")
    assert [first.cap_key, second.cap_key] == [f"{MAILBOX}:my data:1", f"{MAILBOX}:my data:2"]
    assert (second.basis, second.lane, second.person) == (Basis.ANSWER, Lane.ANSWERS, None)


def test_many_letters_carry_each_its_person_and_what_it_is_about():
    ana = people.identify(name="Ana Flores", email=ANA, at=NOW)
    letters = [Letter(ANA, "about ana", "k1", ana.pk), Letter("ben@b.example", "about ben", "k2")]

    services.send_many("petition.UpdateNote", letters=letters, at=NOW)

    rows = Message.objects.order_by("key").values_list("to_address", "about", "key", "person", "queued_at")
    assert list(rows) == [(ANA, "about ana", "k1", ana.pk, NOW), ("ben@b.example", "about ben", "k2", None, NOW)]


def test_a_code_keeps_its_words_until_it_has_left():
    for _twice in range(2):
        services.send_now(
            kind="accounts.SignInCode", to=ANA, subject="Code", paragraphs=["12"], button=("Go", "/x"), at=NOW
        )

    one, other = Message.objects.all()
    assert one.content == {"subject": "Code", "paragraphs": ["12"], "button": ["Go", "/x"]}
    assert one.key.startswith("accounts.SignInCode:") and one.key != other.key


@pytest.mark.parametrize(
    "more, another",
    [
        ({}, False),
        ({"to": "ANA@rivertown.example"}, False),  # the same mailbox
        ({"purpose": "petitions"}, True),
        ({"subject": "another"}, True),
        ({"to": "ben@rivertown.example"}, True),
        ({"at": NOW + 10 * MINUTE - SECOND}, False),
        ({"at": NOW + 10 * MINUTE}, True),
    ],
)
def test_one_message_about_one_thing_in_ten_minutes(more, another):
    asked(1, subject="one")

    assert (asked(1, **{"subject": "one", **more}) is not None) is another
    assert Message.objects.count() == 1 + another


def test_five_a_day_for_one_mailbox_and_purpose_and_the_oldest_place_is_free_after_a_day():
    for n in range(5):
        assert asked(n, at=NOW + n * MINUTE)

    assert asked(6, at=NOW + DAY - SECOND) is None
    assert asked(7, at=NOW + DAY - SECOND, purpose="petitions")
    freed = asked(8, at=NOW + DAY)
    assert freed.cap_key == f"{MAILBOX}:my data:1"
    assert asked(9, at=NOW + DAY) is None
    assert Message.objects.get(about="0").cap_key is None


def test_who_answered_has_all_places_of_that_purpose_again_and_may_ask_about_the_same_thing():
    for n in range(5):
        asked(n)
    asked(1, purpose="petitions")
    asked(1, to="ben@rivertown.example")

    services.answered(mailbox=MAILBOX, purpose="my data")

    assert asked(1) and asked(2)
    held = Message.objects.exclude(cap_key=None).values_list("cap_key", flat=True)
    assert sorted(held) == [
        f"{MAILBOX}:my data:1",
        f"{MAILBOX}:my data:2",
        f"{MAILBOX}:petitions:1",
        "ben@rivertown.example:my data:1",
    ]


def test_how_many_places_are_left_counts_this_purpose_of_this_day_for_each_mailbox():
    asked(1, at=NOW - DAY)  # just no longer of this day
    for n in (2, 3):
        asked(n, at=NOW - DAY + SECOND)
    asked(4, purpose="my data too")
    sent("k1")

    left = queries.places_left([MAILBOX, "ben@rivertown.example"], "my data", NOW)

    assert left == {MAILBOX: 3, "ben@rivertown.example": 5}


def test_a_refusal_is_one_row_that_holds_no_address_and_never_changes_its_key(settings):
    settings.SECRET_KEY = "a secret for this test"
    for at in (NOW, NOW + DAY):
        services.suppress(mailbox=MAILBOX, purpose="news", at=at)

    key = b"mail.suppression" + b"a secret for this test"
    expected = hmac.new(key, b"ana@rivertown.example", hashlib.sha256).hexdigest()
    assert list(Suppression.objects.values_list("mailbox_hash", "purpose", "at")) == [(expected, "news", NOW)]
    assert queries.suppressed([MAILBOX, "ben@b.example"], "news") == {MAILBOX}
    assert queries.suppressed([MAILBOX], "petitions") == set()


def test_the_refusals_of_thousands_are_found():
    crowd = [f"p{n}@b.example" for n in range(2_100)]
    for mailbox in (crowd[0], crowd[1_000], crowd[-1]):
        services.suppress(mailbox=mailbox, purpose="all", at=NOW)

    assert queries.suppressed(crowd, "news") == {crowd[0], crowd[1_000], crowd[-1]}


def waits(key: str, **row) -> Message:
    message = sent(key)
    Message.objects.filter(pk=message.pk).update(**row)
    return message


def test_what_is_due_waits_and_its_time_has_come_the_oldest_first():
    waits("later", due_at=NOW + SECOND)
    waits("second", due_at=NOW)
    waits("third", due_at=NOW)
    waits("first", due_at=NOW - SECOND)
    waits("failed", due_at=NOW - DAY, state="failed")

    assert [message.key for message in queries.due(NOW)] == ["first", "second", "third"]


def test_what_failed_is_shown_the_youngest_first():
    for key, ago in (("older", 2), ("oldest", 3), ("youngest", 1)):
        waits(key, state="failed", queued_at=NOW - ago * DAY)
    waits("waits")

    assert [message.key for message in queries.failed()] == ["youngest", "older", "oldest"]


def test_a_failed_message_gets_all_its_tries_anew_and_another_none():
    rows = {"state": "failed", "attempts": 6, "problem": "no such mailbox", "due_at": NOW - DAY, "content": None}
    failed, left = waits("failed", **rows), waits("sent", **{**rows, "state": "sent"})
    waits("failed too", **rows)

    services.try_again(message=failed, at=NOW)
    with pytest.raises(services.NotAgain):
        services.try_again(message=left, at=NOW)

    shown = Message.objects.order_by("id").values_list("state", "attempts", "problem", "due_at")
    as_it_was = (6, "no such mailbox", NOW - DAY)
    assert list(shown) == [("waiting", 0, "", NOW), ("sent", *as_it_was), ("failed", *as_it_was)]


def test_three_refusals_within_a_minute_put_a_provider_off_and_two_or_older_ones_do_not():
    for n in range(3):
        waits(f"three{n}", mail_domain="three.example", refused_at=NOW - MINUTE + SECOND)
        waits(f"old{n}", mail_domain="old.example", refused_at=NOW - MINUTE)
    for n in range(2):
        waits(f"two{n}", mail_domain="two.example", refused_at=NOW)

    assert queries.putting_off(NOW) == {"three.example"}


@pytest.mark.parametrize(
    "ago, to, has",
    [
        (timedelta(0), "ana@blocks.example", True),
        (7 * DAY - SECOND, "ana@blocks.example", True),
        (7 * DAY, "ana@blocks.example", False),
        (timedelta(0), "ana@notblocks.example", False),
    ],
)
def test_a_provider_s_trouble_is_spoken_of_for_a_week(ago, to, has):
    waits("k", to_address=to, refused_at=NOW - ago)

    assert queries.has_trouble("blocks.example", NOW) is has


@pytest.mark.parametrize(
    "config, written, goes_to",
    [
        ("", None, "outbox:"),
        ("", "smtp://desk.example\n", "smtp://desk.example"),
        ("", "\n", "outbox:"),
        ("smtp://host.example", None, "smtp://host.example"),
        ("smtp://host.example", "smtp://desk.example\n", "smtp://host.example"),
        ("outbox:", "smtp://desk.example\n", "outbox:"),
    ],
)
def test_mail_goes_where_the_host_says_else_where_the_desk_says_else_nowhere(
    settings, tmp_path, config, written, goes_to
):
    settings.CONFIG = replace(settings.CONFIG, home=tmp_path, mail_url=config)
    if written is not None:
        (tmp_path / "mail.url").write_text(written)

    assert queries.provider() == goes_to
    assert queries.leaves_this_machine() is (goes_to != "outbox:")


def test_what_the_desk_writes_is_for_its_owner_s_eyes_and_holds_at_once(settings, tmp_path):
    settings.CONFIG = replace(settings.CONFIG, home=tmp_path, mail_url="")

    for url in ("smtp://u:first@one.example", "smtp://u:p@two.example"):
        services.use_provider(mail_url=url)

    written = tmp_path / "mail.url"
    assert written.read_text() == "smtp://u:p@two.example\n"
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [written]
    assert queries.provider() == "smtp://u:p@two.example"


@pytest.mark.parametrize(
    "attempts, pause",
    [
        (1, 30 * SECOND),
        (2, 5 * MINUTE),
        (3, 30 * MINUTE),
        (4, 240 * MINUTE),
        (5, 720 * MINUTE),
        (6, None),
    ],
)
def test_after_each_failure_the_next_try_is_later_and_after_five_there_is_none(attempts, pause):
    assert rules.next_try(attempts, NOW) == (pause and NOW + pause)


def test_no_text_of_a_person_brings_a_line_of_its_own_into_a_header():
    assert rules.header_text(" Yes\r\nBcc: all@b.example\t now ") == "Yes Bcc: all@b.example now"


class Waits(NamedTuple):
    id: int
    mail_domain: str


def test_providers_take_turns_in_the_order_of_their_oldest_and_fifty_of_one_are_its_share():
    big = [Waits(900 - n, "big.example") for n in range(51)]
    small = [Waits(7, "small.example"), Waits(3, "small.example")]

    within, beyond = rules.in_turn([*big, *small])

    assert within[:5] == [big[0], small[0], big[1], small[1], big[2]]
    assert (len(within), within[-1], beyond) == (52, big[49], [big[50]])


def test_whose_mailbox_it_is_stands_behind_the_last_at():
    assert rules.mail_domain('"ana@home"@rivertown.example') == "rivertown.example"
