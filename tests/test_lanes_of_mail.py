"""Whose mail leaves first: codes before all else, no lane for ever behind another, no provider in the others' way.

With mails of several rooms, so it stands beside them and not inside mail, which knows none of them."""

import smtplib
from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from ballotline.movement.mail import drain as draining
from ballotline.movement.mail import services, turns
from ballotline.movement.mail.models import Message
from ballotline.movement.mail.queries import due
from ballotline.movement.mail.rules import BATCH
from ballotline.movement.mail.services import Letter, send_many, send_now
from ballotline.movement.mail.words import Lane, Words

NOW = timezone.now()
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
WORDS = Words(subject="x", paragraphs=["x"], reason="x")
LATER = smtplib.SMTPRecipientsRefused({"x": (450, b"4.7.1 Too many messages, try again later")})


class Provider:
    """Hands over, and says no where `says` does; each message takes so long."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.tried: Counter[str] = Counter()
        self.takes = timedelta(0)
        self.says = lambda _to: None
        self.clock = None

    def __enter__(self):
        return self

    def __exit__(self, *_problem: object) -> None:
        return None

    def send_messages(self, messages) -> None:
        to = messages[0].to[0]
        self.tried[to.rpartition("@")[2]] += 1
        self.clock.shift(self.takes)
        if problem := self.says(to):
            raise problem
        self.sent.append(to)


@pytest.fixture
def provider(monkeypatch):
    """Mail that is always wanted, a provider that is set, and a clock that moves only when we say so."""
    found = Provider()
    monkeypatch.setattr(draining, "leaves_this_machine", lambda: True)
    monkeypatch.setattr(draining.wire, "connection", lambda: found)
    monkeypatch.setattr(draining.wanted, "words_of", lambda batch, _at: {message.id: WORDS for message in batch})
    draining._release_the_dead.cache_clear()
    turns._walked_to.clear()
    with time_machine.travel(NOW, tick=False) as found.clock:
        yield found


def broadcast(n: int, domain: str = "many.example", kind: str = "petition.UpdateNote") -> None:
    letters = [Letter(f"p{i}@{domain}", "about", f"{kind}{domain}{i}") for i in range(n)]
    send_many(kind, letters=letters, at=timezone.now())


def code(to: str = "code@rivertown.example", kind: str = "accounts.SignInCode") -> None:
    send_now(kind=kind, to=to, subject="x", paragraphs=["1234"], button=None, at=timezone.now())


def drain() -> int:
    return draining.drain(timezone.now())


def of(domain: str, addresses: list[str]) -> int:
    return sum(address.endswith(f"@{domain}") for address in addresses)


@pytest.mark.django_db
def test_a_code_leaves_before_the_broadcasts_that_waited_before_it(provider):
    broadcast(150)
    code()

    drain()

    assert provider.sent[0] == "code@rivertown.example" and len(provider.sent) == BATCH


@pytest.mark.django_db
def test_the_more_urgent_leaves_first_whatever_was_asked_for_first(provider):
    broadcast(1, "broadcast.example")
    services.send("petition.ThanksForSigning", to="a@notice.example", about="x", at=NOW, key="k")
    services.answer("site.MyDataLink", to="a@answer.example", about="x", purpose="my data", subject="x", at=NOW)
    for n in range(5):
        code(f"c{n}@code.example")

    drain()

    assert [to.rpartition("@")[2] for to in provider.sent] == [
        *["code.example"] * 5,
        "answer.example",
        "notice.example",
        "broadcast.example",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("takes, leave", [(50, 40), (100, 20), (500, 9)])
def test_what_is_no_code_gives_way_after_two_seconds_and_its_few_sure_places(provider, takes, leave):
    """Milliseconds a message. Within the batch that a code has to wait for at most 4.5 seconds pass."""
    broadcast(150)
    provider.takes = timedelta(milliseconds=takes)

    drain()
    assert len(provider.sent) == leave
    assert timezone.now() - NOW <= 4.5 * SECOND
    code()
    drain()
    assert provider.sent[leave] == "code@rivertown.example"


@pytest.mark.django_db
def test_what_gave_way_has_not_failed_and_keeps_its_place(provider):
    broadcast(60)
    provider.takes = timedelta(milliseconds=100)
    drain()

    back = Message.objects.filter(state="waiting")
    assert set(back.values_list("attempts", "claimed_by", "due_at", "problem")) == {(0, "", NOW, "")}
    while drain():
        pass
    assert len(provider.sent) == len(set(provider.sent)) == 60


@pytest.mark.django_db
def test_codes_that_never_end_leave_each_lower_lane_its_few_places(provider):
    broadcast(40)
    broadcast(40, "notices.example", "petition.ThanksForSigning")
    provider.takes = timedelta(milliseconds=50)
    for batch in range(4):
        for n in range(120):
            code(f"c{batch}-{n}@rivertown.example")
        drain()

    assert of("many.example", provider.sent) == of("notices.example", provider.sent) == 4 * 3
    assert of("rivertown.example", provider.sent) == 4 * (BATCH - 6)


@pytest.mark.django_db
def test_thousands_to_one_provider_do_not_hold_back_the_few_to_others(provider):
    broadcast(1_000, "big.example")
    for n in range(5):
        broadcast(1, f"small{n}.example")
    for n in range(2):
        code(f"c{n}@code.example")

    drain()

    assert of("big.example", provider.sent) == BATCH - 2 - 5
    assert set(provider.sent[3:8]) == {f"p0@small{n}.example" for n in range(5)}, "in turn, not one after the other"


@pytest.mark.django_db
@pytest.mark.parametrize("last", ["1.example", "a.example", "n.example", "z.example"])
def test_where_several_are_big_the_small_one_has_its_turn_all_the_same(provider, last):
    for big in ("b.example", "m.example", "p.example", "y.example"):
        broadcast(500, big)
    broadcast(1, last)

    for _five_times in range(5):
        drain()

    assert f"p0@{last}" in provider.sent
    assert min(of(big, provider.sent) for big in ("b.example", "m.example", "p.example", "y.example")) >= BATCH // 2 - 1


@pytest.mark.django_db
def test_a_full_batch_to_as_many_providers_is_the_oldest(provider):
    for n in range(BATCH + 1):
        broadcast(1, f"small{n}.example")

    drain()

    assert provider.sent == [f"p0@small{n}.example" for n in range(BATCH)]


@pytest.mark.django_db
def test_what_came_due_first_leaves_first_whichever_was_asked_for_first(provider):
    for n, ago in enumerate((1, 3, 2)):
        broadcast(1, f"{n}.example")
        Message.objects.filter(mail_domain=f"{n}.example").update(due_at=NOW - ago * SECOND)

    drain()

    assert provider.sent == ["p0@1.example", "p0@2.example", "p0@0.example"]


@pytest.mark.django_db
def test_of_a_provider_that_comes_forward_the_oldest_leave_first(provider):
    broadcast(200, "big.example")
    Message.objects.update(due_at=NOW - MINUTE)
    broadcast(60, "small.example")
    Message.objects.filter(to_address="p59@small.example").update(due_at=NOW - SECOND)

    drain()

    assert provider.sent[1] == "p59@small.example"


@pytest.mark.django_db
def test_several_names_of_one_provider_have_one_share(provider):
    broadcast(60, "me.com")
    broadcast(60, "icloud.com")
    broadcast(60, "other.example")

    drain()

    assert of("me.com", provider.sent) + of("icloud.com", provider.sent) == BATCH // 2


@pytest.mark.django_db
def test_a_provider_that_answers_slowly_takes_turns_with_the_others(provider):
    broadcast(60, "slow.example")
    broadcast(60, "fast.example")
    provider.takes = timedelta(milliseconds=100)

    drain()

    assert (of("slow.example", provider.sent), of("fast.example", provider.sent)) == (10, 10)


@pytest.mark.django_db
def test_who_puts_us_off_waits_alone_for_a_minute_and_then_is_tried_again(provider):
    broadcast(300, "puts-off.example")
    broadcast(20, "fine.example")
    provider.says = lambda to: LATER if to.endswith("@puts-off.example") else None

    while drain():
        pass
    assert provider.tried["puts-off.example"] == 3
    assert of("fine.example", provider.sent) == 20
    untried = Message.objects.filter(mail_domain="puts-off.example", attempts=0, state="waiting", problem="")
    assert untried.count() == 297

    provider.clock.shift(MINUTE - SECOND)
    assert drain() == 0
    provider.says = lambda _to: None
    provider.clock.shift(2 * SECOND)
    while drain():
        pass
    assert of("puts-off.example", provider.sent) == 300


@pytest.mark.django_db
def test_a_code_is_tried_even_where_the_broadcasts_are_put_off(provider):
    broadcast(10, "puts-off.example")
    provider.says = lambda _to: LATER
    drain()

    provider.says = lambda _to: None
    code("a@puts-off.example")
    drain()

    assert provider.sent == ["a@puts-off.example"]


@pytest.mark.django_db
def test_two_put_off_are_no_reason_to_wait(provider):
    broadcast(10, "greets-late.example")
    provider.says = lambda to: LATER if to.startswith(("p0@", "p1@")) else None

    drain()
    assert len(provider.sent) == 8
    provider.says = lambda _to: None
    broadcast(1, "greets-late.example", "pledge.Decided")
    drain()
    assert len(provider.sent) == 9


@pytest.mark.django_db
def test_a_claim_walks_an_index_and_sorts_nothing(provider):
    broadcast(2_500, "big.example")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE mail_message")

    lanes = due(NOW).filter(lane__gt=0).order_by("lane", "due_at", "id").values_list("id", "lane", "mail_domain")[:100]
    walk = due(NOW).filter(lane=Lane.BROADCASTS, mail_domain__gt="a").order_by("mail_domain", "due_at", "id")
    for asked, index in ((lanes, "mail_by_lane_and_due"), (walk.values_list("id")[:25], "mail_by_lane_and_provider")):
        plan = asked.explain()
        assert index in plan
        assert "Sort" not in plan and "TEMP B-TREE" not in plan


OLD = [
    ("accounts.SignInCode", "waiting", Lane.CODES),
    ("arrivals.PleaseConfirm", "sending", Lane.CODES),
    ("site.MyDataLink", "failed", Lane.ANSWERS),
    ("petition.ThanksForSigning", "waiting", Lane.NOTICES),
    ("petition.UpdateNote", "waiting", Lane.BROADCASTS),
    ("pledge.Decided", "waiting", Lane.BROADCASTS),
]


@pytest.mark.django_db(transaction=True)
def test_what_waited_before_there_were_lanes_gets_its_lane_and_its_domain():
    executor = MigrationExecutor(connection)
    before = [("mail", "0004_refused")]
    try:
        executor.migrate(before)
        messages = executor.loader.project_state(before).apps.get_model("mail", "Message").objects
        for kind, state, _lane in OLD:
            mailbox = f"{kind.lower()}@rivertown.example"
            messages.create(kind=kind, state=state, mailbox_key=mailbox, key=kind, queued_at=NOW, due_at=NOW)
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())

    found = Message.objects.order_by("id").values_list("kind", "state", "lane", "mail_domain")
    assert list(found) == [(*old, "rivertown.example") for old in OLD]
