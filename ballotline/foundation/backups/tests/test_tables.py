"""Nothing is forgotten: every table of the database, and every column of it, is one that a move takes along."""

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import isolate_apps

from ballotline.foundation.backups.tables import tables

pytestmark = pytest.mark.django_db


def test_every_table_of_the_database_is_moved():
    names = [table.name for table in tables()]

    assert sorted(names) == sorted(connection.introspection.table_names())
    assert names[-1] == "django_migrations"


def test_every_column_of_every_table_is_moved():
    with connection.cursor() as cursor:
        found = {
            table.name: {column.name for column in connection.introspection.get_table_description(cursor, table.name)}
            for table in tables()
        }

    assert len(found) > 50
    assert found == {table.name: {column.name for column in table.columns} for table in tables()}


def test_every_table_has_the_key_that_the_database_has():
    with connection.cursor() as cursor:
        found = {table.name: connection.introspection.get_primary_key_columns(cursor, table.name) for table in tables()}

    assert found == {table.name: [column.name for column in table.key] for table in tables()}


@isolate_apps("ballotline.foundation.backups")
def test_a_table_that_is_added_is_moved_with_its_many_to_many(monkeypatch):
    class Choir(models.Model):
        friends = models.ManyToManyField("self")

        class Meta:
            app_label = "backups"

    added = [Choir, Choir.friends.through]
    monkeypatch.setattr(apps, "get_models", lambda include_auto_created: added)

    assert [table.name for table in tables()][:2] == ["backups_choir", "backups_choir_friends"]
