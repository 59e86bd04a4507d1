"""`ballotline data import zips`: ZIP codes with their towns, from a file."""

from pathlib import Path

import click

from ballotline.interfaces.cli.import_words import said
from ballotline.record.places.importer.tables import NotATable
from ballotline.record.places.importer.zips import import_zips


@click.command("zips")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--apply", is_flag=True, help="Do it. Without this nothing is written.")
@click.option("--json", "as_json", is_flag=True, help="The counts and problems as JSON.")
def zips(file: Path, apply: bool, as_json: bool) -> None:
    """Brings in ZIP codes from FILE (CSV, or CSV in gzip); without --apply it only says what would happen.

    The first line names the columns: zip_code, city and state are needed; zip_code_type, active, county, lat and long are
    taken if they are there. A code that is on file is updated, never doubled. Rows that can't be read are named and left out.
    """
    try:
        report = import_zips(file, apply=apply)
    except NotATable as problem:
        raise click.ClickException(str(problem))
    click.echo(said(report, applied=apply, as_json=as_json))
