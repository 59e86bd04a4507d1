"""Where people live, as far as what they gave says it: the divisions around each home, each sure or "may be".

Looked up by the worker, a batch at a time: what nobody has looked up yet, and what was looked up with other maps or
before the day on which lines changed. Nothing is asked of anybody else for it: a ZIP code and the maps on file are all
there is.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from ballotline.foundation.jobs import services as jobs
from ballotline.movement.people.models import Home, HomeDivision, Person
from ballotline.record.places.lines import mark
from ballotline.record.places.locating import locate
from ballotline.record.places.rules import spoken

BATCH = 200  # homes a transaction: some 2,500 rows, written in a tenth of a second
EVERYBODY_S = "country"


def look_up_homes(*, at: datetime, on: date) -> int:
    """Looks up what is new or out of date, and forgets the homes of which nobody is left. How many were looked up."""
    current, looked_up = mark(on), 0
    while keys := _new_ones() or _outdated(current):
        _keep({key: list(_around(key, on, at)) for key in keys}, current, at)
        looked_up += len(keys)
        jobs.still_working()
    _forget_empty_ones()
    return looked_up


def _new_ones() -> list[str]:
    known = Home.objects.filter(key=OuterRef("home_key"))
    homeless = Person.objects.exclude(home_key="").filter(~Exists(known))
    return list(homeless.order_by().values_list("home_key", flat=True).distinct()[:BATCH])


def _outdated(current: str) -> list[str]:
    return list(Home.objects.exclude(mark=current).order_by("key").values_list("key", flat=True)[:BATCH])


def _around(key: str, on: date, at: datetime) -> Iterator[HomeDivision]:
    """Without what is around everybody."""
    placement = locate(key, on=on)
    for one in (*placement.found, *placement.split):
        if one.kind != EVERYBODY_S:
            name = one.name or spoken(one.ocd_id)
            yield HomeDivision(home_key=key, ocd_id=one.ocd_id, kind=one.kind, name=name, is_sure=one.sure, since=at)


@transaction.atomic
def _keep(around: dict[str, list[HomeDivision]], current: str, at: datetime) -> None:
    """What is as it was keeps the day since which we know it."""
    before = {(row.home_key, row.ocd_id): row for row in HomeDivision.objects.filter(home_key__in=around)}
    now = {(row.home_key, row.ocd_id): row for rows in around.values() for row in rows}
    other = [pair for pair, row in before.items() if pair not in now or _facts(row) != _facts(now[pair])]
    HomeDivision.objects.filter(pk__in=[before[pair].pk for pair in other]).delete()
    gone = set(other)
    HomeDivision.objects.bulk_create([row for pair, row in now.items() if pair not in before or pair in gone])
    homes = [Home(key=key, mark=current, looked_up_at=at) for key in around]
    Home.objects.bulk_create(
        homes, update_conflicts=True, unique_fields=["key"], update_fields=["mark", "looked_up_at"]
    )


def _facts(row: HomeDivision) -> Sequence[object]:
    return row.kind, row.name, row.is_sure


@transaction.atomic
def _forget_empty_ones() -> None:
    lives_there = Person.objects.filter(home_key=OuterRef("key"))
    left = list(Home.objects.filter(~Exists(lives_there)).values_list("key", flat=True)[:BATCH])
    HomeDivision.objects.filter(home_key__in=left).delete()
    Home.objects.filter(key__in=left).delete()
