"""Makers for tests: an open ride, and what an organizer types for one."""

from ballotline.organizing.actions.kinds.ride.models import Ride
from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM
from ballotline.organizing.actions import services

FORM = {"title": "Rides to the polls", "leaves_from": "Dock Street", "body": ""}


def make_ride() -> Ride:
    ride: Ride = services.draft("ride", fields=FORM, by=SYSTEM, at=timezone.now())
    services.step(ride, "publish", by=SYSTEM, at=timezone.now())
    return ride


OPEN_ASKS = {"offer": make_ride}
