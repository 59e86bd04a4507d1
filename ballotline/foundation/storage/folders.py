"""Private files in a folder: the data folder of one machine, or one that several machines mount."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage

from ballotline.foundation.ui.files import whole_file


class Folder(FileSystemStorage):
    """A file appears whole or not at all, in place of one of its name, and is for one user only."""

    faults = (OSError,)

    def __init__(self, location: str) -> None:
        super().__init__(location=location, allow_overwrite=True)

    def _save(self, name: str, content: "File[Any]") -> str:
        below = [folder for folder in Path(name).parents if folder.name]  # the place itself must be there: mounted
        for folder in reversed(below):
            Path(self.path(str(folder))).mkdir(mode=0o700, exist_ok=True)
        with whole_file(Path(self.path(name))) as file:
            for chunk in content.chunks():
                file.write(chunk)
        return name

    def sizes(self, folder: str) -> dict[str, int]:
        root = Path(self.location)
        plain = [path for path in (root / folder).rglob("*") if path.is_file() and not path.is_symlink()]
        named = sorted((path.relative_to(root).as_posix(), path) for path in plain)
        return {name: path.stat().st_size for name, path in named if "/." not in name}

    def remove(self, folder: str) -> None:
        shutil.rmtree(self.path(folder), ignore_errors=True)

    def take(self, folder: str, source: Path) -> None:
        """By one renaming; copied beside its place first if it comes from another disk."""
        ours = Path(self.path(folder))
        with TemporaryDirectory(dir=self.location, prefix=".restore-") as room:
            new, old = Path(room) / "new", Path(room) / "old"
            if source.exists():
                shutil.move(source, new)
            if ours.exists():
                ours.rename(old)
            if new.exists():
                new.rename(ours)

    def where(self, name: str = "") -> str:
        return self.path(name) if name else str(self.location)
