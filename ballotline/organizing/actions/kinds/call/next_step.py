"""The call that a thank-you page offers next."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from ballotline.movement.arrivals.models import Arrival
from ballotline.organizing.actions.declared import NextStep
from ballotline.organizing.actions.kinds.call.models import CallCampaign
from ballotline.organizing.actions.queries import live


def a_call(_counted: Arrival, at: datetime) -> NextStep | None:
    """The campaign that closes first; those of the petition's own theme can't be told yet."""
    for campaign in live(CallCampaign, at):
        words = _("“%(title)s”. It takes 3 minutes.") % {"title": campaign.action.title}
        return NextStep(words, _("Make a call"), reverse("call:page", args=[campaign.action.slug]))
    return None
