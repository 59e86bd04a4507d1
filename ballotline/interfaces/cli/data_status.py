"""`ballotline data status`: how old each list and map is, what is missing in it,
and which command brings in what is newer."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

import click
from django.utils import timezone

from ballotline.foundation.ui.dates import day_of_record
from ballotline.record.offices import standing
from ballotline.record.offices.standing import OfficialsList, PlanOnFile, Standing
from ballotline.record.offices.words import import_of_list, imports_of_plan, kind_in_words

WHY_STALE = {
    standing.ENDED: "stale, its last day is over, and nothing has followed",
    standing.EARLIER_CONGRESS: "stale, of an earlier Congress than today's",
}
NOTHING_YET = {
    "divisions": "Bring in divisions: ballotline data import divisions FILE-OR-FOLDER --apply",
    "zip_codes": "Bring in ZIP codes: ballotline data import zips FILE --apply",
    "plans": "Bring in maps: ballotline data import boundaries FILE-OR-FOLDER --apply",
    "lists": "Bring in who holds which office: ballotline data import congress FOLDER --apply",
}


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="The counts, and what to do next, as JSON.")
def status(as_json: bool) -> None:
    """Says how the public data stand today: of each list and map how old it is,
    how much it holds, what is missing in it.

    Counted are holders without a phone that can be dialed, seats that no address leads to, districts without a seat,
    vacant seats, and terms that end within 60 days. Stale are Congress and Open States where somebody in office was
    last listed more than 90 days ago, a table of your own after 180 days, a plan whose last day is over with nothing
    after it, and districts of an earlier Congress than today's. The last lines say what to do next. Ends with 0, also
    if something is stale.
    """
    found = standing.of_the_record(timezone.localdate())
    steps = list(_next(found))
    if as_json:
        click.echo(json.dumps({**asdict(found), "next": steps}, default=_iso, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join([*_in_words(found), "", *(steps or ["Nothing to do."])]))


def _in_words(found: Standing) -> Iterator[str]:
    yield f"On file, {day_of_record(found.on)}"
    beside = {"ZIP codes": found.zip_codes, "divisions": found.divisions, "addresses": found.addresses}
    yield f"  {_counted(beside) or 'no ZIP code, no division, no address'}"
    for one in found.lists:
        yield from ("", *_list(one))
    for plan in found.plans:
        yield from ("", *_plan(plan))


def _list(one: OfficialsList) -> Iterator[str]:
    yield f"{one.source}, as of {day_of_record(one.as_of)}"
    rows = {"officials": one.officials, "terms": one.terms, "offices": one.offices, "seats": one.seats}
    yield f"  {_counted({**rows, 'in office today': one.in_office})}"
    missing = {
        "holders without a phone": one.without_phone,
        "vacant seats": one.vacant,
        "seats without a boundary": one.without_boundary,
        "terms that end within 60 days": one.ending,
        "stale, in office and listed too long ago": one.stale,
    }
    yield from (f"  {_counted(missing)}",) * any(missing.values())
    if one.is_stale and not one.stale:
        yield "  stale, nobody has looked at these seats for too long"


def _plan(plan: PlanOnFile) -> Iterator[str]:
    days = _days(plan.valid_from, plan.valid_through)
    yield ", ".join(filter(None, [kind_in_words(plan.kind), plan.label, days, plan.source]))
    rows = {"boundaries": plan.boundaries, "made of others": plan.parts, "pairs with ZIP codes": plan.zips}
    changed = day_of_record(timezone.localdate(plan.changed_at))
    yield f"  {_counted({**rows, 'divisions it answers for today': plan.answers}) or 'empty'}; changed {changed}"
    if plan.without_seat:
        yield f"  districts without a seat: {plan.without_seat:,}"
    if plan.stale:
        yield f"  {WHY_STALE[plan.stale]}"


def _days(first: date | None, last: date | None) -> str:
    since = f"from {day_of_record(first)}" if first else ""
    return " ".join(filter(None, [since, f"through {day_of_record(last)}" if last else ""]))


def _counted(counts: dict[str, int]) -> str:
    """ "offices: 410; vacant seats: 1": what there is none of is left out."""
    return "; ".join(f"{words}: {n:,}" for words, n in counts.items() if n)


def _iso(day: date) -> str:
    return day.isoformat()


def _next(found: Standing) -> Iterator[str]:
    """What to do, what is stale first; each sentence once."""
    yield from dict.fromkeys(_steps(found))


def _steps(found: Standing) -> Iterator[str]:
    yield from (words for name, words in NOTHING_YET.items() if not getattr(found, name))
    for one in found.lists:
        if one.is_stale:
            yield f"Bring in a newer list of {one.source}: {import_of_list(one.source)}"
    for plan in found.plans:
        if plan.stale:
            yield from (
                f"Bring in newer {kind_in_words(plan.kind).lower()}: {command}"
                for command in imports_of_plan(plan, found.on)
            )
    if any(one.without_boundary for one in found.lists):
        yield "Bring in maps of the places and districts of seats without a boundary: see docs/howto/boundaries.md"
    if any(one.without_phone for one in found.lists):
        yield "Add missing phone numbers at the desk, under Offices."
