"""Jurisdictions, offices, seats, officials, terms, phone lines, committees. Every row says its source and as of which day."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Q

from ballotline.record.offices import rules


class Sourced(models.Model):
    """Where a row comes from ("congress-legislators", "desk", …) and as of which day that was right."""

    source = models.CharField(max_length=200)
    as_of = models.DateField()

    class Meta:
        abstract = True


class Said(Sourced):
    """`by_hand`: an organizer said so at the desk, whatever they wrote as its source."""

    by_hand = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Jurisdiction(Sourced):
    """A government: "ocd-jurisdiction/country:us/state:mn/government" of the division …/state:mn."""

    ocd_id = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=200)
    division = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name or self.ocd_id


class Office(Sourced):
    """What one is elected to, for a division: State Representative for …/sldl:34a. `kind` is the division's kind."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="offices")
    role = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    division = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=40)
    level = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "role", "division", "title"], name="one_office_per_role_and_division"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def called(self) -> str:
        """What people call it, where the list's title says something else."""
        return rules.called(self.title, self.division)

    @property
    def is_delegate(self) -> bool:
        return rules.is_delegate(self.division)


class Seat(models.Model):
    """One chair of an office. `label` tells several apart: "class 1", "2"."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="seats")
    label = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "label"], name="one_seat_per_office_and_label")]


class Official(Said):
    """A human in public office. `key` is their id in the public lists, or "ours:…"."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, db_index=True)
    family_name = models.CharField(max_length=100, blank=True)
    email = models.CharField(max_length=254, blank=True)
    url = models.CharField(max_length=500, blank=True)
    contact_form = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.name


class Term(Said):
    """One official in one seat. `unlisted_on` is the day on which their list had them no more."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="terms")
    official = models.ForeignKey(Official, on_delete=models.CASCADE, related_name="terms")
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    start_key = models.CharField(max_length=10, blank=True)
    parties = models.JSONField(default=list)
    unlisted_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat", "official", "start_key"], name="one_term_per_seat_and_start")
        ]
        indexes = [models.Index(fields=["seat", "ends"], name="terms_of_a_seat_by_end")]

    @staticmethod
    def current(on: date) -> Q:
        """Terms that hold on that day: begun, not over, and still on their list."""
        begun = Q(starts=None) | Q(starts__lte=on)
        lasting = Q(ends=None) | Q(ends__gt=on)
        return begun & lasting & Q(unlisted_on=None)


class Line(Said):
    """One of an official's offices with its phone. `dial` is what a telephone takes, "" if the text can't be dialed."""

    official = models.ForeignKey(Official, on_delete=models.CASCADE, related_name="lines")
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=80, blank=True)
    zip_code = models.CharField(max_length=10, blank=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    phone = models.CharField(max_length=60, blank=True)
    dial = models.CharField(max_length=30, blank=True)
    is_wrong = models.BooleanField(default=False)
    miles: float | None = None  # from where somebody asked; see queries.lines_of

    class Meta:
        constraints = [models.UniqueConstraint(fields=["official", "key"], name="one_line_per_official_and_key")]


class Committee(Sourced):
    """A committee of a chamber; a subcommittee names its parent."""

    key = models.CharField(max_length=80, unique=True)
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.CASCADE, related_name="committees")
    name = models.CharField(max_length=200)
    chamber = models.CharField(max_length=20, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="subcommittees")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """An official on a committee."""

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="memberships")
    official = models.ForeignKey(Official, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["committee", "official"], name="one_membership_per_committee")]
