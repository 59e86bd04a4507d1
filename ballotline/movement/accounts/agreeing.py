"""What nobody does alone at the desk: one asks, a second with the same right says yes, the first does it, once.

A room asks `may(…)` before such a deed, and `ask(…)` where the answer is no. Whoever hosts this has no second person:
at the command line it is done at once, and noted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from ballotline.foundation.access.rules import Actor, Reach
from ballotline.foundation.audit import services as audit
from ballotline.foundation.audit.queries import taken_along
from ballotline.foundation.ui.numbers import whole_number
from ballotline.movement.accounts import roles
from ballotline.movement.accounts.models import Account, Agreement, Grant

# Who is away for a weekend finds it on Monday; a yes of last month is to something that nobody remembers
STANDS_FOR = timedelta(days=7)
EXPORT_ROWS = 1_000  # people a day in tables: more than a chapter has to write to in a week (design: security)
A_DAY = timedelta(days=1)
AGREED = "with a second yes"
Outcome = Agreement.Outcome


class OwnWord(Exception):
    """Nobody is their own second person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What is to be done: its name and key, a sentence and a text that the second reads, where the first goes on, and
    who may be the second."""

    name: str
    about: str
    words: str
    url: str
    permission: str
    chapter: str = ""
    content: str = ""


def standing(at: datetime) -> QuerySet[Agreement]:
    """What waits for a second yes, or has it and is not done."""
    return Agreement.objects.filter(ended_at=None, expires_at__gt=at)


def waiting(reach: Reach, permission: str, at: datetime) -> QuerySet[Agreement]:
    """Those to which somebody may be a party whose right of this name reaches so far, the oldest first."""
    found = standing(at).filter(permission=permission)
    if not reach.everywhere:
        found = found.filter(Q(chapter__in=list(reach.chapters - {""})))
    return found.order_by("asked_at", "pk")


def of(name: str, about: str, *, by: Actor, at: datetime) -> Agreement | None:
    """What this person has asked for and not done yet."""
    return standing(at).filter(deed=name, about=about, asked_by=by.id).first()


def may_leave(people: int, *, by: Actor, at: datetime) -> bool:
    """May so many people leave in a table without a second yes, with all that this person took along today? What had a
    second yes of its own does not count."""
    tables = taken_along(by=(by.kind, by.id), since=at - A_DAY)
    alone = (said for said in tables if AGREED not in said)
    return people + sum(whole_number(said.partition(" ")[0]) or 0 for said in alone) <= EXPORT_ROWS


@transaction.atomic
def leaves(people: int, *, name: str, about: str, by: Actor, at: datetime, note: Callable[[list[str]], None]) -> bool:
    """Does a table of so many people leave, alone or with the second yes that is used up by it? If so `note` writes it
    down with these words. Of two presses at the same moment the second knows of the first."""
    Account.objects.select_for_update().filter(public_id=by.id).first()
    is_alone = may_leave(people, by=by, at=at)
    if not is_alone and not may(name, about, by=by, at=at):
        return False
    note([f"{people} people"] + ([] if is_alone else [AGREED]))
    return True


@transaction.atomic
def ask(deed: Deed, *, by: Actor, at: datetime) -> Agreement:
    """Asks for a second person's yes. Asked again, the first asking stands."""
    Agreement.objects.filter(ended_at=None, expires_at__lte=at).update(ended_at=at, outcome=Outcome.EXPIRED)
    if asked := of(deed.name, deed.about, by=by, at=at):
        return asked
    asked = Agreement(
        deed=deed.name,
        about=deed.about,
        words=deed.words[:300],
        content=deed.content,
        url=deed.url,
        permission=deed.permission,
        chapter=deed.chapter,
        asked_by=by.id,
        asked_at=at,
        expires_at=at + STANDS_FOR,
    )
    try:
        with transaction.atomic():
            asked.save()
    except IntegrityError:  # the same press at the same moment
        return Agreement.objects.get(deed=deed.name, about=deed.about, asked_by=by.id, ended_at=None)
    audit.record(f"second yes asked for: {deed.name}", on=asked.ref, by=by, at=at)
    return asked


@transaction.atomic
def agree(*, agreement: Agreement, by: Actor, at: datetime) -> bool:
    """The second person's yes. Was it the one that was missing? Raises OwnWord."""
    if agreement.asked_by == by.id or _was_made_by(agreement.asked_by, by.id):
        raise OwnWord
    open_ones = standing(at).filter(pk=agreement.pk, agreed_by="")
    if not open_ones.update(agreed_by=by.id, agreed_at=at):
        return False
    audit.record(f"second yes given: {agreement.deed}", on=agreement.ref, by=by, at=at)
    return True


def _was_made_by(first: str, second: str) -> bool:
    """Who has a right at a place from the first alone is no second person: anybody could make themselves one."""
    at_places = Grant.objects.exclude(scope_kind__in=(Grant.EVERYTHING, roles.ONE_THING))
    return at_places.filter(account__public_id=second, granted_by=f"account {first}").exists()


@transaction.atomic
def end(*, agreement: Agreement, by: Actor, at: datetime) -> bool:
    """Refused by the second, or taken back by the first. Was it open until now?"""
    outcome = Outcome.TAKEN_BACK if agreement.asked_by == by.id else Outcome.REFUSED
    if not standing(at).filter(pk=agreement.pk).update(ended_at=at, outcome=outcome):
        return False
    audit.record(f"second yes {outcome.value}: {agreement.deed}", on=agreement.ref, by=by, at=at)
    return True


@transaction.atomic
def do(name: str, about: str, deed: Callable[[], object], *, by: Actor, at: datetime) -> bool:
    """Does what was agreed to, if it was. Where the deed fails, the yes is not used up."""
    if not may(name, about, by=by, at=at):
        return False
    deed()
    return True


@transaction.atomic
def may(name: str, about: str, *, by: Actor, at: datetime) -> bool:
    """Has a second person said yes to what this one asked for? Then it is used up: it is for one time."""
    agreed = standing(at).filter(deed=name, about=about, asked_by=by.id).exclude(agreed_by="")
    return bool(agreed.update(ended_at=at, outcome=Outcome.DONE))
