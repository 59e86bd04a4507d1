"""What a lookup answers: divisions, each sure or "may be".

How it is found out is in locating.py. No table is read here.
"""

from dataclasses import dataclass
from datetime import date

from ballotline.record.places.geocoding import Point
from ballotline.record.places.typed import Asked


@dataclass(frozen=True, slots=True)
class Found:
    """A division. `why` it may be another: "line" (we think it is this one), "across" (or this one, over the line),
    "near", "zip" (only the code is known), "redrawn", "split"; for all of a lookup "zero_lost", "box", "state", "town",
    "matched" and "place", as words.py explains them; "" if sure."""

    ocd_id: str
    kind: str
    name: str = ""
    plan: str = ""
    why: str = ""

    @property
    def sure(self) -> bool:
        return not self.why


@dataclass(frozen=True, slots=True)
class Placement:
    """`hint` says what would help, a key of words.HINTS; "" if nothing is missing. `split` are the districts that the
    ZIP code lies in. `suggestions` are texts that can be typed instead: addresses near by name, streets or towns of
    that name."""

    asked: Asked
    point: Point | None = None
    town: str = ""
    state: str = ""
    found: tuple[Found, ...] = ()
    split: tuple[Found, ...] = ()
    hint: str = ""
    suggestions: tuple[str, ...] = ()

    @property
    def plans(self) -> list[str]:
        return sorted({one.plan for one in self.found if one.plan})


@dataclass(frozen=True, slots=True)
class Coming:
    """From `day` on other lines hold: `found` are the districts of then that are not those of the day before. Several
    of one kind that are not sure: one of these."""

    day: date
    found: tuple[Found, ...]
