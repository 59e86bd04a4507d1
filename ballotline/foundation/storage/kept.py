"""The private files of the house: put whole under a name, read from any machine, and never served by themselves.

A name is like `deliveries/<id>/list.csv`. A file is made on this machine first and put when it is done, so nobody reads
half of one; put again under its name, it is the newer one.
"""

from pathlib import Path
from typing import Protocol, cast

from django.core.files import File
from django.core.files.storage import storages


class Store(Protocol):
    """What a folder and a bucket can do alike. The first four are Django's own."""

    faults: tuple[type[Exception], ...]  # what it raises when it can't be reached, or refuses

    def open(self, name: str, mode: str = "rb") -> "File[bytes]": ...  # FileNotFoundError if there is none

    def save(self, name: str, content: "File[bytes]") -> str: ...

    def exists(self, name: str) -> bool: ...

    def delete(self, name: str) -> None: ...

    def sizes(self, folder: str) -> dict[str, int]:
        """The whole name of each file below the folder, however deep, with its bytes; hidden ones are nobody's."""

    def remove(self, folder: str) -> None:
        """All files below the folder, if there are any."""

    def take(self, folder: str, source: Path) -> None:
        """What lies in `source` comes in the place of all that is below the folder; `source` may be missing."""

    def where(self, name: str = "") -> str:
        """The place of a file or a folder, as a host would look for it."""


def store() -> Store:
    return cast(Store, storages["kept"])


def put(file: Path, *, name: str) -> None:
    with file.open("rb") as content:
        store().save(name, File(content))
