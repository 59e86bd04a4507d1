"""Districts of an earlier plan for which nobody would answer any more: on each ground the newest plan that holds is
asked (pack.py, lines.py), so a newer one with some of the districts only would silence the others.

A district's number doesn't say it: lines drawn anew have other numbers, and other names. Where the newer map lacks any
of them, each earlier district is looked at: does it lie on the newer map? A list of parts has no ground, so there the
ids are all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import shapely

from ballotline.record.places import rules
from ballotline.record.places.models import Boundary, Part, Plan

NOT_THERE = 0.1  # of a district's ground: less is a line drawn otherwise, or the water before a coast


@dataclass(frozen=True, slots=True)
class Followed:
    """A plan, the next newer one, and the place around the districts that both give."""

    older: int
    newer: int
    place: str


Gaps = dict[Followed, set[str]]  # ids of the older plan that the newer one doesn't give


@dataclass(frozen=True, slots=True)
class Before:
    """How it was before an import, so that only what the import does is named."""

    maps: Gaps
    lists: Gaps

    def named_now(self) -> Iterator[str]:
        """What nobody answers for since, by name."""
        plans = Plan.objects.in_bulk()
        for pair in _grown(self.maps, _gaps_of_maps()):
            yield from (f"{name} ({plans[pair.older].label})" for name in _off_the_map(pair))
        for pair, ids in _grown(self.lists, _gaps_of_lists()).items():
            yield from (f"{ocd_id} ({plans[pair.older].label})" for ocd_id in sorted(ids))


def before() -> Before:
    return Before(_gaps_of_maps(), _gaps_of_lists())


def _grown(before: Mapping[Followed, set[str]], now: Gaps) -> Gaps:
    new = {pair: ids - before.get(pair, set()) for pair, ids in now.items()}
    return {pair: ids for pair, ids in new.items() if ids}


def _gaps_of_maps() -> Gaps:
    return _gaps(Boundary.objects.values_list("plan_id", "ocd_id"), rules.parent_of)


def _gaps_of_lists() -> Gaps:
    return _gaps(Part.objects.values_list("plan_id", "ocd_id"), rules.whole_state)


def _gaps(rows: Iterable[tuple[int, str]], place_of: Callable[[str], str]) -> Gaps:
    found: Gaps = {}
    plans, grounds = Plan.objects.in_bulk(), dict[tuple[str, str], dict[int, set[str]]]()
    for plan, ocd_id in rows:
        grounds.setdefault((plans[plan].kind, place_of(ocd_id)), {}).setdefault(plan, set()).add(ocd_id)
    for (_kind, place), ids in grounds.items():
        for older, newer in pairwise(sorted(ids, key=lambda plan: _age(plans[plan]))):
            if missing := ids[older] - ids[newer]:
                found[Followed(older, newer, place)] = missing
    return found


def _age(plan: Plan) -> tuple[str, str]:
    """As pack.py asks for the newest one."""
    return plan.valid_from.isoformat() if plan.valid_from else "", plan.label


def _off_the_map(pair: Followed) -> Iterator[str]:
    """Names of the older districts that lie on the newer map not at all, or in part only."""
    newer = [shapely.from_wkb(bytes(one.wkb)) for one in _there(pair.newer, pair.place)]
    tree = shapely.STRtree(newer)
    for one in _there(pair.older, pair.place):
        ground = shapely.from_wkb(bytes(one.wkb))
        on_it = shapely.union_all([newer[number] for number in tree.query(ground, predicate="intersects")])
        if shapely.difference(ground, on_it).area > NOT_THERE * ground.area:
            yield one.name or one.ocd_id


def _there(plan: int, place: str) -> Iterator[Boundary]:
    rows = Boundary.objects.filter(plan_id=plan, ocd_id__startswith=f"{place}/").order_by("ocd_id")
    return (one for one in rows.iterator(50) if rules.parent_of(one.ocd_id) == place)
