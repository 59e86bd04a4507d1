"""Officials as a list says them, phone numbers, and which office is near. No Django here."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from ballotline.record.places.rules import kind_of, parent_of

NEAREST_FIRST = (
    "school_district",
    "ward",
    "council_district",
    "precinct",
    "place",
    "parish",
    "borough",
    "census_area",
    "county",
    "sldl",
    "sldu",
    "cd",
    "district",
    "territory",
    "state",
    "country",
)
LEVELS = ("school", "ward", "city", "county", "state", "national")
LEVEL_OF_KIND = {
    "school_district": "school",
    "ward": "ward",
    "council_district": "ward",
    "precinct": "ward",
    "place": "city",
    "parish": "county",
    "borough": "county",
    "census_area": "county",
    "county": "county",
    "cd": "national",
    "country": "national",
}
# Who sits in the House for a territory or for the capital (2 U.S.C. 25a, 48 U.S.C. 891, 1711, 1731, 1751)
DELEGATE = re.compile(r"ocd-division/country:us/(?:territory:[a-z]{2}|district:dc)/cd:at-large")
RESIDENT_COMMISSIONER = "ocd-division/country:us/territory:pr/cd:at-large"
ELECTS_TO_THE_ONE_AROUND = frozenset(
    {"ward", "council_district", "precinct", "district_of_a_board", "sldl", "sldu", "cd"}
)
KEY_AT_MOST, PARTY_AT_MOST = 80, 200
OFFICE_KINDS = ("capitol", "district", "primary", "other")
ROLE_TITLES = {
    "sen": "US Senator",
    "rep": "US Representative",
    "prez": "President",
    "viceprez": "Vice President",
    "upper": "State Senator",
    "lower": "State Representative",
    "legislature": "Legislator",
    "governor": "Governor",
    "lt_governor": "Lieutenant Governor",
    "attorney general": "Attorney General",
    "secretary of state": "Secretary of State",
    "chief election officer": "Chief Election Officer",
    "mayor": "Mayor",
}
PHONE = re.compile(
    r"(?:\+?1[-. ]?)?\(?([2-9]\d{2})\)?[-. ]*([2-9]\d{2})[-. ]*(\d{4})(?:[ ,;]*(?:ext|x)[. ]*(\d{1,6}))?", re.I | re.A
)
# For these the caller pays whoever is called: the area code 900, and the exchange 976 behind any area code
PAID_AREA, PAID_EXCHANGE = "900", "976"
DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ].*)?", re.A)


class NotReadable(Exception):
    """Something in an item can't be read; the sentence says what."""


@dataclass(frozen=True, slots=True)
class Number:
    """One office of an official: where it is and its phone, as the list has it. `key` names it among theirs."""

    key: str
    kind: str
    phone: str = ""
    name: str = ""
    address: str = ""
    city: str = ""
    zip_code: str = ""
    longitude: float | None = None
    latitude: float | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """One term in one seat. `divisions` are the ids that may be meant, likeliest first; `label` tells seats apart."""

    jurisdiction: str
    role: str
    title: str
    divisions: tuple[str, ...]
    label: str = ""
    starts: date | None = None
    ends: date | None = None
    parties: tuple[str, ...] = ()

    def is_over(self, on: date) -> bool:
        """On the last day the successor is sworn in, so that day counts as over."""
        return self.ends is not None and self.ends <= on

    def holds(self, on: date) -> bool:
        return not self.is_over(on) and (self.starts is None or self.starts <= on)

    def meets(self, starts: date | None, ends: date | None) -> bool:
        """Is there a day that belongs to both?"""
        begins_before = self.starts is None or ends is None or self.starts < ends
        return begins_before and (self.ends is None or starts is None or starts < self.ends)


@dataclass(frozen=True, slots=True)
class Listed:
    """An official as a list has them. `key` is their id in public lists: "ocd-person/…", "bioguide:K000367"; of phones
    whose kind it is `silent_about` it says nothing."""

    key: str
    name: str
    roles: tuple[Role, ...]
    numbers: tuple[Number, ...] = ()
    family_name: str = ""
    email: str = ""
    url: str = ""
    contact_form: str = ""
    silent_about: frozenset[str] = frozenset()


def key_of(found: object) -> str:
    """An id as lists have it. Raises NotReadable, and doesn't cut one short: two of them would meet."""
    key = str(found)
    if len(key) > KEY_AT_MOST or not key.isprintable():
        raise NotReadable(f"{key[:40]!r} is no id.")
    return key


def name_of(found: object) -> str:
    """Somebody's name. Raises NotReadable for what is no text, or hides signs that turn a line around."""
    if not isinstance(found, str) or not (name := " ".join(found.split())):
        raise NotReadable("It has no name.")
    if not name.isprintable():
        raise NotReadable(f"{name[:40]!r} is no readable name.")
    return name[:200]


def folded(name: str) -> str:
    """For finding: without marks and case."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(unicodedata.normalize("NFC", bare.casefold()).split())


def party_of(found: str) -> str:
    """A party as a list writes it. Raises NotReadable for what hides signs."""
    if not found.isprintable():
        raise NotReadable(f"{found[:40]!r} is no readable party.")
    return found


def party_name(written: str) -> str:
    """As much of it as is kept."""
    return written[:PARTY_AT_MOST]


def party_key(written: str) -> str:
    """By which a party is found again: "HARBOR" and "Harbor" are one, "Harbor Party" is another."""
    return folded(party_name(written))[:PARTY_AT_MOST]


def dialable(text: str) -> str:
    """ "+12025550142", with ";ext=12" where there is one. "" if it can't be dialed from anywhere, as without area code,
    and also if callers would pay for it."""
    found = PHONE.fullmatch(text.strip())
    if not found or found[1] == PAID_AREA or PAID_EXCHANGE in (found[1], found[2]):
        return ""
    return f"+1{found[1]}{found[2]}{found[3]}" + (f";ext={found[4]}" if found[4] else "")


def day_of(value: object, *, last: bool = False) -> date | None:
    """A day from YAML: a date, "2026-03-10", 2026 or "2026-03" (then the first day, or the last). None for nothing.

    Raises NotReadable.
    """
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    found = DAY.fullmatch(str(value).strip())
    try:
        if found:
            month = int(found[2] or (12 if last else 1))
            day = int(found[3] or (31 if last and month == 12 else 28 if last else 1))
            return date(int(found[1]), month, day)
    except ValueError:
        pass
    raise NotReadable(f"{str(value)[:40]!r} is no day. Write it like 2026-03-10.")


def governing(division: str) -> str:
    """The jurisdiction whose council, board or chamber a division elects to: a ward's is the city around it."""
    while kind_of(division) in ELECTS_TO_THE_ONE_AROUND and parent_of(division):
        division = parent_of(division)
    return "ocd-jurisdiction/" + division.removeprefix("ocd-division/") + "/government"


def division_of(jurisdiction: str) -> str:
    """ "ocd-jurisdiction/country:us/state:mn/government" governs "ocd-division/country:us/state:mn"."""
    return "ocd-division/" + jurisdiction.removeprefix("ocd-jurisdiction/").rpartition("/")[0]


def nearness(kind: str) -> int:
    """0 is nearest to home. A kind that nobody has named stands before the place."""
    return NEAREST_FIRST.index(kind) if kind in NEAREST_FIRST else NEAREST_FIRST.index("place")


def is_delegate(division: str) -> bool:
    """Is it a seat in the House without a vote when the House passes a bill?"""
    return DELEGATE.fullmatch(division) is not None


def called(title: str, division: str) -> str:
    """Lists call everybody in the House a Representative; a territory and the capital send somebody else."""
    if division == RESIDENT_COMMISSIONER:
        return "Resident Commissioner"
    return "Delegate to the US House" if is_delegate(division) else title


def level_of(kind: str, role: str) -> str:
    """ "school", "ward", "city", "county", "state" or "national": whose government it is."""
    if role in ("sen", "rep", "prez", "viceprez") or role.startswith("us "):
        return "national"
    return LEVEL_OF_KIND.get(kind, "state" if kind in ("sldl", "sldu", "state", "district", "territory") else "city")
