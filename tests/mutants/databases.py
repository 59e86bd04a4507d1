"""A database file for each process that tries a mutant: a copy of the one that the first run has made."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings

FIRST = os.getpid()


def _mine() -> Path:
    return Path(settings.DATABASES["default"]["TEST"]["NAME"])


def pytest_configure(config: pytest.Config) -> None:
    if os.getpid() != FIRST:
        first = _mine()
        own = first.with_name(f"{first.stem}-{os.getpid()}{first.suffix}")
        shutil.copyfile(first, own)
        settings.DATABASES["default"]["TEST"]["NAME"] = str(own)


def pytest_unconfigure(config: pytest.Config) -> None:
    if os.getpid() != FIRST:
        _mine().unlink(missing_ok=True)
