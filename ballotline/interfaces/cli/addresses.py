"""`ballotline data import addresses`: houses with their points, so that streets are placed here."""

from pathlib import Path

import click
from django.utils import timezone

from ballotline.interfaces.cli.import_words import finish, refusals, trace_of
from ballotline.record.places.importer.addresses import import_addresses


@click.command("addresses")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--apply", is_flag=True, help="Do it. Without this nothing is written.")
@click.option("--json", "as_json", is_flag=True, help="The counts and problems as JSON.")
def addresses(file: Path, apply: bool, as_json: bool) -> None:
    """Brings in addresses with their points from FILE (CSV or JSON, plain or in gzip);
    without --apply it only says what would happen.

    Columns are address (or number and street), zip (or postcode), lat and lon, as OpenAddresses has them. With them a
    street is placed here, and nobody outside hears it.
    """
    with refusals("addresses"):
        trace = trace_of("addresses", [file], at=timezone.now(), apply=apply)
        report = import_addresses(file, apply=apply, trace=trace)
    finish(report, applied=apply, as_json=as_json)
