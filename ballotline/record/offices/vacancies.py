"""Seats whose holder is on no list.

A seat exists by its district and the size of its chamber, not by who sits in it.
"""

from collections.abc import Iterable

from ballotline.record.offices import rules
from ballotline.record.offices.chambers import house_districts
from ballotline.record.offices.keeping import Kept
from ballotline.record.offices.models import Jurisdiction, Office, Seat
from ballotline.record.places.lines import Lines, on_day
from ballotline.record.places.rules import whole_state

CHAMBERS = ("sldl", "sldu", "cd")
LISTED_AT_LEAST = 0.9  # of a chamber: a list that fits the map badly says nothing about vacancies


def open_vacant_offices(kept: Kept) -> int:
    """An office with an empty seat for each district of a chamber that the whole list has nobody for. How many."""
    lines = on_day(kept.as_of)
    chambers = Office.objects.filter(
        jurisdiction__in=kept.jurisdictions.values(), kind__in=CHAMBERS, source=kept.source
    )
    rows = chambers.order_by().values_list("jurisdiction", "role", "title", "kind", "division")
    listed: dict[tuple[int, str, str, str], set[str]] = {}
    for jurisdiction, role, title, kind, division in rows:
        listed.setdefault((jurisdiction, role, title, kind), set()).add(division)
    return sum(_open(*chamber, _missing(*chamber, theirs, lines), kept) for chamber, theirs in listed.items())


def _missing(jurisdiction: int, role: str, _title: str, kind: str, listed: set[str], lines: Lines) -> set[str]:
    if role == "rep":
        return _missing_in_the_house(set(house_districts(lines.on)), listed)
    within = Jurisdiction.objects.get(pk=jurisdiction).division
    districts = {one.ocd_id for one in lines.in_force if one.kind == kind and one.ocd_id.startswith(f"{within}/")}
    return districts - listed if _is_listed(districts, listed) else set()


def _missing_in_the_house(districts: set[str], listed: set[str]) -> set[str]:
    """Of a list that leaves whole states out, what it leaves out of the others."""
    missing = districts - listed
    if _is_listed(districts, listed):
        return missing
    by_state: dict[str, set[str]] = {}
    for one in districts:
        by_state.setdefault(whole_state(one), set()).add(one)
    return {one for one in missing if _is_listed(by_state[whole_state(one)], listed)}


def _is_listed(districts: set[str], listed: set[str]) -> bool:
    return len(listed & districts) >= len(districts) * LISTED_AT_LEAST


def _open(jurisdiction: int, role: str, title: str, kind: str, divisions: Iterable[str], kept: Kept) -> int:
    made = 0
    for division in sorted(divisions):
        office = Office.objects.create(
            jurisdiction_id=jurisdiction,
            role=role,
            title=title,
            division=division,
            kind=kind,
            level=rules.level_of(kind, role),
            source=kept.source,
            as_of=kept.as_of,
        )
        kept.trace.made([office, Seat.objects.create(office=office)])
        made += 1
    return made
