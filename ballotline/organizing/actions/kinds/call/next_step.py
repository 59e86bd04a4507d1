"""The call that a thank-you page offers next."""

from datetime import datetime

from django.utils.translation import gettext as _

from ballotline.movement.arrivals.models import Arrival
from ballotline.organizing.actions.declared import NextStep
from ballotline.organizing.actions.kinds.call.models import CallCampaign
from ballotline.organizing.actions.ways_in import page_of


def a_call(campaign: CallCampaign, _counted: Arrival | None, _at: datetime) -> NextStep:
    words = _("“%(title)s”. It takes 3 minutes.") % {"title": campaign.action.title}
    return NextStep(words, _("Make a call"), page_of(campaign))
