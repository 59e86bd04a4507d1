"""How an import of public data ends: what it did, or would do, in words or as JSON, or why a file was refused; and the
database is told that much is new."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from ballotline.foundation.ingest.limits import Refused
from ballotline.foundation.ingest.traces import NO_TRACE, Trace
from ballotline.foundation.jobs.planner import refresh_statistics
from ballotline.interfaces.cli.known_files import who_takes
from ballotline.record.places.importer.reports import Report
from ballotline.record.places.importer.words import sentences

RETIRE = click.option(
    "--retire", type=click.IntRange(0), metavar="N", help="Confirms that N go, which a newer list or map leaves out."
)


def trace_of(kind: str, paths: Sequence[Path], /, *, at: datetime, apply: bool, **said: object) -> Trace:
    """What goes on file of an import that is done; `said` are the words beside the files, as far as they were said."""
    told = {name: str(value) for name, value in said.items() if value}
    return Trace(kind, paths, said=told, at=at) if apply else NO_TRACE


@contextmanager
def refusals(command: str) -> Iterator[None]:
    """A file that is refused ends the command with its sentence,
    and with the command that takes it, if there is one."""
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
    return "\n".join([*sentences(report), _last(report, applied)])


def _last(report: Report, applied: bool) -> str:
    if not report.is_held:
        return "Done." if applied else "Nothing is written yet. Add --apply to do it."
    if report.unanswered and report.confirm.startswith("--retire"):
        return (
            f"Nothing is written: {_unanswered(report)}. If the map or list is whole and that is right, say "
            f"{report.confirm}. If not, bring in all of it at once."
        )
    if report.confirm.startswith("--retire"):
        return (
            f"Nothing is written: {report.gone:,} would go. If the list is whole and that is right, say "
            f"{report.confirm}. If not, it may have been cut off: fetch it again."
        )
    return (
        f"Nothing is written: of {report.lost:,} no office could be found by its district. Bring in the "
        "newest list of divisions of that state first. If the map is right all the same, say "
        f"{report.confirm}."
    )


def _unanswered(report: Report) -> str:
    going = f"{report.gone:,} would go, and " if report.gone else ""
    return f"{going}for {len(report.unanswered):,} of the plan before nobody would answer"
