"""What every verb of a case leaves behind: a line of its thread and one of the log, and what it held before, for the
way back."""

from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.organizing.intake.models import Case, Entry

HELD = ("state", "owner_id", "kind_id", "chapter")
MOMENTS = ("due_at", "done_at")
NOT_RAISED: dict[str, Any] = {"raised_to": "", "raised_at": None}


def write(case: Case, kind: str, *, by: Actor, at: datetime, verb: str, **fields: Any) -> Entry:
    entry = Entry.objects.create(case=case, kind=kind, by_kind=by.kind, by_id=by.id, at=at, **fields)
    audit.record(verb, on=case.ref, by=by, at=at)
    return entry


def write_owner(case: Case, *, by: Actor, at: datetime) -> Entry:
    """That it is somebody else's now, or nobody's, by no deed of an organizer."""
    said = str(case.owner.public_id) if case.owner else ""
    return write(case, Entry.Kind.GIVEN, by=by, at=at, verb="case given", said=said)


def as_it_is(case: Case) -> dict[str, Any]:
    moments = {name: moment.isoformat() if (moment := getattr(case, name)) else None for name in MOMENTS}
    return {name: getattr(case, name) for name in HELD} | moments


def as_it_was(entry: Entry) -> dict[str, Any]:
    """What `as_it_is` kept, as columns take it."""
    before = dict(entry.before or {})
    return before | {name: parse_datetime(before[name]) if before[name] else None for name in MOMENTS}


def put(case: Case, **columns: Any) -> None:
    """These columns and no others, so that two verbs at the same moment do not undo each other."""
    Case.objects.filter(pk=case.pk).update(**columns)
    for name, value in columns.items():
        setattr(case, name, value)
