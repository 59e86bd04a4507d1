"""Files in a bucket that speaks S3, for houses with several web machines. Needs the extra `s3`.

Readers never get an address of the bucket: pictures go through our own /media/ and private files through the desk, so
the bucket is closed to the world. Not here: how a bucket is named in BALLOTLINE_STORAGE (config.py).
"""

import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

IN_MEMORY = 1_000_000  # bytes of a file that is read; a longer one waits on the disk
PICTURES_IN_MEMORY = 64  # a few hundred kilobytes each at most: they were made small when they came in
# Seconds. Each page with a picture would else wait for its own try, up to 5 s to connect and 20 s to read, twice
ASKED_AGAIN_AFTER = 10.0


class Bucket(S3Storage):
    """An object appears whole or not at all, in place of one of its name."""

    faults = (OSError, Boto3Error, BotoCoreError, ClientError)
    file_overwrites = True

    def __init__(self, *, endpoint_url: str, region_name: str, **where: Any) -> None:
        super().__init__(
            **where,
            endpoint_url=endpoint_url or None,
            region_name=region_name or None,
            file_overwrite=self.file_overwrites,
            max_memory_size=IN_MEMORY,
            client_config=_manners("path" if endpoint_url else "auto"),
        )

    def sizes(self, folder: str) -> dict[str, int]:
        """A thousand names a question."""
        root = f"{self.location}/".lstrip("/")
        named = {found.key.removeprefix(root): found.size for found in self._below(folder)}
        return {name: size for name, size in named.items() if "/." not in name and not name.endswith("/")}

    def remove(self, folder: str) -> None:
        self._below(folder).delete()

    def take(self, folder: str, source: Path) -> None:
        """One by one, and what is not in `source` goes last: a take that breaks off can be made again."""
        brought = dict(_files_in(source, folder))
        for name, path in brought.items():
            with path.open("rb") as content:
                self.save(name, File(content))
        for name in self.sizes(folder).keys() - brought.keys():
            self.delete(name)

    def where(self, name: str = "") -> str:
        return "/".join(filter(None, ("s3:/", self.bucket_name, self.location, name)))

    def _below(self, folder: str) -> Any:
        return self.bucket.objects.filter(Prefix=self._normalize_name(folder).rstrip("/") + "/")


class OutOfReach(OSError):
    """The bucket does not answer, or did not a moment ago. A page that only asks how wide a picture is goes on."""

    silent_variable_failure = True


class Pictures(Bucket):
    """Pictures never change under their name, so each process keeps the latest that were asked for.

    A page must not wait for a bucket that is away, so after a failure nobody asks it for a while. Two machines may take
    an upload of the same name at the same moment: the end of a name is always chance.
    """

    file_overwrites = False

    def __init__(self, **where: Any) -> None:
        super().__init__(**where)
        self._read = lru_cache(maxsize=PICTURES_IN_MEMORY)(self._fetched)
        self._away_until = 0.0

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        folder, _slash, file = name.rpartition("/")
        path = Path(file)
        chosen = self.get_alternative_name(path.stem[:40], path.suffix)
        return super().get_available_name(f"{folder}/{chosen}".lstrip("/"), max_length)

    def _open(self, name: str, mode: str = "rb") -> "File[Any]":
        return ContentFile(self._read(name)[0], name=name)

    def get_modified_time(self, name: str) -> Any:
        return self._read(name)[1]

    def _fetched(self, name: str) -> tuple[bytes, Any]:
        if time.monotonic() < self._away_until:
            raise OutOfReach("The bucket did not answer a moment ago.")
        try:
            with super()._open(name, "rb") as file:
                return file.read(), file.obj.last_modified
        except FileNotFoundError:
            raise
        except self.faults as problem:
            self._away_until = time.monotonic() + ASKED_AGAIN_AFTER
            raise OutOfReach(str(problem)) from problem

    def url(self, name: str, *_more: Any, **_even_more: Any) -> str:
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name))


def _manners(addressing: str) -> Config:
    """A page doesn't wait a minute for a bucket; and stores that are not Amazon's don't know its newest checksums."""
    return Config(
        s3={"addressing_style": addressing},
        connect_timeout=5,
        read_timeout=20,
        retries={"max_attempts": 2, "mode": "standard"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )


def _files_in(source: Path, folder: str) -> Iterator[tuple[str, Path]]:
    for path in sorted(source.rglob("*")):
        if path.is_file():
            yield f"{folder}/{path.relative_to(source).as_posix()}", path
