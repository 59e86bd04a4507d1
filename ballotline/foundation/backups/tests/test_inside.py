"""What the database in a backup may be, so that it takes the place of ours."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from ballotline.foundation.backups import databases, inside
from ballotline.foundation.backups.databases import DatabaseFileFailed

pytestmark = pytest.mark.django_db
only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite's file")
only_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="of PostgreSQL's dump")


@pytest.fixture(scope="module")
def ours(tmp_path_factory, django_db_setup, django_db_blocker) -> Path:
    """A database as this version makes it."""
    file = tmp_path_factory.mktemp("ours") / "database"
    with django_db_blocker.unblock():
        databases.copy_out(file)
        connection.close()
    return file


@pytest.fixture
def copy(ours, tmp_path) -> Path:
    return Path(shutil.copy(ours, tmp_path / "database"))


def changed(file: Path, *steps: str) -> Path:
    with closing(sqlite3.connect(file)) as database:
        for step in steps:
            database.execute(step)
        database.commit()
    return file


def test_ours_is_taken(copy):
    inside.check(copy)


@pytest.mark.parametrize("content", [b"", b"none", b"SQLite format 3\0" + b"\0" * 4_096, b"PGDMP", b"\0" * 100_000])
def test_a_file_that_is_no_database_is_refused(tmp_path, content):
    file = tmp_path / "database"
    file.write_bytes(content)

    with pytest.raises(DatabaseFileFailed):
        inside.check(file)


def test_half_a_database_is_refused(copy):
    content = copy.read_bytes()
    copy.write_bytes(content[: len(content) // 2])

    with pytest.raises(DatabaseFileFailed):
        inside.check(copy)


@only_sqlite
def test_an_empty_database_and_another_program_s_are_refused(tmp_path):
    empty, other = tmp_path / "empty", tmp_path / "other"
    changed(empty, "VACUUM")
    changed(
        other,
        "CREATE TABLE django_migrations (id integer, app text, name text, applied text)",
        "INSERT INTO django_migrations VALUES (1, 'blog', '0001_initial', '2026-03-10')",
    )

    for file in (empty, other):
        with pytest.raises(DatabaseFileFailed, match="empty, or it is not Ballotline's"):
            inside.check(file)


@only_sqlite
@pytest.mark.parametrize(
    "step, words",
    [
        (
            "INSERT INTO django_migrations (app, name, applied) VALUES ('organization', '9999_moon', '2026-03-10')",
            "9999_moon.*update first",
        ),
        (
            "DELETE FROM django_migrations WHERE app = 'people' AND name = '0001_initial'",
            "something before .* is missing",
        ),
        ("ALTER TABLE people_person RENAME TO somebody", "the table people_person is missing"),
        (
            "CREATE TRIGGER t AFTER INSERT ON people_person BEGIN DELETE FROM people_person; END",
            "'t', which none of ours has",
        ),
        ("CREATE VIEW v AS SELECT 1", "'v', which none of ours has"),
        ("CREATE VIRTUAL TABLE words USING fts5(text)", "'words', which none of ours has"),
    ],
)
def test_what_we_never_make_is_refused(copy, step, words):
    with pytest.raises(DatabaseFileFailed, match=words):
        inside.check(changed(copy, step))


@only_sqlite
def test_a_damaged_page_is_refused(copy):
    content = bytearray(copy.read_bytes())
    for page in range(2, len(content) // 4_096):
        content[page * 4_096 : page * 4_096 + 8] = b"\xff" * 8
    copy.write_bytes(content)

    with pytest.raises(DatabaseFileFailed, match=r"damaged|can't be read"):
        inside.check(copy)


@only_sqlite
def test_an_older_state_of_ours_is_taken(copy):
    """As a backup before an update: the last steps of one room are not there yet."""
    steps = ["DELETE FROM django_migrations WHERE app = 'pledge'"]
    with closing(sqlite3.connect(copy)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    drops = [f"DROP TABLE {table}" for table in tables if table.startswith("pledge_")]

    inside.check(changed(copy, "PRAGMA foreign_keys=OFF", *steps, *drops))


@only_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "step, back",
    [
        ("CREATE VIEW v AS SELECT 1", "DROP VIEW v"),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "DROP FUNCTION f()"),
        ("CREATE SCHEMA elsewhere", "DROP SCHEMA elsewhere"),
    ],
)
def test_what_we_never_make_is_refused_in_a_dump_too(tmp_path, step, back):
    with connection.cursor() as cursor:
        cursor.execute(step)
        try:
            databases.copy_out(tmp_path / "database")
        finally:
            cursor.execute(back)

    with pytest.raises(DatabaseFileFailed, match="which none of ours has"):
        inside.check(tmp_path / "database")


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_dump_of_a_later_version_is_refused(tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('organization', '9999_moon', now())")
        try:
            databases.copy_out(tmp_path / "database")
        finally:
            cursor.execute("DELETE FROM django_migrations WHERE name = '9999_moon'")

    with pytest.raises(DatabaseFileFailed, match=r"9999_moon.*update first"):
        inside.check(tmp_path / "database")
