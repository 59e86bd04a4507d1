"""Short facts about an ask, as lists of the desk say them."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from ballotline.foundation.ui.dates import count, people
from ballotline.movement.arrivals.models import Arrival

State = Arrival.State


def of_people(by_state: Mapping[str, int]) -> list[str]:
    """ "12 people", and where there are some "3 waiting to confirm", "2 set aside"."""
    facts = [people(by_state[State.CONFIRMED])]
    if waiting := by_state[State.PENDING]:
        facts.append(_("%(n)s waiting to confirm") % {"n": count(waiting)})
    if odd := by_state[State.QUARANTINED]:
        facts.append(_("%(n)s set aside") % {"n": count(odd)})
    return facts
