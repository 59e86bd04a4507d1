"""What is on file of chapters: the tree, the area of each, its members and officers, and how it is founded."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy

from ballotline.movement.arrivals.models import Arrival, counted_once, found_by
from ballotline.organizing.chapters import rules


class Founding(models.Model):
    """How chapters are founded here: one row, with key 1. Those who apply come in by it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_way_to_found_chapters")]

    @property
    def ref(self) -> tuple[str, uuid.UUID]:
        return ("founding", self.public_id)


class Requirement(models.Model):
    """One thing that a chapter does before it is chartered, in the organization's words and order."""

    class Kind(models.TextChoices):
        TALK = rules.TALK, gettext_lazy("a talk with an organizer")
        FOUNDERS = rules.FOUNDERS, gettext_lazy("founding members who have confirmed")
        CHARTER = rules.CHARTER, gettext_lazy("the charter, accepted in its newest version")
        OFFICERS = rules.OFFICERS, gettext_lazy("officers whose terms have begun")
        MEETING = rules.MEETING, gettext_lazy("a meeting, with its day")
        OTHER = rules.OTHER, gettext_lazy("something else that somebody says is done")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    words = models.CharField(max_length=120)
    needed = models.PositiveSmallIntegerField(default=1)
    rank = models.PositiveSmallIntegerField(default=9)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(needed__gte=1), name="a_requirement_asks_for_something")]


class Charter(models.Model):
    """One version of the text that chapters accept. It never changes; the newest holds."""

    version = models.PositiveIntegerField(unique=True)
    body = models.TextField(max_length=40_000)
    at = models.DateTimeField()


class Chapter(models.Model):
    """`key`, the public id as text, is what rooms above keep. `parent` is None directly below the organization.

    `since` is when its present state began. `place` says in words where it is; `body` is what it does, in markdown.
    `merged_into` is the chapter that took it in. `version` counts edits, so that a second editor is told.
    """

    class State(models.TextChoices):
        APPLIED = rules.APPLIED, gettext_lazy("applied")
        PROVISIONAL = rules.PROVISIONAL, gettext_lazy("being founded")
        CHARTERED = rules.CHARTERED, gettext_lazy("chartered")
        SUSPENDED = rules.SUSPENDED, gettext_lazy("suspended")
        DISSOLVED = rules.DISSOLVED, gettext_lazy("dissolved")
        DECLINED = rules.DECLINED, gettext_lazy("declined")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=70, unique=True)
    name = models.CharField(max_length=100)
    place = models.CharField(max_length=200, blank=True)
    body = models.TextField(max_length=20_000, blank=True)
    write_to = models.EmailField(max_length=254, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=11, choices=State.choices, default=State.APPLIED)
    since = models.DateTimeField()
    meets_at = models.DateTimeField(null=True, blank=True)
    meets_where = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["state", "name"], name="chapters_by_state")]
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="no_chapter_is_its_own_parent"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(state=rules.DISSOLVED), name="a_merged_chapter_is_dissolved"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        return str(self.public_id)

    @property
    def ref(self) -> tuple[str, uuid.UUID]:
        return ("chapter", self.public_id)

    @property
    def is_at_work(self) -> bool:
        return self.state in rules.AT_WORK


class TerritoryPart(models.Model):
    """A division that a chapter serves. `name` is what the map called it, `kind` how near to home it is."""

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="territory")
    ocd_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chapter", "ocd_id"], name="a_chapter_serves_a_division_once")]
        indexes = [models.Index(fields=["ocd_id"], name="chapters_of_a_division")]


class Membership(models.Model):
    """That a person belongs to a chapter, from `since` until `ended_at`. Past ones are kept. `is_founder` of those who
    joined while it was being founded."""

    class Standing(models.TextChoices):
        GOOD = "good", gettext_lazy("in good standing")
        LAPSED = "lapsed", gettext_lazy("not in good standing")

    class Ended(models.TextChoices):
        LEFT = "left", gettext_lazy("left")
        REMOVED = "removed", gettext_lazy("let go")
        MOVED = "moved", gettext_lazy("moved to another chapter")
        DISSOLVED = "dissolved", gettext_lazy("the chapter ended")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="memberships", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    standing = models.CharField(max_length=6, choices=Standing.choices, default=Standing.GOOD)
    is_founder = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=9, choices=Ended.choices, blank=True)

    class Meta:
        indexes = [models.Index(fields=["chapter", "ended_at", "since"], name="members_of_a_chapter")]
        constraints = [
            models.UniqueConstraint(
                fields=["chapter", "person"], condition=Q(ended_at=None), name="a_person_is_a_member_of_a_chapter_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended="") | Q(ended_at__isnull=False) & ~Q(ended=""),
                name="a_membership_that_ended_says_how",
            ),
        ]


class Dues(models.Model):
    """One line of the ledger that an officer keeps by hand: what was paid, for which days, by which way. No money goes
    through here. A wrong line is struck out, never removed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="dues")
    cents = models.PositiveIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    paid_by = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "dues"
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="dues_end_after_they_began")
        ]

    @property
    def dollars(self) -> str:
        return f"${self.cents // 100:,}.{self.cents % 100:02}"


class OfficerTerm(models.Model):
    """Somebody's office in a chapter, from its first to its last day (both count); past ones are kept. `role` is what
    it lets them do at the desk, through `grant_id`, the public id of their account's grant, which ends with it."""

    class Chosen(models.TextChoices):
        ELECTED = "elected", gettext_lazy("elected by the members")
        FOUNDING = "founding", gettext_lazy("named by the founding members")
        APPOINTED = "appointed", gettext_lazy("appointed")

    class Ended(models.TextChoices):
        RESIGNED = "resigned", gettext_lazy("resigned")
        RECALLED = "recalled", gettext_lazy("recalled")
        DISSOLVED = "dissolved", gettext_lazy("the chapter ended")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="terms")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=80)
    role = models.CharField(max_length=20)
    chosen = models.CharField(max_length=9, choices=Chosen.choices)
    first_day = models.DateField()
    last_day = models.DateField()
    ended_on = models.DateField(null=True)
    ended = models.CharField(max_length=9, choices=Ended.choices, blank=True)
    grant_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="a_term_ends_after_it_began"),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended="") | Q(ended_on__isnull=False) & ~Q(ended=""),
                name="a_term_that_was_ended_says_how",
            ),
        ]

    @property
    def ref(self) -> tuple[str, uuid.UUID]:
        return ("officer term", self.public_id)


class Done(models.Model):
    """That a chapter did what a requirement asks which nothing counts by itself, on which day, with a note."""

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="done")
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chapter", "requirement"], name="a_chapter_does_a_requirement_once")
        ]


class Acceptance(models.Model):
    """That a chapter accepted one version of the charter. Append-only."""

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="acceptances")
    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chapter", "charter"], name="a_chapter_accepts_a_version_once")]


class Application(Arrival):
    """Somebody asks to start a chapter: five answers, kept as typed until the mailbox's owner confirms. Then there is
    a chapter that has applied."""

    ASKED: ClassVar[str] = "founding"

    class With(models.TextChoices):
        ALONE = "alone", gettext_lazy("Just me")
        FEW = "few", gettext_lazy("2 to 4 of us")
        MANY = "many", gettext_lazy("5 or more of us")

    founding = models.ForeignKey(Founding, on_delete=models.PROTECT, related_name="applications", db_index=False)
    chapter = models.OneToOneField(Chapter, null=True, on_delete=models.PROTECT, related_name="application")
    where = models.CharField(max_length=200)
    together = models.CharField(max_length=5, choices=With.choices, blank=True)
    first = models.CharField(max_length=500, blank=True)
    phone = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = counted_once("founding", "application")
        indexes = found_by("founding", "applications")


class Joining(Arrival):
    """Somebody asks to join a chapter; once the mailbox's owner confirms, they are a member."""

    ASKED: ClassVar[str] = "chapter"

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="joinings", db_index=False)

    class Meta:
        constraints = counted_once("chapter", "joining")
        indexes = found_by("chapter", "joinings")
