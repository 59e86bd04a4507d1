"""How an import of public data ends: what it did, or would do, in words or as JSON, or why a file was refused; and the
database is told that much is new."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import click

from ballotline.foundation.ingest.limits import Refused
from ballotline.foundation.jobs.planner import refresh_statistics
from ballotline.interfaces.cli.known_files import who_takes
from ballotline.record.places.importer.tables import Report

PRINTED = 20  # of problems, and of who leaves
RETIRE = click.option(
    "--retire", type=click.IntRange(0), metavar="N", help="Confirms that N leave, where a list has many no more."
)


@contextmanager
def refusals(command: str) -> Iterator[None]:
    """A file that is refused ends the command with its sentence, and with the command that takes it, if there is one."""
    try:
        yield
    except Refused as refused:
        raise click.ClickException(f"{refused} {who_takes(refused.path, instead_of=command)}".strip())


def finish(report: Report, *, applied: bool, as_json: bool) -> None:
    """Prints it. A list that is held, although it was to be done, ends the command with 1."""
    done = applied and not report.is_held
    if done:
        refresh_statistics()
    click.echo(said(report, applied=done, as_json=as_json))
    if applied and not done:
        click.get_current_context().exit(1)


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
        "are not on the list of divisions on file, which has others of their kind": len(report.unlisted),
    }
    counts += "".join(f" {n:,} {words}." for words, n in asides.items() if n)
    if report.read_as:
        counts += f" Read as {_ways(report.read_as)}."
    problems = _first([str(problem) for problem in report.problems], of=report.wrong)
    leaving = _first([f"Goes: {one}" for one in report.leaving], of=report.gone)
    unlisted = _first([f"On no list: {one}" for one in report.unlisted], of=len(report.unlisted))
    return "\n".join([counts, *problems, *leaving, *unlisted, _last(report, applied)])


def _first(lines: Sequence[str], *, of: int) -> list[str]:
    return [*lines[:PRINTED], *([f"And {of - PRINTED:,} more."] if of > PRINTED else [])]


def _last(report: Report, applied: bool) -> str:
    if not report.is_held:
        return "Done." if applied else "Nothing is written yet. Add --apply to do it."
    if report.confirm.startswith("--retire"):
        return (
            f"Nothing is written: {report.gone:,} would go. If the list is whole and that is right, say {report.confirm}. "
            "If not, it may have been cut off: fetch it again."
        )
    return (
        f"Nothing is written: of {report.lost:,} no office could be found by its district. Bring in the newest list of divisions "
        f"of that state first. If the map is right all the same, say {report.confirm}."
    )


def _ways(read_as: Mapping[str, int]) -> str:
    """ "comma, UTF-8", or with several "comma, UTF-8 (60 files); semicolon, Windows-1252 (1 file)"."""
    if len(read_as) == 1:
        return next(iter(read_as))
    return "; ".join(f"{way} ({n:,} {'file' if n == 1 else 'files'})" for way, n in read_as.items())
