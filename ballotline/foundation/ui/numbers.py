"""Whole numbers as browsers, files and people write them: the one place where raw text becomes a number.

`str.isdigit` is true for ² and ৩, and `int` takes signs, spaces and underscores, and five thousand digits; here none of
it passes. A test keeps `isdigit` and `int(request…)` out of the rest of the code. Form fields have Django's own reader.
"""

import re

# 19 digits may pass 2^63, and of more than 4,300 Python's `int` makes an error
DIGITS = re.compile(r"[0-9]{1,18}")
MOST = 2**31 - 1  # what both databases keep in a whole number


def whole_number(text: str | None, *, least: int = 0, most: int = MOST) -> int | None:
    """The number that `text` writes in the digits 0 to 9 and nothing else; None if it doesn't, or is out of bounds."""
    if text is None or not DIGITS.fullmatch(text):
        return None
    number = int(text)
    return number if least <= number <= most else None
