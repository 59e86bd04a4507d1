"""A backup file by itself: what is in it, and what is noticed when it was changed."""

import gzip
import hashlib
import io
import json
import os
import stat
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from ballotline.foundation.backups import archive, databases
from ballotline.foundation.backups.archive import NotABackup
from ballotline.foundation.storage.folders import Folder

AT = datetime(2026, 3, 10, 17, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_small_database(monkeypatch):
    """What databases.py does is shown by tests/journeys/test_host.py, on both databases."""
    monkeypatch.setattr(databases, "copy_out", lambda to: to.write_bytes(b"all rows"))


@pytest.fixture
def home(tmp_path) -> Path:
    folder = tmp_path / "home"
    (folder / "media" / "actions").mkdir(parents=True)
    (folder / "media" / "actions" / "library.jpg").write_bytes(b"a picture")
    (folder / "deliveries" / "one").mkdir(parents=True)
    (folder / "deliveries" / "one" / "list.csv").write_text("number,name\n1,Ana Flores\n")
    (folder / "deliveries" / "one" / ".list.csv.draft").write_text("half")
    (folder / "static").mkdir()
    (folder / "static" / "style.css").write_text("made again at every start")
    (folder / "secret.key").write_text("the key")
    (folder / "ballotline.env").write_text("BALLOTLINE_URL=https://rivertown.example\n")
    return folder


def make(home: Path, **more) -> archive.Backup:
    return archive.make(
        **{
            "home": home,
            "files": Folder(home),
            "to": home / "backups",
            "with_secrets": False,
            "key": "the key",
            "at": AT,
            **more,
        }
    )


def rewritten(file: Path, change) -> Path:
    """The backup with its members changed by `change(name, content)`; None leaves one out."""
    other = file.with_name("changed.tar.gz")
    with tarfile.open(file) as old, tarfile.open(other, "w:gz") as new:
        for member in old.getmembers():
            changed = change(member.name, old.extractfile(member).read())
            if changed is not None:
                member.size = len(changed)
                new.addfile(member, io.BytesIO(changed))
    return other


def test_it_holds_the_database_the_pictures_and_the_deliveries_and_no_secret(home):
    made = make(home)

    with tarfile.open(made.file) as tar:
        names = tar.getnames()
    assert names == ["database", "media/actions/library.jpg", "deliveries/one/list.csv", "manifest.json"]


def test_with_secrets_it_holds_them_too(home):
    with tarfile.open(make(home, with_secrets=True).file) as tar:
        assert tar.extractfile("secrets/secret.key").read() == b"the key"
        assert "secrets/ballotline.env" in tar.getnames()


def test_only_its_owner_reads_it_and_it_says_when_it_was_made(home):
    made = make(home)

    assert made.file.name == "ballotline-2026-03-10T170000Z.tar.gz"
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.file.parent.stat().st_mode) == 0o700


def test_the_manifest_names_each_file_with_its_sum(home):
    manifest = archive.check(make(home).file)

    assert manifest.made_at == AT.isoformat()
    picture = manifest.files["media/actions/library.jpg"]
    assert picture["size"] == len(b"a picture")
    assert picture["sha256"] == hashlib.sha256(b"a picture").hexdigest()


def test_two_backups_of_one_second_are_two_files(home):
    first, second = (make(home, to=home / "b") for _n in range(2))

    assert first.file != second.file and first.file.exists() and second.file.exists()


def test_the_last_backup_is_remembered(home):
    assert archive.last_backup(home) is None
    made = make(home)

    assert archive.last_backup(home) == made
    assert made.is_beside(home)


def test_a_backup_that_fails_leaves_nothing_behind(home, monkeypatch):
    def fails(to):
        raise click.ClickException("The disk is full")

    monkeypatch.setattr(databases, "copy_out", fails)

    with pytest.raises(click.ClickException):
        make(home)
    assert list((home / "backups").iterdir()) == []
    assert archive.last_backup(home) is None


@pytest.mark.parametrize("name", ["database", "deliveries/one/list.csv"])
def test_a_changed_file_in_it_is_named(home, name):
    changed = rewritten(make(home).file, lambda n, content: content + b"!" if n == name else content)

    with pytest.raises(NotABackup, match=name):
        archive.check(changed)


def test_a_missing_file_in_it_is_named(home):
    changed = rewritten(make(home).file, lambda n, content: None if n.startswith("media") else content)

    with pytest.raises(NotABackup, match=r"media/actions/library\.jpg"):
        archive.check(changed)


def test_a_backup_of_a_later_format_asks_for_an_update(home):
    def later(name, content):
        return content.replace(b"Ballotline backup 1", b"Ballotline backup 9") if name == "manifest.json" else content

    with pytest.raises(NotABackup, match="update Ballotline first"):
        archive.check(rewritten(make(home).file, later))


@pytest.mark.parametrize("manifest", [b"", b"[]", b"{}", b'{"format": "Ballotline backup 1"}', b"\xff"])
def test_a_manifest_that_cannot_be_read_is_said(home, manifest):
    changed = rewritten(make(home).file, lambda n, content: manifest if n == "manifest.json" else content)

    with pytest.raises(NotABackup, match="manifest"):
        archive.check(changed)


@pytest.mark.parametrize("content", [b"", b"not a backup", gzip.compress(b"not a tar file", mtime=0), b"\x1f\x8b\x08"])
def test_another_file_is_refused(tmp_path, content):
    file = tmp_path / "file.tar.gz"
    file.write_bytes(content)

    with pytest.raises(NotABackup, match="not a backup of Ballotline"):
        archive.check(file)


def test_a_backup_that_was_cut_off_is_refused(home):
    (home / "media" / "large.jpg").write_bytes(os.urandom(200_000))
    file = make(home).file
    file.write_bytes(file.read_bytes()[:100_000])

    with pytest.raises(NotABackup, match="cut off"):
        archive.check(file)


@pytest.mark.parametrize(
    "name",
    [
        "../secret.key",
        "/etc/passwd",
        ".",
        "media/../../x",
        "anything",
        "secrets\\x",
        "media",
        "media/",
        "media//x",
        "deliveries",
        "secrets",
        "secrets/",
        "secrets/ballotline.sqlite3",
        "secrets/secret.key.mark",
        "secrets/last-backup.json",
        "secrets/media/x",
        "secrets/../mail.url",
        "media/.htaccess",
        "media/.x/y",
        "media/a\\b",
        "backups/x",
        "static/style.css",
        "database/x",
    ],
)
def test_nothing_leads_out_of_the_folder_that_it_is_unpacked_into(home, name):
    file = home / "planted.tar.gz"
    with tarfile.open(file, "w:gz") as tar:
        tar.addfile(tarfile.TarInfo(name))

    with pytest.raises(NotABackup, match="no backup of ours has"):
        archive.check(file)


def test_links_in_it_are_refused(home):
    file = home / "planted.tar.gz"
    link = tarfile.TarInfo("media/picture.jpg")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with tarfile.open(file, "w:gz") as tar:
        tar.addfile(link)

    with pytest.raises(NotABackup, match="no backup of ours has"):
        archive.check(file)


def test_the_manifest_tells_keys_apart_without_telling_the_key(home):
    manifest = archive.check(make(home).file)

    assert manifest.key == archive.fingerprint("the key") != archive.fingerprint("another key")
    assert "the key" not in json.dumps(manifest.key)


def test_data_of_another_key_keep_their_mark(home):
    archive.remember_key(home, archive.fingerprint("the old key"))

    assert archive.check(make(home).file).key == archive.fingerprint("the old key")


@pytest.mark.parametrize("names", [("database", "database"), ("media/a", "media/a/b"), ("media/a/b", "media/a")])
def test_two_files_at_one_place_are_refused(home, names):
    file = home / "planted.tar.gz"
    with tarfile.open(make(home).file) as whole, tarfile.open(file, "w:gz") as tar:
        for name in names:
            tar.addfile(tarfile.TarInfo(name))
        tar.addfile(whole.getmember("manifest.json"), whole.extractfile("manifest.json"))

    with pytest.raises(NotABackup, match="stands in it twice"):
        archive.check(file)


def test_a_backup_without_a_database_is_none(home):
    def without(name, content):
        if name != "manifest.json":
            return None if name == "database" else content
        manifest = json.loads(content)
        del manifest["files"]["database"]
        return json.dumps(manifest).encode()

    with pytest.raises(NotABackup, match="manifest"):
        archive.check(rewritten(make(home).file, without))


@pytest.mark.parametrize(
    "field, value",
    [
        ("made_at", "yesterday"),
        ("made_at", "2026-03-10"),
        ("made_at", None),
        ("key", "../x"),
        ("key", ""),
        ("version", 1),
        ("files", []),
        ("files", {"database": 1}),
        ("files", {"database": {"size": "x", "sha256": ""}}),
        ("database", None),
    ],
)
def test_a_manifest_of_another_kind_is_said(home, field, value):
    def odd(name, content):
        return json.dumps({**json.loads(content), field: value}).encode() if name == "manifest.json" else content

    with pytest.raises(NotABackup, match="manifest"):
        archive.check(rewritten(make(home).file, odd))


def test_a_manifest_of_brackets_is_said(home):
    deep = rewritten(make(home).file, lambda n, content: b"[" * 200_000 if n == "manifest.json" else content)

    with pytest.raises(NotABackup, match="manifest"):
        archive.check(deep)


def test_a_name_of_gigabytes_is_not_read(home):
    """A long name stands in a header of its own; this one says that it is 4 GB long."""
    file, header = home / "planted.tar.gz", tarfile.TarInfo("././@LongLink")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, 4 << 30
    file.write_bytes(gzip.compress(header.tobuf(tarfile.GNU_FORMAT) + b"x" * 1_000_000, mtime=0))

    with pytest.raises(NotABackup, match="not a backup"):
        archive.check(file)


def test_what_is_hidden_is_not_taken_along(home):
    (home / "media" / ".half").mkdir()
    (home / "media" / ".half" / "picture.jpg").write_bytes(b"half")

    assert "media/.half/picture.jpg" not in archive.check(make(home).file).files
