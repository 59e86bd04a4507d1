"""Writes the pages of docs/reference that follow from the code: settings.md and commands.md. `make docs` runs it.

A test compares the pages with the code, so whoever adds a setting or a command runs `make docs` once.
"""

import inspect
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from ballotline.config import SETTINGS
from ballotline.interfaces.cli.exits import EXIT_CODES
from ballotline.interfaces.cli.main import command, set_up

REFERENCE = Path(__file__).parent / "reference"
WIDTH = 100
NOTE = "<!-- Written by `make docs` from the code; a change here is lost. -->"


def pages() -> dict[str, str]:
    """file name → text of each generated page."""
    return {"settings.md": settings_page(), "commands.md": commands_page()}


def settings_page() -> str:
    rows = [f"| `{name}` | {_cell(says)} |" for name, says in SETTINGS.items()]
    return "\n".join(
        [
            NOTE,
            "# Settings",
            "",
            "A value comes from the environment, else from the file `ballotline.env` in the data folder (one",
            "`NAME=value` a line, written first by `ballotline init`), else it is the default. All are read once, at",
            "the start: restart `ballotline serve` after a change. What an organizer sets (name, color, mail) stands",
            "at the desk under Settings.",
            "",
            "| name | what it is |",
            "|---|---|",
            *rows,
            "",
            "Two more names are for `make demo` and every command beside it: `DEMO_DIR` is the data folder (it wins",
            "over `BALLOTLINE_HOME`), `HOST` and `PORT` are where the demo listens.",
            "",
        ]
    )


def commands_page() -> str:
    codes = [f"| {code} | {says} |" for code, says in EXIT_CODES.items()]
    parts = [part for path, found in commands(command, "ballotline") for part in _section(path, found)]
    return "\n".join(
        [
            NOTE,
            "# Commands",
            "",
            "`ballotline <noun> <verb>`. Every command works on the data folder that `DEMO_DIR`, else",
            "`BALLOTLINE_HOME`, else `var` names, also while `ballotline serve` runs there. `--json` prints what a",
            "program may read.",
            "",
            "## How a command ends",
            "",
            "| exit code | meaning |",
            "|---|---|",
            *codes,
            "",
            *parts,
        ]
    )


def commands(found: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """(what one types, the command), nouns opened."""
    if not isinstance(found, click.Group) or found.invoke_without_command:
        yield path, found
    if isinstance(found, click.Group):
        context = click.Context(found)
        for name in found.list_commands(context):
            below = found.get_command(context, name)
            if below is not None:
                yield from commands(below, f"{path} {name}")


def _section(path: str, found: click.Command) -> list[str]:
    context = click.Context(found, info_name=path, terminal_width=WIDTH, max_content_width=WIDTH)
    usage = " ".join([path, *(piece for param in found.params for piece in param.get_usage_pieces(context))])
    shown = [param.get_help_record(context) for param in found.params if isinstance(param, click.Option)]
    options = [f"| `{_cell(record[0])}` | {_cell(record[1])} |" for record in shown if record]
    table = ["| option | |", "|---|---|", *options, ""] if options else []
    return [f"## {path}", "", "```", usage + (" [OPTIONS]" if options else ""), "```", "", _help(found), "", *table]


def _cell(text: str) -> str:
    """Text that may stand in a table."""
    return " ".join(text.split()).replace("|", "\\|")


def _help(found: click.Command) -> str:
    return inspect.cleandoc(found.help or "")


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ["BALLOTLINE_HOME"] = home
        set_up(os.environ)
        for name, text in pages().items():
            (REFERENCE / name).write_text(text)
            click.echo(f"docs/reference/{name}")


if __name__ == "__main__":
    main()
