"""One press: which row is its own, and what its page afterwards can do and can't. Each test runs over every kind."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError
from django.test import Client

from ballotline.movement.arrivals import services
from ballotline.movement.arrivals.declared import Kind
from ballotline.movement.arrivals.models import Press
from ballotline.movement.arrivals.queries import network_key
from ballotline.movement.arrivals.rules import Circumstances, Typed
from ballotline.movement.arrivals.testing import confirmed
from ballotline.movement.mail.models import Message
from tests.ways_in import (
    HERE,
    NOW,
    OURS,
    WHO,
    another_like,
    arrived,
    close,
    is_an_ask,
    mails,
    page_of,
    press_form,
    rows,
    slug_of,
)

pytestmark = pytest.mark.django_db
MAILBOX, OTHER = WHO["email"], "other@rivertown.example"
DAY = timedelta(days=1)


def send(client: Client, kind: Kind, asked, button: str, **fields: str):
    """One of the three buttons of the page after the press: "change/", "again/" or "code/"."""
    return client.post(kind.thanks_of(asked) + button, fields, headers=OURS)


def test_one_key_at_two_asks_is_a_press_at_each(kind, asked):
    other = another_like(asked)

    for one in (asked, other):
        press_form(kind, one, key="k")

    assert [row.asked for row in rows(kind)] == [asked, other]


def test_one_key_in_two_browsers_or_with_other_words_is_another_press(kind, asked):
    """A library's computers show one cached page through one network."""
    press_form(kind, asked, key="k", browser="One/1.0")
    press_form(kind, asked, key="k", browser="Another/1.0")
    press_form(kind, asked, key="k", browser="One/1.0", email=OTHER)

    assert [row.email for row in rows(kind)] == [MAILBOX, MAILBOX, OTHER]


def test_a_sum_that_is_done_between_two_presses_makes_no_second_row(kind, asked):
    for proof in ("", "bm90aGluZw=="):
        press_form(kind, asked, key="k", proof=proof)

    assert len(rows(kind)) == 1


def test_a_press_that_cannot_be_stored_gets_nobody_else_s_row(kind, asked):
    taken = arrived(kind, asked).public_id
    draft = kind.model(public_id=taken, **{kind.model.ASKED: asked})
    if hasattr(draft, "share_code"):
        draft.share_code = uuid4().hex[:10]

    with pytest.raises(IntegrityError):
        services.ask(draft=draft, typed=Typed(email=OTHER), how=Circumstances(network_key="there"), at=NOW)


def test_the_same_form_sent_again_after_its_count_asks_for_no_mail(kind, asked):
    client = press_form(kind, asked, key="k")
    confirmed(rows(kind)[0], at=NOW)
    Message.objects.all().delete()

    press_form(kind, asked, client, key="k")

    assert len(rows(kind)) == 1 and mails() == []


def test_two_asks_within_ten_minutes_are_two_mails(kind, asked):
    for one in (asked, another_like(asked)):
        arrived(kind, one)

    assert len(mails()) == 2


def test_every_form_carries_a_field_for_bots_and_a_key_of_its_own(kind, asked):
    pages = [press_form(kind, asked).get(kind.thanks_of(asked)).content.decode() for _n in range(2)]

    keys = {page.split('name="key" value="')[1].split('"')[0] for page in pages}
    assert len(keys) == 2 and all('name="website"' in page for page in pages)


def test_the_page_after_the_press_is_kept_by_nothing(kind, asked):
    page = press_form(kind, asked).get(kind.thanks_of(asked))

    assert MAILBOX in page.content.decode()
    assert (page["Cache-Control"], page["X-Robots-Tag"], page["Referrer-Policy"]) == (
        "no-store",
        "noindex",
        "no-referrer",
    )


def test_what_is_not_there_has_no_page_after_the_press(kind, asked):
    thanks = kind.thanks_of(asked).replace(f"/{slug_of(asked)}/", "/nowhere/")

    assert Client().get(thanks).status_code == 404
    for button in ("change/", "again/", "code/"):
        assert Client().post(thanks + button, {"email": OTHER}, headers=OURS).status_code == 404


@pytest.mark.parametrize("button", ["change/", "again/", "code/"])
def test_a_page_that_is_fetched_ahead_presses_no_button(kind, asked, button):
    client = press_form(kind, asked)
    Message.objects.all().delete()

    assert client.get(kind.thanks_of(asked) + button).status_code == 405
    assert mails() == []


def test_the_page_of_another_ask_does_nothing_with_this_press(kind, asked):
    other, name = another_like(asked), f"held_{kind.name}"
    elsewhere = Client()
    elsewhere.cookies[name] = press_form(kind, asked).cookies[name].value

    assert send(elsewhere, kind, other, "change/", email=OTHER).status_code == 303

    assert rows(kind)[0].email == MAILBOX


def test_a_bot_that_fills_the_hidden_field_moves_no_row(kind, asked):
    client = press_form(kind, asked)

    assert send(client, kind, asked, "change/", email=OTHER, website="x").status_code == 303

    assert rows(kind)[0].email == MAILBOX and len(mails()) == 1


def test_thirty_corrections_of_one_network_send_mail_and_later_ones_wait_for_a_look(kind, asked):
    """One press, sixty mailboxes: half of them hear from us.

    The page says the same each time, and the row is set aside.
    """
    client = press_form(kind, asked)
    before = Message.objects.count()

    answers = {send(client, kind, asked, "change/", email=f"v{n}@town{n}.example")["Location"] for n in range(60)}

    (row,) = rows(kind)
    assert answers == {kind.thanks_of(asked)} and "v59@town59.example" in page_of(client, kind, asked)
    assert Message.objects.count() - before == 30
    assert (row.email, row.state, row.suspicion) == ("v59@town59.example", "quarantined", "network")


def test_sixty_corrections_to_one_small_mail_domain_send_mail_and_the_next_waits_for_a_look(kind, asked):
    row = arrived(kind, asked)

    for n in range(61):
        how = Circumstances(network_key=f"network {n}")
        row = services.correct(arrival=row, email=f"v{n}@small.example", how=how, at=NOW)

    assert (row.email, row.state, row.suspicion) == ("v60@small.example", "quarantined", "domain")
    assert Message.objects.filter(mail_domain="small.example").count() == 60


def test_after_an_organizer_s_look_a_late_correction_gets_its_mail(kind, asked):
    client = press_form(kind, asked)
    for n in range(31):
        send(client, kind, asked, "change/", email=f"v{n}@town{n}.example")
    assert not Message.objects.filter(to_address="v30@town30.example").exists()

    services.clear(arrivals=rows(kind), at=NOW)

    assert Message.objects.filter(to_address="v30@town30.example").exists() and rows(kind)[0].state == "pending"


def test_a_corrected_bot_stays_a_bot(kind, asked):
    client = press_form(kind, asked, website="x")

    for n in range(31):
        send(client, kind, asked, "change/", email=f"v{n}@town{n}.example")

    assert rows(kind)[0].suspicion == "honeypot" and not mails()


def test_send_it_again_has_the_windows_of_every_form(kind, asked):
    """An old cookie is as good as a new one for an hour, so ten minutes between two presses bound nobody who keeps
    it."""
    with time_machine.travel(NOW - timedelta(minutes=11), tick=False):
        kept = press_form(kind, asked).cookies
    for _press in range(60):
        Press.objects.create(form="again", network_key=network_key("127.0.0.1"), pressed_at=NOW)
    before = Message.objects.count()

    client = Client()
    client.cookies = kept
    with time_machine.travel(NOW, tick=False):
        page = send(client, kind, asked, "again/")

    assert page["Location"].endswith("?sent=again") and Message.objects.count() == before


def test_a_wrong_address_there_gets_a_sentence_and_moves_no_row(kind, asked):
    client = press_form(kind, asked)

    page = send(client, kind, asked, "change/", email="ana@")

    assert page.status_code == 422 and "Enter an e-mail address like name@example.org" in page.content.decode()
    assert rows(kind)[0].email == MAILBOX


def test_a_corrected_address_gets_a_mail_whose_link_has_all_its_days(kind, asked):
    row = arrived(kind, asked, email="ana@exampel.example")

    moved = services.correct(arrival=row, email=MAILBOX, how=HERE, at=NOW + 5 * DAY)

    assert [message.to_address for message in mails()] == ["ana@exampel.example", MAILBOX]
    assert confirmed(moved, at=NOW + 18 * DAY).state == "confirmed"


def test_the_same_mailbox_typed_again_changes_nothing(kind, asked):
    row = arrived(kind, asked)

    services.correct(arrival=row, email=MAILBOX.upper(), how=HERE, at=NOW + DAY)

    [same] = rows(kind)
    assert (same.email, same.asked_at, len(mails())) == (MAILBOX, NOW, 1)


def test_once_it_is_closed_no_address_is_changed_and_the_press_leads_to_what_is_said_there(kind, asked):
    client = press_form(kind, asked)
    close(asked)
    [row] = rows(kind)

    with pytest.raises(services.NotOpen):
        services.correct(arrival=row, email=OTHER, how=HERE, at=NOW)
    assert rows(kind)[0].email == MAILBOX and len(mails()) == 1
    answer = send(client, kind, asked, "change/", email=OTHER)
    assert answer.status_code == (404 if is_an_ask(asked) else 303)  # a draft is not there


@pytest.mark.parametrize("verb, button", [("correct", "change/"), ("ask_again", "again/")])
def test_a_row_that_goes_at_this_very_moment_is_no_fault(kind, asked, monkeypatch, verb, button):
    """Its owner said "not me" between the question and the press; the page says the same to everybody."""
    client = press_form(kind, asked)

    def is_gone(**_words):
        raise services.LinkHasNoWork

    monkeypatch.setattr(services, verb, is_gone)
    monkeypatch.setattr("ballotline.movement.arrivals.pages.asking.AGAIN_AFTER", timedelta(0))

    assert send(client, kind, asked, button, email=OTHER).status_code == 303


def test_asking_again_too_early_says_when_and_sends_nothing(kind, asked):
    client = press_form(kind, asked)

    page = send(client, kind, asked, "again/")

    assert page.status_code == 200 and "You can send it again" in page.content.decode()
    assert "Asked for again" not in page.content.decode() and len(mails()) == 1


def test_a_wrong_code_gets_a_sentence(kind, asked):
    client = press_form(kind, asked)

    page = send(client, kind, asked, "code/", code="22222222")

    assert page.status_code == 422 and "Look at the newest message" in page.content.decode()


def test_the_sum_is_never_kept_for_the_next_visitor():
    assert Client().get("/sum.json")["Cache-Control"] == "no-store"
