"""What is on file of rides: from where, and who drives."""

from django.db import models

from ballotline.movement.arrivals.models import Arrival, counted_once, found_by
from ballotline.organizing.actions.models import Ask


class Ride(Ask):
    WORD = "ride"

    leaves_from = models.CharField(max_length=80)


class Offer(Arrival):
    ASKED = "ride"

    ride = models.ForeignKey(Ride, on_delete=models.PROTECT, related_name="offers", db_index=False)

    class Meta:
        constraints = counted_once("ride", "offer")
        indexes = found_by("ride", "offers")
