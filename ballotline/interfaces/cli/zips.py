"""`ballotline data import zips`: ZIP codes with their towns, from a file."""

import json
from pathlib import Path

import click

from ballotline.record.places.importer import NotAZipTable, Report, import_zips

PROBLEMS_PRINTED = 20


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
    except NotAZipTable as problem:
        raise click.ClickException(str(problem))
    click.echo(json.dumps({"applied": apply, **report.as_dict()}, indent=2) if as_json else _in_words(report, apply))


def _in_words(report: Report, applied: bool) -> str:
    counts = f"{report.new:,} new, {report.changed:,} changed, {report.same:,} as before, {report.wrong:,} left out."
    problems = [str(problem) for problem in report.problems[:PROBLEMS_PRINTED]]
    if report.wrong > PROBLEMS_PRINTED:
        problems.append(f"And {report.wrong - PROBLEMS_PRINTED:,} more.")
    last = "Done." if applied else "Nothing is written yet. Add --apply to do it."
    return "\n".join([counts, *problems, last])
