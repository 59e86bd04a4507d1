"""Which tables there are: one for each model that Django manages, of whatever app, and those that no model knows.

Nothing is listed by name. A table that is added tomorrow is moved tomorrow, or a test says that nobody knows how.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import BaseDatabaseCache
from django.db import models
from django.db.migrations.recorder import MigrationRecorder

from ballotline.foundation.backups.plain import KINDS, TEXT, Kind, kind_of

STEPS = MigrationRecorder.Migration._meta.db_table
# Rows that `migrate` writes into an empty database by itself
MADE_BY_MIGRATE = (STEPS, "django_content_type", "auth_permission")
LONG = ("TextField", "JSONField", "BinaryField")


@dataclass(frozen=True, slots=True)
class Column:
    """`is_text`: its order depends on the database's language unless one says otherwise.

    `is_long`: it may hold megabytes.
    """

    name: str
    kind: Kind
    is_text: bool = False
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`key` puts the rows in order, and no two have the same. `counter` is the column that numbers by itself."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[Column, ...]
    counter: str | None = None

    @property
    def long(self) -> list[int]:
        """Where in a row the long values stand."""
        return [place for place, column in enumerate(self.columns) if column.is_long]


def tables() -> list[Table]:
    """Every table of ours, the one that says which migrations were applied at the end."""
    found = apps.get_models(include_auto_created=True)
    managed = [model for model in found if model._meta.managed and not model._meta.proxy]
    known = {model._meta.db_table: _table(model) for model in managed}
    return [*known.values(), *_cache_tables(), _table(MigrationRecorder.Migration)]


def _table(model: type[models.Model]) -> Table:
    meta = model._meta
    fields = [field for field in meta.local_concrete_fields if not getattr(field, "generated", False)]
    columns = {field.column: _column(field) for field in fields}
    key = tuple(columns[field.column] for field in meta.pk_fields)
    counter = next((field.column for field in fields if isinstance(field, models.AutoField)), None)
    return Table(meta.db_table, tuple(columns.values()), key, counter)


def _column(field: "models.Field[Any, Any]") -> Column:
    kind = kind_of(field)
    is_long = field.get_internal_type() in LONG and not field.max_length
    return Column(str(field.column), kind, is_text=kind is TEXT, is_long=is_long)


def _cache_tables() -> Iterator[Table]:
    """Sign-in limits and used codes: Django keeps them in a table without a model, made by `createcachetable`."""
    of_tables = (cache for cache in map(caches.__getitem__, settings.CACHES) if isinstance(cache, BaseDatabaseCache))
    for name in sorted({cache.cache_model_class._meta.db_table for cache in of_tables}):
        key = Column("cache_key", TEXT, is_text=True)
        yield Table(name, (key, Column("value", TEXT, is_long=True), Column("expires", KINDS["DateTimeField"])), (key,))
