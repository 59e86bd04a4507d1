"""What chapters put on Today: who waits for an answer, what is ready to be chartered, whose term ends."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from ballotline.foundation.access.rules import Reach
from ballotline.foundation.organization.queries import has_chapters, our_day
from ballotline.foundation.ui.dates import day, moment
from ballotline.foundation.ui.duties import DUTIES_AT_MOST, Duties, Duty, Urgency
from ballotline.organizing.chapters import queries, rules
from ballotline.organizing.chapters.models import Chapter
from ballotline.organizing.chapters.words import answered_by

# A successor has to be found, and perhaps elected at a meeting that is called two weeks before
ENDS_SOON = timedelta(days=30)


def late_applications(reach: Reach, at: datetime) -> Iterator[Duty]:
    yield from (_application(one, at) for one in _applied(reach) if answered_by(one.created_at) <= at)


def new_applications(reach: Reach, at: datetime) -> Iterator[Duty]:
    yield from (_application(one, at) for one in _applied(reach) if answered_by(one.created_at) > at)


def _applied(reach: Reach) -> list[Chapter]:
    return list(queries.waiting_to_be_decided(reach)[:DUTIES_AT_MOST])


def _application(chapter: Chapter, at: datetime) -> Duty:
    who = chapter.application.name if hasattr(chapter, "application") else chapter.name
    return Duty(
        words=_("%(name)s wants to start a chapter") % {"name": who},
        why=chapter.place,
        url=reverse("chapters_desk:overview", args=[chapter.slug]),
        clock=_("answer by %s") % moment(answered_by(chapter.created_at), today=our_day(at)),
    )


def ready_to_be_chartered(reach: Reach, at: datetime) -> Iterator[Duty]:
    """Being founded, and nothing on the list is left."""
    if not has_chapters():
        return
    founded = queries.decidable(reach).filter(state=Chapter.State.PROVISIONAL).order_by("since")
    for chapter in founded[:DUTIES_AT_MOST]:
        if rules.may_be_chartered(queries.checklist(chapter, our_day(at))):
            words = _("%(name)s can be chartered") % {"name": chapter.name}
            url = reverse("chapters_desk:overview", args=[chapter.slug])
            yield Duty(words, _("Everything on its list is done."), url)


def terms_that_end(reach: Reach, at: datetime) -> Iterator[Duty]:
    if not has_chapters():
        return
    on = our_day(at)
    for term in queries.terms_ending(reach, after=on, until=on + ENDS_SOON)[:DUTIES_AT_MOST]:
        said = {"name": term.person.name, "title": term.title, "chapter": term.chapter.name}
        yield Duty(
            words=_("The term of %(name)s ends: %(title)s of %(chapter)s") % said,
            why=_("Their rights at the desk end with it. Name them anew, or a successor."),
            url=reverse("chapters_desk:officers", args=[term.chapter.slug]),
            clock=day(term.last_day, today=on),
        )


DUTIES = (
    Duties(Urgency.LATE, "chapters.decide", late_applications),
    Duties(Urgency.NEW, "chapters.decide", new_applications),
    Duties(Urgency.IN_TIME, "chapters.decide", ready_to_be_chartered),
    Duties(Urgency.BY_A_DAY, "chapters.edit", terms_that_end),
)
