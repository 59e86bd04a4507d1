"""The outbox: one row a message, written in the transaction of the act that asks for it. And what people wrote."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from ballotline.movement.mail.inbound.automatic import Automatic
from ballotline.movement.mail.words import Basis, Lane


class Wording(models.Model):
    """What messages said, each text once, however many it went to; its links and codes are hidden, so it opens nothing.

    `key` is the hash of the rest; `found_by` is subject and topic folded, each word behind a space. Where a code to
    sign in may stand in it, `text` is empty: only its subject is kept.
    """

    key = models.CharField(max_length=64, unique=True)
    subject = models.CharField(max_length=300)
    topic = models.CharField(max_length=300, blank=True)
    found_by = models.CharField(max_length=410)
    text = models.JSONField(null=True)


class Message(models.Model):
    """One message to one address. `kind` names the class with its words; `about` is the id that it is loaded by.

    `basis` and `lane` are what the kind declares; `mail_domain` is whose mailbox it is, folded as in `mailbox_key`.
    `key` makes a second request for the same message harmless. A message that a press on a public page asks for also
    holds `cap_key`, one of the five places of its mailbox and purpose ("mailbox:petitions:1"), for a day or until the
    mailbox answers; and `apart_key`, which keeps two messages about one thing ten minutes apart. `refused_at` is when
    the mailbox's own server last put it off or refused it; `wording` is what it said when it last left, or was to.
    """

    class State(models.TextChoices):
        WAITING = "waiting", gettext_lazy("waiting")
        SENDING = "sending", gettext_lazy("on its way")
        SENT = "sent", gettext_lazy("sent")
        FAILED = "failed", gettext_lazy("not sent")
        STOPPED = "stopped", gettext_lazy("not needed or not wanted")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    basis = models.CharField(max_length=10, choices=Basis.choices)
    to_address = models.CharField(max_length=254)
    mailbox_key = models.CharField(max_length=254, db_index=True)
    mail_domain = models.CharField(max_length=254, blank=True)
    lane = models.PositiveSmallIntegerField(choices=Lane.choices, default=Lane.NOTICES)
    about = models.CharField(max_length=120, blank=True)
    person = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    content = models.JSONField(null=True)
    wording = models.ForeignKey(Wording, null=True, on_delete=models.PROTECT, related_name="messages")
    key = models.CharField(max_length=160, unique=True)
    cap_key = models.CharField(max_length=290, unique=True, null=True)  # noqa: DJ001 (unique needs NULL)
    apart_key = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    refused_at = models.DateTimeField(null=True)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    claimed_by = models.CharField(max_length=80, blank=True)
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        # whole indexes where a state comes as a parameter: SQLite can't use partial ones for that
        indexes = [
            models.Index(fields=["state", "lane", "due_at", "id"], name="mail_by_lane_and_due"),
            models.Index(fields=["state", "lane", "mail_domain", "due_at", "id"], name="mail_by_lane_and_provider"),
            models.Index(fields=["state", "claimed_until"], name="mail_by_state_and_lease"),
            models.Index(fields=["queued_at"], name="mail_by_arrival"),
            models.Index(fields=["refused_at"], condition=Q(refused_at__isnull=False), name="refused_mail_by_time"),
        ]


class Suppression(models.Model):
    """A mailbox that must not get mail of one purpose ("petitions", or "all"). Never deleted; keyed hash only."""

    mailbox_hash = models.CharField(max_length=64)
    purpose = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailbox_hash", "purpose"], name="one_suppression_per_mailbox_and_purpose")
        ]


class InboundMessage(models.Model):
    """One message that came to us, as it was read. The same bytes are the same message; they are its `original`.

    `envelope_from` is where a bounce of it would go, "<>" for nowhere, "" where nobody said; `envelope_to` are those of
    our addresses that it came to. The rest is what the message itself claims, but for `auth_result`: what our own mail
    server found of DKIM and SPF.
    `reply_key` is the key of the reply address that it came to (addresses.py). `quoted` is what the sender
    answers to, below their own words. `taken_by` names who took it, `reason` says why nobody did.
    """

    class State(models.TextChoices):
        NEW = "new", gettext_lazy("not read yet")
        READ = "read", gettext_lazy("read")
        TAKEN = "taken", gettext_lazy("taken on")
        KEPT = "kept", gettext_lazy("only kept")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    fingerprint = models.CharField(max_length=64, unique=True)
    received_at = models.DateTimeField()
    envelope_from = models.CharField(max_length=254, blank=True)
    envelope_to = models.JSONField(default=list)
    state = models.CharField(max_length=5, choices=State.choices, default=State.NEW)
    taken_by = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=100, blank=True)
    from_name = models.CharField(max_length=150, blank=True)
    from_address = models.CharField(max_length=254, blank=True)
    mailbox_key = models.CharField(max_length=254, blank=True, db_index=True)
    reply_key = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    message_id = models.CharField(max_length=410, blank=True, db_index=True)
    in_reply_to = models.CharField(max_length=410, blank=True)
    references = models.JSONField(default=list)
    automatic = models.CharField(max_length=6, choices=Automatic.choices, blank=True)
    auth_result = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    quoted = models.TextField(blank=True)
    is_cut = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["state", "received_at"], name="inbound_by_state_and_arrival")]

    @property
    def is_automatic(self) -> bool:
        return self.automatic != Automatic.NO

    @property
    def why(self) -> str:
        """Of one that nobody took on: "An automatic answer", "The same message came before." """
        return capfirst(self.get_automatic_display()) if self.is_automatic else self.reason


class Original(models.Model):
    """A message as it came, whole. It lies apart: who lists messages would read megabytes, or walk past them."""

    message = models.OneToOneField(InboundMessage, on_delete=models.CASCADE, primary_key=True, related_name="original")
    raw = models.BinaryField()


class Fetched(models.Model):
    """How far a mailbox elsewhere was fetched; `mailbox` is its address without the password.

    `validity` numbers the numbering that `last_uid` belongs to. `looked_at` is when it last opened; `due_at` when it is
    looked at again, later after each of the `failures`, of which `problem` is the last.
    """

    mailbox = models.CharField(max_length=300, unique=True)
    validity = models.PositiveBigIntegerField(null=True)
    last_uid = models.PositiveBigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)


class Attachment(models.Model):
    """A file that came along with a message. Its bytes are handed out as they are, and nothing here opens them."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey(InboundMessage, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=150, blank=True)
    kind = models.CharField(max_length=80, blank=True)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
