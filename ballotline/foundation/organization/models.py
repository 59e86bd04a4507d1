"""The organization itself, in one row."""

from django.db import models


class Organization(models.Model):
    """Who we are. There is exactly one row, with key 1; `queries.us()` reads it. `has_chapters` is true from the first
    one on: until then nothing of them shows."""

    name = models.CharField(max_length=100)
    sentence = models.CharField(max_length=140, blank=True)
    accent = models.CharField(max_length=7, default="#0f5c4d")
    logo = models.ImageField(upload_to="logo", blank=True)
    place = models.CharField(max_length=100, blank=True)
    postal_address = models.CharField(max_length=300, blank=True)
    paid_for_by = models.CharField(max_length=200, blank=True)
    write_to = models.EmailField(max_length=254, blank=True)
    answers_within_days = models.PositiveSmallIntegerField(default=2)
    zone = models.CharField(max_length=64, default="America/New_York")
    language = models.CharField(max_length=12, default="en")
    legal_kind = models.CharField(max_length=20, blank=True)
    has_chapters = models.BooleanField(default=False)
    hides_set_up = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_organization")]

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """What stood in the settings before one change, so that it can be put back."""

    at = models.DateTimeField(db_index=True)
    fields = models.JSONField()
