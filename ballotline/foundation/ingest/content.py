"""Files as bytes: gzip is seen by its content and unpacked as far as a limit; what is plainly of another kind is
named."""

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from ballotline.foundation.ingest.limits import MB, OtherKind, Refused, megabytes

GZIP = b"\x1f\x8b"
LOOKED_AT = 1_000  # bytes by which another kind is known
TEXT_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # also around what has a password
LOCKED = b"EncryptedPackage"  # what it is called inside of that
PACKED = "is packed in a way that is not read here. Unpack it first, or pack it with gzip."
KINDS = (
    (b"%PDF", "is a PDF. Ask whoever made it for the table itself (CSV)."),
    (
        b"PK",
        "is a spreadsheet that is cut off, or none of the kind .xlsx, or a zip archive. Open it, and save it as .xlsx.",
    ),
    (LOCKED, "is protected by a password. Open it, take the password off, and save it again."),
    (OLD_OFFICE, "is a spreadsheet (.xls). Open it, and save the table as .xlsx or “CSV UTF-8”."),
    (b"\x89PNG", "is a picture."),
    (b"\xff\xd8\xff", "is a picture."),
    (b"GIF8", "is a picture."),
    (b"SQLite format 3", "is a database."),
    (b"version https://git-lfs", "only points to the file (Git LFS). Get the file itself."),
    (GZIP, "is packed twice. Unpack it once."),
    (b"BZh", PACKED),
    (b"7z\xbc\xaf", PACKED),
    (b"\xfd7zXZ", PACKED),
    (b"\x28\xb5\x2f\xfd", PACKED),
)
WEB_PAGE = re.compile(rb"\s*(?:<!--[^>]*>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
OTHER_MARKUP = re.compile(rb"\s*<(?:\?xml|kml|svg|gpx)\b", re.IGNORECASE)
DAMAGED = "is cut off or damaged. Get the file again."


class Capped(io.BufferedIOBase):
    """Bytes that end with a refusal where they pass the limit. `at_once` bounds a single read: who asks for more than
    that follows a length that the file itself made up."""

    def __init__(self, content: IO[bytes], path: Path, *, at_most: int, at_once: int | None = None) -> None:
        self.content, self.path, self.at_most, self.at_once = content, path, at_most, at_once

    def read(self, size: int | None = -1, /) -> bytes:
        if self.at_once is not None and size is not None and size > self.at_once:
            raise Refused(self.path, DAMAGED)
        left = max(0, self.at_most - self.content.tell()) + 1
        try:
            found = self.content.read(left if size is None or size < 0 else min(size, left))
        except (gzip.BadGzipFile, zlib.error, EOFError):
            raise Refused(self.path, DAMAGED)
        self._stay_within(self.content.tell())
        return found

    read1 = read

    @property
    def name(self) -> str:
        return self.path.name

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.content.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        if whence == io.SEEK_SET:
            self._stay_within(offset)
        try:
            return self.content.seek(offset, whence)
        except (gzip.BadGzipFile, zlib.error, EOFError):
            raise Refused(self.path, DAMAGED)

    def _stay_within(self, position: int) -> None:
        """Who asks for what lies before the beginning follows a length that the file itself made up, too."""
        if position < 0:
            raise Refused(self.path, DAMAGED)
        if position > self.at_most:
            raise Refused(
                self.path, f"is larger than {megabytes(self.at_most)} when unpacked. Cut it into several files."
            )


@contextmanager
def as_it_is(path: Path, *, at_most: int, at_once: int) -> Iterator[Capped]:
    """The content without unpacking anything."""
    with path.open("rb") as file:
        yield Capped(file, path, at_most=at_most, at_once=at_once)


@contextmanager
def unpacked(path: Path, *, at_most: int, at_once: int | None = None) -> Iterator[Capped]:
    """The content, out of gzip if it is in it. Raises Refused, also while it is read, and OSError if it can't be
    opened."""
    with path.open("rb") as file:
        is_gzip = file.read(len(GZIP)) == GZIP
        file.seek(0)
        inner = cast(IO[bytes], gzip.GzipFile(fileobj=file)) if is_gzip else file
        yield Capped(inner, path, at_most=at_most, at_once=at_once)


def refuse_other_kinds(content: Capped) -> None:
    """Raises OtherKind for an empty file, a web page, a picture and the like; else stands at the beginning again."""
    start = content.read(LOOKED_AT)
    is_short = len(start) < LOOKED_AT
    content.seek(0)
    for mark in TEXT_MARKS:
        start = start.removeprefix(mark)
    start = start.replace(b"\0", b"")  # as UTF-16 has them between plain letters
    if start.startswith(OLD_OFFICE) and LOCKED in content.read(MB).replace(b"\0", b""):
        start = LOCKED
    if is_short and not start.strip():
        raise OtherKind(content.path, "is empty.")
    for sign, words in KINDS:
        if start.startswith(sign):
            raise OtherKind(content.path, words)
    if WEB_PAGE.match(start):
        raise OtherKind(content.path, "is a web page. Perhaps one must sign in to get the file; open it in a browser.")
    if OTHER_MARKUP.match(start):
        raise OtherKind(content.path, "is XML, which is not read here.")


def blocks(content: Capped) -> Iterator[bytes]:
    while block := content.read(MB):
        yield block
