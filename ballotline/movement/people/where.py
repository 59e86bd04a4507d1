"""Where the people of a list live, as a page is asked it in its address: `lives_in` is words or an id, `may_be` says
whether those are meant too who only may live there. The list may be of people, or of whatever has a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet

from ballotline.movement.people import queries
from ballotline.movement.people.models import HomeDivision, Person

WORDS_AT_MOST = 200  # an id is no longer
NAMED_AT_MOST = 12  # of divisions that words fit, so many are offered to choose from


M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Where:
    """One question about a place. `divisions` are those that the words fit; none if nobody lives in such a place."""

    words: str = ""
    may_be: bool = False
    divisions: tuple[HomeDivision, ...] = ()

    @property
    def ids(self) -> list[str]:
        return [one.ocd_id for one in self.divisions]

    @property
    def called(self) -> str:
        """What to write into the field: the name of the one division, else the words."""
        return self.divisions[0].name if len(self.divisions) == 1 else self.words

    def of(self, rows: QuerySet[M], *, home: str = "home_key") -> QuerySet[M]:
        """Those who live there. `home` is the way from a row to the key of a home: "person__home_key"."""
        return rows.filter(**self._in(home, surely=not self.may_be)) if self.words else rows

    def only_may_be(self, rows: QuerySet[M], *, home: str = "home_key") -> QuerySet[M]:
        """Those of whom it is not sure."""
        return rows.filter(**self._in(home, surely=False)).exclude(**self._in(home, surely=True))

    def _in(self, home: str, *, surely: bool) -> dict[str, Any]:
        return {f"{home}__in": queries.homes_in(self.ids, surely=surely)}

    def choice(self) -> tuple[HomeDivision, ...]:
        """The divisions that the words fit, where there are several."""
        return self.divisions[:NAMED_AT_MOST] if len(self.divisions) > 1 else ()


def asked_where(wanted: Mapping[str, str], *, of: QuerySet[Person] | None = None) -> Where:
    """`of` are the people whose places may be named; without, everybody's."""
    words = " ".join(wanted.get("lives_in", "").split())[:WORDS_AT_MOST]
    if not words:
        return Where()
    return Where(words, wanted.get("may_be") == "1", tuple(queries.divisions_named(words, of=of)))


def question_of(division: HomeDivision, *, may_be: bool) -> str:
    """The end of the list's address that asks for this division alone."""
    return "?" + urlencode({"lives_in": division.ocd_id} | ({"may_be": "1"} if may_be else {}))
