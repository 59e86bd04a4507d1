"""Which division a shape on a map is, from what the map says beside it. No Django here.

The Census Bureau's maps name a state by its number and a district by a code; some states' districts go by a name
("Grafton 15"). Maps of a city name nothing but the ward: then whoever brings them in says where they lie.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ballotline.record.places.rules import state_id
from ballotline.record.places.states import POSTAL_BY_FIPS

# The column in which the Census Bureau's files have the district names its Congress: CD118FP
CONGRESS = re.compile(r"CD(\d{2,3})FP")
FIRST_CONGRESS = 1789  # and each sits for two years
NUMBER = re.compile(r"[0-9]+", re.ASCII)
YEAR = re.compile(r"[12][0-9]{3}", re.ASCII)
CHAMBERS = {"SLDLST": "sldl", "SLDUST": "sldu"}
AT_LARGE = frozenset({"00", "98"})  # the one member of a state; a delegate
COUNTY_KINDS = {"LA": ("parish",), "AK": ("borough", "census_area")}
# "State House District Grafton 15", "Addison-1 State House District", "State Legislative Subdistrict 27A"
KINDS_OF_DISTRICTS = (
    r"(?:(?:State|General|House|Senate|Senatorial|Assembly|Legislative|Representative)\s+)*(?:Sub)?district"
)
CALLED_DISTRICT = re.compile(rf"^{KINDS_OF_DISTRICTS}\b|\b{KINDS_OF_DISTRICTS}$", re.IGNORECASE)
FIRST_INDEPENDENT_CITY = 510  # VA, MD, MO and NV number their cities that are in no county from here


class NotADistrict(Exception):
    """Water, or ground that no district holds: left out on purpose."""


class NotKnown(Exception):
    """What the map says is not enough; the sentence says what is missing."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One division on a map.

    `ids` are what it may be called, likeliest first; `point` is (longitude, latitude) inside it.
    """

    kind: str
    ids: tuple[str, ...]
    name: str
    plan: str = ""
    valid_from: date | None = None
    point: tuple[float, float] | None = None


def drawn(facts: Mapping[str, object]) -> Drawn:
    """What the Census Bureau's columns say. Raises NotADistrict or NotKnown."""
    cells = {_without_year(name): str(value) for name, value in facts.items() if value is not None}
    for column, code in cells.items():
        if found := CONGRESS.fullmatch(column):
            return _congress(int(found[1]), code, cells)
        if column in CHAMBERS:
            return _chamber(CHAMBERS[column], code, cells)
    raise NotKnown("Its columns name no district. Say --kind, --within and --code for a map of a city.")


def _without_year(column: str) -> str:
    """STATEFP20 is STATEFP; the number inside CD118FP stays."""
    return re.sub(r"(?<=[A-Z])\d{2}$", "", column)


def _state(cells: Mapping[str, str]) -> str:
    postal = POSTAL_BY_FIPS.get(cells.get("STATEFP", ""))
    if postal is None:
        raise NotKnown(f"Its STATEFP {cells.get('STATEFP', '')!r} is no state.")
    return postal


def _congress(number: int, code: str, cells: Mapping[str, str]) -> Drawn:
    if not NUMBER.fullmatch(code):
        raise NotADistrict(code)
    district = "at-large" if code in AT_LARGE else code.lstrip("0")
    return Drawn(
        kind="cd",
        ids=(f"{state_id(_state(cells))}/cd:{district}",),
        name=cells.get("NAMELSAD", ""),
        plan=congress_of(number),
        valid_from=first_day_of_congress(number),
        point=_inside(cells),
    )


def congress_of(number: int) -> str:
    """The plan's label: "118th Congress", "121st Congress"."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in (11, 12, 13) else "th"
    return f"{number}{ending} Congress"


def first_day_of_congress(number: int) -> date:
    """Two years each since 1789; on 3 January since the 74th (20th Amendment)."""
    return date(FIRST_CONGRESS + 2 * (number - 1), 1, 3)


def _chamber(kind: str, code: str, cells: Mapping[str, str]) -> Drawn:
    if code.strip("Z") == "":
        raise NotADistrict(code)
    postal, name, plain = _state(cells), cells.get("NAMELSAD", ""), code.lstrip("0").lower()
    named = CALLED_DISTRICT.sub("", re.sub(r"\b0+(?=\d)", "", name)).strip()
    ids = [f"{state_id(postal)}/{kind}:{part}" for part in dict.fromkeys([*parts_of(named), plain]) if part]
    if postal == "DC":
        ids = [f"{state_id(postal)}/ward:{plain}"]
    year = cells.get("LSY", "")
    return Drawn(
        kind="ward" if postal == "DC" else kind,
        ids=tuple(ids),
        name=name,
        plan=f"{year} session" if year else "",
        valid_from=date(int(year), 1, 1) if YEAR.fullmatch(year) else None,
        point=_inside(cells),
    )


def county(fips: str, name: str) -> Drawn:
    """A county, parish or borough by its five digits."""
    postal = POSTAL_BY_FIPS.get(fips[:2])
    if postal is None or not NUMBER.fullmatch(fips):
        raise NotKnown(f"{fips!r} is no county: its first two digits name no state.")
    is_city = int(fips[2:] or 0) >= FIRST_INDEPENDENT_CITY and postal in ("VA", "MD", "MO", "NV")
    kinds = ("place",) if is_city else COUNTY_KINDS.get(postal, ("county",))
    ids = tuple(f"{state_id(postal)}/{kind}:{part_of(name)}" for kind in kinds)
    return Drawn(kind="county", ids=ids, name=name)


def state(fips: str, name: str) -> Drawn:
    postal = POSTAL_BY_FIPS.get(fips)
    if postal is None:
        raise NotKnown(f"{fips!r} is no state.")
    return Drawn(kind="state", ids=(state_id(postal),), name=name)


def of_a_place(facts: Mapping[str, object], *, kind: str, within: str, column: str) -> Drawn:
    """A ward or a neighborhood on a city's own map: its code or name stands in `column`."""
    text = str(facts.get(column, "") or "").strip()
    if not part_of(text):
        raise NotKnown(f"It has nothing in its column {column!r}. Columns are {', '.join(map(str, facts))[:80]}.")
    return Drawn(kind=kind, ids=(f"{within}/{kind}:{part_of(text)}",), name=str(facts.get("name") or text))


def parts_of(name: str) -> list[str]:
    """The ways in which an id may write a name: with its commas, "&" as "and", and without either."""
    plain = name.replace(",", "").replace("&", "and")
    return list(dict.fromkeys([part_of(name), part_of(plain), part_of(plain.replace(" and ", " "))]))


def part_of(name: str) -> str:
    """A name as Open Civic Data's ids write it: "Prince George's" is prince_george~s, "Doña Ana" doña_ana."""
    plain = " ".join(name.lower().replace(".", "").split())
    return re.sub(r"[^\w.~-]", "~", plain.replace(" ", "_"))


def _inside(cells: Mapping[str, str]) -> tuple[float, float] | None:
    try:
        longitude, latitude = float(cells["INTPTLON"]), float(cells["INTPTLAT"])
    except (KeyError, ValueError):
        return None
    return (longitude, latitude) if abs(longitude) <= 180 and abs(latitude) <= 90 else None
