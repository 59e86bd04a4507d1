"""YAML files item by item, so that a broken one is named with its line and the others are read.

Folders and tar archives too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path, PurePosixPath
from typing import Any

from ballotline.foundation.ingest.archives import is_tar, members_of_tar
from ballotline.foundation.ingest.limits import ITEM_AT_MOST, YAML_AT_MOST, Refused
from ballotline.foundation.ingest.text import decoded, text_at
from ballotline.foundation.ingest.trees import BrokenItem, yaml_of

CUT = "Its last line has no end: it was cut off, or written by hand. Get it again, or end the line."
ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class File:
    """A text by its path inside what was given: "data/mn/legislature/….yml". `refused` says why there is none."""

    path: str
    text: str
    refused: Refused | None = None

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name


def files_in(path: Path) -> Iterator[File]:
    """All YAML files of a folder and its sub-folders, of a tar archive, or the one file. Raises Refused for the one
    file, and for an archive that is cut off; in a folder the others go on."""
    if is_tar(path):
        yield from _archived(path)
    elif not path.is_dir():
        yield File(path.name, text_at(path, at_most=YAML_AT_MOST))
    else:
        for found in sorted(path.rglob("[!.]*")):
            if found.is_file() and is_tar(found):
                yield from _archived(found)
            elif found.is_file() and found.name.endswith(ENDINGS):
                yield _in_a_folder(found, path)


def _in_a_folder(found: Path, folder: Path) -> File:
    inside = found.relative_to(folder).as_posix()
    try:
        return File(inside, text_at(found, at_most=YAML_AT_MOST))
    except Refused as refused:
        return File(inside, "", refused)


def _archived(path: Path) -> Iterator[File]:
    for name, content in members_of_tar(path, lambda name: name.endswith(ENDINGS), each_at_most=ITEM_AT_MOST):
        yield File(name, decoded(content, path))


def whole(file: File) -> Any:
    """A file that is one item. Raises BrokenItem."""
    if file.refused:
        raise BrokenItem(1, str(file.refused))
    if is_cut(file):
        raise BrokenItem(file.text.count("\n") + 1, CUT)
    return yaml_of(file.text)


def is_cut(file: File) -> bool:
    """Programs end the last line too. Of one that has no end nobody knows whether its number was longer."""
    return not file.text.endswith("\n")


def items(file: File) -> Iterator[tuple[int, Any | BrokenItem]]:
    """(line, item) of a file that is a long list or mapping; a mapping's item is {key: value}.

    Broken ones are in it as such.
    """
    start, lines = 1, list[str]()
    for number, line in enumerate(StringIO(file.text), start=1):
        if lines and _begins_item(line, lines[0]):
            yield start, _or_broken("".join(lines), start)
            start, lines = number, []
        if lines or _is_content(line):
            start = start if lines else number
            lines.append(line)
    if lines:
        yield start, _or_broken("".join(lines), start)


def _begins_item(line: str, first: str) -> bool:
    """At the left edge: a "-" in a list, a key in a mapping (whose own lists may stand at the edge, too)."""
    if first.startswith("-"):
        return line.startswith("-")
    return _is_content(line) and not line.startswith((" ", "-", "\t"))


def _is_content(line: str) -> bool:
    return bool(line.strip()) and not line.startswith(("#", "---", "..."))


def _or_broken(text: str, line: int) -> Any | BrokenItem:
    try:
        return yaml_of(text, line=line)
    except BrokenItem as broken:
        return broken
