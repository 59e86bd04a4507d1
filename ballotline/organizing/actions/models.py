"""The common row of every ask: its text, its state and its window. The kind's table is one to one with it."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy

from ballotline.organizing.actions.rules import Window


class Action(models.Model):
    """`body` is the "why", in markdown. `version` counts edits, so that a second editor is told.

    `closes_at` is the hour that was announced, `closed_at` the one at which it was closed.
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

    class Meta:
        indexes = [models.Index(fields=["state", "closes_at"], name="actions_by_state_and_end")]

    def __str__(self) -> str:
        return self.title

    @property
    def window(self) -> Window:
        return Window(self.opens_at, self.closes_at)
