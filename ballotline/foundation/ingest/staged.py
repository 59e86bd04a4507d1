"""Rows that were read and judged, and wait on the disk until all of them can be written at once.

A country's lines don't fit into memory, and a database's write lock is to be held no longer than the writing takes.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import IO, Any


class Staged:
    """Rows of plain values and bytes, in the order in which they came; each is found by its number, the first is 0."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._starts = file, [0]

    def add(self, rows: Iterable[list[Any]]) -> list[int]:
        """Their numbers."""
        return [self._put(row) for row in rows]

    def _put(self, row: list[Any]) -> int:
        line = json.dumps(row, default=_as_text).encode() + b"\n"
        self._file.seek(self._starts[-1])
        self._file.write(line)
        self._starts.append(self._starts[-1] + len(line))
        return len(self._starts) - 2

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, number: int) -> list[Any]:
        self._file.seek(self._starts[number])
        return list(json.loads(self._file.readline(), object_hook=_as_bytes))

    def __iter__(self) -> Iterator[list[Any]]:
        return (self[number] for number in range(len(self)))


@contextmanager
def staged() -> Iterator[Staged]:
    with TemporaryFile() as file:
        yield Staged(file)


def _as_text(value: bytes) -> dict[str, str]:
    return {"hex": value.hex()}


def _as_bytes(found: dict[str, Any]) -> Any:
    return bytes.fromhex(found["hex"]) if found.keys() == {"hex"} else found
