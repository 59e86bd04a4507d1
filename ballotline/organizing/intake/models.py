"""What is on file of cases: kinds of questions, cases with their entries, who looks at one, ready answers, who is on
duty; and what strangers typed."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from ballotline.movement.arrivals.models import Arrival, counted_once, found_by
from ballotline.organizing.intake import rules

FIRST_NUMBER = 1_000  # a case is called by four signs from the first day


def _new_slug() -> str:
    return uuid.uuid4().hex


class CaseKind(models.Model):
    """What people ask us, in the organization's words. `slug` stands in addresses; `says` follows a name in the queue:
    "wants to start a chapter". It is answered within so many hours. `guess_by` are words by which a message is guessed
    to be of this kind, with commas between them."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=70, unique=True)
    words = models.CharField(max_length=60)
    says = models.CharField(max_length=80)
    answer_within = models.PositiveSmallIntegerField(default=48)
    guess_by = models.CharField(max_length=1_000, blank=True)
    rank = models.PositiveSmallIntegerField(default=9)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(answer_within__gte=1), name="a_kind_of_case_has_an_hour")]

    def __str__(self) -> str:
        return self.words

    @property
    def ref(self) -> tuple[str, uuid.UUID]:
        return ("case kind", self.public_id)


class Case(models.Model):
    """One question to us, until it is answered. `chapter` is where it lies and `raised_to` the chapter above that sees
    it too since `raised_at`, because it was late; "" in both is the organization itself.

    `letter` is the sheet it was written on, where it came by our form. `name` and `email` are as they were given; there
    is a `person` once we know who that is. `found_by` is name and subject folded, each word behind a space. `version`
    counts answers and closings, so that nobody answers twice.
    """

    class State(models.TextChoices):
        NEW = rules.NEW, gettext_lazy("new")
        OPEN = rules.OPEN, gettext_lazy("open")
        WAITING = rules.WAITING, gettext_lazy("waiting for an answer")
        DONE = rules.DONE, gettext_lazy("done")
        REOPENED = rules.REOPENED, gettext_lazy("open again")

    class Source(models.TextChoices):
        FORM = "form", gettext_lazy("by our form")
        MAIL = "mail", gettext_lazy("by mail")
        DESK = "desk", gettext_lazy("written down at the desk")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.ForeignKey(CaseKind, on_delete=models.PROTECT, related_name="cases")
    subject = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    mailbox_key = models.CharField(max_length=254, blank=True, db_index=True)
    found_by = models.CharField(max_length=410)
    place = models.CharField(max_length=200, blank=True)
    chapter = models.CharField(max_length=36, blank=True)
    raised_to = models.CharField(max_length=36, blank=True)
    raised_at = models.DateTimeField(null=True)
    owner = models.ForeignKey("accounts.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    letter = models.ForeignKey("Letter", null=True, on_delete=models.SET_NULL, related_name="cases")
    source = models.CharField(max_length=4, choices=Source.choices)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"], name="cases_by_state_and_due"),
            models.Index(fields=["chapter", "state", "due_at"], name="cases_of_a_chapter"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=rules.DONE, done_at__isnull=False) | ~Q(state=rules.DONE) & Q(done_at=None),
                name="a_case_that_is_done_says_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    @property
    def number(self) -> int:
        """What one says on the phone: "case 2041"."""
        return FIRST_NUMBER + self.pk

    @property
    def ref(self) -> tuple[str, uuid.UUID]:
        return ("case", self.public_id)

    @property
    def who(self) -> str:
        """As the person is called today; else as it was typed, which may be nothing but an address."""
        return (self.person.name if self.person else "") or self.name or self.email

    @property
    def is_standing(self) -> bool:
        return self.state in rules.STANDING

    @property
    def is_our_turn(self) -> bool:
        return self.state in rules.OUR_TURN

    def is_late(self, at: datetime) -> bool:
        return rules.is_late(self.state, self.due_at, at)


class Entry(models.Model):
    """One line of a case's thread and history. `by_*` is the actor, as the log writes it.

    `text` is what was written, `quoted` what a mail repeated of earlier ones. `said` is what a deed was about: an
    account's or a chapter's key, a kind's slug, a tag. `before` is what the case held until a deed that can be taken
    back; `message_id` is the id of the mail that came (mail.InboundMessage).
    """

    class Kind(models.TextChoices):
        IN = "in", gettext_lazy("wrote")
        OUT = "out", gettext_lazy("answered")
        NOTE = "note", gettext_lazy("noted")
        GIVEN = "given", gettext_lazy("gave it")
        KIND = "kind", gettext_lazy("changed what it is about")
        MOVED = "moved", gettext_lazy("moved it")
        CLOSED = "closed", gettext_lazy("closed it")
        NOT_OURS = "not ours", gettext_lazy("closed it: not for us")
        REOPENED = "reopened", gettext_lazy("opened it again")
        RAISED = "raised", gettext_lazy("showed it to the chapter above, because it was late")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    by_kind = models.CharField(max_length=20)
    by_id = models.CharField(max_length=64, blank=True)
    text = models.TextField(blank=True)
    quoted = models.TextField(blank=True)
    said = models.CharField(max_length=70, blank=True)
    message_id = models.CharField(max_length=250, blank=True, db_index=True)
    before = models.JSONField(null=True)
    undone_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["case", "at", "id"], name="entries_of_a_case")]

    @property
    def by(self) -> tuple[str, str]:
        return (self.by_kind, self.by_id)


class CaseTag(models.Model):
    """A word that organizers put on a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=60)
    name_key = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "name_key"], name="a_case_has_a_tag_once")]


class LedTo(models.Model):
    """What a case led to: a chapter, an application. `kind` and `object_id` as the log names things."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="led_to")
    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "kind", "object_id"], name="a_case_leads_to_it_once")]
        indexes = [models.Index(fields=["kind", "object_id"], name="cases_that_led_to_it")]


class Seen(models.Model):
    """That somebody has a case open, when their page last said so."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="seen")
    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "seen"
        constraints = [models.UniqueConstraint(fields=["case", "account"], name="somebody_sees_a_case_once")]


class ReadyAnswer(models.Model):
    """A text to answer with, where {name}, {organization} and {chapter} stand for the case's own."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=60)
    text = models.TextField(max_length=10_000)
    dropped_at = models.DateTimeField(null=True)

    @property
    def ref(self) -> tuple[str, uuid.UUID]:
        return ("ready answer", self.public_id)


class Turn(models.Model):
    """Whose turn it is: when an account was last given a case, and until which day (it counts) it is away."""

    account = models.OneToOneField("accounts.Account", on_delete=models.CASCADE, related_name="+")
    given_at = models.DateTimeField(null=True)
    away_until = models.DateField(null=True)


class Letter(models.Model):
    """A sheet to write to us on: what about, and an address of its own. The public form hands out a new one with each
    press, so somebody writes as often as they like, and a press that is confirmed twice counts once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=32, unique=True, default=_new_slug)
    about = models.ForeignKey(CaseKind, on_delete=models.PROTECT, related_name="letters")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="letters_by_time")]

    @property
    def ref(self) -> tuple[str, uuid.UUID]:
        return ("letter", self.public_id)


class Message(Arrival):
    """What somebody typed under "Write to us", kept until the mailbox's owner confirms. Then it is a case."""

    ASKED: ClassVar[str] = "letter"

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="messages", db_index=False)
    text = models.TextField(max_length=5_000)

    class Meta:
        constraints = counted_once("letter", "message")
        indexes = found_by("letter", "messages")
