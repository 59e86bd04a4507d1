"""How a command ends: the codes that a script may rely on, and one sentence for trouble that is to be expected.

A command says what went wrong by raising `click.ClickException` (or one of the two below) with a sentence that says
what to do. Trouble that any command can meet (settings, database, disk) is turned into its sentence here. Anything else
is a fault of ours and shows its traceback.
"""

import errno
import re
from dataclasses import dataclass
from types import MappingProxyType

import click
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import DatabaseError, InterfaceError, OperationalError, ProgrammingError

from ballotline.config import ConfigError

FINE, FAILED, WRONG_USAGE, BUSY, SAID_NO = range(5)
EXIT_CODES = MappingProxyType(
    {
        FINE: "It worked.",
        FAILED: "It did not work; the sentence on stderr says why and what to do.",
        WRONG_USAGE: "The command was typed wrongly: an unknown command, option or value.",
        BUSY: "Something is in use: the port, the database, or Ballotline itself. Try again, or stop the other one.",
        SAID_NO: (
            "It was looked at, and the answer is no: `doctor` misses something, `petition verify` found a wrong row."
        ),
    }
)


class InUse(click.ClickException):
    """Another process holds what this command needs."""

    exit_code = BUSY


class Checked(click.ClickException):
    """The command worked, and what it looked at is not as it should be."""

    exit_code = SAID_NO


@dataclass(frozen=True, slots=True)
class Trouble:
    """Expected trouble: what to say and how to end."""

    sentence: str
    code: int = FAILED


NOT_SET_UP = Trouble(
    "The database is not set up for this version: run `ballotline init` if it is new, "
    "or `ballotline migrate` after an update."
)
DISK_FULL = Trouble("The disk is full: make room and try again; nothing half-written was kept.")
DATABASE_TROUBLE = (
    (re.compile(r"no such (table|column)|(relation|column) .* does not exist", re.I | re.S), NOT_SET_UP),
    (
        re.compile(r"is locked|too many clients|lock timeout|deadlock", re.I),
        Trouble("The database is busy: try again in a moment.", BUSY),
    ),
    (re.compile(r"disk is full|no space left|disk quota", re.I), DISK_FULL),
    (
        re.compile(r"readonly database|unable to open|read-only", re.I),
        Trouble("The database can't be written: does the data folder belong to the user who runs this?"),
    ),
    (
        re.compile(r"malformed|not a database", re.I),
        Trouble("The database file is damaged: keep it, and bring back your newest backup with `ballotline restore`."),
    ),
)


def trouble_of(problem: BaseException) -> Trouble | None:
    """What to say about `problem`; None if it is a fault of ours."""
    if isinstance(problem, ConfigError):
        return Trouble(str(problem))
    if isinstance(problem, DatabaseError | InterfaceError):
        return _database_trouble(problem)
    if isinstance(problem, OSError):
        return _file_trouble(problem)
    if isinstance(problem, ImproperlyConfigured):
        return Trouble(f"Ballotline's settings don't work: {_one_line(problem)}")
    return None


def _database_trouble(problem: DatabaseError | InterfaceError) -> Trouble | None:
    words = str(problem)
    for pattern, trouble in DATABASE_TROUBLE:
        if pattern.search(words):
            return trouble
    if isinstance(problem, OperationalError | InterfaceError) and not isinstance(problem, ProgrammingError):
        return Trouble(f"The database does not answer ({_one_line(problem)}): look at DATABASE_URL.")
    return None


def _file_trouble(problem: OSError) -> Trouble | None:
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return DISK_FULL
    if problem.filename and problem.strerror:
        return Trouble(f"{problem.filename}: {problem.strerror}.")
    return None


def _one_line(problem: Exception) -> str:
    return " ".join(str(problem).split())
