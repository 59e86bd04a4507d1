"""How an import of public data ends: what it did, or would do, in words or as JSON; and the database is told that much is new."""

import json

import click

from ballotline.foundation.jobs.planner import refresh_statistics
from ballotline.record.places.importer.tables import Report

PROBLEMS_PRINTED = 20


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
    problems = [str(problem) for problem in report.problems[:PROBLEMS_PRINTED]]
    if report.wrong > PROBLEMS_PRINTED:
        problems.append(f"And {report.wrong - PROBLEMS_PRINTED:,} more.")
    last = "Done." if applied else "Nothing is written yet. Add --apply to do it."
    return "\n".join([counts, *problems, last])
