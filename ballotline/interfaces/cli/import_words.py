"""How an import of public data ends: what it did, or would do, in words or as JSON, or why a file was refused; and the
database is told that much is new."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import click

from ballotline.foundation.ingest.limits import Refused
from ballotline.foundation.jobs.planner import refresh_statistics
from ballotline.interfaces.cli.known_files import who_takes
from ballotline.record.places.importer.tables import Report

PROBLEMS_PRINTED = 20


@contextmanager
def refusals(command: str) -> Iterator[None]:
    """A file that is refused ends the command with its sentence, and with the command that takes it, if there is one."""
    try:
        yield
    except Refused as refused:
        raise click.ClickException(f"{refused} {who_takes(refused.path, instead_of=command)}".strip())


def finish(report: Report, *, applied: bool, as_json: bool) -> None:
    if applied:
        refresh_statistics()
    click.echo(said(report, applied=applied, as_json=as_json))


def said(report: Report, *, applied: bool, as_json: bool) -> str:
    if as_json:
        return json.dumps({"applied": applied, **report.as_dict()}, indent=2)
    return _in_words(report, applied)


def _in_words(report: Report, applied: bool) -> str:
    counts = f"{report.new:,} new, {report.changed:,} changed, {report.same:,} as before, {report.wrong:,} left out."
    if report.repeated:
        counts += f" {report.repeated:,} came twice and count once."
    asides = {
        "are not on the list any more and go": report.gone,
        "are districts whose holder is on no list": report.vacant,
        "are water, or no district": report.water,
        "had lines that cross, and were repaired": report.repaired,
        "have an id that is on no list of divisions on file": report.unlisted,
    }
    counts += "".join(f" {n:,} {words}." for words, n in asides.items() if n)
    if report.read_as:
        counts += f" Read as {_ways(report.read_as)}."
    problems = [str(problem) for problem in report.problems[:PROBLEMS_PRINTED]]
    if report.wrong > PROBLEMS_PRINTED:
        problems.append(f"And {report.wrong - PROBLEMS_PRINTED:,} more.")
    last = "Done." if applied else "Nothing is written yet. Add --apply to do it."
    return "\n".join([counts, *problems, last])


def _ways(read_as: Mapping[str, int]) -> str:
    """ "comma, UTF-8", or with several "comma, UTF-8 (60 files); semicolon, Windows-1252 (1 file)"."""
    if len(read_as) == 1:
        return next(iter(read_as))
    return "; ".join(f"{way} ({n:,} {'file' if n == 1 else 'files'})" for way, n in read_as.items())
