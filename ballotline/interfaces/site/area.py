""" "Your area": an address, ZIP code or point gives every office on file, nearest first. The address travels in the
body only, and nothing of the lookup is kept. How the seats are put together is in bodies.py."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import title
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ballotline.foundation.access.doors import behind_link, same_site
from ballotline.interfaces.site.bodies import Row, by_level, source_of
from ballotline.organizing.actions.declared import kind_of
from ballotline.organizing.actions.queries import aiming_at
from ballotline.organizing.actions.ways_in import page_of
from ballotline.record.offices.asked_where import WhereForm
from ballotline.record.offices.queries import not_on_file, representing
from ballotline.record.offices.rules import LEVELS, nearness
from ballotline.record.places import rules
from ballotline.record.places.locating import Coming, Found, Placement, coming
from ballotline.record.places.words import HINTS, MAY_BE, PLACED

MISSING = {
    "school": gettext_lazy("the school board"),
    "ward": gettext_lazy("the council member of your ward"),
    "city": gettext_lazy("the mayor or city council"),
    "county": gettext_lazy("the county"),
    "state": gettext_lazy("the state"),
    "national": gettext_lazy("Congress"),
}


@dataclass(frozen=True, slots=True)
class NewLines:
    """The districts somebody lives in from `day` on, by their names, where they are others than until then."""

    day: date
    sure: list[str]
    may_be: list[str]


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def area(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "site/area.html", {"form": WhereForm()})
    form, at = WhereForm(request.POST), timezone.now()
    placement = form.looked_up(on=timezone.localdate(at))
    context: dict[str, object] = {"form": form}
    if placement and not form.errors:
        context |= {"placement": placement, **answer(placement, at)}
    return behind_link(render(request, "site/area.html", context, status=422 if form.errors else 200))


def answer(placement: Placement, at: datetime) -> dict[str, object]:
    """The seats by level and what is asked of their holders now, what the ZIP code leaves open, what would help, and
    what nobody has told us yet."""
    on = timezone.localdate(at)
    rows = list(_rows((*placement.found, *placement.split), placement, on))
    source = source_of(rows)
    return {
        "levels": by_level(rows, source_is_said=source is not None),
        "source": source,
        "asked": [(kind_of(ask), ask, page_of(ask)) for ask in aiming_at([row.seated for row in rows], at)],
        "one_of": _one_of(placement.split),
        "split_count": sum(one.kind != "state" for one in placement.split),
        "hint": HINTS.get(placement.hint, ""),
        "missing": _missing(placement, rows),
        "coming": [_to_come(one) for one in coming(placement, on=on)] if placement.found else [],
        "placed": _placed(placement),
    }


def _placed(placement: Placement) -> str:
    """ "Placed by your street (14 Dock St, 00010)." """
    point = placement.point
    if point is None or point.precision not in PLACED:
        return ""
    matched = f" ({title(point.matched)})" if point.precision == "address" and point.matched else ""
    return f"{PLACED[point.precision]}{matched}."


def _rows(found: tuple[Found, ...], placement: Placement, on: date) -> Iterator[Row]:
    near = (placement.point.longitude, placement.point.latitude) if placement.point else None
    by_id = {one.ocd_id: one for one in found}
    place = {ocd_id: n for n, ocd_id in enumerate(by_id)}  # of one kind the likelier first
    seats = representing(by_id, on=on)
    for seated in sorted(seats, key=lambda seated: (nearness(seated.office.kind), place[seated.office.division])):
        one = by_id[seated.office.division]
        yield Row(seated, _called(one), str(MAY_BE.get(one.why, "")), near)


def _called(one: Found) -> str:
    return one.name or rules.spoken(one.ocd_id)


def _one_of(split: tuple[Found, ...]) -> list[list[str]]:
    """The names of the districts of each kind of which one is right: [["Ward 4", "Ward 5"]]."""
    names: dict[str, list[str]] = {}
    for one in split:
        names.setdefault(one.kind, []).append(_called(one))
    return list(names.values())


def _to_come(then: Coming) -> NewLines:
    sure = [_called(one) for one in then.found if one.sure]
    return NewLines(then.day, sure, [_called(one) for one in then.found if not one.sure])


def _missing(placement: Placement, rows: list[Row]) -> list[str | Promise]:
    """Boards of which nobody knows the members, and levels of which we have nobody at all."""
    if not placement.found:
        return []
    unknown = [
        f"{office.title}, {rules.spoken(office.division)}"
        for office in not_on_file(one.ocd_id for one in placement.found)
    ]
    shown = {row.office.level for row in rows}
    return [*unknown, *(MISSING[level] for level in LEVELS if level not in shown)]
