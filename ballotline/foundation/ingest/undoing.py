"""Takes an import back, for 30 days: what it changed is as before, what it made goes, what it took away is there again.

Whoever changed a row since, by hand, meant it: such a row stays and is counted, and so does what something else needs
by now. Where a later import changed the same rows, that one is to be taken back first.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db import IntegrityError, transaction
from django.db.models import ForeignObjectRel, Model, prefetch_related_objects
from django.utils.translation import gettext as _

from ballotline.foundation.ingest.models import Change, Import
from ballotline.foundation.ingest.traces import ROWS_AT_ONCE, beside, marks_of

# As long as every other Undo of the desk. 79,209 divisions take 2.8 MB so long (decision 0016)
KEPT = timedelta(days=30)
# Of the rows that stay because somebody changed them since: more names than that nobody reads in one sentence
NAMED = 20
Keys = dict[str, dict[Any, str | None]]  # of each table, its rows' keys with their mark when the import had ended


class CantUndo(Exception):
    """Why an import can't be taken back, in one sentence."""


@dataclass(slots=True)
class Undone:
    """How many rows are as before (or there again), how many went, and how many were left alone; `names` are the first
    of these."""

    back: int = 0
    gone: int = 0
    left: int = 0
    names: list[str] = field(default_factory=list)

    def leave(self, rows: Iterable[Model]) -> None:
        for row in rows:
            self.left += 1
            if len(self.names) < NAMED:
                self.names.append(f"{row._meta.verbose_name}: {row}")


@transaction.atomic
def undo(imported: Import, *, at: datetime) -> Undone:
    """Raises CantUndo."""
    imported.refresh_from_db(from_queryset=Import.objects.select_for_update())
    done = _taken_back(imported, at)
    imported.undone_at, imported.undone = at, asdict(done)
    imported.save()
    return done


def may_undo(imported: Import, *, at: datetime) -> None:
    """Raises CantUndo."""
    if imported.undone_at:
        raise CantUndo(_("Import %(number)s was taken back already.") % {"number": imported.pk})
    if at - imported.at > KEPT:
        words = _("Import %(number)s is older than %(days)s days: how it was before is not kept any longer.")
        raise CantUndo(words % {"number": imported.pk, "days": KEPT.days})
    if later := _later_one(imported):
        words = _("Take back import %(number)s first: it came later and changed some of the same rows.")
        raise CantUndo(words % {"number": later.pk})


def forget_traces(*, at: datetime) -> None:
    """How it was before goes after 30 days; what the import reported stays."""
    Change.objects.filter(imported__at__lt=at - KEPT).delete()


def _later_one(imported: Import) -> Import | None:
    """The newest import since then that touched a row of this one."""
    ours = _keys(imported)
    later = Import.objects.filter(pk__gt=imported.pk, undone_at=None).order_by("-pk")
    return next((one for one in later if _touches(one, ours)), None)


def _touches(later: Import, ours: Keys) -> bool:
    changes = later.changes.filter(table__in=ours)
    return any(change.keys & ours[change.table].keys() for change in changes.iterator(1))


def _keys(imported: Import) -> Keys:
    found: Keys = {}
    for change in imported.changes.order_by("pk").iterator(1):
        found.setdefault(change.table, {}).update({key: mark for key, mark, _facts in change.rows})
    return found


def _taken_back(imported: Import, at: datetime) -> Undone:
    may_undo(imported, at=at)
    keys, done = _keys(imported), Undone()
    for table, facts in _first_facts(imported):
        _change_back(table, [one for one in facts if keys[table][one[0]]], keys[table], done)
    for table in _children_first(keys):
        _take_away(table, _made(imported, table, keys[table]), keys[table], done)
    for table, facts in _first_facts(imported):
        _make_again(table, [one for one in facts if not keys[table][one[0]]], done)
    return done


def _first_facts(imported: Import) -> Iterator[tuple[str, list[tuple[Any, dict[str, Any]]]]]:
    """(table, [(key, facts before the import)]) of what was there before it."""
    for change, rows in _first_rows(imported):
        yield change.table, [(key, facts) for key, facts in rows if facts is not None]


def _made(imported: Import, table: str, marks: dict[Any, str | None]) -> list[Any]:
    """The keys of what was not there before and was there afterwards."""
    rows = (one for change, found in _first_rows(imported) if change.table == table for one in found)
    return [key for key, facts in rows if facts is None and marks[key]]


def _first_rows(imported: Import) -> Iterator[tuple[Change, list[tuple[Any, Any]]]]:
    """A row that came twice counts as it was the first time."""
    seen: dict[str, set[Any]] = {}
    for change in imported.changes.order_by("pk").iterator(1):
        before = seen.setdefault(change.table, set())
        yield change, [(key, facts) for key, _mark, facts in change.rows if key not in before]
        before |= change.keys


def _change_back(
    table: str, facts: Sequence[tuple[Any, dict[str, Any]]], marks: dict[Any, str | None], done: Undone
) -> None:
    now = marks_of(table, [key for key, _was in facts])
    ours = [(key, one) for key, one in facts if now.get(key) == marks[key]]
    model = apps.get_model(table)
    names = [one.name for one in model._meta.concrete_fields if not one.primary_key]
    rows = _rows(table, ours)
    if rows:
        model._base_manager.bulk_create(rows, update_conflicts=True, unique_fields=["pk"], update_fields=names)
        _put_beside(rows, dict(ours))
    done.back += len(ours)
    changed_since = [key for key, _was in facts if now.get(key) != marks[key]]
    done.leave(model._base_manager.filter(pk__in=changed_since))


def _rows(table: str, facts: Sequence[tuple[Any, dict[str, Any]]]) -> list[Model]:
    not_columns = beside(apps.get_model(table)).keys()
    columns = [(key, {name: one[name] for name in one.keys() - not_columns}) for key, one in facts]
    plain = [{"model": table, "pk": key, "fields": one} for key, one in columns]
    return [one.object for one in serializers.deserialize("python", plain)]


def _put_beside(rows: Sequence[Model], facts: Mapping[Any, Mapping[str, Any]]) -> None:
    """What each of them said in rows of its own, where it says something else."""
    for name, relation in beside(type(rows[0])).items() if rows else ():
        prefetch_related_objects(rows, relation)
        for row in rows:
            if getattr(row, name) != facts[row.pk][name]:
                row.put(**{name: facts[row.pk][name]})  # type: ignore[attr-defined]  # it says so in BESIDE


def _take_away(table: str, keys: Sequence[Any], marks: dict[Any, str | None], done: Undone) -> None:
    model, theirs = apps.get_model(table), set(keys)
    for start in range(0, len(keys), ROWS_AT_ONCE):
        some = keys[start : start + ROWS_AT_ONCE]
        now = marks_of(table, some)
        ours = {key for key in some if now.get(key) == marks[key]}
        needed = _needed(model, ours, but_not_by=theirs)
        model._base_manager.filter(pk__in=ours - needed).delete()
        done.gone += len(ours - needed)
        done.leave(model._base_manager.filter(pk__in=needed | (now.keys() - ours)))


def _needed(model: type[Model], keys: set[Any], *, but_not_by: set[Any]) -> set[Any]:
    """Those that rows of any table point to but their own; of their own table only rows that stay."""
    found: set[Any] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.name in beside(model).values():
            continue
        if isinstance(relation, ForeignObjectRel) and not relation.many_to_many:
            pointing = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys})
            rows = pointing.values_list("pk", relation.field.attname)
            found |= {key for pk, key in rows if relation.related_model is not model or pk not in but_not_by}
    return found


def _children_first(tables: Iterable[str]) -> list[str]:
    """A table that points to another one comes before it."""
    models = {apps.get_model(table): table for table in tables}
    found: list[str] = []

    def visit(model: type[Model]) -> None:
        for other in _pointed_at(model):
            if other in models and other is not model:
                visit(other)
        if models[model] not in found:
            found.append(models[model])

    for model in models:
        visit(model)
    return found[::-1]


def _pointed_at(model: type[Model]) -> list[type[Model]]:
    """By its own columns, and by those of rows that are a part of it."""
    parts = [one.related_model for one in model._meta.related_objects if one.name in beside(model).values()]
    return [one.related_model for part in (model, *parts) for one in part._meta.concrete_fields if one.related_model]


def _make_again(table: str, facts: Sequence[tuple[Any, dict[str, Any]]], done: Undone) -> None:
    """What was made since under the same key, by hand, stays."""
    rows = _rows(table, facts)
    try:
        with transaction.atomic():
            apps.get_model(table)._base_manager.bulk_create(rows)
            _put_beside(rows, dict(facts))
        done.back += len(rows)
    except IntegrityError:
        for row in _rows(table, facts):
            _make_one_again(row, dict(facts), done)


def _make_one_again(row: Model, facts: Mapping[Any, Mapping[str, Any]], done: Undone) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _put_beside([row], facts)
        done.back += 1
    except IntegrityError:
        done.leave([row])
