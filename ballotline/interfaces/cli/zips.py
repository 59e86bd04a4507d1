"""`ballotline data import zips`: ZIP codes with their towns, from a file."""

from pathlib import Path

import click
from django.utils import timezone

from ballotline.interfaces.cli.import_words import RETIRE, finish, refusals, trace_of
from ballotline.record.places.importer.zip_divisions import import_zip_divisions
from ballotline.record.places.importer.zips import import_zips


@click.command("zips")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--congress",
    type=click.IntRange(100, 200),
    help="For a table of districts by code: of which Congress it is, like 119.",
)
@RETIRE
@click.option("--apply", is_flag=True, help="Do it. Without this nothing is written.")
@click.option("--json", "as_json", is_flag=True, help="The counts and problems as JSON.")
def zips(file: Path, congress: int | None, retire: int | None, apply: bool, as_json: bool) -> None:
    """Brings in ZIP codes from FILE (CSV, or CSV in gzip); without --apply it only says what would happen.

    The first line names the columns: zip_code, city and state are needed; zip_code_type, active, county, lat and long
    are taken if they are there. A code that is on file is updated, never doubled. Rows that can't be read are named and
    left out.

    A table with the columns state_abbr, zcta and cd says in which congressional districts each code lies; with it goes
    --congress, and it takes the place of the earlier table of that Congress.
    """
    at = timezone.now()
    with refusals("zips --congress" if congress else "zips"):
        if congress:
            trace = trace_of("zip_divisions", [file], at=at, apply=apply, congress=congress)
            report = import_zip_divisions(file, congress=congress, at=at, apply=apply, retire=retire, trace=trace)
        else:
            report = import_zips(file, apply=apply, trace=trace_of("zips", [file], at=at, apply=apply))
    finish(report, applied=apply, as_json=as_json)
