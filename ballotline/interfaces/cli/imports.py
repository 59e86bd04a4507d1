"""`ballotline data imports` and `data undo`: what was brought in, from which files, and how to take it back."""

import json
from collections.abc import Iterator
from dataclasses import asdict

import click
from django.utils import timezone

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit.services import record
from ballotline.foundation.ingest.models import Import
from ballotline.foundation.ingest.undoing import KEPT, CantUndo, Undone
from ballotline.foundation.ui.dates import day_of_record
from ballotline.record.places import pack
from ballotline.record.places.importer.words import sentences_kept
from ballotline.record.places.taking_back import take_back

FACTS = ("pk", "kind", "at", "files", "said", "report", "undone_at", "undone")


@click.command("imports")
@click.option("--all", "all_of_them", is_flag=True, help="Also those that are too old to be taken back.")
@click.option("--json", "as_json", is_flag=True, help="With the SHA-256 of each file, as JSON.")
def imports(all_of_them: bool, as_json: bool) -> None:
    """What was brought in, newest first: when, from which files, what it reported,
    and until when it can be taken back."""
    found = Import.objects.order_by("-pk")
    if not all_of_them:
        found = found.filter(at__gte=timezone.now() - KEPT)
    if as_json:
        click.echo(json.dumps(list(found.values(*FACTS)), default=str, ensure_ascii=False, indent=2))
    else:
        lines = [line for one in found.iterator() for line in _in_words(one)]
        click.echo("\n".join(lines) or f"Nothing was brought in within {KEPT.days} days.")


def _in_words(one: Import) -> Iterator[str]:
    said = "".join(f" --{name.replace('_', '-')} {value}" for name, value in one.said.items())
    files = ", ".join(file["name"] for file in one.files)
    yield f"{one.pk}  {day_of_record(timezone.localdate(one.at))}  {one.kind}  {files}{said}"
    yield f"    {sentences_kept(one.report)[0]}"
    if one.undone_at:
        yield f"    Taken back on {day_of_record(timezone.localdate(one.undone_at))}."
    elif timezone.now() - one.at <= KEPT:
        yield f"    Until {day_of_record(timezone.localdate(one.at + KEPT))}: ballotline data undo {one.pk} --apply"


@click.command("undo")
@click.argument("number", type=click.IntRange(1))
@click.option("--apply", is_flag=True, help="Do it. Without this nothing is written.")
@click.option("--json", "as_json", is_flag=True, help="The counts as JSON.")
def undo(number: int, apply: bool, as_json: bool) -> None:
    """Takes import NUMBER back (`ballotline data imports` lists them); without --apply it only says what would happen.

    For 30 days. What the import changed is as before, what it made goes, what it took away is there again. Rows that
    somebody changed since, by hand, stay as they are, and so does what calls and petitions need.
    """
    imported, at = Import.objects.filter(pk=number).first(), timezone.now()
    if imported is None:
        raise click.ClickException(f"There is no import {number}. ballotline data imports lists them.")
    try:
        done = take_back(imported, at=at, apply=apply)
    except CantUndo as problem:
        raise click.ClickException(str(problem))
    if apply:
        record("import taken back", on=("import", number), by=Actor.command("data undo"), at=at)
        pack.current()
    click.echo(json.dumps({"applied": apply, **asdict(done)}) if as_json else _said(done, apply=apply))


def _said(done: Undone, *, apply: bool) -> str:
    counts = f"{done.back:,} as before, {done.gone:,} go, {done.left:,} stay: they were changed since, or are needed."
    last = "Done." if apply else "Nothing is written yet. Add --apply to do it."
    return "\n".join([counts, *(f"Stays: {name}" for name in done.names), last])
