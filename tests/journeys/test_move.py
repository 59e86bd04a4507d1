"""A house moves from SQLite to PostgreSQL and back, with the installed program as real processes.

The witness is Django's own `dumpdata`, which knows nothing of how rows are moved. DATABASE_URL must name a PostgreSQL
server; each house gets a new database on it.
"""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.journeys.test_host import A_TOWN, START, Host
from tests.proofs.processes import PYTHON, Installation, free_port, fresh_database, started, wait_until_ready

SERVER = os.environ.get("DATABASE_URL", "")
pytestmark = pytest.mark.skipif(not SERVER, reason="DATABASE_URL names no PostgreSQL server")

BUILD = """
import django; django.setup()
from django.utils import timezone
from ballotline.interfaces.desk.rivertown.build import build
build(at=timezone.now())
"""
ODD_THINGS = r"""
import django; django.setup()
from datetime import UTC, datetime
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from ballotline.movement.people.models import Person, Tag
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature
from ballotline.organizing.actions.models import Revision
noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
for name in ("tab\there", "line\nbreak", "back\\slash", "\\N", '"quoted" \'twice\'', "Zoë 🗳 שלום", "", " "):
    Person.objects.create(name=name, created_at=noon)
words = {"b": [1.5, None, True, "é🗳"], "a": {"": 1e22, "z": -0.0, "y": 10**18}}
Revision.objects.create(action=Petition.objects.first().action, version=99, at=noon, fields=words)
for key in ("a", "B", "_", "Z", "é", "-", "1"):
    Session.objects.create(session_key=key, session_data="x", expire_date=noon)
    cache.set(f"limit-{key}", {"tries": key}, None)
older, newer = Signature.objects.order_by("id")[:2]
Signature.objects.filter(id=older.id).update(shared_by=newer)
last = Tag.objects.create(name="gone", name_key="gone")
last.delete()
MigrationRecorder.Migration.objects.create(app="gone", name="0001_by_a_part_that_is_gone")
with connection.cursor() as cursor:
    cursor.execute("DELETE FROM sqlite_sequence WHERE name = 'people_person'")
"""
LOOK = """
import json
import django; django.setup()
from django.core.cache import cache
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from ballotline.movement.people.models import Person, Tag
applied = MigrationRecorder.Migration(app="a", name="b")
new = [Tag(name="new", name_key="new"), Person(created_at=timezone.now()), applied]
for one in new:
    one.save()
print(json.dumps({"limits": [cache.get(f"limit-{key}") for key in ("a", "B", "é")], "next": [one.pk for one in new]}))
for one in new:
    one.delete()
"""
KEYS = """
import django; django.setup()
from django.apps import apps
from django.db import models
found = [f for m in apps.get_models(include_auto_created=True) for f in m._meta.local_fields]
print(len([f for f in found if isinstance(f, models.ForeignKey) and f.db_constraint]))
"""
WORKER = """
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from ballotline.foundation.jobs.models import Lease
now = timezone.now()
Lease.objects.create(worker="one", began_at=now, until=now + timedelta(minutes=1))
"""
DUMP = "from django.core.management import execute_from_command_line as do; do(['django', 'dumpdata'])"


@pytest.fixture(scope="module")
def rivertown(tmp_path_factory) -> Path:
    """The data folder of a small house on SQLite, with odd things in it."""
    host = Host(tmp_path_factory.mktemp("rivertown"), "")
    host.types("migrate")
    host.does(A_TOWN)
    host.does(ODD_THINGS)
    return host.home


@pytest.fixture
def house(rivertown, tmp_path) -> Host:
    return Host(shutil.copytree(rivertown, tmp_path / "home"), "")


@pytest.fixture
def new_database() -> Iterator[Callable[[], str]]:
    with ExitStack() as databases:
        yield lambda: databases.enter_context(fresh_database(SERVER))


def at(house: Host, url: str) -> Host:
    return Host(house.home, url)


def everything(house: Host) -> list:
    return json.loads(house.does(DUMP))


def moved(house: Host, to: str) -> dict:
    return json.loads(house.types("move", "--to", to, "--apply", "--json"))


def test_everything_goes_to_postgresql_and_back(house, new_database):
    url = new_database()
    house.does(BUILD)

    said = moved(house, url)

    there = at(house, url)
    assert everything(there) == everything(house)
    assert said["moved"] and said["written"] == said["rows"] == sum(table["rows"] for table in said["tables"])
    assert urlsplit(url).password not in json.dumps(said)
    with psycopg.connect(url) as database:
        keys = database.execute("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND convalidated").fetchone()
    assert keys[0] == int(house.does(KEYS)) > 50

    back = at(house, f"sqlite://{house.home}/back.sqlite3")
    moved(there, back.environment["DATABASE_URL"])

    assert everything(back) == everything(there)
    assert there.does(LOOK) == back.does(LOOK) == house.does(LOOK)
    assert json.loads(back.does(LOOK))["limits"] == [{"tries": "a"}, {"tries": "B"}, {"tries": "é"}]
    assert "up to date" in back.types("migrate")


def test_a_look_says_what_there_is_and_writes_nothing(house, new_database):
    url, before = new_database(), everything(house)

    said = json.loads(house.types("move", "--to", url, "--json"))

    signatures = len([row for row in before if row["model"] == "petition.signature"])
    assert {"name": "petition_signature", "rows": signatures} in said["tables"]
    assert (said["moved"], said["target"], said["files"]) == (False, "empty", ["media", "secret.key"])
    assert "Nothing is moved yet" in house.types("move", "--to", url)
    assert everything(house) == before
    with psycopg.connect(url) as database:
        assert database.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()[0] == 0


def test_a_move_that_was_killed_goes_on_where_it_stopped(house, new_database):
    url = new_database()
    kill_when_it_says("people_person", house, url)

    assert "is not set up" in at(house, url).types("serve", "--role", "worker", code=1)
    with psycopg.connect(url) as database:
        database.execute("UPDATE petition_petition SET target = 'somebody else'")
        database.execute("DELETE FROM petition_signature WHERE id > 1")
    said = {table["name"]: table for table in moved(house, url)["tables"]}

    assert everything(at(house, url)) == everything(house)
    assert said["people_person"]["written"] == 0 < said["people_person"]["rows"]
    assert said["petition_petition"]["written"] == said["petition_petition"]["rows"]
    assert said["petition_signature"]["written"] == said["petition_signature"]["rows"] - 1

    again = moved(house, url)
    assert (again["moved"], again["written"], again["target"]) == (True, 0, "full")


def kill_when_it_says(table: str, house: Host, url: str) -> None:
    command = [sys.executable, "-c", START, "move", "--to", url, "--apply"]
    moving = subprocess.Popen(command, env=house.environment, stderr=subprocess.PIPE, text=True)
    for line in moving.stderr:
        if line.startswith(table):
            break
    moving.send_signal(signal.SIGKILL)
    assert moving.wait(timeout=60) == -signal.SIGKILL


def test_a_target_that_holds_something_else_is_left_alone(house, new_database, tmp_path):
    mine, other = new_database(), new_database()
    with psycopg.connect(mine) as database:
        database.execute("CREATE TABLE recipes (id int)")
    other_house = Host(tmp_path / "other", "")
    other_house.types("migrate")
    moved(other_house, other)

    assert "recipes" in house.types("move", "--to", mine, "--apply", code=1)
    assert "holds something else already" in house.types("move", "--to", other, "--apply", code=1)
    kill_when_it_says("actions_action", house, new_url := new_database())
    assert "half of another move" in other_house.types("move", "--to", new_url, "--apply", code=1)
    assert everything(at(other_house, other)) == everything(other_house)


def test_a_database_that_migrate_has_prepared_is_empty_enough(house, new_database):
    url = new_database()
    at(house, url).types("migrate")

    moved(house, url)

    assert everything(at(house, url)) == everything(house)


def test_nobody_else_may_be_connected(house, new_database):
    url = new_database()
    with closing(sqlite3.connect(house.home / "ballotline.sqlite3")) as somebody:
        somebody.execute("SELECT count(*) FROM people_person").fetchone()
        assert "Others use SQLite" in house.types("move", "--to", url, "--apply", code=3)
    with psycopg.connect(url):
        assert "Others use PostgreSQL" in house.types("move", "--to", url, "--apply", code=3)
    house.does(WORKER)
    assert "A worker runs" in house.types("move", "--to", url, "--apply", code=3)


def test_pages_that_nobody_has_asked_for_yet_stand_against_it_too(house, new_database):
    url, port = new_database(), free_port()
    house.environment["BALLOTLINE_PORT"] = str(port)
    site = Installation(house.home, port, house.environment)
    with started(site, (PYTHON, "-m", "ballotline", "serve", "--role", "web")) as serving:
        wait_until_ready(site, serving)
        assert f"Pages are served at port {port}" in house.types("move", "--to", url, "--apply", code=3)

    assert moved(house, url)["moved"]


def test_a_row_that_does_not_fit_is_named_and_can_be_mended(house, new_database):
    url = new_database()
    too_long = "INSERT INTO people_tag (name, name_key, public_id) VALUES (?, 'long', '0f')"
    with closing(sqlite3.connect(house.home / "ballotline.sqlite3")) as file, file:
        number = file.execute(too_long, ("x" * 1_000,)).lastrowid

    said = house.types("move", "--to", url, "--apply", code=1)
    with closing(sqlite3.connect(house.home / "ballotline.sqlite3")) as file, file:
        file.execute("DELETE FROM people_tag WHERE id = ?", (number,))

    assert f"people_tag, id {number}: the target does not take this row" in said
    moved(house, url)
    assert everything(at(house, url)) == everything(house)


@pytest.mark.parametrize(
    "to, code, words",
    [
        ("sqlite", 1, "Both are sqlite"),
        ("mysql://ana@127.0.0.1/ballotline", 2, "--to"),
        ("postgresql://ana:secret-word@127.0.0.1:1/ballotline", 1, "does not answer"),
    ],
)
def test_a_target_that_will_not_do_is_said_in_a_sentence(house, to, code, words):
    said = house.types("move", "--to", to, "--apply", code=code)

    assert words in said
    assert "secret-word" not in said
