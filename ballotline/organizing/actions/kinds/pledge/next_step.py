"""The pledge that a thank-you page offers next."""

from datetime import datetime

from django.utils.translation import gettext as _

from ballotline.movement.arrivals.models import Arrival
from ballotline.organizing.actions.declared import NextStep
from ballotline.organizing.actions.kinds.pledge.models import Pledge
from ballotline.organizing.actions.ways_in import page_of


def a_pledge(pledge: Pledge, _counted: Arrival | None, _at: datetime) -> NextStep:
    words = _("“%(promise)s unless %(unless)s.”") % {"promise": pledge.promise, "unless": pledge.unless}
    return NextStep(words, _("Make this pledge"), page_of(pledge))
