"""The stylesheet: cut into parts by what they dress, sent as one file.

The parts lie in static/ui/css. Whoever collects or looks up static files finds `ui/ballotline.css`, made of them in the
data folder, and none of the parts; so the file gets its hash and its compressed forms like every other.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder
from django.core.files.storage import FileSystemStorage, Storage

from ballotline.foundation.ui.files import whole_file

ROOM = "ballotline.foundation.ui"
ADDRESS = "ui/ballotline.css"
FOLDER = Path(__file__).parent / "static/ui/css"
# In the order of the cascade: of two rules that weigh the same, the one of the later part holds
PARTS = tuple("roles page frame buttons fields boxes figures lists asks tables charts desk print area".split())


def joined() -> str:
    return "\n".join((FOLDER / f"{part}.css").read_text() for part in PARTS)


class StaticFiles(AppDirectoriesFinder):
    """All static files as they lie in the rooms, with one stylesheet in place of its parts."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        yield from super().list([*(ignore_patterns or []), "ui/css/*"])
        yield ADDRESS, _made()

    def find_in_app(self, app: str, path: str) -> str | None:
        if (app, path) == (ROOM, ADDRESS):
            return _made().path(ADDRESS)
        return super().find_in_app(app, path)


def _made() -> FileSystemStorage:
    """Where the joined file lies. It is written only when a part has changed, so its time tells whether one has."""
    storage = FileSystemStorage(location=settings.CONFIG.home / "joined")
    place, text = Path(storage.path(ADDRESS)), joined().encode()
    if not place.exists() or place.read_bytes() != text:
        place.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(place) as file:
            file.write(text)
    return storage
