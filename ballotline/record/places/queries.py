"""Looking up what somebody typed: the town and state of a ZIP code."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from ballotline.record.places.models import Division, ZipCode
from ballotline.record.places.rules import five_digits


@dataclass(frozen=True, slots=True)
class Place:
    """Where mail for this code goes: 00010, Rivertown, MR."""

    code: str
    town: str
    state: str


def divisions_named(words: str, *, most: int) -> list[tuple[str, str]]:
    """(id, name) of divisions whose name or id holds all the words: "rivertown ward 5"; at most so many."""
    found = Division.objects.order_by("ocd_id")
    for word in words.split()[:8]:
        found = found.filter(Q(name__icontains=word) | Q(ocd_id__icontains=word))
    return list(found.values_list("ocd_id", "name")[:most]) if words.split() else []


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
