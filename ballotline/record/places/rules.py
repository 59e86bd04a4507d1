"""What a ZIP code and a division's id look like on paper; how a street is written is in streets.py. No Django here."""

import re
from calendar import monthrange
from datetime import date

from ballotline.record.places.states import MILITARY, POSTAL_BY_FIPS, TERRITORIES
from ballotline.record.places.streets import street_key as street_key

# ZIP+4 also without its hyphen, as spreadsheets write it
ZIP_AS_TYPED = re.compile(r"([0-9]{5})(?:[- ]?[0-9]{4})?", re.ASCII)
# As many as five digits can write
CODES_AT_MOST = 100_000

# As Open Civic Data's proposal 2 has it; letters of any script are real (doña_ana, hagåtña)
DIVISION_ID = re.compile(r"ocd-division/country:[a-z]{2}(/[a-z_]+:[\w.~-]+)*")
# The column's width, which SQLite doesn't keep to by itself
DIVISION_ID_AT_MOST = 200
FIRST_CODE = "00501"  # of all that the Postal Service has given out: Holtsville, NY
KNOWN = frozenset({*POSTAL_BY_FIPS.values(), *MILITARY})
COUNTRY = "ocd-division/country:us"
INVENTED = "ocd-division/country:zz"  # where states are that no post office knows: the demo's


def five_digits(text: str) -> str:
    """The five digits of a ZIP code of 5 or 9 digits, leading zeros kept; "" if the text is not one."""
    found = ZIP_AS_TYPED.fullmatch(text.strip())
    return found[1] if found else ""


def is_division_id(text: str) -> bool:
    return len(text) <= DIVISION_ID_AT_MOST and DIVISION_ID.fullmatch(text) is not None


def kind_of(division_id: str) -> str:
    """The kind of the last part: "sldl" of …/state:mn/sldl:1a."""
    return division_id.rpartition("/")[2].partition(":")[0]


def parent_of(division_id: str) -> str:
    """The id of the division around it; "" of a country."""
    above = division_id.rpartition("/")[0]
    return above if "/" in above else ""


def state_of(division_id: str) -> str:
    """The postal abbreviation in capitals of the state, territory or district of the capital; "" of a country."""
    for part in division_id.split("/")[2:3]:
        kind, _, value = part.partition(":")
        if kind in ("state", "territory", "district"):
            return value.upper()
    return ""


def day_of(year: int, month: int | None, day: int | None, *, last: bool) -> date:
    """A day of which only the year or the month may be known: its first one, or its `last`. Raises ValueError."""
    month = month or (12 if last else 1)
    return date(year, month, day or (monthrange(year, month)[1] if last else 1))


def holds(valid_from: str, valid_through: str, on: date) -> bool:
    """Both days count, as text; "" is no end on that side."""
    return (not valid_from or valid_from <= on.isoformat()) and (not valid_through or on.isoformat() <= valid_through)


def whole_state(division_id: str) -> str:
    """The id of the state around a division: …/state:mn of …/state:mn/sldl:1a."""
    return "/".join(division_id.split("/")[:3])


def at_large(state_division: str) -> str:
    """What the one congressional district of a whole state, territory or the capital is called."""
    return f"{state_division}/cd:at-large"


def is_invented(code: str) -> bool:
    """Below Holtsville, New York, no ZIP code is anybody's: invented towns have those."""
    return code < FIRST_CODE


def state_id(postal: str) -> str:
    """The division of a state, a territory or the district of the capital: "MN" → …/state:mn."""
    kind = "district" if postal == "DC" else "territory" if postal in TERRITORIES else "state"
    return f"{country_of(postal)}/{kind}:{postal.lower()}"


def country_of(postal: str) -> str:
    return COUNTRY if not postal or postal in KNOWN else INVENTED


SPOKEN_KINDS = {
    "cd": "Congressional District",
    "sldu": "Senate District",
    "sldl": "House District",
    "ward": "Ward",
    "precinct": "Precinct",
    "council_district": "Council District",
    "school_district": "School District of",
}


def spoken(division_id: str) -> str:
    """What to call a division that nobody has named: "Ward 5", "House District 34A", "Harbor County"."""
    if division_id == COUNTRY:
        return "United States"
    kind, _, value = division_id.rpartition("/")[2].partition(":")
    plain = value.replace("_", " ").replace("~", "'")
    words = "(at large)" if value == "at-large" else plain.upper() if len(plain) <= 2 else plain.title()
    if kind in ("county", "parish", "borough"):
        return f"{plain.title()} {kind.title()}"
    return f"{SPOKEN_KINDS[kind]} {words}" if kind in SPOKEN_KINDS else words


def whereabouts(division_id: str) -> str:
    """A division with all that it lies in, the nearest first: "Ward 5, Rivertown, MR"."""
    within = reversed(division_id.split("/")[2:])
    return ", ".join(spoken(part) for part in within) or spoken(division_id)
