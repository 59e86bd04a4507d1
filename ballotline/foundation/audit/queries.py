"""Reading the log."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from ballotline.foundation.audit.models import Entry

# Nothing in the log is ever changed: what has another name since stands there under both.
ONCE_CALLED = {"call campaign": "campaign"}


def history(kind: str, public_id: object) -> QuerySet[Entry]:
    """What was done to one object, newest first."""
    kinds = {kind, ONCE_CALLED.get(kind, kind)}
    return Entry.objects.filter(object_kind__in=kinds, object_id=str(public_id)).order_by("-at", "-id")


def read_of(key: str) -> str:
    """What stands in the log for the people of one chapter; without a key, for everybody."""
    return key or "everybody"


def readings(of: Iterable[str] | None = None) -> QuerySet[Entry]:
    """Who read or took along data of many people, newest first: of these chapters (keys, "" for the whole
    organization), or of all."""
    before = Q(object_kind="organization", verb="people exported")  # where exports stood before chapters read of them
    people = Q(object_kind="people")
    if of is not None:
        people &= Q(object_id__in=[read_of(key) for key in of])
    return Entry.objects.filter(people | before).order_by("-at", "-id")


def taken_along(*, by: tuple[str, str], since: datetime) -> list[str]:
    """What the log says of each table of people that somebody took along since then ("209 people"): once each, though
    each chapter reads of it."""
    theirs = Entry.objects.filter(actor_kind=by[0], actor_id=by[1], at__gt=since, object_kind="people")
    tables = theirs.filter(verb__endswith=" exported").order_by("at").values_list("at", "verb", "fields").distinct()
    return [fields for _at, _verb, fields in tables]


def done_at(moments: Iterable[tuple[str, object, datetime]]) -> list[Entry]:
    """What was done to these objects at these very moments (kind, public id, moment), in one statement."""
    wanted = {(kind, str(public_id), at) for kind, public_id, at in moments}
    if not wanted:
        return []
    kinds, ids, ats = (set(column) for column in zip(*wanted, strict=True))
    found = Entry.objects.filter(object_kind__in=kinds, object_id__in=ids, at__in=ats).order_by("id")
    return [one for one in found if (one.object_kind, one.object_id, one.at) in wanted]
