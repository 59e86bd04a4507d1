"""What can be decided with a pencil: windows, numbers, networks, names; and the proof of work."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballotline.organizing.actions.kinds.petition import proof, rules
from ballotline.organizing.actions.kinds.petition.models import Signature
from ballotline.organizing.actions.kinds.petition.rules import Circumstances
from ballotline.organizing.actions.kinds.petition.testing import make_petition, signed
from ballotline.organizing.actions.rules import Window, slug_of
from tests.rivertown import ANA, sign

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "counted, goal",
    [
        (0, 10),
        (9, 10),
        (10, 20),
        (19, 20),
        (20, 50),
        (99, 100),
        (100, 200),
        (1_864, 2_000),
        (2_000, 5_000),
        (999_999, 1_000_000),
    ],
)
def test_the_meter_shows_the_next_round_number(counted, goal):
    assert rules.next_round_number(counted) == goal


@given(st.integers(min_value=0, max_value=10**9))
def test_the_next_round_number_is_above_the_count_and_begins_with_1_2_or_5(counted):
    goal = rules.next_round_number(counted)

    assert goal > counted
    assert str(goal).rstrip("0") in ("1", "2", "5")


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


@pytest.mark.parametrize(
    "moment, is_open",
    [
        (NOON - timedelta(seconds=1), False),
        (NOON, True),
        (NOON + timedelta(hours=1) - timedelta(seconds=1), True),
        (NOON + timedelta(hours=1), False),
    ],
)
def test_a_window_begins_with_its_first_moment_and_ends_before_its_last(moment, is_open):
    assert Window(NOON, NOON + timedelta(hours=1)).is_open(moment) is is_open


@pytest.mark.parametrize(
    "title, slug",
    [
        ("Keep the Library Open!", "keep-the-library-open"),
        ("Más días", "mas-dias"),
        ("日本", "ask"),
        ("a" * 90, "a" * 60),
    ],
)
def test_a_title_becomes_a_readable_address(title, slug):
    assert slug_of(title) == slug


def solved(sum_: dict) -> str:
    """What the browser's script does, in another language."""
    number = next(n for n in count() if hashlib.sha256(f"{sum_['salt']}{n}".encode()).hexdigest() == sum_["challenge"])
    payload = {
        "algorithm": sum_["algorithm"],
        "challenge": sum_["challenge"],
        "number": number,
        "salt": sum_["salt"],
        "signature": sum_["signature"],
    }
    return base64.b64encode(json.dumps(payload).encode()).decode()


@pytest.mark.django_db
def test_a_solved_sum_counts_once():
    now = datetime.now(UTC)
    payload = solved(proof.challenge(now))

    assert proof.is_proof(payload, at=now)
    assert not proof.is_proof(payload, at=now)


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


@pytest.mark.django_db
def test_the_form_asks_for_the_sum_only_while_the_rate_is_odd_and_never_needs_it(client):
    petition = make_petition()
    assert "proof.js" not in client.get("/petitions/library/").content.decode()
    for n in range(31):
        signed(petition, f"Signer {n}", email=f"s{n}@r{n}.example")
    client.cookies.clear()

    sign(client, "library", ANA)

    assert Signature.objects.get(name="Ana Flores").state in ("pending", "quarantined")


@pytest.mark.django_db
def test_while_the_rate_is_odd_the_page_carries_the_script(client):
    petition = make_petition()
    for n in range(31):
        signed(petition, f"Signer {n}", email=f"s{n}@r{n}.example")

    page = client.get("/petitions/library/").content.decode()

    assert "petition/proof.js" in page
    assert client.get("/petitions/library/sum.json").json()["maxnumber"] == proof.HARDEST


def test_the_script_is_small():
    script = proof.__file__.replace("proof.py", "static/petition/proof.js")

    with open(script, "rb") as file:
        assert len(file.read()) <= 4_096
