"""The command as somebody types it, in this process, on a data folder of its own."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ballotline.interfaces.cli.main import main


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code, and what it said."""

    code: int
    out: str
    err: str


@pytest.fixture
def ballotline(monkeypatch, capsys) -> Callable[..., Ended]:
    """`ballotline("petition", "verify", file)`: runs the command."""

    def run(*words: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["ballotline", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Ended(ended.value.code or 0, said.out, said.err)

    return run


@pytest.fixture
def home(settings, tmp_path, monkeypatch) -> Path:
    """An empty data folder that settings and environment both name; nothing else is set."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    settings.CONFIG = replace(settings.CONFIG, home=folder, url="http://127.0.0.1:8000")
    monkeypatch.setenv("BALLOTLINE_HOME", str(folder))
    monkeypatch.delenv("BALLOTLINE_URL", raising=False)
    return folder
