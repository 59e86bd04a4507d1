"""Changing one's own address: both mailboxes say yes, or an owner for the one that is lost; else nothing changes."""

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client

from ballotline.foundation.audit.queries import history
from ballotline.movement.accounts import changing_address, queries, services
from ballotline.movement.accounts.models import AddressChange
from ballotline.movement.accounts.testing import code_of_app, make_account, make_app, newest_code, signed_in_client
from ballotline.movement.accounts.tests.letters import NEW, OLD, PAGE, address_of, ask, letters, link_to, press
from ballotline.movement.mail.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.urls("ballotline.movement.accounts.tests.urls")]

PASSWORD = "four words nobody joins"


def signs_in_by_code(email):
    client = Client()
    asked = client.post("/sign-in/", {"login": email})
    if not Message.objects.filter(to_address=email, kind="accounts.SignInCode").exists():
        return False
    client.post(asked.url, {"code": newest_code(email)})
    return client.get("/desk/probe/").status_code == 200


@pytest.fixture
def lena():
    return make_account(email=OLD)


@pytest.mark.parametrize("first, second", [(OLD, NEW), (NEW, OLD)])
def test_when_both_mailboxes_said_yes_the_address_changes_and_both_are_told(lena, first, second):
    client = signed_in_client(lena)
    assert ask(client).status_code == 303
    links = {mailbox: link_to(mailbox) for mailbox in (OLD, NEW)}

    assert "Now the other mailbox" in press(links[first]).content.decode()
    assert address_of(lena) == OLD
    assert "Your address is changed" in press(links[second]).content.decode()

    assert address_of(lena) == NEW
    assert [letters(mailbox)[-1][0] for mailbox in (OLD, NEW)] == ["accounts.AddressChanged"] * 2
    newest = history("account", lena.public_id)[0]
    assert (newest.verb, newest.fields) == ("account changed", "email")
    assert not signs_in_by_code(OLD)
    assert signs_in_by_code(NEW)
    assert client.get("/desk/probe/").status_code == 200


@pytest.mark.parametrize("mailbox", [OLD, NEW])
def test_looking_at_a_link_changes_nothing_and_signs_nobody_in(lena, mailbox):
    ask(signed_in_client(lena))
    press(link_to(OLD if mailbox == NEW else NEW))
    visitor = Client()

    page = visitor.get(link_to(mailbox))

    assert page.status_code == 200
    assert (page["Cache-Control"], page["Referrer-Policy"], page["X-Robots-Tag"]) == (
        "no-store",
        "no-referrer",
        "noindex",
    )
    assert address_of(lena) == OLD
    assert visitor.get("/desk/probe/").status_code == 302


def test_one_mailbox_that_presses_twice_is_still_one(lena):
    ask(signed_in_client(lena))
    for _ in range(2):
        assert "Now the other mailbox" in press(link_to(NEW)).content.decode()
    assert address_of(lena) == OLD


def test_the_link_of_one_mailbox_does_not_speak_for_the_other(lena):
    ask(signed_in_client(lena))
    token = link_to(NEW).rstrip("/").rsplit("/", 1)[1]
    press(link_to(NEW))

    assert press(f"/sign-in/address/old/{token}/").status_code == 410
    assert press(f"/sign-in/link/{token}/").status_code == 410
    assert address_of(lena) == OLD


@pytest.mark.parametrize("mailbox", [OLD, NEW])
def test_a_no_of_either_mailbox_ends_it(lena, mailbox):
    client = signed_in_client(lena)
    ask(client)
    links = [link_to(OLD), link_to(NEW)]
    assert "Nothing changes" in press(link_to(mailbox), "no").content.decode()

    assert {press(link).status_code for link in links} == {410}
    assert address_of(lena) == OLD
    assert "One of the mailboxes said no" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("answer", ["", "maybe", "YES"])
def test_only_a_yes_is_a_yes(lena, answer):
    ask(signed_in_client(lena))
    links = [link_to(OLD), link_to(NEW)]
    for link in links:
        press(link, answer)
    assert address_of(lena) == OLD


def test_who_asked_can_take_it_back(lena):
    client = signed_in_client(lena)
    ask(client)
    links = [link_to(OLD), link_to(NEW)]
    assert client.post(f"{PAGE}cancel/").status_code == 303

    assert {press(link).status_code for link in links} == {410}
    assert address_of(lena) == OLD
    assert "no answer yet" not in client.get(PAGE).content.decode()


def test_a_question_that_was_taken_back_before_its_mail_left_is_not_sent(lena):
    client = signed_in_client(lena)
    ask(client)
    client.post(f"{PAGE}cancel/")
    assert letters(OLD) == letters(NEW) == []


def test_links_work_for_two_days(lena):
    begin = datetime.now(UTC)
    with time_machine.travel(begin, tick=False) as clock:
        client = signed_in_client(lena)
        ask(client)
        old, new = link_to(OLD), link_to(NEW)
        clock.shift(timedelta(days=2) - timedelta(seconds=1))
        assert press(old).status_code == 200
        clock.shift(timedelta(seconds=1))
        assert {Client().get(new).status_code, press(new).status_code} == {410}
        assert "within two days" in client.get(PAGE).content.decode()
    assert address_of(lena) == OLD


@pytest.mark.parametrize("side", ["new", "old"])
def test_old_used_cut_and_forged_links_get_the_same_page(lena, side):
    ask(signed_in_client(lena))
    old, new = link_to(OLD), link_to(NEW)
    press(old), press(new)
    used = {"new": new, "old": old}[side]
    pages = [Client().get(link) for link in (used, used[:-8] + "/", f"/sign-in/address/{side}/²:x/")]
    assert {page.status_code for page in pages} == {410}
    assert len({page.content for page in pages}) == 1


def test_the_database_does_not_hold_the_links(lena):
    ask(signed_in_client(lena))
    token = link_to(NEW).rstrip("/").rsplit("/", 1)[1]
    signature = token.rsplit(":", 1)[1]
    kept = str(AddressChange.objects.values().get()) + str(list(Message.objects.values()))
    assert signature not in kept


def test_another_site_can_not_press_the_button(lena):
    ask(signed_in_client(lena))
    answer = Client().post(link_to(NEW), {"answer": "yes"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert AddressChange.objects.get().new_said_yes_at is None


def test_pressing_twice_asks_once_and_another_address_replaces_the_first(lena):
    client = signed_in_client(lena)
    ask(client), ask(client)
    assert Message.objects.count() == 2
    first = link_to(NEW)

    ask(client, "lena@oldfield.example")
    assert press(first).status_code == 410
    assert letters(NEW) == []
    press(link_to("lena@oldfield.example")), press(link_to(OLD))
    assert address_of(lena) == "lena@oldfield.example"


@pytest.mark.parametrize("spelling", [OLD, OLD.upper(), f"  {OLD} "])
def test_the_mailbox_one_has_is_no_new_one(lena, spelling):
    answer = ask(signed_in_client(lena), spelling)
    assert answer.status_code == 422
    assert "This is your mailbox already" in answer.content.decode()
    assert not Message.objects.exists()


@pytest.mark.parametrize("typed", ["", "lena", "le\0na@rivertown.example", "a" * 300 + "@rivertown.example"])
def test_nonsense_for_an_address_keeps_what_was_typed(lena, typed):
    answer = ask(signed_in_client(lena), typed)
    assert answer.status_code == 422
    assert not AddressChange.objects.exists()


def seen_by_who_asks(client, email):
    asked = ask(client, email)
    pages = [asked, client.get(PAGE)]
    text = [re.sub(r'(csrfmiddlewaretoken" value=|nonce=)"[^"]*"', "", page.content.decode()) for page in pages]
    return [page.status_code for page in pages], [words.replace(email, "•") for words in text]


def test_an_address_that_has_a_sign_in_gets_the_same_answer_and_only_its_mailbox_is_told(lena):
    sam = make_account("staff", email="sam@millbrook.example", name="Sam Teo")
    with time_machine.travel(datetime(2026, 2, 2, 9, 0, tzinfo=UTC), tick=False):
        client = signed_in_client(lena)
        taken = seen_by_who_asks(client, sam.email)
        letter = letters(sam.email)[-1][1]
        client.post(f"{PAGE}cancel/")
        client.get(PAGE)
        free = seen_by_who_asks(client, "tom@millbrook.example")
    assert taken == free
    assert "It has a sign-in of its own already" in letter
    assert "/sign-in/address/" not in letter


def test_every_spelling_of_a_mailbox_that_has_a_sign_in_counts_as_it(lena):
    make_account("staff", email="sam@gmail.com", name="Sam Teo")
    ask(signed_in_client(lena), "S.A.M+desk@googlemail.com")
    assert "has a sign-in of its own" in letters("s.a.m+desk@googlemail.com")[-1][1]


def test_an_address_that_got_a_sign_in_meanwhile_stays_with_it(lena):
    ask(signed_in_client(lena))
    old, new = link_to(OLD), link_to(NEW)
    press(old)
    make_account("staff", email=NEW, name="Sam Teo")

    assert "has a sign-in of its own by now" in press(new).content.decode()
    assert address_of(lena) == OLD
    assert letters(OLD) == []


def test_a_mailbox_gets_no_more_than_five_such_questions_a_day(lena):
    client = signed_in_client(lena)
    for number in range(5):
        assert ask(client, f"lena{number}@millbrook.example").status_code == 303
    refused = ask(client, "lena5@millbrook.example")
    assert refused.status_code == 422
    assert "five times today" in refused.content.decode()
    assert Message.objects.count() == 10


def test_several_organizers_together_ask_one_mailbox_no_more_than_five_times():
    answers = []
    for number in range(6):
        account = make_account("staff", email=f"organizer{number}@rivertown.example")
        answers.append(ask(signed_in_client(account)).status_code)
    assert answers == [303] * 5 + [422]


def test_after_five_minutes_it_is_asked_for_only_with_a_proof_and_what_was_typed_goes_on(lena):
    secret = make_app(lena)
    with time_machine.travel("2026-02-02 09:00:00+00:00", tick=False) as clock:
        client = signed_in_client(lena)
        clock.shift(timedelta(minutes=5, seconds=1))
        assert client.get(PAGE).status_code == 200
        asked = ask(client)
        assert asked.url.startswith("/desk/security/again/")
        assert not AddressChange.objects.exists()
        client.post(asked.url, {"code": code_of_app(secret), "next": PAGE})
    assert AddressChange.objects.get().email == NEW


def test_the_page_of_signing_in_leads_there_and_strangers_are_led_to_the_sign_in(lena):
    assert f'href="{PAGE}"' in signed_in_client(lena).get("/desk/security/").content.decode()
    assert Client().get(PAGE).url.startswith("/sign-in/")


def test_a_code_that_lies_in_the_old_mailbox_opens_nothing_after_the_change(lena):
    waiting = Client()
    asked = waiting.post("/sign-in/", {"login": OLD})
    code = newest_code(OLD)
    ask(signed_in_client(lena))
    old, new = link_to(OLD), link_to(NEW)
    press(old), press(new)

    assert waiting.post(asked.url, {"code": code}).url == "/sign-in/"
    assert waiting.get("/desk/probe/").status_code == 302


@pytest.mark.parametrize("has_typed_the_code", [False, True])
def test_a_code_for_a_new_password_in_the_old_mailbox_is_worth_nothing_after_the_change(lena, has_typed_the_code):
    waiting = Client()
    asked = waiting.post("/sign-in/password/new/", {"email": OLD})
    code = newest_code(OLD)
    if has_typed_the_code:
        waiting.post(asked.url, {"code": code})
    ask(signed_in_client(lena))
    old, new = link_to(OLD), link_to(NEW)
    press(old), press(new)

    waiting.post(asked.url, {"code": code})
    waiting.post("/sign-in/password/new/choose/", {"password1": PASSWORD})
    lena.refresh_from_db()
    assert not lena.has_usable_password()


def test_a_month_later_nothing_is_kept_of_it(lena):
    from_then = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
    changing_address.ask(account=lena, email=NEW, at=from_then)
    services.tidy(at=from_then + timedelta(days=31))
    assert AddressChange.objects.exists()
    services.tidy(at=from_then + timedelta(days=33))
    assert not AddressChange.objects.exists()


def test_an_answer_that_comes_when_it_is_over_is_refused_by_the_verbs_themselves(lena):
    at = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
    late = changing_address.ask(account=lena, email=NEW, at=at)
    with pytest.raises(changing_address.ChangeOver):
        changing_address.say_yes(change=late, side="new", at=at + timedelta(days=2))
    changing_address.cancel(account=lena, at=at)
    for answer in (changing_address.refuse, changing_address.say_yes):
        side = {"side": "old"} if answer is changing_address.say_yes else {}
        with pytest.raises(changing_address.ChangeOver):
            answer(change=late, at=at, **side)


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_one_moment_change_the_address_once(lena):
    at = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
    change = changing_address.ask(account=lena, email=NEW, at=at)
    start = threading.Barrier(2)

    def answer(side):
        start.wait()
        changing_address.say_yes(change=change, side=side, at=at)
        connection.close()

    both = [threading.Thread(target=answer, args=[side]) for side in ("new", "old")]
    [thread.start() for thread in both]
    [thread.join() for thread in both]

    assert address_of(lena) == NEW
    assert queries.latest_address_change(lena).outcome == "changed"
    assert Message.objects.filter(kind="accounts.AddressChanged").count() == 2
