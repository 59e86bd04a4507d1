"""What a ZIP code looks like on paper. No Django here."""

import re

ZIP_AS_TYPED = re.compile(r"([0-9]{5})(?:[- ]?[0-9]{4})?", re.ASCII)
CODES_AT_MOST = 100_000


def five_digits(text: str) -> str:
    """The five digits of a ZIP code of 5 or 9 digits, leading zeros kept; "" if the text is not one."""
    found = ZIP_AS_TYPED.fullmatch(text.strip())
    return found[1] if found else ""
