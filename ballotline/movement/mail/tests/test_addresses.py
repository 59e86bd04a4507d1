"""The address that an answer about one thing comes to: ours to give out, and nobody else's to make up."""

import pytest

from ballotline.foundation.organization.services import change
from ballotline.movement.mail.addresses import is_ours, key_of_address, reply_address

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rivertown():
    change({"name": "Rivertown", "write_to": "hello@rivertown.example"})


def test_a_reply_address_leads_back_to_what_it_is_about():
    address = reply_address("7f3k-2")

    assert address.startswith("hello+c.7f3k-2.")
    assert address.endswith("@rivertown.example")
    assert key_of_address(address) == "7f3k-2"
    assert key_of_address(address.upper()) == "7f3k-2"  # mail servers fold case


@pytest.mark.parametrize(
    "change_it",
    [
        lambda address: address.replace("7f3k", "7f3l"),
        lambda address: address.replace("@", "a@"),
        lambda address: address.replace("+c.", "+d."),
        lambda address: "hello@rivertown.example",
        lambda address: "hello+c.7f3k@rivertown.example",
        lambda address: "",
        lambda address: "\x00" * 9_000,
    ],
)
def test_nobody_makes_one_up(change_it):
    assert key_of_address(change_it(reply_address("7f3k"))) is None


def test_it_holds_after_our_address_changed():
    given_out = reply_address("7f3k")
    change({"write_to": "team@rivertown.example"})

    assert key_of_address(given_out) == "7f3k"
    assert is_ours(given_out)
    assert is_ours("Team@Rivertown.example")
    assert not is_ours("hello@rivertown.example")


def test_what_stands_before_the_at_sign_fits_where_mail_servers_cut():
    change({"write_to": "info.rivertown@rivertown.example"})

    assert len(reply_address("0" * 32).partition("@")[0]) <= 64


@pytest.mark.parametrize("key", ["", "A", "a.b", "a@b", "0" * 33, "a\n"])
def test_a_key_that_no_address_can_hold_is_refused(key):
    with pytest.raises(ValueError, match="A reply address can't hold"):
        reply_address(key)


def test_a_house_without_an_address_answers_from_its_web_address():
    change({"write_to": ""})

    assert is_ours("ballotline@testserver")
    assert reply_address("7f3k").endswith("@testserver")
