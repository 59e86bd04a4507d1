"""What can be decided with a pencil: windows, networks, names, codes; and the proof of work."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from ballotline.movement.arrivals import proof, rules
from ballotline.movement.arrivals.rules import Circumstances
from ballotline.movement.arrivals.testing import solved

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "address, network",
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("", "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_only_the_network_of_an_address_is_kept(address, network):
    assert rules.network_of(address) == network


@pytest.mark.parametrize(
    "name, shown",
    [("Maria García", "Maria G."), ("Cher", "Cher"), ("Ana María de la Cruz", "Ana C."), ("山田 太郎", "山田 太.")],
)
def test_somebody_is_asked_by_the_first_word_and_one_letter_and_shown_in_public_by_the_first_word(name, shown):
    assert rules.short_name(name) == shown
    assert rules.first_name(name) == shown.split()[0]


@pytest.mark.parametrize(
    "how, of_network, of_domain, reason",
    [
        (Circumstances(), 0, 0, ""),
        (Circumstances(), 29, 59, ""),
        (Circumstances(), 30, 0, "network"),
        (Circumstances(), 0, 60, "domain"),
        (Circumstances(is_trusted=True), 99, 99, ""),
        (Circumstances(proof_of_work=True), 99, 99, ""),
        (Circumstances(honeypot_filled=True, proof_of_work=True, is_trusted=True), 0, 0, "honeypot"),
    ],
)
def test_what_looks_odd(how, of_network, of_domain, reason):
    assert rules.suspicion(how, of_network=of_network, of_domain=of_domain) == reason


@pytest.mark.django_db
def test_a_solved_sum_counts_once():
    now = datetime.now(UTC)
    payload = solved(proof.challenge(now))

    assert proof.is_proof(payload, at=now)
    assert not proof.is_proof(payload, at=now)


@pytest.mark.django_db
def test_a_sum_is_good_for_twenty_minutes_and_small_enough_for_an_old_phone():
    with time_machine.travel(NOON, tick=False):
        sum_ = proof.challenge(NOON)
        late = solved(sum_)

    assert sum_["maxnumber"] <= 60_000
    with time_machine.travel(NOON + timedelta(minutes=21), tick=False):
        assert not proof.is_proof(late, at=NOON)
    with time_machine.travel(NOON + timedelta(minutes=19), tick=False):
        assert proof.is_proof(late, at=NOON)


@pytest.mark.django_db
def test_what_is_longer_than_any_browser_sends_is_not_even_read():
    padded = base64.b64encode(base64.b64decode(solved(proof.challenge(datetime.now(UTC)))) + b" " * 2_000).decode()

    assert not proof.is_proof(padded, at=datetime.now(UTC))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["", "x", "e30=", "bm8=", "W10=", "A" * 5_000, base64.b64encode(b'{"salt": 1, "number": "x"}').decode()]
)
def test_nonsense_is_no_proof(text):
    assert not proof.is_proof(text, at=NOON)


@pytest.mark.django_db
def test_a_proof_by_another_key_is_none(settings):
    now = datetime.now(UTC)
    payload = solved(proof.challenge(now))
    settings.SECRET_KEY = "another"

    assert not proof.is_proof(payload, at=now)


def test_the_script_is_small():
    script = proof.__file__.replace("proof.py", "static/arrivals/proof.js")

    with open(script, "rb") as file:
        assert len(file.read()) <= 4_096


@given(st.binary(min_size=32, max_size=32))
def test_a_code_is_eight_signs_that_nobody_confuses_and_is_read_as_people_type_it(digest):
    code = rules.code_of(digest)

    assert len(code) == 8 and not set(code) & set("01IOZ")
    assert rules.code_as_typed(f" {rules.code_as_shown(code).lower()} ") == code


def test_a_code_with_a_sign_too_many_is_another_one():
    assert rules.code_as_typed("K7QM4TXBA") != "K7QM4TXB"


@pytest.mark.parametrize(
    "digest, code",
    [
        (bytes(32), "22222222"),
        (bytes(15) + b"\x01" + b"\xff" * 16, "32222222"),  # sixteen bytes of it, the last is the lowest
        (bytes(15) + b"\x1f" + bytes(16), "23222222"),  # 31 signs: thirty-one is one of the second place
        (bytes(14) + b"\x01\x01", "BA222222"),  # 257 is 8 of the second place, and 9
    ],
)
def test_a_code_is_the_hash_counted_in_thirty_one_signs(digest, code):
    assert rules.code_of(digest) == code


@pytest.mark.parametrize(
    "typed, read",
    [("k7qm-4txb", "K7QM4TXB"), (" K7QM 4TXB 01", "K7QM4TXB"), ("K7QM4TXBAAAA", "K7QM4TXBA"), ("", "")],
)
def test_a_code_is_read_as_typed_and_no_further_than_one_sign_too_many(typed, read):
    assert rules.code_as_typed(typed) == read


def test_a_press_is_named_by_its_parts_and_by_where_each_ends():
    expected = hashlib.sha256(b"form\x1fAna\x1fhere").hexdigest()[:40]

    assert rules.press_key("form", "Ana", "here") == expected
    assert rules.press_key("form", "An", "ahere") != expected


def test_a_link_lives_to_the_last_moment_of_its_fourteen_days():
    ends = NOON + timedelta(days=14)

    assert not rules.has_expired(NOON, ends)
    assert rules.has_expired(NOON, ends + timedelta(microseconds=1))


def test_who_gave_no_name_is_shown_by_none():
    assert rules.first_name("") == rules.short_name("  ") == ""


def test_shares_are_added_and_taken_away_number_by_number():
    assert rules.Share(7, 3) + rules.Share(2, 1) == rules.Share(9, 4)
    assert rules.Share(7, 3) - rules.Share(2, 1) == rules.Share(5, 2)
    assert rules.Share(8, 2).percent == 25 and rules.NOBODY.percent == 0


@pytest.mark.parametrize(
    "its, rest, does",
    [
        ((20, 10), (100, 25), True),
        ((20, 10), (100, 26), False),
        ((19, 19), (100, 1), False),
        ((100, 9), (100, 1), False),
        ((100, 10), (0, 0), False),
        ((100, 10), (1, 0), True),
    ],
)
def test_a_provider_stands_out_by_enough_people_and_twice_the_share(its, rest, does):
    assert rules.stands_out(rules.Share(*its), rules.Share(*rest)) is does


def test_more_than_a_network_s_own_measure_is_odd():
    assert rules.suspicion(Circumstances(), of_network=4, of_one_network=5) == ""
    assert rules.suspicion(Circumstances(), of_network=5, of_one_network=5) == "network"
