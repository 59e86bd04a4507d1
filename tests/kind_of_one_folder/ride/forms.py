"""What a driver and an organizer type."""

from django.utils.translation import gettext_lazy

from ballotline.foundation.ui.day_fields import MomentField
from ballotline.foundation.ui.forms import TextField
from ballotline.movement.arrivals.forms import ArrivalForm
from ballotline.organizing.actions.forms import AskForm


class OfferForm(ArrivalForm):
    """Nothing beyond what everybody who takes part types."""


class RideForm(AskForm):
    title = TextField(thing=gettext_lazy("the title"), limit=120, label=gettext_lazy("Title"))
    leaves_from = TextField(thing=gettext_lazy("the place"), limit=80, label=gettext_lazy("Leaves from"))
    body = TextField(thing=gettext_lazy("the why"), limit=20_000, rows=6, label=gettext_lazy("Why"), required=False)
    closes_at = MomentField(label=gettext_lazy("Until"), required=False)
