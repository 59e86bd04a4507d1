"""Those who took part and never answered their mail, whatever the kind: how many, and writing to them again, once.

It leaves the house, so a page says first to whom, how many and what.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ballotline.foundation.access.doors import DeskRequest, door, no_store, see_other
from ballotline.foundation.jobs.queries import is_on_its_way
from ballotline.foundation.ui.deeds import who_did
from ballotline.foundation.ui.numbers import whole_number
from ballotline.foundation.ui.told import tell
from ballotline.movement.arrivals import declared as ways_in
from ballotline.movement.arrivals import queries, reminding
from ballotline.movement.arrivals.declared import Kind as WayIn
from ballotline.movement.arrivals.mails import StillWaits
from ballotline.movement.arrivals.models import Reminder
from ballotline.movement.arrivals.reminding import NobodyWaits, Outlook
from ballotline.organizing.actions.declared import KINDS, kind_of
from ballotline.organizing.actions.desk_pages.frame import found
from ballotline.organizing.actions.queries import people_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many have waited for a day or longer and since when, and how it went when they were last written to."""

    n: int
    oldest: datetime | None
    last: Reminder | None
    address: str
    written_by: str = ""

    @property
    def is_being_written_to(self) -> bool:
        """Not where the job was given up: then the button stands there again, and it goes on."""
        return self.last is not None and self.last.finished_at is None and is_on_its_way("arrivals.remind")


def who_waits(request: DeskRequest, ask: Any) -> Waiting:
    """For the overview."""
    way_in, at = ways_in.kind_of(people_of(ask).model), timezone.now()
    found_waiting = queries.to_remind(way_in, ask, at).aggregate(n=Count("pk"), oldest=Min("pressed_at"))
    address = reverse(kind_of(ask).desk + "write_again", args=[ask.action.slug])
    last = queries.reminders(way_in, ask).first()
    [who] = who_did(request, [(ask.ref, last.at if last else None)])
    return Waiting(found_waiting["n"], found_waiting["oldest"], last, address, who)


@door("actions.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def write_again(request: DeskRequest, kind: str, slug: str) -> HttpResponse:
    ask, overview = found(request, kind, slug), KINDS[kind].desk + "overview"
    way_in = ways_in.kind_of(people_of(ask).model)
    outlook = reminding.outlook(way_in, ask, timezone.now())
    if request.method != "POST":
        return _look(request, way_in, ask, outlook, reverse(overview, args=[slug]))
    seen = whole_number(request.POST.get("number")) or 0
    if outlook.written > seen:
        return _look(request, way_in, ask, outlook, reverse(overview, args=[slug]), more_than=seen)
    _press(request, way_in, ask)
    return see_other(overview, slug)


def _look(
    request: DeskRequest, kind: WayIn, asked: Any, outlook: Outlook, back: str, more_than: int | None = None
) -> HttpResponse:
    """To whom, how many, what; and who is left out.
    `more_than` is the number of an older page, which is too small by now."""
    waiting = queries.to_remind(kind, asked, timezone.now())
    example = waiting.select_related().order_by("pressed_at").first()
    context = {
        "title": str(asked),
        "back": back,
        "outlook": outlook,
        "oldest": example.pressed_at if example else None,
        "words": StillWaits(example).words() if example else None,
        "more_than": more_than,
    }
    status = 200 if more_than is None else 409
    return no_store(render(request, "actions/desk/write_again.html", context, status=status))


def _press(request: DeskRequest, kind: WayIn, asked: Any) -> None:
    try:
        reminder = reminding.remind(kind=kind, asked=asked, by=request.actor, at=timezone.now())
    except NobodyWaits:
        tell(request, _("Nobody waits who could be written to."))
        return
    n = reminder.expected
    words = ngettext("%(n)s person is being written to.", "%(n)s people are being written to.", n) % {"n": f"{n:,}"}
    tell(request, words)
