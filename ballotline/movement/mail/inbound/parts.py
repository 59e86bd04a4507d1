"""A message taken apart: its text, and what is attached. Any bytes come apart, in time and memory that grow with them.

The library's own parser reads the headers, of which only so many are given to it; a body is cut at its boundaries
here: the library follows a message inside a message as deep as it goes, and takes 370 MB for one long header.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import MessageError
from email.message import Message
from email.parser import HeaderParser
from email.policy import compat32
from email.utils import collapse_rfc2231_value
from itertools import islice

from ballotline.movement.mail.inbound.letters import as_written, header_text, one_line, text_of
from ballotline.movement.mail.inbound.markup import plain

HEAD_AT_MOST = 100_000  # of each part; the longest real one has 20,000
DEPTH_AT_MOST = 8  # of parts in parts; real mail has four
PARTS_AT_MOST = 100
TEXT_AT_MOST = 200_000  # bytes of each text that are read, a book's chapter
HTML_AT_MOST = 1_000_000

PARAMETERS_AT_MOST = 2_000  # of a header that names a part's kind, boundary and file
NAME_AT_MOST = 150

HEADER_LINE = re.compile(rb"(?:[!-9;-~]+[ \t]*:|[ \t]|From )[^\n]*(?:\n|\Z)")
EMPTY_LINE = re.compile(rb"\r?\n")
END_OF_HEAD = re.compile(rb"\n\r?\n")
BEGINNINGS = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"MZ": "application/x-msdownload",
    b"\x7fELF": "application/x-executable",
}


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came along. `kind` is what its first bytes say, else what the message says of it."""

    name: str
    kind: str
    content: bytes = field(repr=False)


@dataclass(slots=True)
class Found:
    """What a message holds. `is_plain`: somebody wrote it as text. `is_cut`: something was too large or too deep."""

    texts: list[str] = field(default_factory=list)
    attached: list[Attached] = field(default_factory=list)
    is_plain: bool = False
    is_cut: bool = False
    parts: int = 0

    @property
    def text(self) -> str:
        return "\n\n".join(text.strip("\n") for text in self.texts if text.strip())

    def take(self, other: "Found") -> None:
        self.texts += other.texts
        self.attached += other.attached
        self.is_plain |= other.is_plain
        self.is_cut |= other.is_cut


@dataclass(frozen=True, slots=True)
class Part:
    """Headers and body, nothing decoded yet."""

    headers: Message
    body: bytes = field(repr=False)

    @property
    def kind(self) -> str:
        return self.headers.get_content_type()

    @property
    def name(self) -> str:
        return _parameter(self.headers, "filename", "content-disposition") or _parameter(self.headers, "name")

    @property
    def content(self) -> bytes:
        return _unpacked(self.body, header_text(_raw(self.headers, "content-transfer-encoding")).lower())

    @property
    def is_apart(self) -> bool:
        """Does it come as a file?"""
        disposition = header_text(_raw(self.headers, "content-disposition")).lower()
        return disposition.startswith("attachment") or bool(self.name)


def part_of(raw: bytes) -> Part:
    """Head and body. What no header can be belongs to the body already, as in mail that was cut off."""
    end = _end_of_head(raw)
    headers = HeaderParser(policy=compat32).parsestr(raw[: min(end, HEAD_AT_MOST)].decode("ascii", "surrogateescape"))
    for name in ("content-type", "content-disposition"):
        if name in headers:
            headers.replace_header(name, as_written(_raw(headers, name))[:PARAMETERS_AT_MOST])
    gap = EMPTY_LINE.match(raw, end)
    return Part(headers, raw[gap.end() if gap else end :])


def _end_of_head(raw: bytes) -> int:
    """Where the last header ends. Of a head that is longer than any the rest is passed over."""
    end = 0
    while line := HEADER_LINE.match(raw, end):
        end = line.end()
        if end > HEAD_AT_MOST:
            empty = END_OF_HEAD.search(raw, end - 1)
            return empty.start() + 1 if empty else end
    return end


def header(headers: Message, name: str, *, at_most: int = 300) -> str:
    """The first of this name as text in one line, "" if there is none."""
    return header_text(_raw(headers, name), at_most=at_most)


def every(headers: Message, name: str) -> Iterator[str]:
    """The values of all headers of this name, as they stand."""
    return (value for key, value in headers.raw_items() if key.lower() == name)


def _raw(headers: Message, name: str) -> str:
    return next(every(headers, name), "")


def read(part: Part, *, depth: int = 0, found: Found | None = None) -> Found:
    """All that a part holds. What lies too deep or is one too many is not opened."""
    found = Found() if found is None else found
    inner = _inner(part) if part.kind.startswith("multipart/") else []
    if inner and depth < DEPTH_AT_MOST:
        one_of = part.kind == "multipart/alternative"
        (_best_of if one_of else _all_of)(inner, depth + 1, found)
    else:
        found.is_cut |= bool(inner)
        _leaf(part, found)
    return found


def _all_of(inner: list[Part], depth: int, found: Found) -> None:
    for part in inner:
        found.parts += 1
        if found.parts > PARTS_AT_MOST:
            found.is_cut = True
            return
        read(part, depth=depth, found=found)


def _best_of(inner: list[Part], depth: int, found: Found) -> None:
    """The same in several ways: as text if it says anything so, else as what says most. Files come along from each."""
    ways = []
    for part in inner:
        way = Found(parts=found.parts)
        _all_of([part], depth, way)
        found.parts = way.parts
        ways.append(way)
    said = [way for way in ways if way.text]
    best = next((way for way in said if way.is_plain), said[-1] if said else None)
    for way in ways:
        way.texts = way.texts if way is best else []
        found.take(way)


def _inner(part: Part) -> list[Part]:
    """The parts between its boundaries; none where it names none, or none is there."""
    boundary = _parameter(part.headers, "boundary").encode("utf-8", errors="replace")
    if not boundary:
        return []
    line = re.compile(rb"^--" + re.escape(boundary) + rb"(--)?[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
    marks = list(islice(line.finditer(part.body), PARTS_AT_MOST + 2))
    ends = [*(mark.start() for mark in marks[1:]), len(part.body)]
    return [
        part_of(_without_last_end(part.body[mark.end() : end]))
        for mark, end in zip(marks, ends, strict=False)
        if not mark[1]
    ]


def _without_last_end(body: bytes) -> bytes:
    """The end of line before a boundary is the boundary's."""
    return body.removesuffix(b"\n").removesuffix(b"\r")


def _leaf(part: Part, found: Found) -> None:
    is_text = part.kind in ("text/plain", "text/html") or (part.kind.startswith("multipart/") and not found.is_cut)
    if is_text and not part.is_apart:
        _say(part, found)
    elif part.body.strip() or part.name:
        found.attached.append(attached(part.name, part.kind, part.content))


def _say(part: Part, found: Found) -> None:
    is_html = part.kind == "text/html"
    content, most = part.content, HTML_AT_MOST if is_html else TEXT_AT_MOST
    found.is_cut |= len(content) > most
    text = text_of(content[:most], part.headers.get_content_charset("") or "")
    found.texts.append(plain(text) if is_html else text)
    found.is_plain |= not is_html and bool(text.strip())


def attached(name: str, declared: str, content: bytes) -> Attached:
    """Only the last part of a path is its name."""
    seen = next((kind for beginning, kind in BEGINNINGS.items() if content.startswith(beginning)), "")
    file = re.split(r"[/\\]", name)[-1].strip()[:NAME_AT_MOST]
    return Attached(file, seen or one_line(declared, at_most=80), content)


def _parameter(headers: Message, name: str, of: str = "content-type") -> str:
    """Also one that is written in pieces or in another alphabet (RFC 2231)."""
    try:
        return header_text(collapse_rfc2231_value(headers.get_param(name, "", of)), at_most=PARAMETERS_AT_MOST)
    except (MessageError, LookupError, ValueError, TypeError):  # the library's readers were written for whole headers
        return ""


def _unpacked(body: bytes, encoding: str) -> bytes:
    """What it was before it was written in letters for the way; what is none of these stays as it is."""
    if encoding == "base64":
        return _of_base64(body)
    return binascii.a2b_qp(body) if encoding == "quoted-printable" else body


def _of_base64(body: bytes) -> bytes:
    """Of one that was cut off, all but the last signs."""
    for end in (b"", b"=", b"=="):
        try:
            return binascii.a2b_base64(body + end)
        except binascii.Error:
            continue
    return b""
