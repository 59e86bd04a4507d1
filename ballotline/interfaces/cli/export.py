"""`ballotline export signatures`: the owner's full list of a petition, row by row, in constant memory."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import IO

import click
from django.utils import timezone

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit.services import record
from ballotline.foundation.ui.files import whole_file
from ballotline.foundation.ui.tables import csv_lines
from ballotline.organizing.actions.kinds.petition.models import Petition
from ballotline.organizing.actions.kinds.petition.queries import export_rows

Row = dict[str, object]

COLUMNS = tuple(
    """
    public_id state name email zip_code place_town place_state comment comment_state show_name news_consent
    wants_updates suspicion source signed_at confirmed_at confirmed_by heard word_note
    """.split()
)


@click.command("signatures")
@click.argument("slug")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option(
    "--to", type=click.Path(path_type=Path, dir_okay=False), help="A file, readable only for you. Default: stdout"
)
def signatures(slug: str, form: str, to: Path | None) -> None:
    """All signatures of the petition SLUG (the end of its web address), with state and e-mail address.

    In CSV, a cell that a spreadsheet would take for a formula gets an apostrophe at its beginning. JSON is as it is.
    """
    petition = Petition.objects.select_related("action").filter(action__slug=slug).first()
    if petition is None:
        raise click.ClickException(
            f"No petition has the address …/petitions/{slug}/. Look at the desk for its address."
        )
    write = write_csv if form == "csv" else write_json
    record("signatures exported", on=petition.ref, by=Actor.command("export"), at=timezone.now(), fields=COLUMNS)
    with _output(to) as file:
        count = write(export_rows(petition), file)
    click.echo(f"{count:,} rows.", err=True)


def write_csv(rows: Iterable[Row], to: IO[str]) -> int:
    """A header and one line a row; how many rows."""
    table = csv_lines(COLUMNS, ([_words(row.get(column)) for column in COLUMNS] for row in rows))
    return sum(1 for line in table if to.write(line)) - 1


def write_json(rows: Iterable[Row], to: IO[str]) -> int:
    """A list with one object a line; how many rows."""
    count = 0
    to.write("[")
    for row in rows:
        count += 1
        shown = {column: _plain(row.get(column)) for column in COLUMNS}
        to.write(("," if count > 1 else "") + "\n" + json.dumps(shown, ensure_ascii=False))
    to.write("\n]\n")
    return count


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(_plain(value))


def _plain(value: object) -> object:
    """What JSON can hold: moments as ISO 8601, ids as text."""
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, str | bool | int) else str(value)


@contextmanager
def _output(to: Path | None) -> Iterator[IO[str]]:
    with nullcontext(sys.stdout.buffer) if to is None else whole_file(to) as file:
        text = TextIOWrapper(file, encoding="utf-8", newline="")
        try:
            yield text
        finally:
            text.detach()
