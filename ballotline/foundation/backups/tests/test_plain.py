"""A value has one plain form, whatever database it was read from.

What each gives is written by hand, from its manual.
"""

import hashlib
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.db import models
from django.test.utils import isolate_apps

from ballotline.foundation.backups.plain import NUMBER, TEXT, Sum, UnknownColumn, changed, kind_of

EAST = timezone(timedelta(hours=5))


def plain(field: models.Field, value: object) -> object:
    return changed([[value]], [kind_of(field).plain])[0][0]


NOON = datetime.fromisoformat("2026-03-01 12:00:00")
IN_UTC = datetime(2026, 3, 1, 12, tzinfo=UTC)
FARTHER_EAST = datetime(2026, 3, 1, 17, 0, 0, 5, EAST)
OF_MONEY = models.DecimalField(decimal_places=2)
LETTERS = "0123456789abcdef0123456789abcdef"
THE_SAME = [  # what SQLite gives, what PostgreSQL gives, and the plain value
    (models.CharField(), "Ana", "Ana", "Ana"),
    (models.TextField(), "a\nb\tc\\", "a\nb\tc\\", "a\nb\tc\\"),
    (models.BigIntegerField(), 2**62, 2**62, 4611686018427387904),
    (models.FloatField(), 0.1, 0.1, 0.1),
    (models.BooleanField(), 1, True, True),
    (models.BooleanField(), 0, False, False),
    (models.DateField(), date(2026, 3, 1), date(2026, 3, 1), "2026-03-01"),
    (models.TimeField(), time(16, 0), time(16, 0), "16:00:00"),
    (models.DateTimeField(), NOON, IN_UTC, "2026-03-01 12:00:00"),
    (models.DateTimeField(), NOON.replace(microsecond=5), FARTHER_EAST, "2026-03-01 12:00:00.000005"),
    (models.DurationField(), 90_000_001, timedelta(seconds=90, microseconds=1), 90_000_001),
    (models.DurationField(), -1, timedelta(microseconds=-1), -1),
    (OF_MONEY, 1.5, Decimal("1.50"), "1.50"),
    (OF_MONEY, 7, Decimal("7.00"), "7.00"),
    (models.DecimalField(decimal_places=6), 43.123457, Decimal("43.123457"), "43.123457"),
    (models.UUIDField(), LETTERS, UUID(LETTERS), LETTERS),
    (models.BinaryField(), b"\x00\xff", memoryview(b"\x00\xff"), "00ff"),
    (models.JSONField(), '{"b":1,"a":[true]}', '{"a": [true], "b": 1}', '{"a": [true], "b": 1}'),
    (models.JSONField(), "1e+22", "10000000000000000000000", "10000000000000000000000"),
    (models.JSONField(), "[-0.0, 1.10, 1e-7]", "[0.0, 1.10, 0.0000001]", "[0.0, 1.1, 1e-07]"),
    (models.JSONField(), '"Zo\\u00eb"', '"Zoë"', '"Zo\\u00eb"'),
    (models.JSONField(), "null", "null", "null"),
]


@pytest.mark.parametrize("field, in_sqlite, in_postgresql, expected", THE_SAME)
def test_both_databases_give_the_same_plain_value(field, in_sqlite, in_postgresql, expected):
    assert plain(field, in_sqlite) == plain(field, in_postgresql) == expected


@pytest.mark.parametrize(
    "field", [models.DateTimeField(), models.JSONField(), models.UUIDField(), models.BinaryField()]
)
def test_nothing_stays_nothing(field):
    assert plain(field, None) is None


@isolate_apps("ballotline.foundation.backups")
def test_a_key_is_of_the_kind_of_what_it_points_to():
    class Visit(models.Model):
        session = models.ForeignKey(Session, on_delete=models.CASCADE)
        again = models.OneToOneField("self", on_delete=models.CASCADE)

        class Meta:
            app_label = "backups"

    assert kind_of(Permission._meta.get_field("content_type")) is NUMBER
    assert kind_of(Visit._meta.get_field("session")) is TEXT
    assert kind_of(Visit._meta.get_field("again")) is NUMBER


@isolate_apps("ballotline.foundation.backups")
def test_a_kind_of_column_that_nobody_knows_is_named():
    class Strange(models.Field):
        def get_internal_type(self) -> str:
            return "TreePath"

    class Branch(models.Model):
        way = Strange()

        class Meta:
            app_label = "backups"

    with pytest.raises(UnknownColumn, match=r"backups_branch\.way is a TreePath"):
        kind_of(Branch._meta.get_field("way"))


def test_the_sum_is_that_of_a_json_list_a_row():
    total = Sum()
    total.add([[1, "Zoë", None], [2, "x", True]])

    assert total.rows == 2
    assert total.sha256 == hashlib.sha256(b'[1,"Zo\\u00eb",null],[2,"x",true],').hexdigest()


def test_the_sum_does_not_depend_on_the_parts():
    whole, parts = Sum(), Sum()
    rows = [[n, "x" * n] for n in range(10)]
    whole.add(rows)
    for part in (rows[:3], [], rows[3:4], rows[4:]):
        parts.add(part)

    assert whole.sha256 == parts.sha256
