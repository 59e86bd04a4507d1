"""What every arrival holds, whatever it is for; how those who wait were written to again; presses that make no arrival;
and solved challenges, so that each counts once."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy


class Suspicion(models.TextChoices):
    HONEYPOT = "honeypot", gettext_lazy("filled in a field that people don't see")
    NETWORK = "network", gettext_lazy("many from the same network in ten minutes")
    DOMAIN = "domain", gettext_lazy("many with the same mail provider in ten minutes")
    MAILBOX = "mailbox", gettext_lazy("the third name from one mailbox, or a later one")


class Guarded(models.Model):
    """What any press on a public page leaves: why it looked odd, and a keyed hash of the truncated network for 30 days.

    `PRESSED` names the field that says when.
    """

    PRESSED: ClassVar[str] = "pressed_at"

    suspicion = models.CharField(max_length=10, choices=Suspicion.choices, blank=True)
    network_key = models.CharField(max_length=32, blank=True)

    class Meta:
        abstract = True


class Arrival(Guarded):
    """One press on a form, kept as typed until the mailbox's owner confirms; only then there is a person.

    `ASKED` names the key to what was asked. `pressed_at` is the press, `asked_at` when the mail was last asked for: the
    link works for 14 days from then; `reminded_at` when its mailbox was written to once more. `place_*` is looked up
    from the ZIP code when it is confirmed.

    Where the mail never came, an organizer may count it on the person's word: `heard` and `word_note` say how they
    know, and `before_word` keeps what the row held until then, for the way back.
    """

    ASKED: ClassVar[str]

    class State(models.TextChoices):
        PENDING = "pending", gettext_lazy("waiting to confirm")
        QUARANTINED = "quarantined", gettext_lazy("set aside")
        CONFIRMED = "confirmed", gettext_lazy("counted")
        INVALIDATED = "invalidated", gettext_lazy("taken out")
        WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")

    class ConfirmedBy(models.TextChoices):
        MAIL = "mail", gettext_lazy("by the mailbox’s owner")
        WORD = "word", gettext_lazy("on their word")

    class Heard(models.TextChoices):
        PHONE = "phone", gettext_lazy("by phone")
        TABLE = "table", gettext_lazy("at a table")
        OTHER = "other", gettext_lazy("another way")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    press_key = models.CharField(max_length=40, unique=True, null=True)  # noqa: DJ001 (unique needs NULL)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=11, choices=State.choices, default=State.PENDING)
    name = models.CharField(max_length=200, blank=True)
    name_key = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    mailbox_key = models.CharField(max_length=254)
    mail_domain = models.CharField(max_length=254, blank=True)
    zip_code = models.CharField(max_length=20, blank=True)
    place_town = models.CharField(max_length=80, blank=True)
    place_state = models.CharField(max_length=4, blank=True)
    news_consent = models.BooleanField(default=False)
    consent_words = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=80, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    pressed_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=4, choices=ConfirmedBy.choices, default=ConfirmedBy.MAIL)
    heard = models.CharField(max_length=5, choices=Heard.choices, blank=True)
    word_note = models.CharField(max_length=200, blank=True)
    before_word = models.JSONField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def ref(self) -> tuple[str, uuid.UUID]:
        return (self._meta.model_name or "", self.public_id)

    @property
    def asked(self) -> Any:
        """The petition, pledge, call campaign … that somebody takes part in."""
        return getattr(self, self.ASKED)

    @property
    def is_waiting(self) -> bool:
        """Nobody has said yes yet. What was set aside after its mailbox's yes waits for an organizer instead."""
        return self.state in (self.State.PENDING, self.State.QUARANTINED) and self.confirmed_at is None

    @property
    def is_on_word(self) -> bool:
        """An organizer said for the person that it is theirs; the mailbox has not answered."""
        return self.confirmed_by == self.ConfirmedBy.WORD

    @property
    def counts_on_word(self) -> bool:
        """Until its mailbox answers: whoever owns it can still say yes, or that it was not them."""
        return self.is_on_word and self.state in (self.State.CONFIRMED, self.State.QUARANTINED)


def counted_once(asked: str, kind: str) -> list[models.BaseConstraint]:
    """What is unique among those that count: the person, and the name from one mailbox. For a kind's Meta."""
    counted = Q(state=Arrival.State.CONFIRMED)
    return [
        models.UniqueConstraint(
            fields=[asked, "mailbox_key", "name_key"],
            condition=counted,
            name=f"one_counted_{kind}_per_mailbox_and_name",
        ),
        models.UniqueConstraint(
            fields=[asked, "person"], condition=counted & Q(person__isnull=False), name=f"one_counted_{kind}_per_person"
        ),
        models.CheckConstraint(condition=~counted | Q(confirmed_at__isnull=False), name=f"a_counted_{kind}_knows_when"),
        models.CheckConstraint(
            condition=Q(confirmed_by=Arrival.ConfirmedBy.MAIL) | ~Q(heard=""), name=f"a_{kind}_on_word_says_how"
        ),
    ]


def found_by(asked: str, kinds: str) -> list[models.Index]:
    """What the guard and the confirm page look for. For a kind's Meta.

    Each begins with what was asked or with the window's own column: SQLite takes one index a table.
    """
    return [
        models.Index(fields=[asked, "mailbox_key", "name_key"], name=f"{kinds}_of_a_mailbox"),
        models.Index(fields=["network_key", "pressed_at"], name=f"{kinds}_of_a_network"),
        models.Index(fields=["mail_domain", "pressed_at"], name=f"{kinds}_of_a_mail_domain"),
        models.Index(fields=["pressed_at"], condition=~Q(suspicion=""), name=f"odd_{kinds}_by_time"),
    ]


class Reminder(models.Model):
    """One press of "Write again to those who wait": under what (a kind's name, and the key of what was asked), and how
    it went.

    `expected` is the number that stood on the button. The job counts each row as it looks at it: `written`, or not,
    because the mailbox has had its messages of the day (`full`) or wants none (`refused`). It goes on behind `up_to`,
    the last row's key.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20)
    asked_key = models.BigIntegerField()
    at = models.DateTimeField()
    expected = models.PositiveIntegerField()
    written = models.PositiveIntegerField(default=0)
    full = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    up_to = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "asked_key", "-at"], name="reminders_of_an_ask")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "asked_key"], condition=Q(finished_at=None), name="one_reminder_at_a_time"
            )
        ]

    @property
    def elsewhere(self) -> int:
        """Who answered, was taken out or moved between the press and the message."""
        return max(0, self.expected - self.written - self.full - self.refused)

    @property
    def not_written(self) -> int:
        return self.full + self.refused + self.elsewhere


class Press(Guarded):
    """A press on a public form that makes no row of its own: on which form it was,
    and where it came from, for the windows.

    Nothing of who pressed, or of what they typed but the mail domain; a day later it goes.
    """

    form = models.CharField(max_length=20)
    mail_domain = models.CharField(max_length=254, blank=True)
    pressed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["form", "network_key", "pressed_at"], name="presses_of_a_network"),
            models.Index(fields=["form", "mail_domain", "pressed_at"], name="presses_of_a_mail_domain"),
            models.Index(fields=["pressed_at"], name="presses_by_time"),
            models.Index(fields=["pressed_at"], condition=~Q(suspicion=""), name="odd_presses_by_time"),
        ]


class ProofOfWork(models.Model):
    """A solved challenge, so that it counts once."""

    challenge = models.CharField(max_length=128, unique=True)
    used_at = models.DateTimeField(db_index=True)
