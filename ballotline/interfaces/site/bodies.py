"""The seats of one's area as the page lists them: by level, then by body, so that what holds for all of a board, of a
level or of the page is said once.

The levels are those of experience.md, nearest to home first: who is elected by a district of the state stands before
Congress, and Congress before those whom all of the state elects. A body is what one government's seats of one kind
make up: the five of a school board, or a council's ward member with those at large. Which seats there are, and who
holds them, is asked elsewhere (record.offices.queries); nothing here reads a table.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ballotline.record.offices.models import Office, PhoneLine, Sourced
from ballotline.record.offices.queries import Seated, body_title, phone_lines_of

LEVEL_NAMES = {
    "school": gettext_lazy("Schools"),
    "ward": gettext_lazy("Ward or district"),
    "city": gettext_lazy("City or town"),
    "county": gettext_lazy("County"),
    "legislature": gettext_lazy("State legislature"),
    "congress": gettext_lazy("Congress"),
    "statewide": gettext_lazy("Statewide"),
    "national": gettext_lazy("Nation"),
}
DISTRICTS_OF_A_STATE = ("sldl", "sldu")
MEMBER = " Member"


@dataclass(frozen=True, slots=True)
class Row:
    """One seat as the page shows it. `where` names its division; `may_be` says why it may be another one, or ""."""

    seated: Seated
    where: str
    may_be: str = ""
    near: tuple[float, float] | None = None

    @property
    def office(self) -> Office:
        return self.seated.office

    @property
    def source(self) -> Sourced:
        return self.seated.term or self.office

    @property
    def lines(self) -> list[PhoneLine]:
        return phone_lines_of(self.seated.term, self.near) if self.seated.term else []


@dataclass(frozen=True, slots=True)
class Body:
    """Seats that stand together under one heading, in the order of the page. `…_is_said`: by the level above it."""

    rows: tuple[Row, ...]
    source_is_said: bool = False
    doubt_is_said: bool = False
    place_is_said: bool = False

    @property
    def office(self) -> Office:
        return self.rows[0].office

    @property
    def is_of_one_place(self) -> bool:
        return len({row.office.division for row in self.rows}) == 1

    @property
    def name(self) -> str:
        """ "Rivertown Schools board"; an office of its own, or one of which we can't say where: "Mayor, Rivertown"."""
        title = body_title(self.office) if self.whole or not self.is_of_one_place else self.office.called
        if self.is_board:
            return name_of_body(title, self.where)
        return title if self.place_is_said or not self.where else f"{title}, {self.where}"

    @property
    def where(self) -> str:
        first = self.whole or self.rows[0]
        return first.where if self.whole or self.is_of_one_place else ""

    @property
    def whole(self) -> Row | None:
        """Of several seats, one of all of the place."""
        of_all = (row for row in self.rows if row.office.division == row.office.jurisdiction.division)
        return next(of_all, None) if len(self.rows) > 1 else None

    @property
    def is_board(self) -> bool:
        """Has it a name of its own, in which its place stands?"""
        return self.whole is not None and body_title(self.office).endswith(MEMBER)

    @property
    def counted(self) -> str:
        """ "5 seats, 1 vacant"; "" for one seat, and where it is open which of the seats are one's own."""
        n = len(self.rows)
        if n == 1 or (not self.is_of_one_place and any(row.may_be for row in self.rows)):
            return ""
        at_large = sum(row.seated.at_large for row in self.rows)
        vacant = sum(row.seated.term is None for row in self.rows)
        parts = [ngettext("%(n)s seat", "%(n)s seats", n) % {"n": n}]
        if 0 < at_large < n:
            parts = [_("%(n)s seats for this place, %(at_large)s of them at large") % {"n": n, "at_large": at_large}]
        return ", ".join([*parts, *([_("%(n)s vacant") % {"n": vacant}] if vacant else [])])

    @property
    def source(self) -> Sourced | None:
        """Where all of it is from; None where that is said above, or each seat has to say it."""
        return source_of(self.rows) if len(self.rows) > 1 and not self.source_is_said else None

    @property
    def may_be(self) -> str:
        """Why all of it may be another one; "" where that is said above, or each seat has to say it."""
        return "" if self.doubt_is_said else _doubt_of(self.rows)

    @property
    def seats_say_source(self) -> bool:
        return not self.source_is_said and self.source is None

    @property
    def seats_say_doubt(self) -> bool:
        return not self.doubt_is_said and not self.may_be


@dataclass(frozen=True, slots=True)
class Level:
    """The bodies of a city, of a state, …, and what holds for all of them; `key` is the place where a jump lands."""

    key: str
    bodies: tuple[Body, ...]
    place: str = ""
    source: Sourced | None = None
    may_be: str = ""

    @property
    def name(self) -> str | Promise:
        return LEVEL_NAMES[self.key]


def by_level(rows: Iterable[Row], *, source_is_said: bool = False) -> list[Level]:
    """From the nearest level to the farthest; within one, bodies in the order in which their first seat comes.
    `source_is_said`: for all of the page."""
    together: dict[str, list[tuple[Row, ...]]] = {}
    for seats in _together(rows):
        together.setdefault(_level_of(seats[0].office), []).append(seats)
    return [_level(key, together[key], source_is_said) for key in LEVEL_NAMES if key in together]


def _level_of(office: Office) -> str:
    if office.level == "state":
        return "legislature" if office.kind in DISTRICTS_OF_A_STATE else "statewide"
    return "congress" if office.level == "national" and office.kind != "country" else office.level


def _level(key: str, together: list[tuple[Row, ...]], source_is_said: bool) -> Level:
    """The place, the source and the doubt stand at the highest heading for which they hold; a doubt at the level's only
    where that has several bodies."""
    rows = tuple(row for seats in together for row in seats)
    source = None if source_is_said else source_of(rows)
    may_be = _doubt_of(rows) if len(together) > 1 else ""
    place = rows[0].where if len({row.office.division for row in rows}) == 1 else ""
    bodies = [Body(seats, source_is_said or source is not None, bool(may_be), bool(place)) for seats in together]
    place = "" if all(body.is_board for body in bodies) else place
    return Level(key, tuple(bodies), place, source, may_be)


def source_of(rows: Sequence[Row]) -> Sourced | None:
    """The one source of all these seats, as of the same day."""
    said = {(row.source.source, row.source.as_of) for row in rows}
    return rows[0].source if len(said) == 1 else None


def _doubt_of(rows: tuple[Row, ...]) -> str:
    """The one doubt of several seats."""
    return rows[0].may_be if len(rows) > 1 and len({row.may_be for row in rows}) == 1 else ""


def _together(rows: Iterable[Row]) -> Iterator[tuple[Row, ...]]:
    """One role of one government is one body, whether a member stands for a ward or for all of the city."""
    seats: dict[tuple[int, str], list[Row]] = {}
    for row in rows:
        seats.setdefault((row.office.jurisdiction_id, body_title(row.office)), []).append(row)
    return map(tuple, seats.values())


def name_of_body(title: str, place: str) -> str:
    """What a body is called by what its members are: School Board Member
    of Rivertown Schools → "Rivertown Schools board".

    A word that the place's name has already is not said twice. A title without "Member" keeps its own shape.
    """
    if not title.endswith(MEMBER):
        return f"{title}, {place}"
    said = [word.casefold() for word in place.split()]
    words = title.removesuffix(MEMBER).lower().split()
    return " ".join([place, *(word for word in words if not any(one.startswith(word) for one in said))])
