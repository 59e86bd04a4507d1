"""The verbs of accounts: open one, give and end roles, make and use the printed link. Each leaves an audit entry.

allauth keeps its own row for an address (EmailAddress); whatever we do to an account we do to that row in the same
transaction. An address counts as verified from the start: nobody signs up here, an owner or the host typed it.
Not here: codes, passwords and second factors (allauth's conversations), who a role may see (roles.py).
"""

import secrets
from datetime import datetime
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from email_validator import EmailNotValidError, validate_email

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit.services import record
from ballotline.movement.accounts import roles, rules
from ballotline.movement.accounts.models import Account, AddressChange, Grant, SignInLink
from ballotline.movement.accounts.queries import account_at, open_links
from ballotline.movement.mail import services as mail
from ballotline.movement.mail.models import Message
from ballotline.movement.people.models import Person
from ballotline.movement.people.rules import mailbox_key


class AddressTaken(Exception):
    """There is an account of this mailbox already; the address is the first argument."""


class NotAnAddress(ValueError):
    """An e-mail address that no mail could reach."""


class NotAName(ValueError):
    """A name is 1 to 200 characters of text."""


class NoSuchRole(ValueError):
    """A role that `roles.ROLES` doesn't know."""


class LastOwner(Exception):
    """The last owner can't be ended: nobody could let anybody in again. Make somebody else an owner first."""


class LinkExpired(Exception):
    """The sign-in link was used, is older than an hour, or was never ours."""


@transaction.atomic
def open_account(*, name: str, email: str, role: str, by: Actor, at: datetime) -> Account:
    """A new account that can sign in at once by a mailed code.

    Raises AddressTaken, NotAnAddress, NotAName, NoSuchRole.
    """
    account = _opened(name, email, by, at)
    grant(account=account, role=role, by=by, at=at)
    return account


def _opened(name: str, email: str, by: Actor, at: datetime) -> Account:
    address, key = address_and_key(email)
    account = Account(name=_name(name), email=address, mailbox_key=key, joined_at=at)
    account.set_unusable_password()
    _save_new(account)
    EmailAddress.objects.create(user=account, email=account.email, primary=True, verified=True)
    record("account opened", on=("account", account.public_id), by=by, at=at)
    return account


def _of_mailbox(name: str, email: str, by: Actor, at: datetime) -> Account:
    """Their account, opened without a role where there is none yet; also by somebody else at this very moment."""
    if known := account_at(email):
        return known
    try:
        with transaction.atomic():
            return _opened(name, email, by, at)
    except AddressTaken:
        if known := account_at(email):
            return known
        raise


@transaction.atomic
def account_for(*, name: str, email: str, person: Person, by: Actor, at: datetime) -> Account:
    """The account of a mailbox, opened without a role where there is none yet. For rooms that grant at a place. It is
    this person's from now on, if it was nobody's and they have no other.

    Raises NotAnAddress, NotAName.
    """
    account = _of_mailbox(name, email, by, at)
    if account.person_id is None and not Account.objects.filter(person=person).exists():
        Account.objects.filter(pk=account.pk).update(person=person)
    return account


@transaction.atomic
def grant_at(
    *, account: Account, role: str, place: tuple[str, object], since: datetime, until: datetime, by: Actor, at: datetime
) -> Grant:
    """A role at a place ("chapter", its id), whose room knows what it gives; by itself it begins and ends."""
    given = Grant.objects.create(
        account=account,
        role=role,
        scope_kind=place[0],
        scope_id=str(place[1]),
        since=since,
        until=until,
        granted_at=at,
        granted_by=f"{by.kind} {by.id}".strip()[:100],
    )
    record(f"made {role} of a {place[0]}", on=("account", account.public_id), by=by, at=at)
    return given


@transaction.atomic
def let_help(*, name: str, email: str, with_: object, until: datetime, by: Actor, at: datetime) -> Grant:
    """Whoever has this mailbox helps with one thing (its public id), until then; who helps with it already, until the
    new day. Raises NotAnAddress, NotAName."""
    account = Account.objects.select_for_update().get(pk=_of_mailbox(name, email, by, at).pk)
    place = (roles.ONE_THING, str(with_))
    helping = Grant.objects.holding(at).filter(account=account, role=roles.HELPER.name, scope_id=place[1])
    if held := helping.first():
        Grant.objects.filter(pk=held.pk).update(until=until)
        record("helps longer or shorter", on=("account", account.public_id), by=by, at=at)
        held.until = until
        return held
    return grant_at(account=account, role=roles.HELPER.name, place=place, since=at, until=until, by=by, at=at)


@transaction.atomic
def invite(*, name: str, email: str, role: str, by: Actor, at: datetime) -> Account:
    """Opens an account and tells its person by mail where to sign in."""
    account = open_account(name=name, email=email, role=role, by=by, at=at)
    mail.send(
        "accounts.Invitation",
        to=account.email,
        about=account.public_id,
        at=at,
        key=f"accounts.Invitation:{account.public_id}",
    )
    return account


@transaction.atomic
def grant(*, account: Account, role: str, by: Actor, at: datetime) -> Grant:
    """Gives a role over everything, without an end. A role that the account holds already is returned unchanged."""
    if role not in roles.ROLES:
        raise NoSuchRole(role)
    given, is_new = Grant.objects.get_or_create(
        account=account,
        role=role,
        scope_kind=Grant.EVERYTHING,
        scope_id="",
        until=None,
        defaults={"granted_at": at, "granted_by": f"{by.kind} {by.id}".strip()[:100]},
    )
    if is_new:
        record(f"made {role}", on=("account", account.public_id), by=by, at=at)
    return given


@transaction.atomic
def end_grant(*, grant: Grant, by: Actor, at: datetime) -> None:
    """From now on the role gives nothing, also one that would have begun later. Ending twice is ending once.
    Raises LastOwner."""
    owners = Grant.objects.owners().filter(until=None).order_by("pk").select_for_update(of=("self",))
    if grant.role == roles.OWNER.name and {owner.pk for owner in owners} == {grant.pk}:
        raise LastOwner
    if Grant.objects.to_come(at).filter(pk=grant.pk).update(until=at):
        record(f"no longer {grant.role}", on=("account", grant.account.public_id), by=by, at=at)


@transaction.atomic
def change_role(*, account: Account, role: str, by: Actor, at: datetime) -> Grant:
    """One role instead of those held over everything; also gives back what was ended. Raises LastOwner, NoSuchRole."""
    given = grant(account=account, role=role, by=by, at=at)
    for other in Grant.objects.holding(at).filter(account=account, scope_kind=Grant.EVERYTHING).exclude(pk=given.pk):
        end_grant(grant=other, by=by, at=at)
    return given


@transaction.atomic
def end_roles(*, account: Account, by: Actor, at: datetime) -> None:
    """The account stays and can still sign in, but sees nothing of the house, nor what it helped with. Raises
    LastOwner."""
    kinds = (Grant.EVERYTHING, roles.ONE_THING)
    for held in Grant.objects.holding(at).filter(account=account, scope_kind__in=kinds):
        end_grant(grant=held, by=by, at=at)


@transaction.atomic
def make_sign_in_link(*, account: Account, at: datetime) -> str:
    """The token of a link that signs in once within the hour. Links made earlier stop working."""
    account.sign_in_links.filter(used_at=None, expires_at__gt=at).update(expires_at=at)
    token = secrets.token_urlsafe(32)
    account.sign_in_links.create(token_hash=rules.link_hash(token), made_at=at, expires_at=at + rules.LINK_WORKS_FOR)
    record("sign-in link made", on=("account", account.public_id), by=Actor.command("sign-in link"), at=at)
    return token


@transaction.atomic
def use_sign_in_link(*, token: str, at: datetime) -> Account:
    """Whom the link lets in. Of two presses at the same moment one gets in. Raises LinkExpired."""
    link = SignInLink.objects.filter(token_hash=rules.link_hash(token)).select_related("account").first()
    if link is None or not open_links(at).filter(pk=link.pk).update(used_at=at):
        raise LinkExpired
    by = Actor.account(link.account.public_id)
    record("sign-in link used", on=("account", link.account.public_id), by=by, at=at)
    return link.account


@transaction.atomic
def set_name(*, account: Account, name: str, by: Actor, at: datetime) -> None:
    account.name = _name(name)
    account.save(update_fields=["name"])
    record("account changed", on=("account", account.public_id), by=by, at=at, fields=["name"])


@transaction.atomic
def set_password(*, account: Account, password: str, at: datetime) -> None:
    """Ends every other session of the account: Django ties a session to the password it began with."""
    account.set_password(password)
    account.save(update_fields=["password"])
    by = Actor.account(account.public_id)
    record("account changed", on=("account", account.public_id), by=by, at=at, fields=["password"])


@transaction.atomic
def remove_second_factor(*, account: Account, by: Actor, at: datetime) -> None:
    """For somebody who lost phone and recovery codes: app, passkeys and codes go,
    and the next sign-in asks for new ones.

    A message says so to the account's address, in case it was not their wish.
    """
    gone, _by_model = Authenticator.objects.filter(user=account).delete()
    if gone:
        record("second factor removed", on=("account", account.public_id), by=by, at=at)
        mail.send_now(
            kind="accounts.FactorTakenOff",
            to=account.email,
            subject=_("Your second factor was taken off"),
            button=None,
            at=at,
            paragraphs=[
                _("An owner has taken off your app, passkeys and recovery codes, because you can't use them any more."),
                _("Sign in as always and set up new ones. If you did not ask for this, tell another owner at once."),
            ],
        )


@transaction.atomic
def tidy(*, at: datetime) -> None:
    """Forgets what is over: ended sessions, old links, and from where exactly somebody signed in a month ago."""
    long_ago = at - rules.ADDRESSES_KEPT_WHOLE_FOR
    Session.objects.filter(expire_date__lt=at).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    SignInLink.objects.filter(expires_at__lt=long_ago).delete()
    AddressChange.objects.filter(expires_at__lt=long_ago).delete()
    for session in UserSession.objects.filter(created_at__lt=long_ago).exclude(user_agent=""):
        UserSession.objects.filter(pk=session.pk).update(ip=rules.shortened(session.ip), user_agent="")


@transaction.atomic
def pretend_to_send(*, at: datetime) -> None:
    """Costs as long as sending a code and leaves nothing: a stranger with a stop-watch learns no address."""
    Message.objects.create(kind="accounts.SignInCode", key=f"pretended:{uuid4()}", queued_at=at, due_at=at).delete()


def note(verb: str, *, account: Account, at: datetime) -> None:
    """What allauth did for an account goes into the log like our own verbs: "signed in", "second factor set up"."""
    record(verb, on=("account", account.public_id), by=Actor.account(account.public_id), at=at)


def _save_new(account: Account) -> None:
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        raise AddressTaken(account.email)


def _name(name: str) -> str:
    trimmed = " ".join(name.split())
    if not 1 <= len(trimmed) <= 200 or "\0" in trimmed:
        raise NotAName
    return trimmed


def address_and_key(email: str) -> tuple[str, str]:
    """The spelling that mail is sent to, and the key of its mailbox. Raises NotAnAddress."""
    folded = rules.folded(email)
    try:
        validate_email(folded, check_deliverability=False)
    except EmailNotValidError:
        raise NotAnAddress(email)
    return folded, mailbox_key(email)
