"""What cases lay before an organizer on Today: what is late, due today, new where they answer first, theirs; and what
nobody has. Each case stands once, where it hurts most."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballotline.foundation.access.rules import Reach
from ballotline.foundation.ui.dates import count, day
from ballotline.foundation.ui.duties import Duties, Duty, Urgency, first_of
from ballotline.organizing.chapters.models import Chapter
from ballotline.organizing.intake import queries, rules, words
from ballotline.organizing.intake.models import Case


def late(reach: Reach, at: datetime) -> Iterator[Duty]:
    late_ones = queries.late(_at_home(reach), at)
    yield from first_of(_in_order(late_ones), lambda case: _duty(case, words.late_by(case, at)), all_at=_shown("late"))


def due_today(reach: Reach, at: datetime) -> Iterator[Duty]:
    today = _at_home(reach).filter(state__in=rules.OUR_TURN, due_at__range=(at, queries.end_of_day(at)))
    yield from _by_when(today, at, "today")


def new_here(reach: Reach, at: datetime) -> Iterator[Duty]:
    yield from _by_when(_at_home(reach).filter(state=rules.NEW, due_at__gt=queries.end_of_day(at)), at, "new")


def waits_for_me(reach: Reach, at: datetime, me: str = "") -> Iterator[Duty]:
    """Wherever it lies, with what stands above left out; of a new one in their own place they were told already."""
    theirs = queries.within(reach).filter(owner__public_id=me) if me else Case.objects.none()
    standing = theirs.filter(state__in=rules.OUR_TURN)
    told = _at_home(reach).filter(state__in=rules.OUR_TURN, due_at__lte=queries.end_of_day(at)).values("pk")
    new = _at_home(reach).filter(state=rules.NEW).values("pk")
    yield from _by_when(standing.exclude(pk__in=told).exclude(pk__in=new), at, "mine")


def undecided(reach: Reach, at: datetime) -> Iterator[Duty]:
    """Who asked to start a chapter was answered, and nobody has said yes or no."""

    def duty(chapter: Chapter) -> Duty:
        said = _("%(name)s waits for your yes or no") % {"name": chapter.name}
        clock = _("since %s") % day(timezone.localdate(chapter.created_at), today=timezone.localdate(at))
        url = reverse("chapters_desk:overview", args=[chapter.slug])
        return Duty(said, _("Somebody asked to start this chapter."), url, clock)

    all_at = reverse("chapters_desk:index") + "?state=applied"
    yield from first_of(queries.waiting_to_be_decided(reach), duty, all_at=all_at)


def nobody_has(reach: Reach, at: datetime) -> Iterator[Duty]:
    """All who answer there are away, or nobody does."""
    unowned = _at_home(reach).filter(state__in=rules.OUR_TURN, owner=None)
    found: dict[str, Any] = unowned.aggregate(n=Count("pk"), first=Min("opened_at"))
    if n := found["n"]:
        said = ngettext("%(n)s case has nobody who answers it", "%(n)s cases have nobody who answers them", n)
        why = _("All who answer there are away, or nobody does yet. Take one, or give it to somebody.")
        first = timezone.localdate(found["first"])
        clock = _("since %s") % day(first, today=timezone.localdate(at))
        yield Duty(said % {"n": count(n)}, why, _where_to_take(unowned), clock)


def _where_to_take(unowned: QuerySet[Case]) -> str:
    """The one that is due first: there it is taken, and the list stands beside it."""
    first = unowned.order_by("due_at", "pk").values_list("public_id", flat=True)[0]
    return reverse("cases_desk:case", args=[first]) + "?show=nobodys"


def _at_home(reach: Reach) -> QuerySet[Case]:
    return queries.at_home(queries.within(reach), reach)


def _by_when(cases: QuerySet[Case], at: datetime, show: str) -> Iterator[Duty]:
    yield from first_of(_in_order(cases), lambda case: _duty(case, words.by_when(case, at)), all_at=_shown(show))


def _in_order(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.select_related("kind", "person").order_by("due_at", "pk")


def _shown(show: str) -> str:
    """Where all of them stand."""
    return reverse("cases_desk:index") + f"?show={show}"


def _duty(case: Case, clock: str) -> Duty:
    return Duty(words.title(case), _why(case), reverse("cases_desk:case", args=[case.public_id]), clock)


def _why(case: Case) -> str:
    return " · ".join(part for part in (case.place, case.subject) if part)


DUTIES = (
    Duties(Urgency.LATE, "cases.answer", late),
    Duties(Urgency.DUE_TODAY, "cases.answer", due_today),
    Duties(Urgency.NEW, "cases.answer", nobody_has),
    Duties(Urgency.NEW, "chapters.decide", undecided),
    Duties(Urgency.NEW, "cases.answer", new_here),
    Duties(Urgency.MINE, "cases.answer", waits_for_me, is_mine=True),
)
