"""HTML as text to read: lines where blocks end, > before what is quoted, nothing of scripts, styles and pictures.

One walk from left to right, so that its time grows with the page; readers of HTML take minutes over blocks in blocks.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

APART = frozenset("p ul ol table blockquote pre h1 h2 h3 h4 h5 h6".split())  # an empty line between two of them
BLOCKS = APART | frozenset("div br tr li hr section article header footer".split())
UNSAID = re.compile(r"</\s*(?:script|style|title)\b", re.IGNORECASE)
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
NO_SIGN = re.compile(r"&#[xX]?[0-9a-fA-F]{8,};?")  # the library makes a number of it, however long it is
QUOTES_AT_MOST = 5  # signs before a line


class Piece(NamedTuple):
    """Text that stands before a tag; of an end tag `is_end`."""

    text: str
    tag: str = ""
    is_end: bool = False


def plain(html: str) -> str:
    lines: list[str] = []
    words: list[str] = []
    depth = 0
    for piece in _pieces(html):
        words.append(unescape(NO_SIGN.sub("\ufffd", piece.text)))
        if piece.tag not in BLOCKS:
            continue
        _end_line(words, lines, depth)
        around = depth
        if piece.tag == "blockquote":
            depth = max(0, depth + (-1 if piece.is_end else 1))
        if piece.tag in APART and lines and lines[-1].strip("> "):
            lines.append(_mark(min(around, depth)).rstrip())
        words = ["• "] if piece.tag == "li" and not piece.is_end else []
    _end_line(words, lines, depth)
    return "\n".join(lines).strip("\n")


def _end_line(words: list[str], lines: list[str], depth: int) -> None:
    if line := " ".join("".join(words).split()):
        lines.append(_mark(depth) + line)


def _mark(depth: int) -> str:
    return "> " * min(depth, QUOTES_AT_MOST)


def _pieces(html: str) -> Iterator[Piece]:
    """What stands before each tag, and the tag. After one that never ends nothing comes."""
    at = 0
    while (start := html.find("<", at)) >= 0:
        tag = TAG.match(html, start)
        if not tag and not html.startswith(("<!", "<?"), start):  # as in 3 < 5
            yield Piece(html[at : start + 1])
            at = start + 1
            continue
        close = "-->" if html.startswith("<!--", start) else ">"
        yield Piece(html[at:start], tag[2].lower() if tag else "", bool(tag and tag[1]))
        at = _behind(html, start, close, tag)
    yield Piece(html[at:])


def _behind(html: str, start: int, close: str, tag: re.Match[str] | None) -> int:
    """Where text goes on: behind the tag, and of a script or style behind all of it."""
    end = html.find(close, start)
    if end < 0:
        return len(html)
    if tag and not tag[1] and tag[2].lower() in ("script", "style", "title"):
        rest = UNSAID.search(html, end)
        return rest.start() if rest else len(html)
    return end + len(close)
