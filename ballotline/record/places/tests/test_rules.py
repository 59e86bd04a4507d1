import pytest

from ballotline.record.places.rules import five_digits


@pytest.mark.parametrize(
    "typed, code",
    [
        ("00010", "00010"),
        ("00010-0420", "00010"),
        ("00010 0420", "00010"),
        ("000100420", "00010"),
        ("  00013\n", "00013"),
        ("10", ""),
        ("0001", ""),
        ("000100", ""),
        ("00010-42", ""),
        ("٠٠٠١٠", ""),  # digits of another script are not what the post office prints
        ("K1A 0B1", ""),
        ("00010\x00", ""),
        ("", ""),
    ],
)
def test_a_zip_code_is_five_digits_of_five_or_nine(typed, code):
    assert five_digits(typed) == code
