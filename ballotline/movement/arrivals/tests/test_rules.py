"""What can be decided with a pencil: windows, networks, names, codes; and the proof of work."""

import base64
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
