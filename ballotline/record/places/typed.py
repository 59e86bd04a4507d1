"""What somebody typed into the one location field: a street, a ZIP code, a point, a place's name, in whatever order
people and map sites write them. Where a text can be read in several ways, all ways come back; none is picked here.

Not here: how a street's key is made (streets.py), what is on file (on_file.py),
what is sure (locating.py). No Django here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ballotline.record.places import streets
from ballotline.record.places.rules import KNOWN, five_digits
from ballotline.record.places.states import NAMES
from ballotline.record.places.streets import is_part_of_a_street, is_whole, key_of, room_off, words_of

DIGITS = frozenset("0123456789")
# Latitude first, as map sites copy it: 40.05, -99.95
A_POINT = re.compile(r"(-?[0-9]{1,3}(?:\.[0-9]+)?)\s*,\s*(-?[0-9]{1,3}(?:\.[0-9]+)?)", re.ASCII)
# "us" only behind a number or a comma: words end so, and roads are called US 41
COUNTRY_AT_THE_END = re.compile(
    r"(?:[\s,]+(?:united states(?: of america)?|usa|u\.s\.a|u\. ?s)|(?<=[0-9,])\s*\bus)$", re.IGNORECASE
)
# A hyphen whose four digits were left out is no reason to lose the code
ZIP_AT_THE_END = re.compile(r"(?P<before>.*[^\s,])(?P<gap>[\s,]+)(?P<code>[0-9]{5})(?:[- ]?[0-9]{4}|-)?", re.ASCII)
# A spreadsheet makes 501 of 00501. Only alone or behind two letters that may be a state: else it is a house
ZERO_LOST = re.compile(r"(?:(?P<before>.*\b[A-Za-z]{2}\b\.?)[\s,]+)?(?P<code>[0-9]{3,4})", re.ASCII)
# "Box 12" alone only at the beginning: there is a Box Elder Road
A_BOX = re.compile(r"\b(?:p\.? ?o\.?|post office) ?box\b|^(?:pob|box)\b", re.IGNORECASE)
STATES = frozenset(one.lower() for one in KNOWN)
# As letters and newspapers shorten states; initials stand apart too, as in "N. Y."
INITIALS = ("DC", "NC", "ND", "NH", "NJ", "NM", "NY", "RI", "SC", "SD", "WV")
SHORTER = """
    AL ala; AR ark; AZ ariz; CA calif cal; CO colo; CT conn; DE del; FL fla; IL ill; IN ind; KS kans kan; MA mass;
    MI mich; MN minn; MS miss; MT mont; NE nebr neb; NV nev; OK okla; OR oreg ore; PA penn penna; TN tenn; TX tex;
    WA wash; WI wisc wis; WY wyo
"""
SHORTENED = {" ".join(one.lower()): one for one in INITIALS} | {
    word: postal for postal, *words in map(str.split, SHORTER.split(";")) for word in words
}

# A number behind one of these belongs to it, and is no ZIP code
HAS_A_NUMBER = frozenset(["box", "pob", "no", "number", "fm", "cr", "sr", "us", "interstate"]) | (
    streets.ANY_ROOMS - {"fl"}
)
# All ways to read a text are tried. The longest of 2,120 real addresses has 69 signs
TYPED_AT_MOST = 300
# And of its state. Of 16,659 towns the longest have five: King And Queen Court House
WORDS_OF_A_TOWN = 6
WRITTEN_OUT = frozenset(["north", "south", "east", "west"])
LONG = {"st": "saint", "mt": "mount", "ft": "fort"} | {
    short: long for long, short in streets.DIRECTIONS.items() if long != short
}
SAINTS = ("saint", "st")  # Port St Lucie
A_STREET = ("1", "x", "st")
ROADS_WITH_A_NUMBER = ("hwy", "rd", "rte")
COUNTY = (["county"], ["co"], ["cty"])
WHOSE_ROAD = frozenset(
    "county co cty state township twp forest ranch private market service us old federal bia".split()
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What one location field holds: a street with or without a ZIP code, a code alone, or (longitude, latitude).

    `street` is all that stands before the code. `zero_lost` says that the code was typed without its leading zeros,
    `is_box` that a box in a post office was typed instead of a street. `is_apart`: the code stands alone or behind a
    comma; behind other words it may be another number, as in "Drawer 55401". `ways` are all readings of the street.
    """

    street: str = ""
    zip_code: str = ""
    point: tuple[float, float] | None = None
    zero_lost: bool = False
    is_box: bool = False
    is_apart: bool = field(default=True, compare=False)
    ways: "tuple[Reading, ...]" = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a line: the key of its street, the town's words behind it, and the state if one is named.

    Unless `is_plain`, the town stands right behind the street and could be a part of it: only a town that we know makes
    this reading true.
    """

    key: str
    town: tuple[str, ...] = ()
    state: str = ""
    is_plain: bool = True


def understood(text: str) -> Asked:
    """ "14 Dock St, Rivertown 00010", "00010-1234, USA" or "40.8154, -73.0451" (latitude first, as maps say it)."""
    plain = " ".join(re.sub("[‐-―−]", "-", text).split())
    if len(plain) > TYPED_AT_MOST:
        return Asked(plain[:TYPED_AT_MOST])
    if (found := A_POINT.fullmatch(plain)) and abs(float(found[1])) <= 90 and abs(float(found[2])) <= 180:
        return Asked(point=(float(found[2]), float(found[1])))
    asked = _with_code(_without_country(plain))
    ways = tuple(readings(asked.street))
    return replace(asked, ways=ways, is_box=not ways and A_BOX.search(asked.street) is not None)


def zip_in(text: str) -> str:
    """The ZIP code at the end of an address, or ""."""
    return understood(text).zip_code


def _without_country(plain: str) -> str:
    bare = plain.strip(" ,.")
    return COUNTRY_AT_THE_END.sub("", bare).strip(" ,.")


def _with_code(plain: str) -> Asked:
    if code := five_digits(plain):
        return Asked(zip_code=code)
    if (found := ZIP_AT_THE_END.fullmatch(plain)) and ("," in found["gap"] or not _has_a_number(found["before"])):
        return Asked(found["before"], found["code"], is_apart=_is_apart(found["before"], found["gap"]))
    if (found := ZERO_LOST.fullmatch(plain)) and _could_be_cut(found["before"]):
        return Asked(found["before"] or "", found["code"].zfill(5), zero_lost=True)
    return Asked(plain)


def _is_apart(before: str, gap: str) -> bool:
    """Of two codes, "15222, 19104", none is."""
    return "," in gap and not five_digits(before.split()[-1])


def _could_be_cut(before: str | None) -> bool:
    """Three or four digits are a ZIP code only alone or behind a state: "5 Dock Dr 1204" is none."""
    last = words_of(before)[-1] if before else ""
    return last in STATES or not is_part_of_a_street(last)


def _has_a_number(text: str) -> bool:
    """Does the line end in something that has a number: a box, a room, a county road, a highway without a name?"""
    words = [streets.INSIDE.get(word, word) for word in words_of(text)]
    last, before = (words or [""])[-1], words[:-1]
    if last in HAS_A_NUMBER or text.endswith("#"):
        return True
    has_no_name = all(word in WHOSE_ROAD | STATES or word[0] in DIGITS for word in before)
    return last in ROADS_WITH_A_NUMBER and (
        before[-1:] in COUNTY or (has_no_name and (last != "rd" or len(before) > 1))
    )


def readings(street: str) -> list[Reading]:
    """All ways to read what stands before the ZIP code, the longest street first;
    none without a house number, and none if two houses are named."""
    parts = [words for part in re.split("[,;]", street) if (words := words_of(part))]
    first = next((n for n, words in enumerate(parts) if key_of(room_off(words))), None)
    if first is None or any(key_of(words) and is_whole(room_off(words)) for words in parts[first + 1 :]):
        return []
    if any(len(words) == 1 and is_part_of_a_street(words[0]) for words in parts[:first]):
        return []
    belongs, tail = _belongings(parts[first + 1 :])
    return [one for one in dict.fromkeys(_ways(_rooms_out(parts[first]), belongs, tail)) if one.key]


def _rooms_out(words: list[str]) -> list[str]:
    """Without the rooms in the middle of a line: "9 dock st apt 2 rivertown" is "9 dock st rivertown"."""
    for end in range(len(words), 1, -1):
        start = len(room_off(words[:end]))
        if start < end:
            return _rooms_out([*words[:start], *words[end:]])
    return words


def _belongings(parts: list[list[str]]) -> tuple[list[str], list[str]]:
    """(directions and types that stand alone behind the street's comma and are a part of it, all other words)."""
    belongs: list[str] = []
    tail: list[str] = []
    for words in parts:
        is_state = words[0] in STATES and words[0] not in streets.DIRECTIONS
        if not tail and len(words) == 1 and is_part_of_a_street(words[0]) and not is_state:
            belongs = [*belongs, *words]
        else:
            tail = [*tail, *_without_rooms(words)]
    return belongs, tail


def _without_rooms(words: list[str]) -> list[str]:
    """What is left of the words between two commas behind a street: nothing of "Apt 2"."""
    return [] if _is_a_room(words) else _rooms_out([*A_STREET, *words])[len(A_STREET) :]


def _is_a_room(words: list[str]) -> bool:
    """Alone between commas: "B", "204", "#R 16"."""
    if words[0] in streets.DIRECTIONS or len(words) > 1:
        return words[0].startswith("#")
    return streets.ROOM_NUMBER.fullmatch(words[0]) is not None


def _ways(words: list[str], belongs: list[str], tail: list[str]) -> Iterator[Reading]:
    most = 0 if belongs else WORDS_OF_A_TOWN
    for count in range(len(words), max(1, len(words) - most - 1), -1):
        street, behind = [*words[:count], *belongs], words[count:]
        for town, state in _without_state([*behind, *tail]):
            if town or tail or not any(map(is_part_of_a_street, behind)):  # "St NE" is no street in Nebraska
                yield Reading(key_of(street), town, state, _is_plain(street, behind[: len(town)], town))
    if belongs and not tail and belongs[-1] in STATES:
        yield Reading(key_of([*words, *belongs[:-1]]), (), belongs[-1].upper(), is_plain=False)


def _is_plain(street: list[str], behind: list[str], town: tuple[str, ...]) -> bool:
    """Are the words behind no part of the street? There is a South Burlington and a Main St South, but "NW Washington"
    and "Main Court" are no towns by their looks, whatever stands between."""
    if behind and not (is_whole(street) and not any(map(is_part_of_a_street, behind))):
        return False
    begins_so = len(town) > 1 and town[0] in WRITTEN_OUT and not any(map(is_part_of_a_street, town[1:]))
    name = town[1:] if begins_so else town
    types = [word for word in town[1:-1] if word not in SAINTS] + list(town[-1:])
    if any(streets.TYPES.get(word) in streets.LETTERED for word in types):
        return False
    return not any(word[0] in DIGITS or word in streets.DIRECTIONS for word in name)


def _without_state(words: list[str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """(town, state) of the words at the end of an address; a state's name may be a town's too."""
    if words and words[-1] in STATES:
        yield tuple(words[:-1]), words[-1].upper()
        return
    for count in (1, 2, 3):
        if name := NAMES.get(" ".join(words[-count:])):
            yield tuple(words[:-count]), name
    yield tuple(words), ""


def places(text: str) -> list[tuple[tuple[str, ...], str]]:
    """(town, state) for each way to read a place's name without a street: "Rivertown, VT", "Vermont"."""
    words = words_of(text)
    two = [(tuple(words[:-1]), words[-1].upper())] if len(words) > 1 and len(words[-1]) == 2 else []
    shortened = [
        (tuple(words[:-count]), state) for count in (1, 2) if (state := SHORTENED.get(" ".join(words[-count:])))
    ]
    return list(dict.fromkeys([*two, *shortened, *_without_state(words)]))


def towns_before_the_code(asked: Asked, state: str) -> set[tuple[str, ...]]:
    """The words of each town that may stand there and is not said to lie in another state than the code's."""
    *_others, before, last = ["", "", *filter(words_of, asked.street.split(","))]
    named = [*((way.town, way.state) for way in asked.ways), *places(last)]
    if any(not town for town, _state in named):
        named += [(town, state_named(last)) for town, _state in places(before)]
    own = state.lower()
    bare = {town[:-1] if town[-1:] == (own,) else town for town, of_state in named if of_state in ("", state)}
    return bare - {()}


def is_behind_its_state(asked: Asked, state: str) -> bool:
    """Does the code stand behind its own state? Behind any, if its own is not known ("")."""
    last = asked.street.rpartition(",")[2]
    states = {of_state for _town, of_state in places(last)} | {way.state for way in asked.ways}
    return state in states or words_of(last)[-1:] == [state.lower()] if state else states != {""}


def is_behind_a_street(asked: Asked) -> bool:
    """Does the code stand right behind a whole street or its room? Roads have numbers for names, "Farm to Market Road
    75001", and so has much else that ends like a street, "555 1212 Ext 75001"."""
    words = words_of(asked.street.rpartition(",")[2])
    if not words or five_digits(words[-1]):
        return False
    street = room_off(words) if words[-1].strip("#")[:1] in DIGITS else words
    while street and street[-1] in streets.DIRECTIONS:
        street = street[:-1]
    if not key_of(street) or not is_whole(street):
        return False
    if street[-1] in STATES and any(is_whole(street[:count]) for count in range(len(street))):
        return False  # "14 Dock St Hartford CT"
    return street[-1][0] in DIGITS or streets.SHORT[street[-1]] in streets.LETTERED - streets.NUMBERED


def spellings(town: tuple[str, ...]) -> set[str]:
    """As a table of ZIP codes may write a town's words: "St. Albans", "St Albans", "Saint Albans"."""
    ways = town, [LONG.get(word, word) for word in town], [streets.SHORT.get(word, word) for word in town]
    return {" ".join(word.capitalize() for word in words) for words in ways}


def state_named(street: str) -> str:
    """The state that stands at the end of what is before a ZIP code;
    "" if none does, or if the word may be a street's."""
    parts = [words for part in street.split(",") if (words := words_of(part))]
    last = parts[-1] if parts else []
    if last and last[-1] in STATES and not _may_be_a_street_s(parts):
        return last[-1].upper()
    name = " ".join(last)
    return NAMES.get(name) or SHORTENED.get(name, "")


def _may_be_a_street_s(parts: list[list[str]]) -> bool:
    """ "14 Dock St, CT" and "Dock Ct" may be a court; behind a town's comma CT is Connecticut."""
    *before, last = parts
    if not is_part_of_a_street(last[-1]):
        return False
    if len(last) > 1:
        return not before
    before = [words for words in before if _without_rooms(words)]
    return bool(before) and key_of(room_off(before[-1])) != ""
