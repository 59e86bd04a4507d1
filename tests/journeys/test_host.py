"""The host's story, with the installed program as real processes: set up, back up, lose, bring back.

On PostgreSQL (DATABASE_URL) each installation gets a database of its own on that server.
"""

import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from hashlib import sha256
from pathlib import Path

import pytest

from tests.proofs.processes import CHECKOUT, fresh_database

START = "from ballotline.interfaces.cli.main import main; main()"
INIT = (
    "init",
    "--organization",
    "Rivertown Together",
    "--name",
    "Lena Ortiz",
    "--email",
    "lena@rivertown.example",
    "--url",
    "http://127.0.0.1:8050",
)

A_TOWN = """
import django; django.setup()
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from ballotline.movement.people import services as people
from ballotline.movement.mail import services as mail
from ballotline.organizing.actions.kinds.petition.testing import counted, make_petition
petition = make_petition("library")
for name in ("Ana Flores", "Ben Weiss", "Dot Okafor"):
    person = counted(petition, name).person
    consent = {"channel": "email", "purpose": "news", "given": True, "where": "test", "wording": "yes"}
    people.record_consent(person=person, at=timezone.now(), **consent)
mail.suppress(mailbox="early@rivertown.example", purpose="petitions", at=timezone.now())
default_storage.save("library.jpg", ContentFile(b"a picture"))
"""
LATER = """
import django; django.setup()
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from ballotline.foundation.access.rules import SYSTEM
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Person
from ballotline.movement.mail import services as mail
from ballotline.organizing.actions.kinds.petition.models import Petition
from ballotline.organizing.actions.kinds.petition.testing import counted
at = timezone.now()
counted(Petition.objects.get(), "Elif Aydin")
ben = Person.objects.get(name="Ben Weiss")
people.record_consent(person=ben, channel="email", purpose="news", given=False, at=at, where="me", wording="no more")
mail.suppress(mailbox="late@rivertown.example", purpose="all", at=at)
people.erase(person=Person.objects.get(name="Dot Okafor"), by=SYSTEM, at=at)
default_storage.save("later.jpg", ContentFile(b"another picture"))
"""
LOOK = """
import json
import django; django.setup()
from django.core.files.storage import default_storage
from ballotline.movement.mail.queries import suppressed
from ballotline.movement.people.models import Person
from ballotline.movement.people.queries import allows
print(json.dumps({
    "people": sorted(Person.objects.present().values_list("name", flat=True)),
    "may_be_written_to": sorted(p.name for p in Person.objects.present() if allows(p, channel="email", purpose="news")),
    "refuse_petitions": sorted(suppressed(["early@rivertown.example", "late@rivertown.example"], "petitions")),
    "pictures": sorted(default_storage.listdir("")[1]),
}))
"""


class Host:
    """Somebody at the command line of one installation."""

    def __init__(self, home: Path, database_url: str) -> None:
        self.home = home
        kept = {n: v for n, v in os.environ.items() if not n.startswith(("BALLOTLINE", "DJANGO", "DATABASE", "DEMO"))}
        ours = {
            "BALLOTLINE_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "ballotline.settings",
            "PYTHONPATH": str(CHECKOUT),
        }
        self.environment = {**kept, **ours, **({"DATABASE_URL": database_url} if database_url else {})}

    def types(self, *words: object, code: int = 0) -> str:
        """What the command says on stdout (or stderr, if it is to fail)."""
        done = self._run(START, *map(str, words))
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr if code else done.stdout

    def does(self, script: str) -> str:
        done = self._run(script)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _run(self, script: str, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-c", script, *words], env=self.environment, capture_output=True, text=True, timeout=120
        )


@pytest.fixture
def new_host(tmp_path) -> Iterator:
    server = os.environ.get("DATABASE_URL", "")
    with ExitStack() as databases:

        def make(name: str) -> Host:
            url = databases.enter_context(fresh_database(server)) if server else ""
            return Host(tmp_path / name, url)

        yield make


def test_a_lost_machine_comes_back_on_a_new_one(new_host):
    first, second = new_host("first"), new_host("second")
    first.types(*INIT)
    first.does(A_TOWN)
    before = first.does(LOOK)
    backup = json.loads(first.types("backup", "--with-secrets", "--to", first.home / "elsewhere", "--json"))

    assert json.loads(second.types("restore", backup["file"], "--json"))["key_is_there"] is True

    assert second.does(LOOK) == before
    assert "Rivertown Together was set up already" in second.types("init")
    assert json.loads(before)["people"] == ["Ana Flores", "Ben Weiss", "Dot Okafor"]


def test_going_back_does_not_undo_what_people_refused(new_host):
    host = new_host("home")
    host.types(*INIT)
    host.does(A_TOWN)
    backup = json.loads(host.types("backup", "--json"))["file"]
    host.does(LATER)

    assert "--replace" in host.types("restore", backup, code=1)
    done = json.loads(host.types("restore", backup, "--replace", "--json"))

    found = json.loads(host.does(LOOK))
    assert found["people"] == ["Ana Flores", "Ben Weiss"]  # Elif came later, Dot was erased
    assert found["may_be_written_to"] == ["Ana Flores"]
    assert found["refuse_petitions"] == ["early@rivertown.example", "late@rivertown.example"]
    assert found["pictures"] == ["library.jpg"]
    assert done["refusals_said_again"] == 3

    host.types("restore", done["kept"], "--replace")
    assert "Elif Aydin" in json.loads(host.does(LOOK))["people"]


def test_files_that_are_kept_elsewhere_are_in_the_backup_and_come_back_there(new_host, tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    host = new_host("home")
    host.environment["BALLOTLINE_STORAGE"] = f"file://{shared}"
    host.types(*INIT)
    host.does(A_TOWN)
    backup = json.loads(host.types("backup", "--json"))["file"]
    host.does(LATER)
    assert json.loads(host.does(LOOK))["pictures"] == ["later.jpg", "library.jpg"]

    host.types("restore", backup, "--replace")

    assert json.loads(host.does(LOOK))["pictures"] == ["library.jpg"]
    assert [path.name for path in (shared / "media").iterdir()] == ["library.jpg"]
    assert not (host.home / "media").exists()


def test_without_its_secret_key_a_restored_house_says_what_is_missing(new_host):
    first, second = new_host("first"), new_host("second")
    first.types(*INIT)
    backup = json.loads(first.types("backup", "--json"))["file"]

    assert "put your copy of secret.key into the data folder" in second.types("restore", backup)

    checks = json.loads(second._run(START, "doctor", "--json").stdout)["checks"]
    assert [check["ok"] for check in checks if check["name"] == "secret key"] == [False]
    (second.home / "secret.key").write_text((first.home / "secret.key").read_text())
    checks = json.loads(second._run(START, "doctor", "--json").stdout)["checks"]
    assert [check["ok"] for check in checks if check["name"] == "secret key"] == [True]


def test_a_damaged_backup_changes_nothing(new_host):
    host = new_host("home")
    host.types(*INIT)
    host.does(A_TOWN)
    backup = Path(json.loads(host.types("backup", "--json"))["file"])
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 0xFF
    backup.write_bytes(content)
    before = host.does(LOOK)

    assert str(backup) in host.types("restore", backup, "--replace", code=1)

    assert host.does(LOOK) == before


def planted(backup: Path, **files: bytes) -> Path:
    """The backup with other files in it, true to a manifest of their own. `secrets__x` stands for secrets/x."""
    with tarfile.open(backup) as whole:
        found = {member.name: whole.extractfile(member).read() for member in whole}
    manifest = json.loads(found.pop("manifest.json"))
    found |= {name.replace("__", "/"): content for name, content in files.items()}
    manifest["files"] = {n: {"size": len(c), "sha256": sha256(c).hexdigest()} for n, c in found.items()}
    file = backup.with_name("planted.tar.gz")
    with tarfile.open(file, "w:gz") as tar:
        for name, content in {**found, "manifest.json": json.dumps(manifest).encode()}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return file


def empty_database() -> bytes:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE somebody (name text)")
        return database.serialize()


NO_BACKUPS = (
    ({"secrets__ballotline.sqlite3": b"x"}, "which no backup of ours has"),
    ({"secrets__last-backup.json": b"{}"}, "which no backup of ours has"),
    ({"database": b""}, "The database in this backup|pg_restore did not work"),
    ({"database": b"none"}, "The database in this backup|pg_restore did not work"),
    ({"database": empty_database()}, "The database in this backup|pg_restore did not work"),
)


def test_what_is_no_backup_of_ours_gets_a_sentence_and_changes_nothing(new_host):
    host, other = new_host("home"), new_host("other")
    host.types(*INIT)
    host.does(A_TOWN)
    backup = Path(json.loads(host.types("backup", "--to", host.home.parent, "--json"))["file"])
    before = host.does(LOOK), everything_in(host.home)

    for files, words in NO_BACKUPS:
        assert re.search(words, host.types("restore", planted(backup, **files), "--replace", code=1))
    other.types("restore", planted(backup, database=b""), code=1)

    assert (host.does(LOOK), everything_in(host.home)) == before
    assert "was set up already" not in other.types(*INIT)


def everything_in(home: Path) -> dict[str, bytes]:
    """The files of an installation with what is in them, but for the database, which LOOK looks at."""
    files = (path for path in home.rglob("*") if path.is_file() and "sqlite3" not in path.name)
    return {str(path.relative_to(home)): path.read_bytes() for path in files}


def test_two_hosts_that_type_init_at_once_make_one_house(new_host):
    host = new_host("home")
    host.types(*INIT)
    both = [
        subprocess.Popen([sys.executable, "-c", START, *INIT], env=host.environment, stdout=subprocess.DEVNULL)
        for _ in range(2)
    ]

    assert [process.wait(timeout=120) for process in both] == [0, 0]
    assert (
        host.does(
            "import django; django.setup()\nfrom ballotline.movement.accounts.models import Account\n"
            "print(Account.objects.count())"
        )
        == "1\n"
    )
