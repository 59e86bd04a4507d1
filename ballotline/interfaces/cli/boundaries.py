"""`ballotline data import boundaries`: the lines of districts, wards and counties, from maps."""

from datetime import datetime
from pathlib import Path

import click
from django.utils import timezone

from ballotline.interfaces.cli.import_words import RETIRE, finish, refusals, trace_of
from ballotline.record.places import pack, rules
from ballotline.record.places.importer.boundaries import Said, import_boundaries


@click.command("boundaries")
@click.argument(
    "paths", metavar="FILE-OR-FOLDER", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True)
)
@click.option("--plan", default="", help="Of which year the lines are, where the map doesn't say it: “2022”.")
@click.option("--from", "valid_from", type=click.DateTime(["%Y-%m-%d"]), help="The first day on which they hold.")
@click.option("--through", "valid_through", type=click.DateTime(["%Y-%m-%d"]), help="The last day on which they hold.")
@click.option("--source", default="", help="Who made the map. Without it the file's name.")
@click.option("--kind", default="", help="For a map of a place: what its shapes are, like “ward”.")
@click.option("--within", default="", metavar="DIVISION", help="For a map of a place: the place's Open Civic Data id.")
@click.option(
    "--code", default="name", help="For a map of a place: the column that names each shape.", show_default=True
)
@click.option(
    "--unlisted",
    type=click.IntRange(0),
    metavar="N",
    help="Confirms that N shapes are on no list of divisions, where a map has many such.",
)
@RETIRE
@click.option("--apply", is_flag=True, help="Do it. Without this nothing is written.")
@click.option("--json", "as_json", is_flag=True, help="The counts and problems as JSON.")
def boundaries(
    paths: tuple[Path, ...],
    plan: str,
    valid_from: datetime | None,
    valid_through: datetime | None,
    source: str,
    kind: str,
    within: str,
    code: str,
    unlisted: int | None,
    retire: int | None,
    apply: bool,
    as_json: bool,
) -> None:
    """Brings in maps (GeoJSON, TopoJSON, zipped shapefile), or all of a folder;
    without --apply it only says what would happen.

    The Census Bureau's maps say themselves which district each shape is, and of which plan; of any other map say it
    with --plan, --kind and --within. Plans stand side by side. A table with the columns id, name and part (CSV) gives
    divisions that are made of others: it names all parts of a division. Shapes of one division are its pieces. Shapes
    that can't be read are named with file and number, and left out. What a newer plan leaves out of the one before is
    named, and needs --retire.
    """
    if within and not rules.is_division_id(within):
        raise click.BadParameter(f"{within!r} is no division's id.", param_hint="--within")
    if bool(kind) != bool(within):
        raise click.UsageError("--kind and --within come together.")
    if valid_from and valid_through and valid_through < valid_from:
        raise click.UsageError("The day of --through is before that of --from: the plan would hold on no day.")
    days = (day.date() if day else None for day in (valid_from, valid_through))
    facts = dict(zip(("valid_from", "valid_through"), days, strict=True))
    told = Said(plan=plan, source=source, kind=kind, within=within, column=code, **facts)
    at = timezone.now()
    trace = trace_of(
        "boundaries", paths, at=at, apply=apply, plan=plan, kind=kind, within=within, source=source, **facts
    )
    with refusals("boundaries"):
        report = import_boundaries(paths, told, at=at, apply=apply, unlisted=unlisted, retire=retire, trace=trace)
    if apply and not report.is_held:
        pack.current()
    finish(report, applied=apply, as_json=as_json)
