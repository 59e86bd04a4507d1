"""What is on file of petitions: the ask, its signatures on screen and on paper, its updates and deliveries."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from ballotline.movement.arrivals.models import Arrival, counted_once, found_by
from ballotline.organizing.actions.kinds.petition.counted import Counted
from ballotline.organizing.actions.models import Ask


class Petition(Ask):
    """An ask to a target. `asks` is the sentence people sign; the why stands in the action's body."""

    class Outcome(models.TextChoices):
        OPEN = "", gettext_lazy("not decided")
        WON = "won", gettext_lazy("won")
        NOT_WON = "not won", gettext_lazy("not won")

    WORD = "petition"

    target = models.CharField(max_length=120)
    asks = models.TextField(max_length=600)
    goal = models.PositiveIntegerField(null=True, blank=True)
    share_words = models.CharField(max_length=200, blank=True)
    delivered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=7, choices=Outcome.choices, blank=True)
    outcome_words = models.CharField(max_length=400, blank=True)
    outcome_source = models.CharField(max_length=200, blank=True)
    outcome_on = models.DateField(null=True, blank=True)


class SignatureBatch(models.Model):
    """Signatures taken out together, so that one press can put them back."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="batches")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)


class Signature(Arrival):
    """A name under a petition, kept as typed until the mailbox's owner confirms; only then there is a person.

    `share_code` works whatever became of the row: who shares before the mail is read shares all the same. Once one of
    them counts, `shared_by` is the row of the sharer that counts.
    """

    ASKED = "petition"

    class Comment(models.TextChoices):
        NONE = "", gettext_lazy("no comment")
        WAITING = "waiting", gettext_lazy("to look at")
        SHOWN = "shown", gettext_lazy("shown")
        HIDDEN = "hidden", gettext_lazy("not shown")

    # no index of its own: each of those below begins with the petition, and SQLite would take the poorer one
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="signatures", db_index=False)
    state_before = models.CharField(max_length=11, blank=True)
    comment = models.CharField(max_length=500, blank=True)
    comment_state = models.CharField(max_length=7, choices=Comment.choices, blank=True)
    show_name = models.BooleanField(default=False)
    wants_updates = models.BooleanField(default=False)
    share_code = models.CharField(max_length=12, unique=True)
    shared_by = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="brought")
    batch = models.ForeignKey(SignatureBatch, null=True, on_delete=models.SET_NULL, related_name="signatures")

    class Meta:
        constraints = counted_once("petition", "signature")
        indexes = [
            *found_by("petition", "signatures"),
            models.Index(fields=["petition", "state", "confirmed_at", "id"], name="signatures_in_order"),
            models.Index(fields=["petition", "state", "-id"], name="signatures_by_state"),
            models.Index(fields=["petition", "comment_state", "id"], condition=~Q(comment_state=""), name="comments"),
        ]


class Follower(Arrival):
    """A mailbox that wants one message when a petition opens, or every note about how it goes on. No person in it."""

    ASKED = "petition"

    class Hears(models.TextChoices):
        OPENING = "opening", gettext_lazy("that it opens, once")
        UPDATES = "updates", gettext_lazy("how it goes on")

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="followers", db_index=False)
    hears = models.CharField(max_length=7, choices=Hears.choices)

    class Meta:
        constraints = counted_once("petition", "follower")
        indexes = found_by("petition", "followers")


class PaperSignature(models.Model):
    """A line typed in from a paper sheet. Counted apart, never as an online signature."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="paper")
    sheet = models.PositiveIntegerField()
    line = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    zip_code = models.CharField(max_length=20, blank=True)
    place_town = models.CharField(max_length=80, blank=True)
    place_state = models.CharField(max_length=4, blank=True)
    typed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "sheet", "line"],
                condition=Q(removed_at__isnull=True),
                name="one_signature_per_line_of_a_sheet",
            )
        ]


class Update(models.Model):
    """A public note on a petition; `mailed_at` says when those who asked for updates were written to.

    `key` names its occasion, so that a second press posts nothing twice: "closed", "delivered", "outcome", or
    the mark that a form carries.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="updates")
    key = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    body = models.TextField(max_length=5_000, blank=True)
    posted_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "key"], condition=Q(removed_at__isnull=True), name="one_update_per_occasion"
            )
        ]


class Delivery(models.Model):
    """One list that left the house: how many rows, its head hash (public), and how far its files are.

    Of the `online` rows `on_word` were counted on the person's word.
    """

    class State(models.TextChoices):
        MAKING = "making", gettext_lazy("being made")
        READY = "ready", gettext_lazy("ready")
        FAILED = "failed", gettext_lazy("failed")
        STOPPED = "stopped", gettext_lazy("stopped")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="deliveries")
    state = models.CharField(max_length=7, choices=State.choices, default=State.MAKING)
    made_at = models.DateTimeField()
    online = models.PositiveIntegerField(default=0)
    paper = models.PositiveIntegerField(default=0)
    on_word = models.PositiveIntegerField(default=0)
    head_hash = models.CharField(max_length=64, blank=True)
    paper_size = models.CharField(max_length=6, choices=[("letter", "Letter"), ("a4", "A4")], default="letter")
    step = models.CharField(max_length=20, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    receipt = models.CharField(max_length=400, blank=True)
    finished_at = models.DateTimeField(null=True)

    @property
    def counted(self) -> Counted:
        return Counted(self.online, self.paper, self.made_at)
