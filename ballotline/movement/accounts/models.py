"""Accounts, their grants, the link that `ballotline init` prints, and changes of address.

Codes, passkeys, sessions are allauth's.
"""

import uuid
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ballotline.movement.accounts import roles


class Account(AbstractBaseUser):
    """The login of one person, one to a mailbox. `email` is what mail is sent to; allauth's EmailAddress follows it.

    `mailbox_key` is the mailbox behind it (`people.rules.mailbox_key`): every other spelling of it is the same account.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(max_length=254)
    mailbox_key = models.CharField(max_length=254)
    name = models.CharField(max_length=200)
    person = models.OneToOneField("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = BaseUserManager["Account"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["email"], name="one_account_per_address"),
            models.UniqueConstraint(fields=["mailbox_key"], name="one_account_per_mailbox"),
        ]

    def __str__(self) -> str:
        return self.name or self.email


class GrantQuerySet(models.QuerySet["Grant"]):
    def holding(self, at: datetime) -> "GrantQuerySet":
        """Those that have begun and have not ended."""
        return self.to_come(at).filter(Q(since=None) | Q(since__lte=at))

    def to_come(self, at: datetime) -> "GrantQuerySet":
        """Those that have not ended, begun or not."""
        return self.filter(Q(until=None) | Q(until__gt=at))

    def over_everything(self) -> "GrantQuerySet":
        return self.filter(scope_kind=Grant.EVERYTHING)

    def owners(self) -> "GrantQuerySet":
        return self.filter(role=roles.OWNER.name, scope_kind=Grant.EVERYTHING, account__is_active=True)


class Grant(models.Model):
    """A role of an account, where, from when (without a beginning: from when it was given) and until when (without an
    end: until somebody ends it). Plain data.

    `scope_kind` and `scope_id` say where: "everything" has no id; rooms above bring their own kinds.
    `granted_by` is the actor as text, like "command init" or "account 5f0c…".
    """

    EVERYTHING = "everything"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20)
    scope_kind = models.CharField(max_length=20, default=EVERYTHING)
    scope_id = models.CharField(max_length=64, blank=True)
    granted_at = models.DateTimeField()
    granted_by = models.CharField(max_length=100)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["scope_kind", "scope_id"], name="grants_at_a_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "role", "scope_kind", "scope_id"],
                condition=Q(until=None),
                name="a_role_is_granted_once_at_a_place",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("granted_at")), name="a_grant_ends_after_it_began"
            ),
        ]

    @property
    def words(self) -> str:
        """Of one over everything."""
        return str(roles.ROLES[self.role]) if self.role in roles.ROLES else self.role


class SignInLink(models.Model):
    """A link that the host prints for one account: once, within the hour. We keep its hash only."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sign_in_links")
    token_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token_hash"], name="one_sign_in_link_per_token")]


class AddressChangeQuerySet(models.QuerySet["AddressChange"]):
    def standing(self, at: datetime) -> "AddressChangeQuerySet":
        """Those that still wait for a yes."""
        return self.filter(ended_at=None, expires_at__gt=at)


class AddressChange(models.Model):
    """The wish of an account for another address. It comes true when both mailboxes have said yes, and not before.

    `instead_of_old` is the owner, as text, who answered because the old mailbox is lost;
    else that mailbox answered itself.
    """

    class Outcome(models.TextChoices):
        CHANGED = "changed", _("changed")
        CANCELLED = "cancelled", _("taken back")
        REFUSED = "refused", _("refused by a mailbox")
        REPLACED = "replaced", _("replaced by another wish")
        TAKEN = "taken", _("the address has a sign-in of its own")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="address_changes")
    email = models.EmailField(max_length=254)
    mailbox_key = models.CharField(max_length=254)
    old_email = models.EmailField(max_length=254)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    new_said_yes_at = models.DateTimeField(null=True)
    old_said_yes_at = models.DateTimeField(null=True)
    instead_of_old = models.CharField(max_length=100, blank=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)

    objects = AddressChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(ended_at=None), name="one_open_address_change_per_account"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="") | Q(ended_at__isnull=False) & ~Q(outcome=""),
                name="an_ended_address_change_knows_how",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="changed") | Q(new_said_yes_at__isnull=False, old_said_yes_at__isnull=False),
                name="an_address_changes_when_both_said_yes",
            ),
        ]


class Agreement(models.Model):
    """That a second person says yes to what nobody does alone: `deed` ("chapters.dissolve") to `about`, a key that the
    deed's own room gives. `permission` and `chapter` say who may be the second: whoever has that right for that chapter
    ("" is everywhere). `asked_by` and `agreed_by` are public ids of accounts; `words` and `content` are what the second
    reads, `url` is where the first goes on."""

    class Outcome(models.TextChoices):
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")
        TAKEN_BACK = "taken back", _("taken back")
        EXPIRED = "expired", _("not answered in time")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    deed = models.CharField(max_length=40)
    about = models.CharField(max_length=80)
    words = models.CharField(max_length=300)
    content = models.TextField(max_length=40_000, blank=True)
    url = models.CharField(max_length=300)
    permission = models.CharField(max_length=40)
    chapter = models.CharField(max_length=36, blank=True)
    asked_by = models.CharField(max_length=36)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=36, blank=True)
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)

    class Meta:
        indexes = [models.Index(fields=["ended_at", "permission"], name="agreements_that_wait")]
        constraints = [
            models.UniqueConstraint(
                fields=["deed", "about", "asked_by"], condition=Q(ended_at=None), name="one_asks_once_for_a_second_yes"
            ),
            models.CheckConstraint(
                condition=Q(agreed_by="", agreed_at=None) | ~Q(agreed_by="") & Q(agreed_at__isnull=False),
                name="a_second_yes_says_whose_and_when",
            ),
            models.CheckConstraint(condition=~Q(agreed_by=F("asked_by")), name="nobody_is_their_own_second"),
        ]

    @property
    def ref(self) -> tuple[str, uuid.UUID]:
        return ("agreement", self.public_id)
