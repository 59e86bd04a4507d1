"""What is on file of call campaigns: whom to call about which asks, and how each call went."""

from datetime import time

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from ballotline.movement.arrivals.models import Arrival, Guarded, counted_once, found_by
from ballotline.organizing.actions.kinds.call.rules import Hours
from ballotline.organizing.actions.models import Ask as CommonAsk


class CallCampaign(CommonAsk):
    """Whom to call: whoever represents the caller, narrowed by level, title, party or committee; or a list for
    everybody.

    Empty narrows nothing. `script`, and `voicemail` for a machine that answers, may hold {my name}, {my town},
    {their name}, {their office}.
    """

    class Who(models.TextChoices):
        MINE = "mine", gettext_lazy("Whoever represents the caller")
        LIST = "list", gettext_lazy("The same people for everybody")

    WORD = "call campaign"

    who = models.CharField(max_length=4, choices=Who.choices, default=Who.MINE)
    levels = models.JSONField(default=list)
    titles = models.JSONField(default=list)
    parties = models.JSONField(default=list)
    committee = models.ForeignKey("offices.Committee", null=True, on_delete=models.SET_NULL, related_name="+")
    script = models.TextField(max_length=2_000)
    voicemail = models.TextField(max_length=500, blank=True)
    office_opens = models.TimeField(default=time(9))
    office_closes = models.TimeField(default=time(17))

    @property
    def hours(self) -> Hours:
        return Hours(self.office_opens, self.office_closes)


class Ask(models.Model):
    """One thing that callers ask for, in one line. One that was taken out stays for the calls that raised it."""

    campaign = models.ForeignKey(CallCampaign, on_delete=models.CASCADE, related_name="asks")
    text = models.CharField(max_length=200)
    place = models.PositiveSmallIntegerField()
    removed_at = models.DateTimeField(null=True)


class Listed(models.Model):
    """Somebody on a campaign's own list."""

    campaign = models.ForeignKey(CallCampaign, on_delete=models.CASCADE, related_name="listed")
    official = models.ForeignKey("offices.Official", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "official"], name="one_line_per_listed_official")]


class CallQuerySet(models.QuerySet["Call"]):
    def standing(self) -> "CallQuerySet":
        """Neither taken back nor set aside."""
        return self.filter(undone_at=None).filter(Q(suspicion="") | Q(cleared_at__isnull=False))

    def set_aside(self) -> "CallQuerySet":
        return self.filter(undone_at=None, cleared_at=None).exclude(suspicion="")


class Caller(Arrival):
    """Somebody who called and wants to be written to.
    What was typed waits for its mail; only then there is a person."""

    ASKED = "campaign"

    campaign = models.ForeignKey(CallCampaign, on_delete=models.CASCADE, related_name="callers", db_index=False)

    class Meta:
        constraints = counted_once("campaign", "caller")
        indexes = found_by("campaign", "callers")


class Call(Guarded):
    """One press after one call, for all asks that were ticked. No person: `key` tells one form's press from another's.

    `key` is "round:place"; the windows count the first places of rounds, and all presses. A call that looked odd is set
    aside until an organizer looked (`cleared_at`).
    """

    PRESSED = "at"

    class Outcome(models.TextChoices):
        CONTACT = "contact", gettext_lazy("Talked to someone")
        VOICEMAIL = "voicemail", gettext_lazy("Left a message")
        BUSY = "busy", gettext_lazy("Busy")
        NO_ANSWER = "no_answer", gettext_lazy("No answer")
        UNAVAILABLE = "unavailable", gettext_lazy("Office closed")
        WRONG_NUMBER = "wrong_number", gettext_lazy("Wrong number")
        REFUSED = "refused", gettext_lazy("They refused")
        SKIPPED = "skipped", gettext_lazy("Skip")

    campaign = models.ForeignKey(CallCampaign, on_delete=models.PROTECT, related_name="calls", db_index=False)
    official = models.ForeignKey("offices.Official", on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey("offices.PhoneLine", null=True, on_delete=models.SET_NULL, related_name="+")
    office_title = models.CharField(max_length=120)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    asks = models.ManyToManyField(Ask, related_name="calls")
    said = models.CharField(max_length=500, blank=True)
    key = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["network_key", "at"], name="calls_of_a_network"),
            models.Index(fields=["campaign", "at"], name="calls_by_time"),
            models.Index(fields=["campaign", "outcome"], name="calls_by_outcome"),
        ]
