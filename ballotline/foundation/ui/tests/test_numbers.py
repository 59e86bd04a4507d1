"""Raw text becomes a whole number, or nothing."""

import pytest

from ballotline.foundation.ui.numbers import whole_number


@pytest.mark.parametrize("text, number", [("0", 0), ("7", 7), ("007", 7), ("2147483647", 2_147_483_647)])
def test_digits_are_a_number(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        " ",
        "²",
        "1²",
        "٣",
        "１２",
        "৩",
        "①",
        "-1",
        "+1",
        " 1",
        "1\n",
        "1.0",
        "1_000",
        "1,000",
        "0x1",
        "1e3",
        "\x00",
        "2147483648",
        "9" * 18,
        "9" * 5_000,
        "\ud800",
    ],
)
def test_anything_else_is_none(text):
    assert whole_number(text) is None


@pytest.mark.parametrize("text, number", [("4", None), ("5", 5), ("9", 9), ("10", None)])
def test_both_bounds_count(text, number):
    assert whole_number(text, least=5, most=9) == number
