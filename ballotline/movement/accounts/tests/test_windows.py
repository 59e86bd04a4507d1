"""A stranger and the owner at the same address, in turn: what the stranger uses up is never the owner's."""

import json
import re
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test import Client

from ballotline.movement.accounts import tasks
from ballotline.movement.accounts.testing import make_account, newest_code, signed_in_client
from ballotline.movement.accounts.tests.authenticator import Passkey
from ballotline.movement.mail.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.urls("ballotline.movement.accounts.tests.urls")]

LENA = "lena@rivertown.example"
PASSWORD = "four words nobody joins"
HOME, CAFE = "203.0.113.9", "198.51.100.7"
NOON = datetime(2026, 2, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1, seconds=1)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def browser(network=HOME, **more):
    return Client(REMOTE_ADDR=network, **more)


def ask(client, email=LENA, **more):
    return client.post("/sign-in/", {"login": email, **more})


def ask_anew(network=CAFE, email=LENA):
    """From a browser without any cookie, as somebody does who wants to be a new one each time."""
    return ask(browser(network), email)


def start_again(client):
    """Without a session, as when the browser is opened anew; who waits for a code is led back to its page."""
    client.cookies.pop("sessionid", None)


def is_mailed(answer):
    return answer.status_code == 302


def enters(client, answer):
    assert is_mailed(answer)
    client.post(answer.url, {"code": newest_code(LENA)})
    return client.get("/desk/probe/").status_code == 200


def mails(kind="accounts.SignInCode"):
    return Message.objects.filter(kind=kind, to_address=LENA).count()


def test_a_stranger_who_asks_for_codes_all_day_keeps_the_owner_out_at_no_moment(clock):
    make_account()
    for _ in range(30):
        ask_anew(CAFE)
        lena = browser(HOME)
        if mails() < 9:  # she needs a code now and then, each from a browser that nobody knows
            assert enters(lena, ask(lena))
        clock.shift(MINUTE)
    assert mails() == 5 + 4  # the stranger's of a day, and hers


def test_within_a_minute_the_fourth_code_is_refused_to_who_asked_for_three_and_to_nobody_else(clock):
    make_account()
    assert [is_mailed(ask_anew(CAFE)) for _ in range(4)] == [True, True, True, False]
    lena = browser(HOME)
    assert enters(lena, ask(lena))


def test_a_page_that_refuses_says_so_and_nothing_is_sent(clock):
    make_account()
    for _ in range(3):
        ask_anew(CAFE)
    too_quick = ask_anew(CAFE)
    for _ in range(3):
        clock.shift(MINUTE)
        enough = ask_anew(CAFE)

    assert (too_quick.status_code, enough.status_code) == (422, 422)
    assert "ask again in a minute" in too_quick.content.decode()
    assert "no more codes to this address today" in enough.content.decode()
    assert mails() == 5


def test_from_ever_new_networks_one_mailbox_gets_forty_codes_a_day(clock):
    make_account()
    for number in range(30):
        for _ in range(2):
            ask_anew(f"198.51.{number}.7")
        clock.shift(MINUTE)
    assert mails() == 40
    clock.shift(timedelta(days=1))
    assert is_mailed(ask_anew(CAFE))


def test_when_strangers_have_used_up_the_day_the_owner_enters_from_a_browser_that_was_here_before(clock):
    make_account()
    lena = browser(HOME)
    assert enters(lena, ask(lena))
    lena.post("/sign-out/")
    for number in range(41):
        ask_anew(f"198.51.{number}.7")
        clock.shift(MINUTE)

    assert not is_mailed(ask_anew("192.0.2.1"))
    assert enters(lena, ask(lena))


def test_in_the_same_network_too_a_browser_that_was_here_before_has_codes_of_its_own(clock):
    make_account()
    lena = browser(CAFE)
    assert enters(lena, ask(lena))
    lena.post("/sign-out/")
    for _ in range(8):
        ask_anew(CAFE)
        clock.shift(MINUTE)

    assert not is_mailed(ask_anew(CAFE))
    assert enters(lena, ask(lena))


def test_a_known_browser_is_mailed_twenty_codes_a_day_and_no_more(clock):
    make_account()
    lena = browser(HOME)
    assert enters(lena, ask(lena))
    lena.post("/sign-out/")
    for _ in range(25):
        ask(lena)
        start_again(lena)
        clock.shift(MINUTE)
    assert mails() == 1 + 20


def test_the_cookie_of_a_known_browser_is_nobody_else_s_and_no_way_in(clock):
    make_account()
    make_account("staff", email="sam@rivertown.example", name="Sam Teo")
    sam = browser(CAFE)
    asked = ask(sam, "sam@rivertown.example")
    sam.post(asked.url, {"code": newest_code("sam@rivertown.example")})
    cookie = sam.cookies["known_browser"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/sign-in/", True, "Lax")

    stranger = browser(CAFE)
    stranger.cookies["known_browser"] = cookie.value
    answers = []
    for _ in range(6):
        answers.append(is_mailed(ask(stranger)))
        start_again(stranger)
        clock.shift(MINUTE)
    assert answers == [True] * 5 + [False]
    assert stranger.get("/desk/probe/").status_code == 302


@pytest.mark.parametrize("value", ["", "x", "lena:1:forged", "²"])
def test_a_forged_cookie_counts_as_none(clock, value):
    make_account()
    stranger = browser(CAFE)
    stranger.cookies["known_browser"] = value
    assert is_mailed(ask(stranger))


def test_neighbors_in_one_network_are_one_stranger(clock):
    make_account()
    for number in range(8):
        ask_anew(f"198.51.100.{number}")
        ask_anew(f"2001:db8:7:{number}::1")
        ask_anew(f"::ffff:192.0.2.{number}")
        clock.shift(MINUTE)
    assert mails() == 3 * 5


def test_all_of_ipv4_behind_one_socket_is_not_one_network(clock):
    make_account()
    for _ in range(6):
        ask_anew(f"::ffff:{CAFE}")
        clock.shift(MINUTE)
    assert is_mailed(ask_anew(f"::ffff:{HOME}"))


def test_every_spelling_of_a_mailbox_counts_as_one(clock):
    make_account(email="lena@gmail.com")
    spellings = ["lena@gmail.com", "l.ena@gmail.com", "LENA@googlemail.com", "lena+desk@gmail.com", "le.na@gmail.com"]
    for spelling in spellings * 2:
        ask_anew(CAFE, spelling)
        clock.shift(MINUTE)
    assert Message.objects.count() == 5
    assert set(Message.objects.values_list("to_address", flat=True)) == {"lena@gmail.com"}


def test_a_new_code_counts_like_the_first_one(clock):
    make_account()
    for _ in range(3):
        stranger = browser(CAFE)
        ask(stranger)
        for _ in range(2):
            stranger.post("/sign-in/code/", {"action": "resend"})
            clock.shift(MINUTE)
    assert mails() == 5


def test_who_gets_no_new_code_is_told_and_the_last_one_still_opens(clock):
    make_account()
    for _ in range(2):
        ask_anew(HOME)
    lena = browser(HOME)
    ask(lena)
    resent = lena.post("/sign-in/code/", {"action": "resend"})

    assert "ask again in a minute" in lena.get(resent.url).content.decode()
    assert mails() == 3
    lena.post("/sign-in/code/", {"code": newest_code(LENA)})
    assert lena.get("/desk/probe/").status_code == 200


def test_codes_for_a_new_password_take_places_of_the_same_day(clock):
    make_account()
    for _ in range(4):
        browser(CAFE).post("/sign-in/password/new/", {"email": LENA})
        browser(CAFE).post("/sign-in/code/new/", {"email": LENA})
        clock.shift(MINUTE)
    assert mails() + mails("accounts.NewPasswordCode") == 5
    assert browser(HOME).post("/sign-in/password/new/", {"email": LENA}).status_code == 302
    assert mails("accounts.NewPasswordCode") == 4


def test_wrong_passwords_of_a_stranger_shut_the_stranger_out_and_not_the_owner(clock):
    make_account(password=PASSWORD)
    for _ in range(6):
        shut = ask(browser(CAFE), password="not it")
    assert "Wait five minutes" in shut.content.decode()
    assert ask(browser(CAFE), password=PASSWORD).status_code == 422

    assert ask(browser(HOME), password=PASSWORD).url == "/desk/"


def test_a_stranger_guesses_25_passwords_a_day_and_all_strangers_together_200(clock):
    make_account(password=PASSWORD)
    lena = browser(HOME)
    ask(lena, password=PASSWORD)
    lena.post("/sign-out/")

    tried = 0
    for network in [f"198.51.{number}.7" for number in range(9)]:
        for _ in range(6):
            answers = [ask(browser(network), password="not it") for _ in range(5)]
            tried += sum("fit together" in answer.content.decode() for answer in answers)
            clock.shift(timedelta(minutes=5, seconds=1))
    assert tried == 8 * 25
    assert ask(browser("192.0.2.1"), password=PASSWORD).status_code == 422
    assert ask(lena, password=PASSWORD).url == "/desk/"


def test_one_network_can_not_use_up_the_tries_of_all(clock):
    make_account(password=PASSWORD)
    for _ in range(50):
        for _ in range(5):
            ask(browser(CAFE), password="not it")
        clock.shift(timedelta(minutes=5, seconds=1))
    assert "fit together" in ask(browser(HOME), password="not it").content.decode()


def test_one_network_asks_for_200_codes_a_day_whatever_the_mailboxes(clock):
    answers = []
    for number in range(210):
        answers.append(is_mailed(ask_anew(CAFE, f"nobody{number}@rivertown.example")))
        clock.shift(timedelta(seconds=4))
    assert answers == [True] * 200 + [False] * 10


def test_passwords_that_fit_use_nothing_up(clock):
    make_account(password=PASSWORD)
    for _ in range(30):
        assert ask(browser(HOME), password=PASSWORD).url == "/desk/"
        clock.shift(MINUTE)


def test_who_is_inside_proves_it_by_password_whatever_strangers_have_tried(clock):
    lena = make_account(password=PASSWORD)
    inside = signed_in_client(lena)
    clock.shift(timedelta(minutes=6))
    for number in range(8):
        for _ in range(25):
            ask(browser(f"198.51.{number}.7"), password="not it")
            clock.shift(MINUTE)

    shown = inside.post("/desk/security/again/password/", {"password": PASSWORD, "next": "/desk/probe/"})
    assert (shown.status_code, shown.headers.get("Location")) == (302, "/desk/probe/")


def test_a_passkey_opens_whatever_strangers_have_used_up(clock, settings):
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    lena, key, home = make_account(password=PASSWORD), Passkey(), {"HTTP_HOST": "localhost"}
    inside = signed_in_client(lena)
    page = inside.get("/desk/security/passkeys/add/", **home).content.decode()
    options = json.loads(re.search(r'id="passkey-request" type="application/json">(.+?)</script>', page)[1])
    added = {"name": "Laptop", "credential": key.register(options["creation_options"]), "passwordless": "on"}
    inside.post("/desk/security/passkeys/add/", added, **home)
    for number in range(45):
        ask_anew(f"198.51.{number}.7")
        ask(browser(f"198.51.{number}.7"), password="not it")
        clock.shift(MINUTE)

    back = browser("192.0.2.1")
    asked = back.get("/sign-in/passkey/", headers={"X-Requested-With": "XMLHttpRequest"}, **home).json()
    answer = back.post("/sign-in/passkey/", {"credential": key.sign(asked["request_options"])}, **home)
    assert answer.url == "/desk/"


def refusals(email, clock):
    """All that a stranger sees who asks on and on; the address is blotted out."""
    seen = []
    for number in range(9):
        for answer in (ask_anew(f"198.51.{number}.7", email) for _ in range(5)):
            text = re.sub(r'(csrfmiddlewaretoken" value=|nonce=)"[^"]*"', "", answer.content.decode())
            seen.append((answer.status_code, sorted(answer.cookies), text.replace(email, "•")))
        clock.shift(MINUTE)
        seen.append(ask_anew(f"198.51.{number}.7", email).status_code)
        seen.append(ask_anew(f"198.51.{number}.7", email).status_code)
        seen.append(ask_anew(f"198.51.{number}.7", email).status_code)
    return seen


def test_an_unknown_mailbox_is_refused_just_like_a_known_one(clock):
    make_account()
    assert refusals(LENA, clock) == refusals("none@rivertown.example", clock)


def test_a_trusted_network_is_not_counted(clock, settings):
    make_account()
    config = settings.CONFIG
    settings.CONFIG = type(config)(
        **{name: getattr(config, name) for name in config.__slots__}
        | {"trusted_networks": (ip_network("203.0.113.0/24"),)}
    )
    assert [is_mailed(ask_anew(HOME)) for _ in range(12)] == [True] * 12


def test_the_counts_of_yesterday_are_swept_out_and_those_of_today_stay(clock):
    make_account()
    caches["default"].set("yesterday", 1, timeout=60)
    clock.shift(timedelta(hours=1))
    ask_anew(CAFE)
    tasks.tidy()
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM shared_cache")
        kept = [key for (key,) in cursor.fetchall()]
    assert ":1:yesterday" not in kept
    assert any("codes-to-a-mailbox" in key for key in kept)


def test_a_flood_for_other_mailboxes_does_not_wash_the_counts_away(clock):
    """Django's cache table keeps 300 rows, unless told otherwise, and throws out a third when it is full."""
    make_account()
    for _ in range(3):
        ask_anew(CAFE)
    for number in range(400):
        caches["default"].set(f"flood{number}", 1, timeout=3600)
    assert not is_mailed(ask_anew(CAFE))
