"""Reading accounts: what somebody may do, who may come in, whose link this is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.core import signing
from django.db.models import Prefetch, Q, QuerySet

from ballotline.foundation.access.rules import Scope
from ballotline.movement.accounts import roles, rules
from ballotline.movement.accounts.models import Account, AddressChange, Grant, SignInLink
from ballotline.movement.people.models import Person
from ballotline.movement.people.queries import within as people_within
from ballotline.movement.people.rules import mailbox_key


def scope_at(account: Account, at: datetime) -> Scope:
    """Ended grants give nothing; a grant at a place is for the room that knows the place."""
    return scope_of_grants(grants_held(account, at))


def grants_held(account: Account, at: datetime) -> list[Grant]:
    """Over everything and at places, in one statement."""
    return list(Grant.objects.holding(at).filter(account=account))


def scope_of_grants(held: Iterable[Grant]) -> Scope:
    """What those over everything give, and those for one thing."""
    held = list(held)
    over_all = roles.scope_of_roles(grant.role for grant in held if grant.scope_kind == Grant.EVERYTHING)
    helps = [one.scope_id for one in held if one.scope_kind == roles.ONE_THING and one.role == roles.HELPER.name]
    return over_all | roles.scope_of_help(helps) if helps else over_all


def helpers_of(public_id: object, at: datetime) -> list[Grant]:
    """Who helps with one thing now, by name."""
    held = Grant.objects.holding(at).filter(scope_kind=roles.ONE_THING, scope_id=str(public_id))
    return list(held.select_related("account").order_by("account__name", "pk"))


def account_at(email: str) -> Account | None:
    """Whose mailbox this is, however it is spelled. Mail goes to the spelling of the account, never to what was typed.

    Two accounts may share a mailbox from before that was told apart; then each is found by its own spelling.
    """
    spelled = rules.folded(email)
    found = Account.objects.filter(Q(email=spelled) | Q(mailbox_key=mailbox_key(email)))
    return min(found, key=lambda account: account.email != spelled, default=None)


def names_of(public_ids: Iterable[str], addresses: bool) -> dict[str, str]:
    """By public id, for whoever reads what they did; who has no name is named by the address only if `addresses`."""
    found = Account.objects.filter(public_id__in=public_ids)
    return {str(one.public_id): one.name or (one.email if addresses else "") for one in found}


def with_a_role_at(kind: str, places: Iterable[str], *, of: Iterable[str]) -> list[str]:
    """Of these accounts (public ids), those that have or had a role at one of these places."""
    held = Grant.objects.filter(scope_kind=kind, scope_id__in=list(places), account__public_id__in=list(of))
    return [str(one) for one in held.values_list("account__public_id", flat=True).distinct()]


def people_readable(scope: Scope) -> int:
    """How many people the scope can read, counted to 51 and no further: that is all the rule asks. Who took part in an
    ask can live anywhere, so there all count."""
    if not rules.reads_people(scope):
        return 0
    reach = scope.reach("people.read")
    found = Person.objects.all() if reach.everywhere or scope.allows("actions.people") else people_within(reach)
    return found.values("pk")[: rules.MANY_PEOPLE + 1].count()


def has_second_factor(account: Account) -> bool:
    """An app or a passkey. Recovery codes alone are none: they only replace one that is lost."""
    return _second_factors().filter(user=account).exists()


def account_of_link(token: str, at: datetime) -> Account | None:
    """Whom the link lets in; None if it is unknown, used or older than an hour, or if the account is closed."""
    link = open_links(at).filter(token_hash=rules.link_hash(token)).select_related("account").first()
    return link.account if link else None


def address_token(change: AddressChange, side: str) -> str:
    """What the link to the new or to the old mailbox carries.

    Signed for its side only; the row says how long it works.
    """
    return signing.Signer(salt=f"accounts.address-change.{side}").sign(change.public_id.hex)


def address_change_of(token: str, side: str, at: datetime) -> AddressChange | None:
    """None if the token is cut, forged or of the other side, or if the change is over."""
    try:
        public_id = signing.Signer(salt=f"accounts.address-change.{side}").unsign(token)
    except signing.BadSignature:
        return None
    standing = AddressChange.objects.standing(at).filter(public_id=public_id, account__is_active=True)
    return standing.select_related("account").first()


def latest_address_change(account: Account) -> AddressChange | None:
    return account.address_changes.order_by("asked_at", "pk").last()


def has_other_owner(account: Account, at: datetime) -> bool:
    return Grant.objects.holding(at).owners().exclude(account=account).exists()


def open_links(at: datetime) -> QuerySet[SignInLink]:
    return SignInLink.objects.filter(used_at=None, expires_at__gt=at, account__is_active=True)


@dataclass(frozen=True, slots=True)
class Organizer:
    """One line of the page "Organizers". Without `grant` the role has ended, and `ended` is the last one."""

    account: Account
    grant: Grant | None
    ended: Grant | None
    has_second_factor: bool
    address_change: AddressChange | None


def organizers(at: datetime) -> list[Organizer]:
    """Everybody with an account, those with a role first. Four statements, however many there are."""
    grants = Grant.objects.filter(scope_kind=Grant.EVERYTHING).order_by("granted_at", "id")
    accounts = Account.objects.order_by("name", "id").prefetch_related(Prefetch("grants", grants))
    with_factor = set(_second_factors().values_list("user_id", flat=True))
    changes = {change.account_id: change for change in AddressChange.objects.standing(at)}
    lines = [
        _organizer(account, account.grants.all(), account.pk in with_factor, changes.get(account.pk), at)
        for account in accounts
    ]
    return sorted(lines, key=lambda line: line.grant is None)


def _organizer(
    account: Account, grants: Iterable[Grant], has_factor: bool, change: AddressChange | None, at: datetime
) -> Organizer:
    holding = [grant for grant in grants if grant.until is None or grant.until > at]
    over = sorted((grant for grant in grants if grant.until and grant.until <= at), key=lambda grant: grant.until or at)
    return Organizer(account, holding[-1] if holding else None, over[-1] if over else None, has_factor, change)


def _second_factors() -> QuerySet[Authenticator]:
    return Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)
