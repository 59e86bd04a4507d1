"""What can be decided about cases with a pencil: by when one is answered, what it is about, whose turn it is, what a
ready answer says. No Django here."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

NEW, OPEN, WAITING, DONE, REOPENED = "new", "open", "waiting", "done", "reopened"
OUR_TURN = (NEW, OPEN, REOPENED)  # the clock runs; of those who wait the other side has the word
STANDING = (*OUR_TURN, WAITING)

HERE_FOR = timedelta(seconds=30)  # the page says so every 20 seconds that somebody has it open
HOUR = timedelta(hours=1)
SUBJECT_AT_MOST = 80
READ_FOR_GUESSING = 5_000  # signs of a text

T = TypeVar("T")
WORDS = re.compile(r"\w+")
PLACEHOLDER = re.compile(r"\{([^{}\n]{0,40})\}")
PLACEHOLDERS = ("name", "organization", "chapter")


def due(opened: datetime, *, hours: int) -> datetime:
    """By when it is answered, at a full hour: what came at 5:20 pm and has a day has until 6 pm."""
    end = opened + timedelta(hours=hours)
    whole = end.replace(minute=0, second=0, microsecond=0)
    return whole if whole == end else whole + HOUR


def is_late(state: str, due_at: datetime, at: datetime) -> bool:
    return state in OUR_TURN and due_at < at


def guessed(folded: str, kinds: Mapping[str, Iterable[str]]) -> str:
    """The kind of which the most words stand in the text; of several the first. "" where none does.

    Text and words are folded alike. A word may be several, and finds what begins with it: "run for" finds "run
    forward", "runs" not.
    """
    text = f" {' '.join(WORDS.findall(folded[:READ_FOR_GUESSING]))}"
    hits = {kind: sum(_stands(word, text) for word in words) for kind, words in kinds.items()}
    best = max(hits, key=hits.__getitem__, default="")
    return best if hits.get(best) else ""


def _stands(word: str, text: str) -> bool:
    plain = " ".join(WORDS.findall(word))
    return bool(plain) and f" {plain}" in text


def next_in_turn(on_duty: Mapping[T, datetime | None]) -> T | None:
    """Of those on duty, with when each was last given a case, the one who waits the longest: whoever never got one
    first, in their order."""
    return min(on_duty, key=lambda one: given.timestamp() if (given := on_duty[one]) else 0, default=None)


def nearest_on_duty(levels: Sequence[Mapping[T, datetime | None]]) -> Mapping[T, datetime | None]:
    """The first level, from the chapter up to the organization, where anybody is."""
    return next((level for level in levels if level), {})


def subject_of(text: str) -> str:
    """The first line, as far as a list shows it; a longer one ends at a word."""
    line = " ".join(next((one for one in text.splitlines() if one.strip()), "").split())
    if len(line) <= SUBJECT_AT_MOST:
        return line
    room = line[:SUBJECT_AT_MOST]
    return f"{room.rpartition(' ')[0] or room[:-1]}…"


def filled(text: str, values: Mapping[str, str]) -> str:
    """A ready answer with what stands for its placeholders; one that nobody knows stays as it is."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def unknown_placeholders(text: str) -> list[str]:
    return [name for name in PLACEHOLDER.findall(text) if name not in PLACEHOLDERS]
