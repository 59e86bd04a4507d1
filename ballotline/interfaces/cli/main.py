"""The `ballotline` command: `ballotline <noun> <verb>`. One table says which command stands where.

A command is loaded when it is asked for, after the settings; so `ballotline petition verify` needs no settings at all
and works in an empty folder. New commands get a line in COMMANDS; `make docs` writes them into
docs/reference/commands.md.
"""

import os
import sys
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from importlib import import_module
from typing import NoReturn, cast

import click
import django
from django.apps import apps

from ballotline import __version__
from ballotline.interfaces.cli import exits
from ballotline.interfaces.cli.environment import data_folder, demo


@dataclass(frozen=True, slots=True)
class Verb:
    """One line of the table. `environment` gives variables that are set before the settings are read."""

    target: str
    says: str
    needs_settings: bool = True
    environment: Callable[[Mapping[str, str]], dict[str, str]] = data_folder


@dataclass(frozen=True, slots=True)
class Noun:
    """What several verbs are about."""

    says: str
    verbs: "Table"


Table = Mapping[str, Verb | Noun]

HERE = "ballotline.interfaces.cli"
PETITION = "ballotline.organizing.actions.kinds.petition"

COMMANDS: Table = {
    "init": Verb(f"{HERE}.init:init", "Set up an installation, and print a link to sign in."),
    "serve": Verb(f"{HERE}.serve:serve", "Pages and background work, in the foreground until Ctrl-C."),
    "demo": Verb(f"{HERE}.demo:demo", "Rivertown, an invented town to try everything in.", environment=demo),
    "doctor": Verb(f"{HERE}.doctor:doctor", "What is missing for production, and what to do."),
    "migrate": Verb(f"{HERE}.migrate:migrate", "Bring the database up to this version, after an update."),
    "backup": Verb(f"{HERE}.backup:backup", "Everything in one file, while people go on signing."),
    "restore": Verb(f"{HERE}.restore:restore", "Bring a backup back."),
    "move": Verb(f"{HERE}.move:move", "From SQLite to PostgreSQL, or back."),
    "petition": Noun(
        "Deliver petitions, and check deliveries.",
        {
            "deliver": Verb(f"{HERE}.deliver:deliver", "Make the list that is handed over."),
            "verify": Verb(f"{PETITION}.verify:verify", "Is a delivered list true?", needs_settings=False),
        },
    ),
    "mail": Noun(
        "Mail that people write to us.",
        {"fetch": Verb(f"{HERE}.mail_in:fetch", "Fetch it from the mailbox elsewhere, now.")},
    ),
    "export": Noun(
        "Take data out, in open formats.",
        {"signatures": Verb(f"{HERE}.export:signatures", "All signatures of a petition, with state and e-mail.")},
    ),
    "data": Noun(
        "Bring public data in, and see how it stands.",
        {
            "import": Noun(
                "From a file.",
                {
                    "addresses": Verb(
                        f"{HERE}.addresses:addresses", "Houses with their points, to place streets here."
                    ),
                    "boundaries": Verb(f"{HERE}.boundaries:boundaries", "The lines of districts, from maps."),
                    "congress": Verb(f"{HERE}.officials:congress", "The US Congress, its offices and committees."),
                    "divisions": Verb(f"{HERE}.divisions:divisions", "Districts, wards, counties by their public ids."),
                    "offices": Verb(f"{HERE}.officials:offices", "Councils and boards, from a table of your own."),
                    "openstates": Verb(f"{HERE}.officials:openstates", "State legislators, executives and mayors."),
                    "zips": Verb(f"{HERE}.zips:zips", "ZIP codes with their towns."),
                },
            ),
            "imports": Verb(f"{HERE}.imports:imports", "What was brought in, and from which files."),
            "undo": Verb(f"{HERE}.imports:undo", "Take an import back, for 30 days."),
            "status": Verb(f"{HERE}.data_status:status", "How old it is, what is missing, and what to do."),
        },
    ),
    "bench": Verb(f"{HERE}.bench:bench", "Measure this machine: how many signatures a second?"),
}


class Lazy(click.Group):
    """A noun, or the whole command: knows its verbs by the table, and loads the one that is asked for."""

    def __init__(self, name: str, table: Table, says: str) -> None:
        super().__init__(name, help=says)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = self.table.get(cmd_name)
        if isinstance(entry, Noun):
            return Lazy(cmd_name, entry.verbs, entry.says)
        return load(entry) if entry else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """From the table: to list the commands, none is loaded."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.says) for name, entry in self.table.items()])


def load(verb: Verb) -> click.Command:
    """The command behind a line of the table, with Django set up if it needs that."""
    if verb.needs_settings:
        set_up(os.environ, verb.environment)
    module, name = verb.target.split(":")
    return cast(click.Command, getattr(import_module(module), name))


def set_up(
    environ: MutableMapping[str, str], environment: Callable[[Mapping[str, str]], dict[str, str]] = data_folder
) -> None:
    """Reads the settings and starts Django, once."""
    if apps.ready:
        return
    environ.update(environment(environ))
    environ.setdefault("DJANGO_SETTINGS_MODULE", "ballotline.settings")
    django.setup()


command = click.version_option(__version__, message="Ballotline %(version)s")(
    Lazy(
        "ballotline",
        COMMANDS,
        "The software that a member-run organization runs on. `ballotline COMMAND --help` says more.",
    )
)


def main() -> NoReturn:
    """Runs the command that was typed.

    Expected trouble is one sentence on stderr and an exit code, never a traceback.
    """
    try:
        ended = command.main(prog_name="ballotline", standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        _end("Stopped.", exits.FAILED)
    except click.exceptions.NoArgsIsHelpError as problem:
        _end(problem.format_message(), exits.WRONG_USAGE)
    except click.UsageError as problem:
        _end(f"{problem.format_message()} {_where_to_look(problem)}", exits.WRONG_USAGE)
    except click.ClickException as problem:
        _end(problem.format_message(), problem.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read us has gone
        sys.exit(exits.FAILED)
    except Exception as problem:
        trouble = exits.trouble_of(problem)
        if trouble is None:
            raise
        _end(trouble.sentence, trouble.code)
    sys.exit(ended if isinstance(ended, int) else exits.FINE)


def _where_to_look(problem: click.UsageError) -> str:
    path = problem.ctx.command_path if problem.ctx else "ballotline"
    return f"See `{path} --help`."


def _end(words: str, code: int) -> NoReturn:
    click.echo(words, err=True)
    sys.exit(code)
