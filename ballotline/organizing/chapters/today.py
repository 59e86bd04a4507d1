"""What chapters put on Today: what is ready to be chartered, who has not accepted the newest charter, whose
term ends."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ballotline.foundation.access.rules import Reach
from ballotline.foundation.organization.queries import has_chapters, our_day
from ballotline.foundation.ui.dates import day
from ballotline.foundation.ui.duties import Duties, Duty, Urgency, first_of
from ballotline.organizing.chapters import queries, rules
from ballotline.organizing.chapters.models import Chapter, OfficerTerm

LOOKED_AT = 20  # chapters being founded, the longest first: each takes a few statements, on every page of the desk
# A successor has to be found, and perhaps elected at a meeting that is called two weeks before
ENDS_SOON = timedelta(days=30)


def ready_to_be_chartered(reach: Reach, at: datetime) -> Iterator[Duty]:
    """Being founded, and nothing on the list is left."""
    if not has_chapters():
        return
    on = our_day(at)
    founded = queries.decidable(reach).filter(state=Chapter.State.PROVISIONAL).order_by("since", "pk")[:LOOKED_AT]
    ready = [one for one in founded if rules.may_be_chartered(queries.checklist(one, on))]
    yield from first_of(ready, _can_be_chartered, all_at=reverse("chapters_desk:index") + "?state=provisional")


def _can_be_chartered(chapter: Chapter) -> Duty:
    words = _("%(name)s can be chartered") % {"name": chapter.name}
    return Duty(words, _("Everything on its list is done."), reverse("chapters_desk:overview", args=[chapter.slug]))


def charters_to_accept(reach: Reach, at: datetime) -> Iterator[Duty]:
    """A new version waits for each chartered chapter."""
    if not has_chapters():
        return
    waiting = queries.without_the_newest_charter(reach)
    yield from first_of(waiting, lambda one: _accepts(one, our_day(at)), all_at=reverse("chapters_desk:index"))


def _accepts(chapter: Any, on: date) -> Duty:
    said = {"name": chapter.name, "n": chapter.newest}
    return Duty(
        words=_("%(name)s has not accepted version %(n)s of the charter") % said,
        why=_("An officer reads and accepts it."),
        url=reverse("chapters_desk:overview", args=[chapter.slug]),
        clock=_("since %s") % day(our_day(chapter.newest_at), today=on),
    )


def terms_that_end(reach: Reach, at: datetime) -> Iterator[Duty]:
    if not has_chapters():
        return
    on = our_day(at)
    ending = queries.terms_ending(reach, after=on, until=on + ENDS_SOON)
    yield from first_of(ending, lambda term: _ends(term, on), all_at=reverse("chapters_desk:index"))


def _ends(term: OfficerTerm, on: date) -> Duty:
    said = {"name": term.person.name, "title": term.title, "chapter": term.chapter.name}
    return Duty(
        words=_("The term of %(name)s ends: %(title)s of %(chapter)s") % said,
        why=_("Their rights at the desk end with it. Name them anew, or a successor."),
        url=reverse("chapters_desk:officers", args=[term.chapter.slug]),
        clock=day(term.last_day, today=on),
    )


DUTIES = (
    Duties(Urgency.IN_TIME, "chapters.decide", ready_to_be_chartered),
    Duties(Urgency.IN_TIME, "chapters.edit", charters_to_accept),
    Duties(Urgency.BY_A_DAY, "chapters.edit", terms_that_end),
)
