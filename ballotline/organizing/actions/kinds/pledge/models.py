"""What is on file of pledges: the sentence with its verdict, and who promised."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from ballotline.organizing.actions.models import Action


class Pledge(models.Model):
    """ "I will not volunteer for the Harbor Party unless the council keeps the library open by 30 June." """

    class Kind(models.TextChoices):
        VOTE = "vote", gettext_lazy("vote")
        DONATE = "donate", gettext_lazy("donate")
        VOLUNTEER = "volunteer", gettext_lazy("volunteer")

    class Verdict(models.TextChoices):
        OPEN = "", gettext_lazy("not decided")
        MET = "met", gettext_lazy("met")
        NOT_MET = "not met", gettext_lazy("not met")

    action = models.OneToOneField(Action, primary_key=True, on_delete=models.PROTECT, related_name="pledge")
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

    def __str__(self) -> str:
        return self.action.title

    @property
    def public_id(self) -> uuid.UUID:
        return self.action.public_id

    @property
    def ref(self) -> tuple[str, uuid.UUID]:
        return ("pledge", self.action.public_id)

    def is_open(self, at: datetime) -> bool:
        """Promises are taken until the day on which it is due, and not after the verdict."""
        live = self.action.state == Action.State.LIVE and self.action.window.is_open(at)
        return live and not self.verdict and timezone.localtime(at).date() <= self.due


class Promise(models.Model):
    """One person's promise, kept as typed until the mailbox's owner confirms; only then there is a person."""

    class State(models.TextChoices):
        PENDING = "pending", gettext_lazy("waiting to confirm")
        CONFIRMED = "confirmed", gettext_lazy("counted")
        WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="promises", db_index=False)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices, default=State.PENDING)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200)
    email = models.CharField(max_length=254, blank=True)
    mailbox_key = models.CharField(max_length=254)
    zip_code = models.CharField(max_length=20)
    place_town = models.CharField(max_length=80, blank=True)
    place_state = models.CharField(max_length=4, blank=True)
    news_consent = models.BooleanField(default=False)
    consent_words = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pledge", "mailbox_key", "name_key"], name="one_promise_per_mailbox_and_name"
            ),
            models.UniqueConstraint(
                fields=["pledge", "person"], condition=Q(person__isnull=False), name="one_promise_per_person"
            ),
        ]
        indexes = [models.Index(fields=["pledge", "state"], name="promises_by_state")]

    @property
    def ref(self) -> tuple[str, uuid.UUID]:
        return ("promise", self.public_id)
