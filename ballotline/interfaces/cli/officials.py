"""`ballotline data import congress|openstates|offices`: who holds which office,
from public lists or a table of one's own."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import click
from django.utils import timezone

from ballotline.interfaces.cli.import_words import RETIRE, finish, refusals, trace_of
from ballotline.record.offices.importer.run import import_congress, import_openstates
from ballotline.record.offices.importer.table import import_offices
from ballotline.record.places.importer.reports import Report

PATHS = click.argument(
    "paths", metavar="FILE-OR-FOLDER", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True)
)
AS_OF = click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day on which the list was right. Default: today"
)
APPLY = click.option("--apply", is_flag=True, help="Do it. Without this nothing is written.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="The counts and problems as JSON.")


@click.command("congress")
@PATHS
@AS_OF
@RETIRE
@APPLY
@AS_JSON
def congress(paths: tuple[Path, ...], as_of: datetime | None, retire: int | None, apply: bool, as_json: bool) -> None:
    """Brings in the US Congress from the files of the public list congress-legislators;
    without --apply only says what would happen.

    legislators-current, legislators-district-offices, committees-current, committee-membership-current and executive
    (YAML), or their folder. Whoever the list has no more leaves the seat; an item that can't be read is named with file
    and line, and then nobody is taken for gone.
    """
    work = partial(import_congress, paths, apply=apply, retire=retire)
    _run("congress", paths, work, as_of, apply=apply, as_json=as_json)


@click.command("openstates")
@PATHS
@AS_OF
@RETIRE
@APPLY
@AS_JSON
def openstates(paths: tuple[Path, ...], as_of: datetime | None, retire: int | None, apply: bool, as_json: bool) -> None:
    """Brings in state legislators, executives and mayors from Open States' YAML;
    without --apply only says what would happen.

    Single files, folders, or .tar.gz. In a folder or an archive everybody is listed: who is missing leaves the seat, in
    the states that it is about. Bring in divisions and boundaries first: then districts that go by a name are found,
    and districts without anybody are shown as such.
    """
    work = partial(import_openstates, paths, apply=apply, retire=retire)
    _run("openstates", paths, work, as_of, apply=apply, as_json=as_json)


@click.command("offices")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--source", required=True, help="Who says so: “City clerk's list of 12 January”.")
@AS_OF
@RETIRE
@APPLY
@AS_JSON
def offices(file: Path, source: str, as_of: datetime | None, retire: int | None, apply: bool, as_json: bool) -> None:
    """Brings in councils and boards from a table (CSV) of your own; without --apply it only says what would happen.

    One line a seat. The columns office, division and name are needed; seat, party, phone, address, email, url, starts
    and ends are taken if they are there. An empty name is a vacant seat.
    """
    if len(source) > 200 or not source.isprintable():
        raise click.BadParameter("Say it in at most 200 characters.", param_hint="--source")
    work = partial(import_offices, file, source=source, apply=apply, retire=retire)
    _run("offices", [file], work, as_of, apply=apply, as_json=as_json, source=source)


def _run(
    command: str,
    paths: Sequence[Path],
    work: Callable[..., Report],
    as_of: datetime | None,
    *,
    apply: bool,
    as_json: bool,
    source: str = "",
) -> None:
    day = as_of.date() if as_of else timezone.localdate()
    if day > timezone.localdate():
        raise click.BadParameter("That day has not come yet.", param_hint="--as-of")
    trace = trace_of(command, paths, at=timezone.now(), apply=apply, as_of=day, source=source)
    with refusals(command):
        report = work(as_of=day, trace=trace)
    finish(report, applied=apply, as_json=as_json)
