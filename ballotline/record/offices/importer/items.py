"""YAML files item by item, so that a broken one is named with its line and the others are read. Folders and tar archives too."""

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from ballotline.record.places.importer.tables import NotATable

ITEM_AT_MOST = 2_000_000
FILES_AT_MOST = 100_000
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BrokenItem(Exception):
    """`line` of the file and what is wrong there."""

    def __init__(self, line: int, words: str) -> None:
        super().__init__(words)
        self.line = line


@dataclass(frozen=True, slots=True)
class File:
    """A text by its path inside what was given: "data/mn/legislature/….yml"."""

    path: str
    text: str

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name


def files_in(path: Path) -> Iterator[File]:
    """All YAML files of a folder, of a .tar.gz, or the one file. Raises NotATable for an archive that is cut off."""
    if path.is_dir():
        for found in sorted(path.rglob("*")):
            if found.suffix in (".yaml", ".yml") and found.is_file():
                yield File(found.relative_to(path).as_posix(), _text(found.read_bytes()))
                continue
            if found.name.endswith((".tar.gz", ".tgz")):
                yield from _archived(found)
    elif path.name.endswith((".tar.gz", ".tgz", ".tar")):
        yield from _archived(path)
    else:
        yield File(path.name, _text(path.read_bytes()))


def _archived(path: Path) -> Iterator[File]:
    try:
        with tarfile.open(path) as archive:
            for number, member in enumerate(archive):
                if number > FILES_AT_MOST:
                    raise NotATable(f"{path.name} holds more than {FILES_AT_MOST:,} files.")
                if member.isfile() and member.name.endswith((".yml", ".yaml")) and member.size <= ITEM_AT_MOST:
                    content = archive.extractfile(member)
                    yield File(member.name, _text(content.read() if content else b""))
    except (tarfile.TarError, EOFError, OSError):
        raise NotATable(f"{path.name} is cut off or damaged. Get the file again; what is in already is no harm.")


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig", errors="replace")


def whole(file: File) -> Any:
    """A file that is one item. Raises BrokenItem."""
    return _load(file.text, 1)


def items(file: File) -> Iterator[tuple[int, Any | BrokenItem]]:
    """(line, item) of a file that is a long list or mapping; a mapping's item is {key: value}. Broken ones are in it as such."""
    start, lines = 1, list[str]()
    for number, line in enumerate(file.text.splitlines(keepends=True), start=1):
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
        return _load(text, line)
    except BrokenItem as broken:
        return broken


def _load(text: str, line: int) -> Any:
    if len(text) > ITEM_AT_MOST:
        raise BrokenItem(line, "The item is larger than 2 MB.")
    try:
        return yaml.load(text, Loader)  # noqa: S506  # a safe loader, the fast one where it is there
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark
        raise BrokenItem(line + (mark.line if mark else 0), f"This is no YAML ({problem.problem}).")
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        raise BrokenItem(line, f"This is no YAML ({type(problem).__name__}).")
