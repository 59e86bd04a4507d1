"""A backup is one file, `ballotline-….tar.gz`: the database as of one moment, the pictures, the deliveries, a manifest.

`manifest.json` stands at the end and names each file with its size and SHA-256; a backup counts as made when it was
read back against it. The secrets (secret key, settings, mail provider) are in it only if asked for. The files come from
wherever the storage has them, a folder or a bucket.
Not here: how a database becomes a file (databases.py); bringing a backup back is a command.
"""

import gzip
import hashlib
import hmac
import io
import json
import os
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, Any

import click

from ballotline import __version__
from ballotline.foundation.backups import databases
from ballotline.foundation.storage.kept import Store
from ballotline.foundation.ui.files import whole_file

FORMAT = "Ballotline backup 1"
MANIFEST = "manifest.json"
DATABASE = "database"
FOLDERS = ("media", "deliveries")
SECRETS = ("secret.key", "ballotline.env", "mail.url")
NAMES = (DATABASE, MANIFEST, *(f"secrets/{name}" for name in SECRETS))
# A part of a name: never begins with a dot, so it is neither hidden nor a way up and out of the folder
PLAIN_PART = re.compile(r"[^./\\\0][^/\\\0]*")
KEY = re.compile("[0-9a-f]{16}")
FOLDER = "backups"
LAST = "last-backup.json"
KEY_MARK = "secret.key.mark"
# It is read whole. A file takes about 150 bytes of it, so this is more than half a million pictures and deliveries
LARGEST_MANIFEST = 100_000_000
# Of a tar's own header for a long name, which tarfile reads whole, whatever it says; no path is longer than 4,096 bytes
LONGEST_HEADER = 1 << 16
CHUNK = 1 << 20

Opened = Callable[[], Any]  # gives the file, to be closed again


class NotABackup(click.ClickException):
    """The file is no backup of ours, or it was changed or cut off; the sentence says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says about itself. `files` is name → {size, sha256}; `key` tells secret keys apart."""

    format: str
    version: str
    made_at: str
    database: str
    key: str
    files: Mapping[str, Mapping[str, Any]]

    @property
    def has_secrets(self) -> bool:
        return any(name.startswith("secrets/") for name in self.files)

    @property
    def size(self) -> int:
        """Bytes of all files in it, unpacked."""
        return sum(int(facts["size"]) for facts in self.files.values())


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made and read back."""

    file: Path
    made_at: datetime
    size: int
    sha256: str
    files: int

    def is_beside(self, home: Path) -> bool:
        """Does it lie on the disk that the data are on? Then it dies with them."""
        return self.file.exists() and os.stat(self.file).st_dev == os.stat(home).st_dev


def make(
    *, home: Path, files: Store, to: Path, with_secrets: bool, key: str, at: datetime, name: str = "ballotline"
) -> Backup:
    """Writes a backup of our database, the `files` in the storage and, if asked for, the secrets in the data folder
    `home` into the folder `to`, and reads it back."""
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = _free_name(to, f"{name}-{at:%Y-%m-%dT%H%M%SZ}")
    with TemporaryDirectory(dir=to, prefix=".backup-") as room:
        database = Path(room) / DATABASE
        databases.copy_out(database)
        with whole_file(file) as written:
            _write(written, _contents_of(database, home, files, with_secrets), key=key_mark(home, key), at=at)
    manifest = check(file)
    made = Backup(file.absolute(), at, file.stat().st_size, _sha256_of(file), len(manifest.files))
    _remember(home, made)
    return made


def _free_name(folder: Path, stem: str) -> Path:
    """A backup never takes the place of another one, not even of the same second."""
    names = (f"{stem}{suffix}.tar.gz" for suffix in ("", *(f"-{n}" for n in range(2, 1_000))))
    return next(folder / name for name in names if not (folder / name).exists())


def check(file: Path) -> Manifest:
    """Reads the whole backup and compares every file with the manifest. Raises NotABackup."""
    with _readable(file):
        manifest = _manifest_in(file)
        found = _sums(file)
    wrong = [name for name, facts in manifest.files.items() if found.get(name) != dict(facts)]
    wrong += sorted(found.keys() - manifest.files.keys())
    if wrong:
        raise NotABackup(f"{file} is damaged: {wrong[0]} in it is not what was put in. Take another backup.")
    return manifest


def _sums(file: Path) -> dict[str, dict[str, object]]:
    """Size and sum of each file in it. None stands in it twice, or where another one's folder should be."""
    found: dict[str, dict[str, object]] = {}
    folders: set[str] = set()
    for name, content in contents(file):
        above = {str(folder) for folder in PurePosixPath(name).parents}
        folders |= above
        if name in found or name in folders or any(folder in found for folder in above):
            raise NotABackup(f"{file} is damaged: {name} stands in it twice. Take another backup.")
        found[name] = _sum(content)
    found.pop(MANIFEST, None)
    return found


def contents(file: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Each file in the backup with its name, one after the other. Only plain files at plain places, else NotABackup."""
    with gzip.open(file) as plain, tarfile.open(fileobj=plain, mode="r|", tarinfo=_Member) as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isfile() and is_plain(member.name) else None
            if content is None:
                raise NotABackup(f"{file} holds {member.name!r}, which no backup of ours has.")
            yield member.name, content


class _Member(tarfile.TarInfo):
    """A long name stands in a header of its own, which is read whole: one of gigabytes is no name."""

    def _proc_member(self, tar: tarfile.TarFile) -> tarfile.TarInfo:
        if not self.isreg() and self.size > LONGEST_HEADER:
            raise tarfile.ReadError("a header without end")
        return super()._proc_member(tar)  # type: ignore[misc]


@contextmanager
def _readable(file: Path) -> Iterator[None]:
    """Whatever the libraries say about a file that is no archive, or half of one, in our words."""
    try:
        yield
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error):
        raise NotABackup(f"{file} is not a backup of Ballotline, or it was cut off. Take another one.")


def _manifest_in(file: Path) -> Manifest:
    for name, content in contents(file):
        if name == MANIFEST:
            return _manifest(file, content.read(LARGEST_MANIFEST))
    raise NotABackup(f"{file} is not a backup of Ballotline, or it was cut off: it has no {MANIFEST}.")


def is_plain(name: str) -> bool:
    """All that a backup may hold: the database, the manifest, three secrets, and files that are below the two folders.

    Nothing hidden, and no way out of the folder that it is unpacked into.
    """
    folder, *below = name.split("/")
    return name in NAMES or (folder in FOLDERS and bool(below) and all(map(PLAIN_PART.fullmatch, below)))


def fingerprint(key: str) -> str:
    """Tells whether two secret keys are the same, and nothing else about them."""
    return hmac.new(key.encode(), b"ballotline.backup.key", hashlib.sha256).hexdigest()[:16]


def remember_key(home: Path, mark: str) -> None:
    """Remembers with which secret key the data in `home` were made, where that may be another than the one in it."""
    with whole_file(home / KEY_MARK) as file:
        file.write(mark.encode())


def key_mark(home: Path, key: str) -> str:
    """With which secret key the data were made: as a restore said, else with the one in use."""
    note = home / KEY_MARK
    return note.read_text().strip() if note.exists() else fingerprint(key)


def last_backup(home: Path) -> Backup | None:
    """The newest backup that was made of this data folder, wherever it was put."""
    note = home / LAST
    if not note.exists():
        return None
    facts = json.loads(note.read_text())
    return Backup(**{**facts, "file": Path(facts["file"]), "made_at": datetime.fromisoformat(facts["made_at"])})


def size_of_data(home: Path, files: Store) -> int:
    """Bytes of what a backup would hold, before compression; of a database only SQLite's file."""
    database = sum(path.stat().st_size for path in home.glob("*.sqlite3*") if path.exists())
    return database + sum(size for folder in FOLDERS for size in files.sizes(folder).values())


def _contents_of(database: Path, home: Path, files: Store, with_secrets: bool) -> Iterator[tuple[str, Opened]]:
    yield DATABASE, partial(database.open, "rb")
    for folder in FOLDERS:
        for name in files.sizes(folder):
            yield name, partial(files.open, name)
    for name in SECRETS:
        if with_secrets and (home / name).exists():
            yield f"secrets/{name}", partial((home / name).open, "rb")


def _write(to: IO[bytes], contents: Iterator[tuple[str, Opened]], *, key: str, at: datetime) -> None:
    with tarfile.open(fileobj=to, mode="w:gz", compresslevel=6) as tar:
        sums = {name: _add(tar, name, opened, at) for name, opened in contents}
        manifest = Manifest(FORMAT, __version__, at.isoformat(), databases.kind(), key, sums)
        content = json.dumps(asdict(manifest), indent=1).encode()
        tar.addfile(_entry(MANIFEST, len(content), at), io.BytesIO(content))


def _add(tar: tarfile.TarFile, name: str, opened: Opened, at: datetime) -> dict[str, object]:
    with opened() as file:
        file.seek(0, os.SEEK_END)
        size = file.tell()
        file.seek(0)
        reading = _Summed(file)
        tar.addfile(_entry(name, size, at), reading)
    return {"size": size, "sha256": reading.sha256.hexdigest()}


def _entry(name: str, size: int, at: datetime) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, int(at.timestamp())
    return entry


class _Summed(io.RawIOBase):
    """Reads a file and sums what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        content = self.file.read(size)
        self.sha256.update(content)
        return content


def _sum(content: IO[bytes]) -> dict[str, object]:
    sha256, size = hashlib.sha256(), 0
    while chunk := content.read(CHUNK):
        sha256.update(chunk)
        size += len(chunk)
    return {"size": size, "sha256": sha256.hexdigest()}


def _sha256_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _manifest(file: Path, content: bytes) -> Manifest:
    try:
        manifest = Manifest(**json.loads(content))
        if not _is_sound(manifest):
            raise ValueError
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise NotABackup(f"{file} has a manifest that can't be read. Take another backup.")
    if manifest.format != FORMAT:
        raise NotABackup(
            f"{file} is a “{manifest.format}”, and this version reads “{FORMAT}”: update Ballotline first."
        )
    return manifest


def _is_sound(manifest: Manifest) -> bool:
    """Is everything of the kind that we would write?"""
    facts = [dict(one) for one in manifest.files.values()]
    moment = datetime.fromisoformat(manifest.made_at)
    words = (manifest.format, manifest.version, manifest.database)
    return (
        all(isinstance(word, str) for word in words)
        and moment.tzinfo is not None
        and KEY.fullmatch(manifest.key) is not None
        and all(isinstance(one.get("size"), int) for one in facts)
        and DATABASE in manifest.files
    )


def _remember(home: Path, made: Backup) -> None:
    facts = {**asdict(made), "file": str(made.file), "made_at": made.made_at.isoformat()}
    with whole_file(home / LAST) as file:
        file.write(json.dumps(facts).encode())
