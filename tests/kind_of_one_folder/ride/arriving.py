"""How people come in by a ride, and that their offer goes with them."""

from ballotline.organizing.actions.kinds.ride.forms import OfferForm
from ballotline.organizing.actions.kinds.ride.models import Offer, Ride
from django.utils.translation import gettext as _

from ballotline.movement.arrivals.declared import Said, declare
from ballotline.movement.arrivals.person_rows import goes_with_the_person
from ballotline.organizing.actions.ways_in import page_of, way_into


def _said(offer: Offer) -> Said:
    title = offer.ride.action.title
    return Said(
        title=title,
        page=page_of(offer.ride),
        subject=_("Offer your seat: %s") % title,
        somebody=_("Somebody offered a ride with your address."),
        then=_("Then your offer counts."),
        button=_("Offer my seat"),
        question=_("Do you offer a seat?"),
        yes=_("Yes, I drive"),
        not_me=_("I did not offer this"),
        again_subject=_("Your offer stands: %s") % title,
        again=_("Your offer counted the first time. You don't need to do anything."),
        again_button=_("See the ride"),
        done=_("Your offer counts."),
    )


declare(way_into(Ride, name="offer", model=Offer, form=OfferForm, purpose="rides", activity="offered", said=_said))
goes_with_the_person(Offer, "rides", says=("ride__action__title", "ride__leaves_from"))
