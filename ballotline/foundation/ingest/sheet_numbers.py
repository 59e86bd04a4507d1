"""Numbers of a spreadsheet as one sees them: short, a day as a day, with the zeros before it that its format shows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# Formats that every program knows by number, and that files don't write out (ECMA-376, part 1, 18.8.30)
DAYS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
WHOLE = re.compile("[0-9]{1,9}")
SPOKEN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')  # text in a format, and its colors and conditions
DAY_BEGINS, DAY_BEGINS_1904 = date(1899, 12, 30), date(1904, 1, 1)
LAST_DAY = 2_958_465  # 9999-12-31
MINUTES_A_DAY = 1_440
WHOLE_BELOW = 10**15  # beyond it a number is no whole one for certain


@dataclass(frozen=True, slots=True)
class Formats:
    """By the number of a cell's style: is it a day, and how many digits are shown at least."""

    days: frozenset[int] = frozenset()
    digits: tuple[int, ...] = ()
    begins: date = DAY_BEGINS

    @classmethod
    def of(cls, styles: Sequence[str], codes: Mapping[str, str], *, has_1904: bool) -> "Formats":
        shown = [SPOKEN.sub("", codes.get(one, "")) for one in styles]
        days = {n for n, one in enumerate(styles) if _is_day(one, shown[n])}
        digits = tuple(len(code) if re.fullmatch("0{2,15}", code) else 0 for code in shown)
        return cls(frozenset(days), digits, DAY_BEGINS_1904 if has_1904 else DAY_BEGINS)


def _is_day(number: str, shown: str) -> bool:
    is_known = WHOLE.fullmatch(number) is not None and int(number) in DAYS
    return is_known or (re.search("[dmyhs]", shown, re.IGNORECASE) is not None and "general" not in shown.lower())


def as_number(text: str, style: str, formats: Formats) -> str:
    """What is no number stays as it is: whoever reads the column judges it."""
    try:
        number = float(text)
    except ValueError:
        return text
    at = int(style) if WHOLE.fullmatch(style) else 0
    if at in formats.days and 0 <= number <= LAST_DAY:
        return _as_day(number, formats.begins)
    if number.is_integer() and abs(number) < WHOLE_BELOW:
        return str(int(number)).zfill(formats.digits[at] if at < len(formats.digits) else 0)
    return repr(number)


def _as_day(number: float, begins: date) -> str:
    """ "2026-03-10", and with the hour where there is one: "2026-03-10 16:00"."""
    days, minutes = divmod(round(number * MINUTES_A_DAY), MINUTES_A_DAY)
    try:
        day = (begins + timedelta(days=days)).isoformat()
    except OverflowError:
        return repr(number)
    return f"{day} {minutes // 60:02}:{minutes % 60:02}" if minutes else day
