"""Which chapter serves a place, or answers there: by its divisions, by what somebody typed, by a person's home."""

from collections.abc import Iterable
from datetime import date

from ballotline.movement.people.models import Person
from ballotline.movement.people.queries import divisions_around
from ballotline.organizing.chapters import rules
from ballotline.organizing.chapters.models import Chapter, TerritoryPart
from ballotline.organizing.chapters.rules import Claim
from ballotline.organizing.chapters.tree import Tree, above
from ballotline.record.offices.queries import located
from ballotline.record.offices.rules import nearness
from ballotline.record.places.found import Found, Placement
from ballotline.record.places.queries import around_the_one_called
from ballotline.record.places.rules import spoken
from ballotline.record.places.streets import words_of
from ballotline.record.places.typed import spellings


def serving(divisions: Iterable[tuple[str, str]]) -> Chapter | None:
    """Which chapter at work serves somebody who surely lives in all of these divisions (id, kind); None if the
    organization itself does."""
    around = {ocd_id: nearness(kind) for ocd_id, kind in divisions}
    parts = TerritoryPart.objects.filter(ocd_id__in=list(around), chapter__state__in=rules.AT_WORK)
    claimed = list(parts.values_list("ocd_id", "chapter__public_id", "chapter_id"))
    if not claimed:
        return None
    tree = Tree.on_file()
    best = rules.serving(Claim(str(key), around[ocd_id], tree.depth(str(key)), pk) for ocd_id, key, pk in claimed)
    return Chapter.objects.get(public_id=best)


def likely(placement: Placement) -> list[tuple[str, str]]:
    """(id, kind) of where somebody surely lives, and where only the ZIP code is known, of the town around its middle,
    if its mail is sent to a town of that name. Enough to say who reads a letter; whoever is wrong passes it on. Where
    what was typed contradicts itself, not even the country is sure, and nothing is likely."""
    is_in_doubt = not any(one.sure and one.kind == "country" for one in placement.found)
    return [
        (one.ocd_id, one.kind)
        for one in placement.found
        if one.sure or ((one.why, one.kind, is_in_doubt) == ("zip", "place", False) and _is_called(one, placement.town))
    ]


def _is_called(found: Found, town: str) -> bool:
    """ "Saint Paul" as a table of ZIP codes writes it is the St Paul of the list of divisions."""
    return bool(spellings(tuple(words_of(spoken(found.ocd_id)))) & spellings(tuple(words_of(town))))


def serving_place(where: str, on: date) -> Chapter | None:
    """Which chapter answers for the place that somebody typed: an address, a point or a ZIP code; else the name of a
    place, if one only is called so."""
    return serving_found(located(where, on=on), where)


def serving_found(placement: Placement, where: str) -> Chapter | None:
    """The same, of what was looked up already."""
    return serving(likely(placement) or around_the_one_called(where))


def serving_home_of(person: Person) -> Chapter | None:
    return serving(_sure_home_of(person))


def _sure_home_of(person: Person) -> list[tuple[str, str]]:
    return [(one.ocd_id, one.kind) for one in divisions_around(person) if one.is_sure]


def answering_at_home_of(person: Person, on: date) -> Chapter | None:
    """Which chapter answers somebody who does not say where they live."""
    around = likely(located(person.zip_code, on=on)) if person.zip_code else []
    return serving({*around, *_sure_home_of(person)})


def served_elsewhere(person: Person, belongs_to: Iterable[Chapter], on: date) -> Chapter | None:
    """The chapter that is near their home, unless they belong to it or to one below it."""
    serves, theirs = answering_at_home_of(person, on), frozenset(one.key for one in belongs_to)
    return None if serves is None or serves.key in theirs | above(theirs) else serves
