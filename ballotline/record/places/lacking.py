"""What is missing in what somebody typed into the location field, said before anything is looked up: nothing was typed,
a ZIP code that has not five digits, a street without its ZIP code. A sentence for each is in words.py.

Not here: how a text is read (typed.py), what is around it (locating.py). No Django here.
"""

import re

from ballotline.record.places.typed import Asked, Reading

# Digits of any script, and what stands between them: whoever types that means a ZIP code
A_NUMBER = re.compile(r"[\d\s-]*\d[\d\s-]*")


def what_lacks(asked: Asked, *, places_streets: bool) -> str:
    """A key of words.LACKING; "" if it can be looked up. Where no streets are on file, only a ZIP code places a house.

    A house without its ZIP code can be looked up if its state is named; of a place's name alone the state may be known.
    """
    if not asked.street and not asked.zip_code and not asked.point:
        return "all" if places_streets else "zip"
    if A_NUMBER.fullmatch(asked.street) or (asked.zero_lost and not asked.street):
        return "digits"
    if asked.zip_code or not asked.ways:
        return ""
    if not places_streets:
        return "zip"
    return "" if any(map(_names_a_state, asked.ways)) else "behind"


def _names_a_state(way: Reading) -> bool:
    """Also one that no post office knows, as the last word of the town: "Rivertown, MR"."""
    return bool(way.state) or (len(way.town) > 1 and len(way.town[-1]) == 2)
