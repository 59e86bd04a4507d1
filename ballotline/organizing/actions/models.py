"""The common row of every ask: its text, its state, its window, and what it said before each edit.

The kind's table is one to one with it: an `Ask`.
"""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy

from ballotline.organizing.actions.rules import Window


class Action(models.Model):
    """`body` is the "why", in markdown. `version` counts edits, so that a second editor is told.

    `closes_at` is the hour that was announced, `closed_at` the one at which it was closed. `goes_with` is an ask of the
    same subject, of any kind: whoever did the one is offered the other next. The open one with the newest `leads_since`
    leads the front page.
    """

    class State(models.TextChoices):
        DRAFT = "draft", gettext_lazy("draft")
        LIVE = "live", gettext_lazy("live")
        CLOSED = "closed", gettext_lazy("closed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20)
    slug = models.SlugField(max_length=70, unique=True)
    title = models.CharField(max_length=120)
    body = models.TextField(max_length=20_000, blank=True)
    state = models.CharField(max_length=6, choices=State.choices, default=State.DRAFT)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    image = models.ImageField(upload_to="actions", blank=True)
    image_text = models.CharField(max_length=300, blank=True)
    image_credit = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(default=False)
    chapter = models.CharField(max_length=36, blank=True, db_index=True)
    goes_with = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    leads_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "closes_at"], name="actions_by_state_and_end")]
        constraints = [models.CheckConstraint(condition=~Q(goes_with=F("pk")), name="no_ask_goes_with_itself")]

    def __str__(self) -> str:
        return self.title


class Ask(models.Model):
    """What a kind adds to the common row. `WORD` is what the log calls it: "petition", "call campaign"."""

    WORD: ClassVar[str]

    action = models.OneToOneField(Action, primary_key=True, on_delete=models.PROTECT, related_name="%(app_label)s")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.action.title

    @property
    def public_id(self) -> uuid.UUID:
        return self.action.public_id

    @property
    def ref(self) -> tuple[str, uuid.UUID]:
        return (self.WORD, self.action.public_id)

    @property
    def ends_at(self) -> datetime | None:
        """From then on nobody can take part, and it closes by itself. A kind may have a day of its own for that."""
        return self.action.closes_at

    @property
    def window(self) -> Window:
        return Window(self.action.opens_at, self.ends_at)

    def is_open(self, at: datetime) -> bool:
        return self.action.state == Action.State.LIVE and self.window.is_open(at)

    def is_early(self, at: datetime) -> bool:
        """Published, and its first hour has not come."""
        return self.action.state == Action.State.LIVE and self.window.is_early(at)


class Revision(models.Model):
    """What an ask said before the edit that followed `version`: only what that edit changed, as plain values."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    fields = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "version"], name="one_revision_per_version_of_an_ask")]
