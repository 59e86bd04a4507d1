"""The pledge that a thank-you page offers next."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from ballotline.movement.arrivals.models import Arrival
from ballotline.organizing.actions.declared import NextStep
from ballotline.organizing.actions.kinds.pledge.models import Pledge
from ballotline.organizing.actions.queries import live


def a_pledge(_counted: Arrival, at: datetime) -> NextStep | None:
    """The one that closes first."""
    for pledge in live(Pledge, at):
        words = _("“%(promise)s unless %(unless)s.”") % {"promise": pledge.promise, "unless": pledge.unless}
        return NextStep(words, _("Make this pledge"), reverse("pledge:page", args=[pledge.action.slug]))
    return None
