"""A database file for each process that tries a mutant: a copy of the one that the first run has made."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.backends.base.creation import BaseDatabaseCreation

FIRST = os.getpid()


def _mine() -> Path:
    return Path(settings.DATABASES["default"]["TEST"]["NAME"])


def _as_it_stands(creation: BaseDatabaseCreation, **_how: Any) -> str:
    """The copy has its tables already. Making sure of it would take longer than most tests."""
    name = creation.connection.settings_dict["NAME"] = str(_mine())
    creation.connection.close()
    return name


def pytest_configure(config: pytest.Config) -> None:
    if os.getpid() != FIRST:
        first = _mine()
        own = first.with_name(f"{first.stem}-{os.getpid()}{first.suffix}")
        shutil.copyfile(first, own)
        settings.DATABASES["default"]["TEST"]["NAME"] = str(own)
        BaseDatabaseCreation.create_test_db = _as_it_stands


def pytest_unconfigure(config: pytest.Config) -> None:
    if os.getpid() != FIRST:
        _mine().unlink(missing_ok=True)
