"""The command itself: what needs no settings, how it ends, and that a stranger to the terminal gets a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from django.db.utils import OperationalError, ProgrammingError

from ballotline import __version__
from ballotline.config import ConfigError
from ballotline.interfaces.cli import exits
from ballotline.interfaces.cli.main import COMMANDS, Noun, Verb, load

CHECKOUT = Path(__file__).parents[4]
START = "from ballotline.interfaces.cli.main import main; main()"


def in_an_empty_folder(tmp_path, *words, **environment):
    """The command as a process that knows no settings."""
    bare = {
        name: value for name, value in os.environ.items() if not name.startswith(("BALLOTLINE", "DJANGO", "DATABASE"))
    }
    return subprocess.run(
        [sys.executable, "-c", START, *words],
        cwd=tmp_path,
        env={**bare, "PYTHONPATH": str(CHECKOUT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def all_verbs(table=COMMANDS, before=()):
    for name, entry in table.items():
        if isinstance(entry, Noun):
            yield from all_verbs(entry.verbs, (*before, name))
        else:
            yield pytest.param(entry, id=" ".join((*before, name)))


@pytest.mark.parametrize("verb", list(all_verbs()))
def test_every_line_of_the_table_is_a_command_that_explains_itself(verb: Verb):
    command = load(verb)

    assert isinstance(command, click.Command)
    assert command.help
    assert verb.says.endswith((".", "?"))


def test_verify_works_in_an_empty_folder_and_leaves_it_empty(tmp_path):
    done = in_an_empty_folder(tmp_path, "petition", "verify", "nothing.csv")

    assert done.returncode == exits.FAILED
    assert "nothing.csv" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_help_lists_the_commands_and_makes_no_data_folder(tmp_path):
    done = in_an_empty_folder(tmp_path, "--help")

    assert done.returncode == 0
    assert all(name in done.stdout for name in COMMANDS)
    assert list(tmp_path.iterdir()) == []


def test_demo_dir_chooses_the_data_folder_for_every_command(tmp_path):
    done = in_an_empty_folder(tmp_path, "doctor", DEMO_DIR=str(tmp_path / "demo"))

    assert done.returncode == exits.SAID_NO
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def test_a_setting_that_cannot_be_used_is_one_sentence(tmp_path):
    done = in_an_empty_folder(tmp_path, "doctor", BALLOTLINE_PORT="eighty")

    assert done.returncode == exits.FAILED
    assert done.stderr == "BALLOTLINE_PORT: write a whole number from 0 to 65535, not 'eighty'.\n"


def test_a_database_that_was_never_set_up_says_what_to_do(tmp_path):
    done = in_an_empty_folder(tmp_path, "export", "signatures", "library")

    assert done.returncode == exits.FAILED
    assert "ballotline init" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_database_that_does_not_answer_says_where_to_look(tmp_path):
    nobody = "postgresql://nobody@127.0.0.1:1/nothing"
    done = in_an_empty_folder(tmp_path, "migrate", DATABASE_URL=nobody)

    assert done.returncode == exits.FAILED
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words", [["nonsense"], ["export", "nonsense"], ["doctor", "--loud"], ["data", "import", "zips"]]
)
def test_a_command_typed_wrongly_ends_with_2_and_says_where_to_look(ballotline, words):
    ended = ballotline(*words)

    assert ended.code == exits.WRONG_USAGE
    assert "--help" in ended.err
    assert len(ended.err.splitlines()) == 1


@pytest.mark.parametrize("words", [[], ["petition"], ["data", "import"]])
def test_a_noun_alone_lists_its_verbs(ballotline, words):
    ended = ballotline(*words)

    assert ended.code == exits.WRONG_USAGE
    assert "Commands:" in ended.err


def test_it_knows_its_version(ballotline):
    assert ballotline("--version").out == f"Ballotline {__version__}\n"


@pytest.mark.parametrize(
    "problem, words, code",
    [
        (ConfigError("BALLOTLINE_URL: write it like https://example.org"), "BALLOTLINE_URL: write it", 1),
        (OperationalError("no such table: places_zipcode"), "ballotline init", 1),
        (ProgrammingError('relation "places_zipcode" does not exist\nLINE 1: …'), "ballotline migrate", 1),
        (OperationalError("database is locked"), "busy", 3),
        (OperationalError("FATAL:  sorry, too many clients already"), "busy", 3),
        (OperationalError("database or disk is full"), "disk is full", 1),
        (OperationalError("attempt to write a readonly database"), "data folder", 1),
        (OperationalError("unable to open database file"), "data folder", 1),
        (OperationalError("database disk image is malformed"), "ballotline restore", 1),
        (
            OperationalError("connection refused\nIs the server running?"),
            "connection refused Is the server running?",
            1,
        ),
        (OSError(28, "No space left on device"), "disk is full", 1),
        (PermissionError(13, "Permission denied", "/srv/ballotline/secret.key"), "/srv/ballotline/secret.key", 1),
    ],
)
def test_expected_trouble_is_one_sentence_with_a_code(problem, words, code):
    trouble = exits.trouble_of(problem)

    assert words in trouble.sentence
    assert "\n" not in trouble.sentence
    assert trouble.code == code


@pytest.mark.parametrize("problem", [ValueError("x"), ProgrammingError("syntax error"), KeyError("x")])
def test_a_fault_of_ours_is_not_hidden(problem):
    assert exits.trouble_of(problem) is None
