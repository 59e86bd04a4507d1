"""A row as text that is the same on every database: how each kind of column is read, and how it is written again.

SQLite keeps a moment as text and an id as 32 letters, PostgreSQL has types of its own for both. Here each value becomes
its plain form (text, a number, true or false, nothing), a row becomes a JSON list of its plain values, and a table the
SHA-256 of its rows in the order of their keys. Equal sums mean equal rows, whatever the databases are.

Not here: which tables there are (tables.py), how a database is asked (sides.py).
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Context, Decimal
from functools import partial
from typing import Any, cast
from uuid import UUID

import click
from django.db import models

# As Django reads a decimal back from SQLite, which keeps it as a float: 15 digits are the same in both
SQLITE_DIGITS = Context(prec=15)
# From here on Python writes 1e+16 for what PostgreSQL writes with all its digits
LONGEST_FLOAT_WITH_ALL_DIGITS = 1e16

Row = list[Any]
Change = Callable[[Any], Any]


class UnknownColumn(click.ClickException):
    """A column of a kind that nobody taught us; no table is moved by guessing."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of column becomes plain, and what each database takes for it. None: as it is."""

    plain: Change | None = None
    for_sqlite: Change | None = None
    for_postgresql: Change | None = None


def kind_of(column: "models.Field[Any, Any]") -> Kind:
    """A key is of the kind of what it points to. Raises UnknownColumn."""
    if column.remote_field and isinstance(column, models.ForeignKey):
        return kind_of(column.target_field)
    if isinstance(column, models.DecimalField):
        return Kind(partial(_decimal, step=Decimal(1).scaleb(-column.decimal_places)))
    try:
        return KINDS[column.get_internal_type()]
    except KeyError:
        name = f"{column.model._meta.db_table}.{column.column}"
        raise UnknownColumn(
            f"{name} is a {column.get_internal_type()}, and nobody said how that is moved: see {__name__}."
        )


def _moment(value: datetime) -> str:
    """As Django writes it into SQLite: in UTC, without saying so."""
    return str(value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value)


def _id(value: UUID | str) -> str:
    return value.hex if isinstance(value, UUID) else value


def _microseconds(value: timedelta | int) -> int:
    return value // timedelta(microseconds=1) if isinstance(value, timedelta) else value


def _decimal(value: Decimal | float, *, step: Decimal) -> str:
    exact = value if isinstance(value, Decimal) else SQLITE_DIGITS.create_decimal(value)
    return format(exact.quantize(step), "f")


def _json(text: str) -> str:
    """PostgreSQL sorts keys and spells numbers in its own way; so both are read and spelled in ours."""
    return json.dumps(json.loads(text, parse_float=_number), sort_keys=True)


def _number(text: str) -> float | int:
    """As PostgreSQL keeps it: 1e22 is 10000000000000000000000 there, and there is no zero below zero."""
    number = float(text) + 0.0
    return int(number) if LONGEST_FLOAT_WITH_ALL_DIGITS <= abs(number) < float("inf") else number


TEXT, ADDRESS, NUMBER = Kind(), Kind(), Kind()
OF_TEXT = ("CharField", "TextField", "SlugField", "FileField", "FilePathField")
OF_ADDRESSES = ("GenericIPAddressField", "IPAddressField")
OF_NUMBERS = ("AutoField", "BigAutoField", "SmallAutoField", "FloatField", "IntegerField", "BigIntegerField")
OF_SMALL_NUMBERS = ("SmallIntegerField", "PositiveIntegerField", "PositiveBigIntegerField", "PositiveSmallIntegerField")
KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(OF_TEXT, TEXT),
    **dict.fromkeys(OF_ADDRESSES, ADDRESS),
    **dict.fromkeys((*OF_NUMBERS, *OF_SMALL_NUMBERS), NUMBER),
    "BooleanField": Kind(bool),
    "DateField": Kind(str),
    "TimeField": Kind(str),
    "DateTimeField": Kind(_moment, for_postgresql="{}+00".format),
    "DurationField": Kind(_microseconds, for_postgresql="{} microseconds".format),
    "UUIDField": Kind(_id),
    "JSONField": Kind(_json),
    "BinaryField": Kind(lambda value: bytes(value).hex(), bytes.fromhex, "\\x{}".format),
}


def changed(rows: Iterable[Sequence[Any]], changes: Sequence[Change | None]) -> list[Row]:
    """The rows with each column's change made, where a value is there."""
    found = [list(row) for row in rows]
    for place, change in enumerate(changes):
        if change is not None:
            for row in found:
                if row[place] is not None:
                    row[place] = change(row[place])
    return found


def text_of(rows: list[Row]) -> bytes:
    """One JSON list a row, a comma after each: so that parts put together are the text of the whole."""
    return (json.dumps(rows, separators=(",", ":"))[1:-1] + ",").encode() if rows else b""


@dataclass(slots=True)
class Sum:
    """Counts and sums a table, part by part."""

    rows: int = 0
    _sha256: Any = field(default_factory=hashlib.sha256)

    def add(self, rows: list[Row]) -> None:
        self.rows += len(rows)
        self._sha256.update(text_of(rows))

    @property
    def sha256(self) -> str:
        return cast(str, self._sha256.hexdigest())
