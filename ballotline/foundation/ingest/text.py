"""Files as text: UTF-8, UTF-16 or Windows-1252, found by reading all of it once."""

import codecs
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from ballotline.foundation.ingest.content import DAMAGED, blocks, refuse_other_kinds, unpacked
from ballotline.foundation.ingest.limits import MB, Refused

UTF_8, UTF_16, WINDOWS = "utf-8-sig", "utf-16", "cp1252"
CALLED = {UTF_8: "UTF-8", UTF_16: "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", WINDOWS: "Windows-1252"}
# A letter of two, three or four bytes in UTF-8, roughly: enough to tell stray bytes among them from Windows-1252
WHOLE_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
HIGH = bytes(range(0x80, 0x100))
ENDS = (b"\n", b"\r")
# Enough of a beginning to see every second byte be NUL, as in UTF-16, and what a table's first line names
SAMPLE = 4_000


@dataclass(frozen=True, slots=True)
class Written:
    """How a text is written: its encoding as Python calls it, and how many ends of lines it has."""

    encoding: str
    lines: int

    @property
    def called(self) -> str:
        return CALLED[self.encoding]


def written(path: Path, *, at_most: int) -> Written:
    """Reads it to its end. Raises Refused if it is cut off, too large or of another kind, OSError if it can't be
    opened."""
    with unpacked(path, at_most=at_most) as content:
        refuse_other_kinds(content)
        return written_in(blocks(content), path)


@contextmanager
def opened(path: Path, how: Written, *, at_most: int) -> Iterator[io.TextIOWrapper]:
    """The text line by line. Bytes that are no letter stand in it as lone surrogates, so that a reader sees them."""
    with unpacked(path, at_most=at_most) as content:
        yield io.TextIOWrapper(content, encoding=how.encoding, errors="surrogateescape", newline="")


def text_at(path: Path, *, at_most: int) -> str:
    """All of it at once."""
    with unpacked(path, at_most=at_most) as content:
        refuse_other_kinds(content)
        return decoded(content.read(), path)


def decoded(found: bytes, path: Path) -> str:
    pieces = (found[start : start + MB] for start in range(0, len(found), MB))
    return found.decode(written_in(pieces, path).encoding, errors="replace")


def beginning(path: Path, *, size: int = SAMPLE) -> str:
    """The first characters, for a look; "" of what can't be read."""
    try:
        with unpacked(path, at_most=size) as content:
            start = content.read(size)
    except (OSError, EOFError, Refused):
        return ""
    return start.decode(_by_its_start(start) or UTF_8, errors="replace")


def written_in(found: Iterator[bytes], path: Path) -> Written:
    """How a text is written that is given in pieces. Raises Refused for UTF-16 that breaks off."""
    first = next(found, b"")
    encoding = _by_its_start(first)
    decoder = codecs.getincrementaldecoder(encoding or UTF_8)()
    is_whole, letters, strays, ends = True, 0, 0, Counter[bytes]()
    for block in chain([first], found):
        is_whole = is_whole and _decodes(decoder, block)
        letters, strays = (old + new for old, new in zip((letters, strays), _high_bytes(block), strict=True))
        ends.update({end: block.count(end) for end in ENDS})
    if not (is_whole and _decodes(decoder, b"", final=True)):
        if encoding:
            raise Refused(path, DAMAGED)
        # Stray bytes among whole letters are bad rows of a list that some program glued together.
        encoding = UTF_8 if letters > strays else WINDOWS
    return Written(encoding or UTF_8, max(ends.values()))


def _high_bytes(block: bytes) -> tuple[int, int]:
    """How many letters beyond ASCII are whole in UTF-8, and how many bytes belong to none."""
    if block.isascii():
        return 0, 0
    rest, letters = WHOLE_LETTER.subn(b"", block)
    return letters, len(rest) - len(rest.translate(None, HIGH))


def _by_its_start(start: bytes) -> str:
    """UTF-16 by its mark, or by the NULs that stand beside plain letters; else ""."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return UTF_16
    odd, even = start[1:SAMPLE:2], start[:SAMPLE:2]
    if len(odd) > 1 and odd.count(0) * 2 > len(odd) and not even.count(0):
        return "utf-16-le"
    if len(even) > 1 and even.count(0) * 2 > len(even) and not odd.count(0):
        return "utf-16-be"
    return ""


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True
