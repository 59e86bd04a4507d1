"""What is on file of what somebody typed: the place of a ZIP code, the houses and streets that the words may mean, and
those that are near by name. What is sure of it is said in locating.py."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from ballotline.record.places import streets, typed
from ballotline.record.places.models import AddressPoint, ZipCode
from ballotline.record.places.rules import five_digits
from ballotline.record.places.streets import is_part_of_a_street
from ballotline.record.places.typed import Asked, Reading

# A list that is read at one look; more would be a search
OFFERED_AT_MOST = 6
# Of one street's or town's name, all over the country: "Main St" alone must not read the whole table
ROWS_LOOKED_AT = 5_000
Codes = dict[tuple[str, ...], list[str]]  # the words of a town → its ZIP codes


@dataclass(frozen=True, slots=True)
class Place:
    """Where mail for this code goes: 00010, Rivertown, MR."""

    code: str
    town: str
    state: str


def place_of(zip_text: str) -> Place | None:
    """The place of a ZIP code of 5 or 9 digits; None if we don't have it, or if it isn't one."""
    return places_of([zip_text]).get(zip_text)


def places_of(zip_texts: Iterable[str]) -> dict[str, Place]:
    """text as typed → its place, for those that we have. One statement for a whole page (a thousand or so)."""
    code_by_text = {text: five_digits(text) for text in zip_texts}
    wanted = set(code_by_text.values()) - {""}
    if not wanted:
        return {}
    rows = ZipCode.objects.filter(code__in=wanted).values_list("code", "town", "state")
    place_by_code = {row[0]: Place(*row) for row in rows}
    return {text: place_by_code[code] for text, code in code_by_text.items() if code in place_by_code}


@dataclass(frozen=True, slots=True)
class Street:
    """A street on file within one ZIP code: its houses run from `first` to `last`."""

    name: str
    zip_code: str
    town: str
    state: str
    first: str
    last: str

    def __str__(self) -> str:
        return _with_place(self.name, self.zip_code, Place(self.zip_code, self.town, self.state))


def houses(asked: Asked) -> list[AddressPoint]:
    """Each house on file that the words may mean: one, or several that somebody must choose from.

    Without a ZIP code the town and the state say where to look; where both are said and differ, it is looked in both.
    """
    home = place_of(asked.zip_code) if asked.zip_code else None
    here = _at(asked.zip_code, {way.key for way in asked.ways})
    keys = {row.street for row in here}
    codes = _codes_of_towns([way for way in asked.ways if way.is_plain or not home or way.key in keys], home)
    true = [n for n, way in enumerate(asked.ways) if way.key in keys and _is_true(way, home, codes)]
    # A longer street that is on file too could be meant as well: Mill Rd S in Harbor, or Mill Rd in South Harbor
    meant = {way.key for way in asked.ways[: max(true, default=-1) + 1]}
    return [*(row for row in here if row.street in meant), *_in_another_town(asked, codes)]


def _at(code: str, keys: set[str]) -> list[AddressPoint]:
    return list(AddressPoint.objects.filter(zip_code=code, street__in=keys)) if code and keys else []


def _in_another_town(asked: Asked, codes: Codes) -> list[AddressPoint]:
    """The same houses in a town that is named and is not the ZIP code's own."""
    there = Q()
    for way in asked.ways:
        if way.town in codes and asked.zip_code not in codes[way.town]:
            there |= Q(zip_code__in=codes[way.town], street=way.key)
    return list(AddressPoint.objects.filter(there)) if there else []


def means(asked: Asked, key: str) -> bool:
    """Can the words mean that street?"""
    ways = [way for way in asked.ways if way.key == key]
    if any(way.is_plain and not is_part_of_a_street(way.state.lower()) for way in ways):
        return True
    home = place_of(asked.zip_code) if ways else None
    return any(_is_true(way, home, _codes_of_towns([way], home)) for way in ways)


def contradicts(asked: Asked, home: Place) -> bool:
    """Is another state named than the ZIP code's? "Washington 20001" is a town."""
    state = typed.state_named(asked.street)
    return state not in ("", home.state) and not _is_home(words_behind(asked), home)


def words_behind(asked: Asked) -> tuple[str, ...]:
    """The words behind the last comma."""
    return tuple(streets.words_of(asked.street.rpartition(",")[2]))


def is_place(asked: Asked, matched: str) -> bool:
    """Does an address that was found lie in the town and state that were typed?"""
    _line, _comma, rest = matched.partition(",")
    place = _folded(streets.words_of(streets.NO_DIGITS.sub(" ", rest)))
    said = [(*way.town, way.state.lower()) for way in asked.ways if way.town and way.state]
    return any(_folded(words) == place for words in said)


def _is_true(way: Reading, home: Place | None, codes: Codes) -> bool:
    """Words that could be a part of the street are a town's only if there
    is such a town; "NE" is Nebraska only there."""
    is_elsewhere = way.state != home.state if home else way.state.lower() in streets.DIRECTIONS
    if is_elsewhere and is_part_of_a_street(way.state.lower()):
        return False
    if way.is_plain or home is None:
        return way.is_plain
    return (_is_home(way.town, home) or way.town in codes) if way.town else way.state == home.state


def _is_home(town: tuple[str, ...], home: Place | None) -> bool:
    if home is None:
        return False
    name = streets.words_of(home.town)
    return _folded(town) in (_folded(name), _folded([*name, home.state.lower()]))


def _folded(words: Iterable[str]) -> str:
    """ "Saint Albans" and "St. Albans" are one town."""
    return " ".join(streets.SHORT.get(word, word) for word in words)


def _codes_of_towns(ways: Iterable[Reading], home: Place | None) -> Codes:
    """The ZIP codes of each town that is named and is not the ZIP code's own,
    for those that we know; in one statement."""
    by_name: dict[tuple[str, str], tuple[str, ...]] = {}
    for way in ways:
        town, state = _town_and_state(way, home)
        if town and state and not _is_home(way.town, home):
            by_name |= {(name, state): way.town for name in typed.spellings(town)}
    rows = ZipCode.objects.filter(town__in={name for name, _state in by_name}) if by_name else ZipCode.objects.none()
    codes: Codes = {}
    for name, state, code in rows.values_list("town", "state", "code"):
        if (named := by_name.get((name, state))) is not None:
            codes.setdefault(named, []).append(code)
    return codes


def _town_and_state(way: Reading, home: Place | None) -> tuple[tuple[str, ...], str]:
    """The state may be the last of the town's words, two letters that no post office knows, or the ZIP code's."""
    if way.state or not way.town:
        return way.town, way.state
    if len(way.town) > 1 and len(way.town[-1]) == 2:
        return way.town[:-1], way.town[-1].upper()
    return way.town, home.state if home else ""


def towns_named(text: str, *, most: int = OFFERED_AT_MOST) -> list[Place]:
    """Towns of this name, each with its first ZIP code: "Rivertown", "Rivertown, MR"."""
    found: dict[tuple[str, str], Place] = {}
    for town, state in typed.places(text):
        in_state = Q(state=state) if state else Q()
        rows = ZipCode.objects.filter(in_state, town__in=typed.spellings(town), is_active=True).order_by(
            "state", "code"
        )
        for row in rows.values_list("code", "town", "state")[:ROWS_LOOKED_AT] if town else ():
            found.setdefault((row[1], row[2]), Place(*row))
    return list(found.values())[:most]


def near_by_name(asked: Asked, *, most: int = OFFERED_AT_MOST) -> list[str]:
    """Addresses on file, as one types them, that somebody may have meant who typed one that is not there: the same
    number in a street that differs in direction or type, then the nearest numbers of the same street."""
    if not asked.ways:
        return []
    number = asked.ways[0].key.partition(" ")[0]
    typed_streets = {way.key.partition(" ")[2] for way in asked.ways}
    rows = _of_those_names(asked.ways, asked.zip_code)
    rows = rows if asked.zip_code else rows.filter(street__startswith=f"{number} ")
    ranked: list[tuple[bool, bool, int, str, str]] = []
    for key, code in rows.values_list("street", "zip_code")[:ROWS_LOOKED_AT]:
        its_number, _space, street = key.partition(" ")
        if number == its_number or street in typed_streets:
            ranked.append((number != its_number, street not in typed_streets, _apart(its_number, number), key, code))
    best = [(streets.as_written(key), code) for *_rank, key, code in sorted(ranked)[:most]]
    places = places_of({code for _line, code in best})
    return [_with_place(line, code, places.get(code)) for line, code in best]


def streets_named(asked: Asked, *, most: int = OFFERED_AT_MOST) -> list[Street]:
    """Streets on file of the name that was typed without a number; "Ferry" is also "Ferry Street"."""
    ways = typed.readings(f"1 {asked.street}")
    keys = {way.key.partition(" ")[2] for way in ways}
    numbers: dict[tuple[str, str], list[str]] = {}
    for key, code in _of_those_names(ways, asked.zip_code).values_list("street", "zip_code")[:ROWS_LOOKED_AT]:
        number, _space, street = key.partition(" ")
        numbers.setdefault((street, code), []).append(number)
    exact = {pair: some for pair, some in numbers.items() if pair[0] in keys} or numbers
    places = places_of({code for _street, code in exact})
    return [_street(street, code, places.get(code), some) for (street, code), some in sorted(exact.items())[:most]]


def _of_those_names(ways: Iterable[Reading], code: str) -> QuerySet[AddressPoint]:
    rows = AddressPoint.objects.filter(name__in={streets.name_of(way.key) for way in ways})
    return rows.filter(zip_code=code) if code else rows


def _street(name: str, code: str, place: Place | None, numbers: list[str]) -> Street:
    in_order = sorted(numbers, key=lambda number: (_apart(number, "0"), number))
    written = streets.as_written(f"1 {name}").partition(" ")[2]
    town, state = (place.town, place.state) if place else ("", "")
    return Street(written, code, town, state, in_order[0].upper(), in_order[-1].upper())


def _apart(one: str, other: str) -> int:
    return abs(_leading(one) - _leading(other))


def _leading(number: str) -> int:
    digits = streets.LEADING_DIGITS.match(number)
    return int(digits[0]) if digits else 0


def _with_place(line: str, code: str, place: Place | None) -> str:
    return f"{line}, {place.town}, {place.state} {code}" if place else f"{line}, {code}"
