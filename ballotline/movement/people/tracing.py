"""What one merge did to rows, step by step, and how it is undone: each row by its model and key, each value as it was.

A trace is a list of plain steps that JSON can hold. Undoing goes through it backwards and puts back what still stands
as the merge left it: what somebody has changed since is theirs.
"""

from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Model, QuerySet

Step = dict[str, Any]


class Trace:
    """`steps` is what was done so far, in order."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def move(self, rows: QuerySet[Any], field: str, *, to: Model) -> None:
        """Each of the rows points with `field` to another row from now on; all of them to the same one before."""
        pks = list(rows.order_by("pk").values_list("pk", flat=True))
        if not pks:
            return
        before = rows.values_list(field, flat=True)[0]
        self._note("moved", rows.model, field=field, pks=pks, was=before, now=to.pk)
        _rows(rows.model).filter(pk__in=pks).update(**{field: to.pk})

    def change(self, row: Model, **values: Any) -> None:
        was = {name: plain(getattr(row, name)) for name in values}
        now = {name: plain(value) for name, value in values.items()}
        self._note("changed", type(row), pk=row.pk, was=was, now=now)
        _rows(type(row)).filter(pk=row.pk).update(**values)

    def remove(self, row: Model) -> None:
        """It is kept in the trace, whole."""
        columns = {field.attname: plain(getattr(row, field.attname)) for field in row._meta.concrete_fields}
        self._note("removed", type(row), was=columns)
        _rows(type(row)).filter(pk=row.pk).delete()

    def add(self, row: Model) -> None:
        row.save(force_insert=True)
        self._note("added", type(row), pk=row.pk)

    def _note(self, done: str, model: type[Model], **what: Any) -> None:
        self.steps.append({"done": done, "model": model._meta.label, **what})


def undo(steps: list[Step]) -> None:
    for step in reversed(steps):
        model = apps.get_model(step["model"])
        try:
            with transaction.atomic():
                UNDOING[step["done"]](model, step)
        except IntegrityError:  # something that happened since stands in its place
            continue


def _move_back(model: type[Model], step: Step) -> None:
    rows = _rows(model).filter(pk__in=step["pks"], **{step["field"]: step["now"]})
    rows.update(**{step["field"]: step["was"]})


def _change_back(model: type[Model], step: Step) -> None:
    row = _rows(model).filter(pk=step["pk"]).first()
    if row and all(plain(getattr(row, name)) == value for name, value in step["now"].items()):
        _rows(model).filter(pk=row.pk).update(**{name: _read(model, name, v) for name, v in step["was"].items()})


def _put_back(model: type[Model], step: Step) -> None:
    if all(_is_there(field, step["was"][field.attname]) for field in model._meta.concrete_fields):
        values = {field.attname: field.to_python(step["was"][field.attname]) for field in model._meta.concrete_fields}
        model(**values).save(force_insert=True)


def _is_there(field: models.Field[Any, Any], value: Any) -> bool:
    """What a row points to may have gone since; databases say so only at the end of a transaction."""
    if not isinstance(field, models.ForeignKey) or value is None:
        return True
    return _rows(cast(type[Model], field.related_model)).filter(pk=value).exists()


def _take_away(model: type[Model], step: Step) -> None:
    _rows(model).filter(pk=step["pk"]).delete()


UNDOING = {"moved": _move_back, "changed": _change_back, "removed": _put_back, "added": _take_away}


def plain(value: Any) -> Any:
    """To the microsecond, as undoing must give exactly what was there."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _read(model: type[Model], name: str, value: Any) -> Any:
    return next(field for field in model._meta.concrete_fields if name in (field.name, field.attname)).to_python(value)


def _rows(model: type[Model]) -> QuerySet[Any]:
    return model._default_manager.all()
