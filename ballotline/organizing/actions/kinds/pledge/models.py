"""What is on file of pledges: the sentence with its verdict, and who promised."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballotline.foundation.organization.queries import starts
from ballotline.movement.arrivals.models import Arrival, counted_once, found_by
from ballotline.organizing.actions.models import Ask


class Pledge(Ask):
    """ "I will not volunteer for the Harbor Party unless the council keeps the library open by 30 June." """

    class Kind(models.TextChoices):
        VOTE = "vote", gettext_lazy("vote")
        DONATE = "donate", gettext_lazy("donate")
        VOLUNTEER = "volunteer", gettext_lazy("volunteer")

    class Verdict(models.TextChoices):
        OPEN = "", gettext_lazy("not decided")
        MET = "met", gettext_lazy("met")
        NOT_MET = "not met", gettext_lazy("not met")

    WORD = "pledge"

    kind = models.CharField(max_length=9, choices=Kind.choices)
    promise = models.CharField(max_length=200)
    unless = models.CharField(max_length=200)
    due = models.DateField()
    decided_by = models.CharField(max_length=200, blank=True)
    verdict = models.CharField(max_length=7, choices=Verdict.choices, blank=True)
    verdict_words = models.CharField(max_length=400, blank=True)
    verdict_source = models.CharField(max_length=200, blank=True)
    verdict_on = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    @property
    def sentence(self) -> str:
        """ "I will not donate unless the council builds the crossing."."""
        return _("%(promise)s unless %(unless)s.") % {"promise": self.promise, "unless": self.unless}

    @property
    def ends_at(self) -> datetime:
        """Promises are taken until the day on which it is due is over, on the organization's clock."""
        day_is_over = starts(self.due + timedelta(days=1))
        return min(day_is_over, self.action.closes_at or day_is_over)

    def is_open(self, at: datetime) -> bool:
        """Not after the verdict, either."""
        return super().is_open(at) and not self.verdict


class Promise(Arrival):
    """One person's promise, kept as typed until the mailbox's owner confirms; only then there is a person."""

    ASKED = "pledge"

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="promises", db_index=False)

    class Meta:
        constraints = counted_once("pledge", "promise")
        indexes = [*found_by("pledge", "promises"), models.Index(fields=["pledge", "state"], name="promises_by_state")]
