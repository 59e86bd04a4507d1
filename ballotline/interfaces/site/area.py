""" "Your area": an address, ZIP code or point gives every office on file, nearest first. The address travels in the body only,
and nothing of the lookup is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ballotline.foundation.access.doors import behind_link, same_site
from ballotline.record.offices.models import Line, Office
from ballotline.record.offices.queries import Seated, lines_of, not_on_file, representing
from ballotline.record.offices.rules import LEVELS, nearness
from ballotline.record.places import geocoding, rules
from ballotline.record.places.locating import Found, Placement, locate
from ballotline.record.places.words import HINTS, MAY_BE, PLACED

TYPED_AT_MOST = 200
MISSING = {
    "school": gettext_lazy("the school board"), "ward": gettext_lazy("the council member of your ward"),
    "city": gettext_lazy("the mayor or city council"), "county": gettext_lazy("the county"),
    "state": gettext_lazy("the state"), "national": gettext_lazy("Congress"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One seat as the page shows it; `may_be` says why it may be another one, or ""."""

    seated: Seated
    where: str
    may_be: str = ""
    near: tuple[float, float] | None = None

    @property
    def office(self) -> Office:
        return self.seated.office

    @property
    def lines(self) -> list[Line]:
        return lines_of(self.seated.term, self.near) if self.seated.term else []


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def area(request: HttpRequest) -> HttpResponse:
    geocoder = geocoding.ours()
    context: dict[str, object] = {
        "places_streets": geocoder is not None,
        "heard_by": geocoder.heard_by if geocoder else "",
    }
    if request.method != "POST":
        return render(request, "site/area.html", context)
    typed = " ".join(request.POST.get("where", "").replace("\x00", " ").split())[:TYPED_AT_MOST]
    on = timezone.localdate()
    placement = locate(typed, on=on, geocoder=geocoder)
    context |= {"typed": typed, "placement": placement, **answer(placement, on)}
    is_empty = not placement.found and not placement.split
    return behind_link(render(request, "site/area.html", context, status=422 if is_empty else 200))


def answer(placement: Placement, on: date) -> dict[str, object]:
    """Rows that are known, rows of which one is right, what would help, and what nobody has told us yet."""
    near = (placement.point.longitude, placement.point.latitude) if placement.point else None
    rows, split = list(_rows(placement.found, on, near)), list(_rows(placement.split, on, near))
    unknown = [
        f"{office.title}, {rules.spoken(office.division)}"
        for office in not_on_file(one.ocd_id for one in placement.found)
    ]
    shown = {row.office.level for row in (*rows, *split)}
    return {
        "rows": rows,
        "split": split,
        "split_count": sum(one.kind != "state" for one in placement.split),
        "hint": HINTS.get(placement.hint, ""),
        "missing": [*unknown, *(MISSING[level] for level in LEVELS if level not in shown)] if placement.found else [],
        "placed": PLACED.get(placement.point.precision, "") if placement.point else "",
    }


def _rows(found: tuple[Found, ...], on: date, near: tuple[float, float] | None) -> Iterator[Row]:
    by_id = {one.ocd_id: one for one in found}
    place = {ocd_id: n for n, ocd_id in enumerate(by_id)}  # of one kind the likelier first
    seats = representing(by_id, on=on)
    for seated in sorted(seats, key=lambda seated: (nearness(seated.office.kind), place[seated.office.division])):
        one = by_id[seated.office.division]
        yield Row(seated, one.name or rules.spoken(one.ocd_id), str(MAY_BE.get(one.why, "")), near)
