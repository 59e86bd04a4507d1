"""What a ride is to the places that show asks of all kinds."""

from datetime import datetime

from ballotline.organizing.actions.kinds.ride.forms import RideForm
from ballotline.organizing.actions.kinds.ride.models import Offer, Ride
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballotline.movement.arrivals.models import Arrival
from ballotline.organizing.actions.declared import Kind, NextStep, declare
from ballotline.organizing.actions.ways_in import page_of


def _a_ride(ride: Ride, _counted: Arrival | None, _at: datetime) -> NextStep:
    return NextStep(_("A neighbor needs a ride."), _("Offer a seat"), page_of(ride))


declare(
    Kind(
        name="ride",
        model=Ride,
        form=RideForm,
        one=gettext_lazy("Ride"),
        many=gettext_lazy("Rides"),
        new=gettext_lazy("New ride"),
        empty=gettext_lazy("Rides will stand here."),
        none=gettext_lazy("Nobody needs a ride today."),
        press=gettext_lazy("Offer a seat"),
        of_action=("title", "body", "closes_at"),
        own=("leaves_from",),
        people=Offer,
        people_words=gettext_lazy("Offers"),
        did={"offered": gettext_lazy("offered a ride")},
        next_step=_a_ride,
        next_rank=0,
    )
)
