"""Lists and mappings in each other: JSON and YAML, with limits on depth, on aliases, and on what they weigh in memory.

A few bytes may stand for gigabytes: `[` and `{` cost a hundred bytes each, and an alias stands for all that it names.
So both are measured before anything is built of them.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from sys import getsizeof
from typing import Any, NoReturn

import yaml

from ballotline.foundation.ingest.content import DAMAGED
from ballotline.foundation.ingest.limits import (
    DEPTH_AT_MOST,
    ITEM_AT_MOST,
    JSON_AT_MOST,
    JSON_WEIGHT_AT_MOST,
    NODES_AT_MOST,
    Refused,
)
from ballotline.foundation.ingest.text import text_at

# Bytes that a sign of JSON costs when it is read: an empty list or mapping with its first places, a number, half a text
WEIGHTS = {"[": 110, "{": 280, ",": 40, ":": 30, '"': 30}
PAIR = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
NO_LETTER = re.compile(r"\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})")
ALIKE, NO_BRACKETS = bytes.maketrans(b"{}", b"[]"), bytes(set(range(256)) - set(b"[]{}"))
NOT_TEXT = "holds a character that is no text (a NUL, or half a letter)."
TOO_DEEP = f"is nested more than {DEPTH_AT_MOST} deep. No list or map that is read here is."
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BrokenItem(Exception):
    """`line` of the file and what is wrong there."""

    def __init__(self, line: int, words: str) -> None:
        super().__init__(words)
        self.line = line


def json_at(path: Path) -> Any:
    """What a JSON file holds. Raises Refused, OtherKind, and OSError if it can't be opened."""
    found = text_at(path, at_most=JSON_AT_MOST)
    _weigh(found, path)
    if _is_deep(found):
        raise Refused(path, TOO_DEEP)
    if "\0" in found or (NO_LETTER.search(found) and NO_LETTER.search(PAIR.sub("", found))):
        raise Refused(path, NOT_TEXT)
    try:
        return json.loads(found, parse_constant=_no_number)
    except (ValueError, RecursionError) as problem:
        line = f" (line {problem.lineno})" if isinstance(problem, json.JSONDecodeError) else ""
        raise Refused(path, f"is no JSON{line}, or {DAMAGED}")


def _weigh(found: str, path: Path) -> None:
    weight = 2 * getsizeof(found) + sum(found.count(sign) * bytes_each for sign, bytes_each in WEIGHTS.items())
    if weight > JSON_WEIGHT_AT_MOST:
        raise Refused(path, "is too large to be read as a whole. Take it in parts, or a map as a zipped shapefile.")


def _is_deep(found: str) -> bool:
    """Takes away innermost pairs of brackets, one level a round: what is left after the last round lies too deep."""
    outside = "".join(found.replace("\\\\", "").replace('\\"', "").split('"')[::2])
    brackets = outside.encode(errors="replace").translate(ALIKE, delete=NO_BRACKETS)
    for _level in range(DEPTH_AT_MOST):
        brackets = brackets.replace(b"[]", b"")
    return b"[]" in brackets or len(brackets) > DEPTH_AT_MOST


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def yaml_of(text: str, *, line: int = 1) -> Any:
    """One item of a list, whose first line is `line` of the file. Raises BrokenItem."""
    if len(text) > ITEM_AT_MOST:
        raise BrokenItem(line, f"The item is longer than {ITEM_AT_MOST:,} characters.")
    try:
        _measure(text, line)
        return yaml.load(text, Loader)  # noqa: S506  # a safe loader, the fast one where it is there
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark
        raise BrokenItem(line + (mark.line if mark else 0), f"This is no YAML ({problem.problem}).")
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        raise BrokenItem(line, f"This is no YAML ({type(problem).__name__}).")


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being measured: its anchor, and how many nodes it stands for so far."""

    anchor: str | None = None
    nodes: int = 1


@dataclass(slots=True)
class _Measure:
    """Nodes as they would be if each alias were written out."""

    line: int
    around: list[_Open] = field(default_factory=lambda: [_Open()])
    anchored: dict[str, int] = field(default_factory=dict)

    def add(self, nodes: int, anchor: str | None) -> None:
        self.around[-1].nodes += nodes
        if anchor:
            self.anchored[anchor] = nodes
        if self.around[-1].nodes > NODES_AT_MOST:
            raise BrokenItem(
                self.line, f"It stands for more than {NODES_AT_MOST:,} things. Look at its aliases (*name)."
            )

    def begin(self, anchor: str | None) -> None:
        self.around.append(_Open(anchor))
        if len(self.around) > DEPTH_AT_MOST:
            raise BrokenItem(self.line, f"It {TOO_DEEP}")

    def end(self) -> None:
        done = self.around.pop()
        self.add(done.nodes, done.anchor)

    def alias(self, anchor: str) -> None:
        if anchor not in self.anchored:
            raise BrokenItem(self.line, f"Its alias *{anchor} stands for nothing, or for what it is a part of.")
        self.add(self.anchored[anchor], None)


def _measure(text: str, line: int) -> None:
    measure = _Measure(line)
    for event in yaml.parse(text, Loader):
        if isinstance(event, yaml.ScalarEvent):
            measure.add(1 + len(event.value) // 40, event.anchor)
            if "\0" in event.value:
                raise BrokenItem(line, f"It {NOT_TEXT}")
        elif isinstance(event, yaml.CollectionStartEvent):
            measure.begin(event.anchor)
        elif isinstance(event, yaml.CollectionEndEvent):
            measure.end()
        elif isinstance(event, yaml.AliasEvent):
            measure.alias(str(event.anchor))
