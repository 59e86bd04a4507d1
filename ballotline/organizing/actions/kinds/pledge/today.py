"""What pledges lay before an organizer on Today."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ballotline.foundation.access.rules import Reach
from ballotline.organizing.actions.declared import DUTIES_AT_MOST, Duties, Duty, Urgency
from ballotline.organizing.actions.kinds.pledge.models import Pledge
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.queries import within


def pledges_to_decide(reach: Reach, at: datetime) -> Iterator[Duty]:
    live = within(Pledge, reach).filter(action__state=Action.State.LIVE, verdict="")
    for pledge in live.filter(due__lt=timezone.localdate(at)).order_by("due")[:DUTIES_AT_MOST]:
        words = _("The day of “%(title)s” has come") % {"title": pledge.action.title}
        address = reverse("pledge_desk:verdict", args=[pledge.action.slug])
        yield Duty(words, _("Say how its condition was decided."), address)


DUTIES = (Duties(Urgency.IN_TIME, "actions.edit", pledges_to_decide),)
