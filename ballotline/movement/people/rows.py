"""Every room says here how its rows of a person are exported and erased; a relation nobody declared fails the check.

A room declares in its module `person_rows`, which is found by its name:
`rows.declare(Rows("petition.Signature.person", title="signatures", export=…, erase=…))`. Merging joins this registry with the issue that merges people.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register

from ballotline.movement.people.models import Person

Copied = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Rows:
    """`relation` is "app.Model.field"; `export` gives plain rows for the copy that a person takes."""

    relation: str
    title: str
    export: Callable[[Person], Copied]
    erase: Callable[[Person, datetime], None]


ROWS: list[Rows] = []


def declare(rows: Rows) -> None:
    if rows.relation not in {known.relation for known in ROWS}:
        ROWS.append(rows)


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
    declared = {rows.relation for rows in ROWS}
    return [
        Error(
            f"{relation} points to a person, but no room says how it is exported and erased",
            id="people.E001",
            hint="Call people.rows.declare(…) in the room's module person_rows.",
        )
        for relation in relations_to_people()
        if relation not in declared
    ]
