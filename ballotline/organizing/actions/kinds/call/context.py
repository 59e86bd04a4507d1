"""Everything that a campaign's page shows, for the public page and the desk's look at it."""

from datetime import datetime
from typing import Any

from ballotline.organizing.actions.kinds.call.forms import BeginForm
from ballotline.organizing.actions.kinds.call.models import CallCampaign
from ballotline.organizing.actions.words import tally


def page_context(campaign: CallCampaign, at: datetime, *, form: BeginForm | None = None) -> dict[str, Any]:
    return {
        "campaign": campaign,
        "action": campaign.action,
        "is_open": campaign.is_open(at),
        "form": form or BeginForm(campaign=campaign),
        "tally": tally(campaign, at),
    }
