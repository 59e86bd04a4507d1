"""What every arrival holds, whatever it is for; and solved challenges, so that each counts once."""

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
    link works for 14 days from then. `place_*` is looked up from the ZIP code when it is confirmed.
    """

    ASKED: ClassVar[str]

    class State(models.TextChoices):
        PENDING = "pending", gettext_lazy("waiting to confirm")
        QUARANTINED = "quarantined", gettext_lazy("set aside")
        CONFIRMED = "confirmed", gettext_lazy("counted")
        INVALIDATED = "invalidated", gettext_lazy("taken out")
        WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")

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

    class Meta:
        abstract = True

    @property
    def ref(self) -> tuple[str, uuid.UUID]:
        return (self._meta.model_name or "", self.public_id)

    @property
    def asked(self) -> Any:
        """The petition, pledge, campaign … that somebody takes part in."""
        return getattr(self, self.ASKED)

    @property
    def is_waiting(self) -> bool:
        """Nobody has said yes yet. What was set aside after its mailbox's yes waits for an organizer instead."""
        return self.state in (self.State.PENDING, self.State.QUARANTINED) and self.confirmed_at is None


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


class ProofOfWork(models.Model):
    """A solved challenge, so that it counts once."""

    challenge = models.CharField(max_length=128, unique=True)
    used_at = models.DateTimeField(db_index=True)
