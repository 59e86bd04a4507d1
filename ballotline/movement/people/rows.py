"""Every room says here how its rows of a person are exported, erased and merged; a relation that says less fails the
check.

A room declares in its module `person_rows`, which is found by its name:
`declare(Rows("petition.Signature.person", title="signatures", export=…, erase=…, merge=…))`. For `merge` there are
`moves` (nothing can collide), `folds` (a unique key lets each in once) and `stays`; what else a kind needs it writes
itself, through the trace, so that it can be undone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.db.models import Model

from ballotline.movement.people.models import Person
from ballotline.movement.people.tracing import Trace

Copied = Sequence[Mapping[str, Any]]
Merging = Callable[[Person, Person, Trace], None]
Apart = Callable[[Person, Person, datetime], None]


def nothing_since(kept: Person, other: Person, since: datetime) -> None:
    """What has come since stays with the one to whom it came."""


class CannotMerge(Exception):
    """These two can't become one; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Rows:
    """`relation` is "app.Model.field"; `export` gives plain rows for the copy that a person takes.

    `merge(kept, other, trace)` says what becomes of the rows of both once they are one human; `apart(kept, other,
    since)`, after they were made two again, what has come since that is the other's.
    """

    relation: str
    title: str
    export: Callable[[Person], Copied]
    erase: Callable[[Person, datetime], None]
    merge: Merging | None = None
    apart: Apart = nothing_since


ROWS: list[Rows] = []


def declare(rows: Rows) -> None:
    if rows.relation not in {known.relation for known in ROWS}:
        ROWS.append(rows)


def moves(model: type[Model], field: str = "person") -> Merging:
    """All rows of the other become the kept one's."""

    def merge(kept: Person, other: Person, trace: Trace) -> None:
        trace.move(model._default_manager.filter(**{field: other}), field, to=kept)

    return merge


def folds(model: type[Model], *unique: str, earlier: Sequence[str] = ("at",)) -> Merging:
    """The kept one has each (by the columns `unique`) once. Of two the earlier stands, with the columns `earlier`
    names."""

    def merge(kept: Person, other: Person, trace: Trace) -> None:
        theirs = {_key(row, unique): row for row in model._default_manager.filter(person=kept)}
        for row in model._default_manager.filter(person=other):
            if same := theirs.get(_key(row, unique)):
                if getattr(row, earlier[0]) < getattr(same, earlier[0]):
                    trace.change(same, **{name: getattr(row, name) for name in earlier})
                trace.remove(row)
        moves(model)(kept, other, trace)

    return merge


def _key(row: Model, columns: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in columns)


def stays(kept: Person, other: Person, trace: Trace) -> None:
    """Nothing follows: it is about the other one's row itself, or follows with another relation."""


def relations_to_people() -> list[str]:
    """Every "app.Model.field" in the house that points to a person."""
    found = []
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.concrete and field.is_relation and field.related_model is Person:
                found.append(f"{model._meta.label}.{field.name}")
    return sorted(found)


@register()
def every_relation_is_declared(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    declared = {rows.relation: rows for rows in ROWS}
    problems = []
    for relation in relations_to_people():
        if relation not in declared:
            problems.append(_missing(f"{relation} points to a person, but no room says how it is exported and erased"))
        elif declared[relation].merge is None:
            problems.append(_missing(f"{relation} points to a person, but its room doesn't say how it is merged"))
    return problems


def _missing(words: str) -> Error:
    return Error(words, id="people.E001", hint="Call people.rows.declare(…) in the room's module person_rows.")
