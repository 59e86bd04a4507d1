"""`ballotline data import divisions`: districts, wards and counties
by their Open Civic Data ids, from files or folders."""

from pathlib import Path

import click
from django.utils import timezone

from ballotline.interfaces.cli.import_words import finish, refusals, trace_of
from ballotline.record.places.importer.divisions import import_divisions


@click.command("divisions")
@click.argument(
    "paths", metavar="FILE-OR-FOLDER", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True)
)
@click.option("--apply", is_flag=True, help="Do it. Without this nothing is written.")
@click.option("--json", "as_json", is_flag=True, help="The counts and problems as JSON.")
def divisions(paths: tuple[Path, ...], apply: bool, as_json: bool) -> None:
    """Brings in divisions from files (CSV, or CSV in gzip), or from all of a folder and its sub-folders; without
    --apply it only says what would happen.

    Columns are id and name; sameAs, validFrom, validThrough and census_geoid are taken if they are there. A division
    that is on file is updated, never doubled. Rows that can't be read are named with file and line, and left out.
    """
    with refusals("divisions"):
        trace = trace_of("divisions", paths, at=timezone.now(), apply=apply)
        report = import_divisions(paths, apply=apply, trace=trace)
    finish(report, applied=apply, as_json=as_json)
