"""Archives: the members of a zip as files on disk, the members of a tar one after another. Nothing is unpacked by its
own name."""

import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from ballotline.foundation.ingest.content import DAMAGED, Capped, as_it_is, unpacked
from ballotline.foundation.ingest.limits import (
    FILES_AT_MOST,
    MB,
    READ_AT_ONCE,
    TAR_AT_MOST,
    ZIP_AT_MOST,
    Refused,
    megabytes,
)

BREAKS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError)
READ_HERE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what a member says of the others is how much memory to take
TAR_ENDINGS = (".tar.gz", ".tgz", ".tar")


def is_tar(path: Path) -> bool:
    return path.name.endswith(TAR_ENDINGS)


@contextmanager
def members_of_zip(path: Path, endings: Sequence[str]) -> Iterator[dict[str, IO[bytes]]]:
    """{ending: member as an open file}, of those that are there. They lie on the disk and go afterwards.

    Raises Refused if it is cut off, unpacks to too much, or holds two of an ending; OSError if it can't be opened.
    """
    with ExitStack() as stack:
        archive = stack.enter_context(opened_zip(path))
        yield {ending: _on_disk(archive, info, path, stack) for ending, info in _found(archive, endings, path).items()}


def names_in_zip(path: Path) -> list[str]:
    """The names of its members; none of what is no zip."""
    try:
        with opened_zip(path) as archive:
            return archive.namelist()
    except (OSError, Refused):
        return []


@contextmanager
def opened_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """Raises Refused for what is no zip, OSError if it can't be opened."""
    with as_it_is(path, at_most=ZIP_AT_MOST, at_once=READ_AT_ONCE) as packed, _zip(packed, path) as archive:
        yield archive


def _zip(packed: Capped, path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(packed)
    except BREAKS:
        raise Refused(path, f"is no zip archive, or {DAMAGED}")


def _found(archive: zipfile.ZipFile, endings: Sequence[str], path: Path) -> dict[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        ending = PurePosixPath(info.filename).suffix.lower()
        if ending in found:
            raise Refused(path, f"holds more than one {ending}. Make one archive of each.")
        if ending in endings:
            found[ending] = info
    if sum(info.file_size for info in found.values()) > ZIP_AT_MOST:
        raise Refused(path, f"is larger than {megabytes(ZIP_AT_MOST)} when unpacked.")
    return found


def _on_disk(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path, stack: ExitStack) -> IO[bytes]:
    file = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115  # it stays open as long as the archive
    with opened_member(archive, info, path) as member:
        while block := member.read(MB):
            file.write(block)
    file.seek(0)
    return file


@contextmanager
def opened_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> Iterator[IO[bytes]]:
    """What a member says of its size is checked while it is unpacked, by the library: it ends there, or is damaged.

    Raises Refused, also while it is read.
    """
    if info.compress_type not in READ_HERE:
        raise Refused(path, "is packed in a way that is not read here. Save it again, or pack it as a plain zip.")
    try:
        with archive.open(info) as member:
            yield member
    except BREAKS:
        raise Refused(path, DAMAGED)


def members_of_tar(path: Path, is_wanted: Callable[[str], bool], *, each_at_most: int) -> Iterator[tuple[str, bytes]]:
    """(name, content) of the wanted members; of a larger one, one byte more than `each_at_most`.

    Raises Refused, also midway, if it is cut off or holds too much.
    """
    try:
        with unpacked(path, at_most=TAR_AT_MOST, at_once=READ_AT_ONCE) as packed:
            yield from _members(packed, path, is_wanted, each_at_most)
    except (tarfile.TarError, EOFError, ValueError, OverflowError):
        raise Refused(path, f"is no tar archive, or {DAMAGED}")


def _members(
    packed: Capped, path: Path, is_wanted: Callable[[str], bool], each_at_most: int
) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=packed, mode="r:") as archive:
        for number, member in enumerate(archive, start=1):
            # The library keeps all that it has seen, with headers as long as somebody made them.
            archive.members.clear()  # type: ignore[attr-defined]
            if number > FILES_AT_MOST:
                raise Refused(path, f"holds more than {FILES_AT_MOST:,} files. Cut it into several.")
            if member.isreg() and is_wanted(member.name) and (content := archive.extractfile(member)):
                yield member.name, content.read(each_at_most + 1)
