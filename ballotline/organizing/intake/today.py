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
from ballotline.foundation.ui.duties import DUTIES_AT_MOST, Duties, Duty, Urgency
from ballotline.organizing.intake import queries, rules, words
from ballotline.organizing.intake.models import Case


def late(reach: Reach, at: datetime) -> Iterator[Duty]:
    for case in _first(queries.late(_at_home(reach), at)):
        yield _duty(case, words.late_by(case, at))


def due_today(reach: Reach, at: datetime) -> Iterator[Duty]:
    today = _at_home(reach).filter(state__in=rules.OUR_TURN, due_at__range=(at, queries.end_of_day(at)))
    for case in _first(today):
        yield _duty(case, words.by_when(case, at))


def new_here(reach: Reach, at: datetime) -> Iterator[Duty]:
    for case in _first(_at_home(reach).filter(state=rules.NEW, due_at__gt=queries.end_of_day(at))):
        yield _duty(case, words.by_when(case, at))


def waits_for_me(reach: Reach, at: datetime, me: str = "") -> Iterator[Duty]:
    """Wherever it lies, with what stands above left out; of a new one in their own place they were told already."""
    theirs = queries.within(reach).filter(owner__public_id=me) if me else Case.objects.none()
    standing = theirs.filter(state__in=rules.OUR_TURN)
    told = _at_home(reach).filter(state__in=rules.OUR_TURN, due_at__lte=queries.end_of_day(at)).values("pk")
    new = _at_home(reach).filter(state=rules.NEW).values("pk")
    for case in _first(standing.exclude(pk__in=told).exclude(pk__in=new)):
        yield _duty(case, words.by_when(case, at))


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


def _first(cases: QuerySet[Case]) -> list[Case]:
    return list(cases.select_related("kind", "person").order_by("due_at", "pk")[:DUTIES_AT_MOST])


def _duty(case: Case, clock: str) -> Duty:
    return Duty(words.title(case), _why(case), reverse("cases_desk:case", args=[case.public_id]), clock)


def _why(case: Case) -> str:
    return " · ".join(part for part in (case.place, case.subject) if part)


DUTIES = (
    Duties(Urgency.LATE, "cases.answer", late),
    Duties(Urgency.DUE_TODAY, "cases.answer", due_today),
    Duties(Urgency.NEW, "cases.answer", nobody_has),
    Duties(Urgency.NEW, "cases.answer", new_here),
    Duties(Urgency.MINE, "cases.answer", waits_for_me, is_mine=True),
)
