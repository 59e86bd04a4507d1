"""The verbs of the log: write a line. There is none to change or remove one."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from ballotline.foundation.audit.models import Entry
from ballotline.foundation.audit.queries import read_of

LOOKS_AGAIN = timedelta(hours=1)  # whoever turns the pages of a list has looked once


class Acting(Protocol):
    """Whoever acts; `access.Actor` fits, and this room need not know it."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> str: ...


def record(verb: str, *, on: tuple[str, object], by: Acting, at: datetime, fields: Iterable[str] = ()) -> None:
    """`on` is (kind, public id), as in `("petition", petition.public_id)`."""
    kind, public_id = on
    Entry.objects.create(
        at=at,
        verb=verb,
        object_kind=kind,
        object_id=str(public_id),
        actor_kind=by.kind,
        actor_id=by.id,
        fields=", ".join(fields)[:400],
    )


def record_read(
    verb: str, *, of: Iterable[str], by: Acting, at: datetime, fields: Iterable[str] = (), each_time: bool = True
) -> None:
    """That somebody read or took along data of many people. `of` says whose: keys of chapters, "" for the whole
    organization; their officers can read it. If not `each_time`, once an hour."""
    fields = list(fields)
    for key in of:
        on = ("people", read_of(key))
        if each_time or not _did_lately(verb, on, by, at):
            record(verb, on=on, by=by, at=at, fields=fields)


def _did_lately(verb: str, on: tuple[str, str], by: Acting, at: datetime) -> bool:
    theirs = Entry.objects.filter(actor_kind=by.kind, actor_id=by.id, at__gt=at - LOOKS_AGAIN)
    return theirs.filter(verb=verb, object_kind=on[0], object_id=on[1]).exists()
