"""Rows that were read and judged, and wait on the disk until all of them can be written at once.

A country's lines don't fit into memory, and a database's write lock is to be held no longer than the writing takes.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import IO, Any


class Staged:
    """Rows of plain values and bytes, in the order in which they came."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def add(self, rows: Iterable[list[Any]]) -> None:
        self._file.writelines(json.dumps(row, default=_as_text) + "\n" for row in rows)

    def __iter__(self) -> Iterator[list[Any]]:
        self._file.seek(0)
        return (json.loads(line, object_hook=_as_bytes) for line in self._file)


@contextmanager
def staged() -> Iterator[Staged]:
    with TemporaryFile("w+") as file:
        yield Staged(file)


def _as_text(value: bytes) -> dict[str, str]:
    return {"hex": value.hex()}


def _as_bytes(found: dict[str, Any]) -> Any:
    return bytes.fromhex(found["hex"]) if found.keys() == {"hex"} else found
