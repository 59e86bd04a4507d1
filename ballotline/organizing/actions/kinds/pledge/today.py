"""What pledges lay before an organizer on Today."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ballotline.foundation.access.rules import Reach
from ballotline.foundation.ui.dates import day
from ballotline.foundation.ui.duties import Duties, Duty, Urgency, first_of
from ballotline.organizing.actions.kinds.pledge.models import Pledge
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.queries import within


def pledges_to_decide(reach: Reach, at: datetime) -> Iterator[Duty]:
    """Those whose day has come. One that an organizer closed before it is left alone."""
    due = within(Pledge, reach).exclude(action__state=Action.State.DRAFT).filter(verdict="")
    passed = due.filter(due__lt=timezone.localdate(at)).order_by("due")
    ran = [one for one in passed if _ran_its_time(one)]
    yield from first_of(ran, lambda one: _to_decide(one, at), all_at=reverse("pledge_desk:index"))


def _to_decide(pledge: Pledge, at: datetime) -> Duty:
    words = _("The day of “%(title)s” has come") % {"title": pledge.action.title}
    address = reverse("pledge_desk:verdict", args=[pledge.action.slug])
    clock = _("since %s") % day(pledge.due, today=timezone.localdate(at))
    return Duty(words, _("Say how its condition was decided."), address, clock)


def _ran_its_time(pledge: Pledge) -> bool:
    return pledge.action.state == Action.State.LIVE or pledge.action.closed_at == pledge.ends_at


DUTIES = (Duties(Urgency.LATE, "actions.edit", pledges_to_decide),)
