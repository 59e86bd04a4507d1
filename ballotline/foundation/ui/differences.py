"""What differs between two texts, word by word, to be marked on a page. Pure.

Lines are compared first and words only inside lines that differ: a long text with one new sentence takes milliseconds.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "gone", "new"]
WORDS_AT_MOST = (
    2_000  # of one changed passage, before and after together; a longer one is shown whole, before and after
)


def marked(before: str, after: str) -> list[tuple[Kind, str]]:
    """Pieces in their order. Those that are "same" or "gone" make `before`, those that are "same" or "new" `after`."""
    joined: list[tuple[Kind, str]] = []
    for kind, text in _by_line(before, after):
        if joined and joined[-1][0] == kind:
            joined[-1] = (kind, joined[-1][1] + text)
        elif text:
            joined.append((kind, text))
    return joined


def _by_line(before: str, after: str) -> Iterator[tuple[Kind, str]]:
    for is_same, old, new in _blocks(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        if is_same:
            yield "same", old
        else:
            yield from _by_word(old, new)


def _by_word(before: str, after: str) -> Iterator[tuple[Kind, str]]:
    old_words, new_words = _words(before), _words(after)
    if len(old_words) + len(new_words) > WORDS_AT_MOST or not _are_akin(old_words, new_words):
        yield "gone", before
        yield "new", after
        return
    for is_same, old, new in _blocks(old_words, new_words):
        if is_same:
            yield "same", old
        else:
            yield "gone", old
            yield "new", new


def _are_akin(before: Sequence[str], after: Sequence[str]) -> bool:
    """Half of their words stand in both. Marked word by word, two texts that share less can't be read."""
    return SequenceMatcher(None, before, after, autojunk=False).ratio() >= 0.5


def _words(text: str) -> list[str]:
    """Each with the space behind it."""
    return re.findall(r"\s*\S+\s*|\s+", text)


def _blocks(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[bool, str, str]]:
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield tag == "equal", "".join(before[a:b]), "".join(after[c:d])
