"""What was done, as the desk tells it: the deed, who did it, and when. Every page that shows what somebody did asks
here, so that none says what and forgets who.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.utils.text import capfirst

from ballotline.foundation.access.doors import DeskRequest
from ballotline.foundation.access.who import in_words
from ballotline.foundation.audit.models import Entry
from ballotline.foundation.audit.queries import done_at, history

R = TypeVar("R")
Ref = tuple[str, object]


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the log, in words: "Petition edited: title", "Lena Ortiz"."""

    verb: str
    words: str
    who: str
    at: datetime


def what_was_done(request: DeskRequest, entries: Sequence[Entry]) -> list[Deed]:
    """In their order."""
    who = in_words([entry.actor for entry in entries], reader=request.actor, scope=request.scope)
    return [Deed(entry.verb, _told(entry), who[entry.actor], entry.at) for entry in entries]


def _told(entry: Entry) -> str:
    deed = capfirst(entry.verb)
    return f"{deed}: {entry.fields}" if entry.fields else deed


def last(request: DeskRequest, verb: str, *, on: Ref) -> Deed | None:
    """The newest deed of this name."""
    found = what_was_done(request, list(history(*on).filter(verb=verb)[:1]))
    return found[0] if found else None


def who_did(request: DeskRequest, done: Sequence[tuple[Ref, datetime | None]]) -> list[str]:
    """Who it was that did something to an object at a moment that its row has kept: the log has the same moment.

    One for each, "" where the log has no line of it.
    """
    entries = done_at((*ref, at) for ref, at in done if at)
    who = in_words([entry.actor for entry in entries], reader=request.actor, scope=request.scope)
    found = {(entry.object_kind, entry.object_id, entry.at): who[entry.actor] for entry in entries}
    return [found.get((kind, str(public_id), at), "") if at else "" for (kind, public_id), at in done]


def with_who(request: DeskRequest, rows: Iterable[R], *, on: Ref, moment: str) -> list[tuple[R, str]]:
    """Each row with who made it what it is at `moment`, one of its fields: all of them rows of one object."""
    rows = list(rows)
    return list(zip(rows, who_did(request, [(on, getattr(row, moment)) for row in rows]), strict=True))
