"""What the importers of tables share: the files of a folder, the columns that a table must name, and what a cell must
be. A row that is wrong is a BadRow, which says its line, its column and what to do."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from ballotline.foundation.ingest.limits import Refused
from ballotline.foundation.ingest.tables import RowProblem, Table

Meaning = TypeVar("Meaning")


class BadRow(Exception):
    """Its first argument is the RowProblem."""


class Seen:
    """Which keys came already. It remembers a number for each, so that two million long ones don't fill the memory."""

    def __init__(self) -> None:
        self.marks: set[int] = set()

    def again(self, *key: str) -> bool:
        """Python's hash has 64 bits and another seed each time: among two million, two meet once in ten million
        runs."""
        mark = hash(key)
        was_there = mark in self.marks
        self.marks.add(mark)
        return was_there


def files_of(paths: Iterable[Path], is_one: Callable[[Path], bool], *, what: str) -> list[Path]:
    """Files as they are given; of folders all that are such, through their sub-folders: first what lies right in it,
    by name.

    Raises Refused for a folder without any.
    """
    found: list[Path] = []
    for path in paths:
        in_it = [file for file in path.rglob("[!.]*") if file.is_file() and is_one(file)] if path.is_dir() else [path]
        if not in_it:
            raise Refused(path, f"holds no {what}.")
        found += sorted(in_it, key=lambda file: (len(file.parts), file))
    return found


def needed(table: Table, columns: tuple[str, ...], *, what: str) -> Table:
    """The table, if it names these columns. Raises Refused."""
    if table.missing(columns):
        raise Refused(table.path, f"is no {what}: its first line must name the columns {', '.join(columns)}.")
    return table


def text_of(line: int, cells: dict[str, str], column: str, *, at_least: int = 0, at_most: int = 80) -> str:
    text = " ".join(cells.get(column, "").split())
    if not text.isprintable():  # NUL, and bytes that are no UTF-8
        raise bad(line, column, text, "This is not readable text. Save the file as “CSV UTF-8”.")
    if not at_least <= len(text) <= at_most:
        length = f"{at_least} to {at_most}" if at_least != at_most else at_most
        raise bad(line, column, text, f"Write {length} characters.")
    return text


def one_of(line: int, cells: dict[str, str], column: str, meanings: dict[str, Meaning]) -> Meaning:
    text = cells.get(column, "").strip().upper()
    if text not in meanings:
        raise bad(line, column, text, "Write one of " + ", ".join(filter(None, meanings)) + ".")
    return meanings[text]


def bad(line: int, column: str, found: str, hint: str) -> BadRow:
    return BadRow(RowProblem(line, column, found[:40], hint))
