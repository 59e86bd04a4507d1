"""What a request tells about a visitor: where they come from, as far as it can be believed; and the hour's cookie."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from uuid import UUID

import pytest
import time_machine
from django.core import signing
from django.http import HttpResponse
from django.test import RequestFactory

from ballotline.movement.arrivals import held, proof, queries
from ballotline.movement.arrivals.forms import AddressForm
from ballotline.movement.arrivals.guard import address_of, circumstances, source_of
from ballotline.movement.arrivals.held import Held, held_by, hold
from ballotline.movement.arrivals.testing import solved

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
OURS = {"proxies": (ip_network("10.0.0.0/8"),), "trusted_networks": (ip_network("198.51.100.0/24"),)}
HELD = Held("signature", "0" * 32, "Ana Flores", "ana@rivertown.example", NOON)


@pytest.fixture(autouse=True)
def _behind_our_proxy(settings):
    settings.CONFIG = replace(settings.CONFIG, **OURS)


def request(path: str = "/x/", *, peer: str = "203.0.113.77", **headers: str):
    return RequestFactory().get(path, REMOTE_ADDR=peer, headers=headers)


@pytest.mark.parametrize(
    "peer, forwarded, address",
    [
        ("203.0.113.77", "", "203.0.113.77"),
        ("203.0.113.77", "192.0.2.1", "203.0.113.77"),  # not our proxy: it may write what it likes
        ("10.0.0.5", "192.0.2.1", "192.0.2.1"),
        ("10.0.0.5", "192.0.2.9, 192.0.2.1, 10.0.0.6", "192.0.2.1"),  # the nearest that is not ours
        ("10.0.0.5", "nonsense", "nonsense"),
        ("", "192.0.2.1", ""),  # a socket of this machine has no address
    ],
)
def test_only_our_own_proxies_are_believed(peer, forwarded, address):
    assert address_of(request(peer=peer, **{"X-Forwarded-For": forwarded})) == address


def test_a_visitor_is_marked_by_their_network_and_a_trusted_one_not_at_all():
    here, next_door, elsewhere, trusted = (
        circumstances(request(peer=peer)) for peer in ("203.0.113.77", "203.0.113.9", "192.0.2.1", "198.51.100.7")
    )

    assert here.network_key == next_door.network_key != elsewhere.network_key
    assert len(here.network_key) == 32, "as long as its column"
    assert (here.is_trusted, trusted.is_trusted, trusted.network_key) == (False, True, "")


def test_the_mark_of_a_network_is_made_with_our_secret(settings):
    before = queries.network_key("203.0.113.77")
    settings.SECRET_KEY = "another"

    assert queries.network_key("203.0.113.77") != before


@pytest.mark.django_db
def test_the_hidden_field_and_a_solved_sum_are_seen():
    now = datetime.now(UTC)
    bot, honest = (
        AddressForm({"email": "a@b.example", "website": website, "proof": sum_})
        for website, sum_ in (("x", "nonsense"), ("", solved(proof.challenge(now))))
    )
    assert bot.is_valid() and honest.is_valid()

    found = [circumstances(request(), form) for form in (bot, honest)]

    assert [(how.honeypot_filled, how.proof_of_work) for how in found] == [(True, False), (False, True)]


@pytest.mark.parametrize(
    "path, referer, source",
    [
        ("/x/", "", ""),
        ("/x/?from=newsletter", "https://elsewhere.example/", "newsletter"),
        ("/x/?via=abc", "https://elsewhere.example/", "share link"),
        ("/x/", "https://Elsewhere.example:8443/page?with=words", "elsewhere.example"),
        ("/x/", "https://somebody@elsewhere.example/", "elsewhere.example"),
        ("/x/", "http://testserver/x/", ""),
        ("/x/?from=<b>Ana</b>\x00%0A", "", "bAnab"),
        ("/x/?from=" + "a" * 500, "", "a" * 80),
        ("/x/", "https://" + "a" * 500 + ".example/", "a" * 80),
    ],
)
def test_where_somebody_came_from_is_a_short_word_and_never_markup(path, referer, source):
    assert source_of(request(path, Referer=referer)) == source


def test_a_share_code_is_as_long_as_ours_are_and_no_longer():
    assert circumstances(request("/x/?via=" + "a" * 500)).share_code == "a" * 12


@pytest.mark.parametrize("url, is_secure", [("https://rivertown.example", True), ("http://127.0.0.1:8000", "")])
def test_only_our_own_pages_of_this_ask_get_the_cookie(settings, url, is_secure):
    settings.CONFIG = replace(settings.CONFIG, url=url)
    response = HttpResponse()

    hold(response, held=HELD, path="/petitions/library/")

    cookie = response.cookies["held_signature"]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", is_secure)
    assert (cookie["path"], cookie["max-age"]) == ("/petitions/library/", 3600)


def with_cookie(value: str, kind: str = "signature"):
    asking = request()
    asking.COOKIES[f"held_{kind}"] = value
    return asking


def test_the_cookie_knows_its_press_for_an_hour_and_for_its_kind_only():
    response = HttpResponse()
    with time_machine.travel(NOON, tick=False):
        hold(response, held=HELD, path="/petitions/library/")
    value = response.cookies["held_signature"].value

    with time_machine.travel(NOON + timedelta(minutes=59), tick=False):
        assert held_by(with_cookie(value), "signature") == HELD
        assert held_by(with_cookie(value, "promise"), "promise") is None
    with time_machine.travel(NOON + timedelta(minutes=61), tick=False):
        assert held_by(with_cookie(value), "signature") is None


@pytest.mark.parametrize("old", [[], ["signature", "0"], ["signature", "0", "Ana", "a@b.example", "noon"], 7])
def test_a_cookie_of_another_shape_holds_nothing(old):
    assert held_by(with_cookie(signing.dumps(old, salt=held.SALT)), "signature") is None
    assert held_by(with_cookie("nonsense"), "signature") is None


def asking_with(name: str, value: str):
    asking = request()
    asking.COOKIES[name] = value
    return asking


def test_a_browser_that_took_part_is_known_on_every_page_for_an_hour_and_by_our_mark_only():
    response = HttpResponse()
    with time_machine.travel(NOON, tick=False):
        hold(response, held=HELD, path="/petitions/library/")
    mark = response.cookies["took_part"]
    assert (mark["path"], mark["max-age"], mark["httponly"], mark["samesite"]) == ("/", 3600, True, "Lax")

    with time_machine.travel(NOON + timedelta(minutes=59), tick=False):
        assert held.took_part(asking_with("took_part", mark.value))
        assert not held.took_part(request())
        assert not held.took_part(asking_with("took_part", signing.dumps(1, salt="another")))
        assert not held.took_part(asking_with("took_part", response.cookies["held_signature"].value))
    with time_machine.travel(NOON + timedelta(minutes=61), tick=False):
        assert not held.took_part(asking_with("took_part", mark.value))


def test_who_took_part_in_the_same_second_has_the_same_mark_and_later_another():
    marks = []
    for seconds in (0, 0.5, 1):
        with time_machine.travel(NOON + timedelta(seconds=seconds), tick=False):
            response = HttpResponse()
            held.remember(response)
            marks.append(response.cookies["took_part"].value)

    assert marks[0] == marks[1] != marks[2]


def test_what_a_browser_holds_is_the_row_and_what_was_typed():
    class Row:
        public_id = UUID(int=7)

    made = Held.of(Row(), kind="signature", name="Ana", email="ana@rivertown.example", at=NOON)

    assert made == Held("signature", "0" * 31 + "7", "Ana", "ana@rivertown.example", NOON)


def test_the_cookie_of_another_salt_holds_nothing():
    row = ["signature", "0", "Ana", "a@b.example", NOON.timestamp()]

    with time_machine.travel(NOON, tick=False):
        assert held_by(with_cookie(signing.dumps(row, salt=held.SALT)), "signature") is not None
        assert held_by(with_cookie(signing.dumps(row, salt="another")), "signature") is None
        assert held_by(request(), "signature") is None
