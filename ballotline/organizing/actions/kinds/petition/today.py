"""What petitions lay before an organizer on Today."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballotline.foundation.access.rules import Reach
from ballotline.foundation.ui.dates import count, day, days_left
from ballotline.foundation.ui.duties import Duties, Duty, Urgency, first_of
from ballotline.movement.arrivals.rules import first_name
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.queries import within
from ballotline.organizing.actions.words import since

FIRST_DAYS = 10


def the_first(reach: Reach, at: datetime) -> Iterator[Duty]:
    """The first of many: said as long as they can be counted on two hands."""
    theirs = within(Petition, reach).filter(action__is_demo=False)
    real = Signature.objects.filter(state=Signature.State.CONFIRMED, petition__in=theirs)
    signed = list(real.select_related("petition__action").order_by("confirmed_at")[: FIRST_DAYS + 1])
    if signed and len(signed) <= FIRST_DAYS:
        first = signed[0]
        name = first_name(first.name)
        words = (
            _("%(name)s of %(town)s signed.") % {"name": name, "town": first.place_town}
            if first.place_town
            else (_("%(name)s signed.") % {"name": name})
        )
        yield Duty(words, _("The first of many."), _desk(first.petition), _on(first.confirmed_at, at))


def comments(reach: Reach, at: datetime) -> Iterator[Duty]:
    waiting = Signature.objects.filter(state=Signature.State.CONFIRMED, comment_state=Signature.Comment.WAITING)
    by_petition = _by_petition(waiting, reach)
    yield from first_of(
        by_petition, lambda one: _comments(one[0], one[1], one[2], at), all_at=reverse("petition_desk:index")
    )


def _comments(petition: Petition, n: int, first: datetime, at: datetime) -> Duty:
    words = ngettext("%(n)s comment waits for a look", "%(n)s comments wait for a look", n) % {"n": count(n)}
    where = reverse("petition_desk:comments", args=[petition.action.slug])
    return Duty(words, petition.action.title, where, since(first, at))


def _by_petition(signatures: QuerySet[Signature], reach: Reach) -> list[tuple[Petition, int, datetime]]:
    """(petition, how many of the signatures, when the first of them was counted) within reach, the most first."""
    theirs = signatures.filter(petition__in=within(Petition, reach)).values_list("petition_id")
    each = theirs.annotate(n=Count("id"), first=Min("confirmed_at"))
    rows = list(each.order_by("-n", "petition_id"))
    found = within(Petition, reach).in_bulk([pk for pk, _n, _first in rows])
    return [(found[pk], n, first) for pk, n, first in rows]


def to_hand_over(reach: Reach, at: datetime) -> Iterator[Duty]:
    closed = within(Petition, reach).filter(action__state=Action.State.CLOSED, delivered_at=None, outcome="")
    in_order = closed.order_by("action__closes_at", "pk")
    yield from first_of(in_order, lambda one: _to_hand_over(one, at), all_at=reverse("petition_desk:index"))


def _to_hand_over(petition: Petition, at: datetime) -> Duty:
    words = _("“%(title)s” is closed and not handed over") % {"title": petition.action.title}
    address = reverse("petition_desk:delivery", args=[petition.action.slug])
    return Duty(
        words, _("Prepare the list for %(target)s.") % {"target": petition.target}, address, _closed(petition, at)
    )


def to_conclude(reach: Reach, at: datetime) -> Iterator[Duty]:
    handed = within(Petition, reach).filter(delivered_at__isnull=False, outcome="")
    in_order = handed.order_by("delivered_at", "pk")
    yield from first_of(in_order, lambda one: _to_conclude(one, at), all_at=reverse("petition_desk:index"))


def _to_conclude(petition: Petition, at: datetime) -> Duty:
    words = _("What did %(target)s say?") % {"target": petition.target}
    where = reverse("petition_desk:outcome", args=[petition.action.slug])
    return Duty(words, petition.action.title, where, _("handed over %s") % _on(petition.delivered_at, at))


def _closed(petition: Petition, at: datetime) -> str:
    closed_at = petition.action.closed_at or petition.action.closes_at
    return days_left(timezone.localtime(closed_at), now=timezone.localtime(at)) if closed_at else ""


def _on(moment: datetime | None, at: datetime) -> str:
    return day(timezone.localdate(moment), today=timezone.localdate(at)) if moment else ""


def _desk(petition: Petition) -> str:
    return reverse("petition_desk:overview", args=[petition.action.slug])


DUTIES = (
    Duties(Urgency.NEWS, "actions.read", the_first),
    Duties(Urgency.LATE, "petitions.deliver", to_hand_over),
    Duties(Urgency.ODD, "petitions.moderate", comments),
    Duties(Urgency.IN_TIME, "actions.edit", to_conclude),
)
