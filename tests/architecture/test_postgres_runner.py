"""`python tests/postgres.py …` never passes in silence where nothing was tested."""

import sys

import pytest

from tests import postgres


@pytest.fixture(autouse=True)
def no_server(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(postgres, "server_programs", lambda: None)


def ends_with(code: int) -> list[str]:
    return [sys.executable, "-c", f"raise SystemExit({code})"]


def test_where_nothing_is_installed_it_says_so_and_goes_on(capsys):
    assert postgres.main(ends_with(7)) == 0
    assert "NOT RUN ON POSTGRESQL" in capsys.readouterr().err


def test_in_ci_that_is_a_failure(monkeypatch):
    monkeypatch.setenv("CI", "true")

    assert postgres.main(ends_with(0)) == 1


@pytest.mark.parametrize("code", [0, 1, 5])
def test_on_a_server_that_is_named_the_command_decides(monkeypatch, code):
    monkeypatch.setenv("DATABASE_URL", "postgresql://ballotline@db.example/town")

    assert postgres.main(ends_with(code)) == code


def test_without_a_command_it_is_typed_wrongly():
    assert postgres.main([]) == 2
