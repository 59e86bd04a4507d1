"""The verbs of a change of address: asked for inside a session, answered by both mailboxes, done when both said yes.

Whoever holds only a session, or only one of the mailboxes, changes nothing. Who has lost the old mailbox needs an owner
who answers in its place. Whether the new address has a sign-in of its own already is told to that mailbox and to nobody
else.
"""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from ballotline.foundation.access.rules import VISITOR, Actor
from ballotline.foundation.audit.services import record
from ballotline.movement.accounts import rules
from ballotline.movement.accounts.models import Account, AddressChange
from ballotline.movement.accounts.services import address_and_key
from ballotline.movement.mail import services as mail

Outcome = AddressChange.Outcome


class SameMailbox(Exception):
    """The new address is another spelling of the mailbox that the account has."""


class AskedTooOften(Exception):
    """Five changes a day were asked for by this account, or for this mailbox."""


class ChangeOver(Exception):
    """The change was made, refused, taken back, replaced, or is older than two days."""


@transaction.atomic
def ask(*, account: Account, email: str, at: datetime) -> AddressChange:
    """Writes to both mailboxes, once however often it is pressed. An earlier wish for another address ends.

    Raises SameMailbox, NotAnAddress, AskedTooOften.
    """
    address, key = address_and_key(email)
    if key == account.mailbox_key:
        raise SameMailbox
    if same := _open(account).filter(mailbox_key=key, expires_at__gt=at).first():
        return same
    if _asked_lately(account, key, at) >= rules.ADDRESS_CHANGES_A_DAY:
        raise AskedTooOften
    for earlier in _open(account):
        _end(earlier, Outcome.REPLACED, at=at)
    change = AddressChange.objects.create(
        account=account,
        email=address,
        mailbox_key=key,
        old_email=account.email,
        asked_at=at,
        expires_at=at + rules.ADDRESS_CHANGE_OPEN_FOR,
    )
    record("address change asked", on=("account", account.public_id), by=Actor.account(account.public_id), at=at)
    _write("accounts.ConfirmNewAddress", change, to=change.email, at=at)
    _write("accounts.AllowNewAddress", change, to=change.old_email, at=at)
    return change


@transaction.atomic
def say_yes(*, change: AddressChange, side: str, at: datetime) -> AddressChange:
    """One of the mailboxes ("new", "old") agrees. Twice is once. Raises ChangeOver."""
    standing = _standing(change, at)
    _note_yes(standing, side, at)
    return standing


@transaction.atomic
def answer_for_old_mailbox(*, change: AddressChange, by: Actor, at: datetime) -> AddressChange:
    """Another owner knows that the old mailbox is lost. Raises ChangeOver."""
    standing = _standing(change, at)
    standing.instead_of_old = f"{by.kind} {by.id}".strip()[:100]
    record("answered for a lost mailbox", on=("account", standing.account.public_id), by=by, at=at)
    _note_yes(standing, "old", at)
    return standing


@transaction.atomic
def refuse(*, change: AddressChange, at: datetime) -> None:
    """A mailbox says no: nothing changes. Raises ChangeOver."""
    _end(_standing(change, at), Outcome.REFUSED, at=at)
    record("address change refused", on=("account", change.account.public_id), by=VISITOR, at=at)


@transaction.atomic
def cancel(*, account: Account, at: datetime) -> None:
    """Who asked takes it back. Nothing to take back is as good."""
    for change in _open(account):
        _end(change, Outcome.CANCELLED, at=at)
        record(
            "address change taken back", on=("account", account.public_id), by=Actor.account(account.public_id), at=at
        )


def _open(account: Account) -> QuerySet[AddressChange]:
    """The wish that has not ended, if there is one. The account is held, so that nobody else asks meanwhile."""
    Account.objects.select_for_update().get(pk=account.pk)
    return AddressChange.objects.filter(account=account, ended_at=None).select_for_update(of=("self",))


def _asked_lately(account: Account, key: str, at: datetime) -> int:
    lately = AddressChange.objects.filter(asked_at__gt=at - timedelta(days=1))
    return lately.filter(Q(account=account) | Q(mailbox_key=key)).count()


def _standing(change: AddressChange, at: datetime) -> AddressChange:
    """The row as it is now, held until the end: of two answers at one moment the second sees the first."""
    found = _open(change.account).filter(pk=change.pk, expires_at__gt=at).select_related("account").first()
    if found is None:
        raise ChangeOver
    return found


def _note_yes(change: AddressChange, side: str, at: datetime) -> None:
    field = f"{side}_said_yes_at"
    setattr(change, field, getattr(change, field) or at)
    change.save(update_fields=[field, "instead_of_old"])
    if change.new_said_yes_at and change.old_said_yes_at:
        _do(change, at)


def _do(change: AddressChange, at: datetime) -> None:
    """The address may have got a sign-in of its own meanwhile; the unique key knows, and then nothing changes."""
    account = change.account
    try:
        with transaction.atomic():
            account.email, account.mailbox_key = change.email, change.mailbox_key
            account.save(update_fields=["email", "mailbox_key"])
            EmailAddress.objects.filter(user=account).update(email=change.email)
    except IntegrityError:
        return _end(change, Outcome.TAKEN, at=at)
    _end(change, Outcome.CHANGED, at=at)
    by = Actor.account(account.public_id)
    record("account changed", on=("account", account.public_id), by=by, at=at, fields=["email"])
    for to in (change.old_email, change.email):
        _write("accounts.AddressChanged", change, to=to, at=at)


def _end(change: AddressChange, outcome: Outcome, *, at: datetime) -> None:
    change.ended_at, change.outcome = at, outcome
    change.save(update_fields=["ended_at", "outcome"])


def _write(kind: str, change: AddressChange, *, to: str, at: datetime) -> None:
    side = "old" if to == change.old_email else "new"
    mail.send(kind, to=to, about=change.public_id, at=at, key=f"{kind}:{change.public_id}:{side}")
