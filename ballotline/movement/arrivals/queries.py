"""Reading arrivals: by link, by code, what waits, what looks odd."""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from ballotline.movement.arrivals import rules
from ballotline.movement.arrivals.declared import KINDS, Kind, kind_of
from ballotline.movement.arrivals.links import LinkIsNotWhole, read
from ballotline.movement.arrivals.models import Arrival, Guarded, Reminder, Suspicion
from ballotline.movement.people.models import Person

A = TypeVar("A", bound=Arrival)
G = TypeVar("G", bound=Guarded)
State = Arrival.State
WAITING = (State.PENDING, State.QUARANTINED)
signer = signing.Signer(salt="arrivals.confirm")


def token_of(arrival: Arrival) -> str:
    """The same for ever for one arrival and mailbox, so a mail that is sent twice carries the same link.

    The mailbox is part of it: a link that went to a mistyped address has no work any more once that is put right.
    """
    return signer.sign(about(arrival))


def about(arrival: Arrival) -> str:
    """ "kind.public id.mark of the mailbox": what links and mails are about.

    Another mailbox, and it is about nothing.
    """
    return f"{kind_of(arrival).name}.{arrival.public_id.hex}.{_mark(arrival)}"


def _mark(arrival: Arrival) -> str:
    return _keyed("arrivals.mailbox", arrival.mailbox_key).hex()[:8]


def _keyed(purpose: str, text: str) -> bytes:
    return hmac.new((purpose + settings.SECRET_KEY).encode(), text.encode(), hashlib.sha256).digest()


def read_token(token: str) -> tuple[Kind, str, str]:
    """(kind, public id, mark of the mailbox). Raises LinkIsNotWhole."""
    try:
        name, public_id, mark = read(signer, token).split(".")
        return KINDS[name], public_id, mark
    except (KeyError, ValueError):
        raise LinkIsNotWhole from None


def behind(token: str) -> Arrival | None:
    """The arrival that a link was mailed for; None if it is gone or was moved to another mailbox.

    Raises LinkIsNotWhole.
    """
    kind, public_id, mark = read_token(token)
    found = of(kind).filter(public_id=public_id).first()
    return found if found and hmac.compare_digest(_mark(found), mark) else None


def sent_for(token: str, model: type[A]) -> A | None:
    """As `behind`, for a page of one way in: None also for a forged link, and for one of another way."""
    try:
        found = behind(token)
    except LinkIsNotWhole:
        return None
    return found if isinstance(found, model) else None


def of(kind: Kind) -> QuerySet[Arrival]:
    """A kind's arrivals, each with what was asked."""
    model: type[Arrival] = kind.model
    return model._default_manager.select_related(*_to_the_action(model), "person")


def _to_the_action(model: type[Arrival]) -> tuple[str, ...]:
    field = model._meta.get_field(model.ASKED)
    asked = field.related_model
    further = (
        isinstance(asked, type)
        and issubclass(asked, models.Model)
        and "action" in {one.name for one in asked._meta.get_fields() if one.concrete}
    )
    return (f"{model.ASKED}__action",) if further else (model.ASKED,)


def as_typed(arrival: Arrival) -> rules.Shown:
    """What the confirm page shows before its owner changes anything."""
    own = {name: getattr(arrival, name) for name in kind_of(arrival).form.own}
    return rules.Shown(
        name=arrival.name,
        zip_code=arrival.zip_code,
        news_consent=arrival.news_consent,
        own=own,
    )


def code_of(arrival: Arrival) -> str:
    """What the message says to type: made of the secret, the row and its mailbox, so nothing is stored."""
    return rules.code_of(_keyed("arrivals.code", f"{arrival.public_id.hex}.{arrival.mailbox_key}"))


def network_key(address: str) -> str:
    """A keyed hash of the truncated network; a password hash here would stop a storm at two signatures a second."""
    return _keyed("arrivals.network", rules.network_of(address)).hex()[:32]


def suspicion(
    recent: Callable[[], QuerySet[Any]],
    how: rules.Circumstances,
    *,
    domain: str = "",
    of_one_network: int = rules.OF_ONE_NETWORK,
) -> str:
    """Why a press is set aside. `recent()` are the rows of the window; never more are read than look odd."""
    if how.is_trusted:
        return rules.suspicion(how, of_network=0)
    rows = recent()
    of_network = _up_to(rows.filter(network_key=how.network_key), of_one_network)
    is_small = domain and domain not in rules.LARGE_PROVIDERS
    of_domain = _up_to(rows.filter(mail_domain=domain), rules.OF_ONE_MAIL_DOMAIN) if is_small else 0
    return rules.suspicion(how, of_network=of_network, of_domain=of_domain, of_one_network=of_one_network)


def _up_to(rows: QuerySet[Any], most: int) -> int:
    return len(rows.values_list("id")[:most])


def recent(model: type[G], at: datetime) -> QuerySet[G]:
    """Presses of the window, of a table whose rows say `pressed_at`."""
    return model._default_manager.filter(pressed_at__gt=at - rules.WINDOW)


def rate_is_odd(model: type[Guarded], at: datetime) -> bool:
    """Did a network or a mail provider pass its window lately? Then forms ask the browser for a small sum."""
    odd = recent(model, at).filter(suspicion__in=["network", "domain"])
    return odd.exclude(suspicion="").exists()


def standing(arrivals: Sequence[A]) -> dict[int, A]:
    """By the pk of each of one kind's arrivals: what of its mailbox and name counts,
    or was taken out after it had counted.

    One statement for all of them. What was taken out without its mailbox's yes bars nobody: a stranger may have typed
    it.
    """
    if not arrivals:
        return {}
    model = type(arrivals[0])
    settled = of(kind_of(model)).filter(
        **{f"{model.ASKED}__in": {_asked_id(one) for one in arrivals}},
        mailbox_key__in={one.mailbox_key for one in arrivals},
        state__in=[State.CONFIRMED, State.INVALIDATED],
        confirmed_at__isnull=False,
    )
    by_key = {_who(row): row for row in settled.order_by("-state")}  # of both, the one that counts
    return {one.pk: by_key[_who(one)] for one in arrivals if _who(one) in by_key}  # type: ignore[misc]


def _asked_id(arrival: Arrival) -> int:
    return int(getattr(arrival, f"{arrival.ASKED}_id"))


def _who(arrival: Arrival) -> tuple[int, str, str]:
    return _asked_id(arrival), arrival.mailbox_key, arrival.name_key


def _alike(arrival: A) -> QuerySet[A]:
    """Same ask, same mailbox. In the order of the index, or SQLite walks the whole ask."""
    asked = {f"{arrival.ASKED}_id": _asked_id(arrival), "mailbox_key": arrival.mailbox_key}
    return type(arrival)._default_manager.filter(**asked)


def others_of_mailbox(arrival: A) -> list[A]:
    """Other names that wait under the same ask with this mailbox, each by its newest press; at most twenty."""
    rows = _alike(arrival).filter(state__in=WAITING, confirmed_at=None).exclude(name_key=arrival.name_key)
    newest = {row.name_key: row for row in rows.order_by("name_key", "id")[:200]}
    return sorted(newest.values(), key=lambda row: row.pk)[:20]


def names_that_count(arrival: Arrival) -> int:
    """How many names of this mailbox count under this ask."""
    return _alike(arrival).filter(state=State.CONFIRMED).exclude(name_key=arrival.name_key).count()


def each_once(rows: QuerySet[A]) -> QuerySet[A]:
    """Of those that wait each mailbox and name once, by its newest press, and none that counts already.

    What waits for a look after its mailbox's yes is never hidden by another press.
    """
    asked, model = rows.model.ASKED, rows.model
    same = {asked: OuterRef(asked), "mailbox_key": OuterRef("mailbox_key"), "name_key": OuterRef("name_key")}
    newer = model._default_manager.filter(**same, state__in=WAITING, id__gt=OuterRef("id"))
    counted = model._default_manager.filter(**same, state=State.CONFIRMED)
    hidden = Q(confirmed_at=None) & (Q(Exists(newer)) | Q(Exists(counted)))
    return rows.filter(state__in=WAITING).exclude(hidden)


def cleared(rows: QuerySet[A]) -> QuerySet[A]:
    """Those that looked odd and count or wait all the same, because an organizer looked at them. Not one that its
    mailbox has answered since, unless it was the look that counted it."""
    waits, counted = Q(state=State.PENDING), Q(state=State.CONFIRMED, suspicion=Suspicion.MAILBOX)
    return rows.exclude(suspicion="").filter(waits | counted)


def to_remind(kind: Kind, asked: Any, at: datetime) -> QuerySet[Arrival]:
    """Who has waited for a day since the last message, by a link that lives, and was never written to again: each
    mailbox and name once. Nobody who is set aside, or was taken out after they had counted."""
    model = kind.model
    rows: QuerySet[Arrival] = model._default_manager.filter(
        **{model.ASKED: asked},
        state=State.PENDING,
        confirmed_at=None,
        asked_at__range=(at - rules.CONFIRM_WITHIN, at - rules.REMIND_AFTER),
    )
    same = {
        model.ASKED: OuterRef(model.ASKED),
        "mailbox_key": OuterRef("mailbox_key"),
        "name_key": OuterRef("name_key"),
    }
    taken_out = model._default_manager.filter(**same, state=State.INVALIDATED, confirmed_at__isnull=False)
    reminded = model._default_manager.filter(**same, reminded_at__isnull=False)
    is_open = kind.is_reminded and kind.is_open(asked, at)
    return each_once(rows).exclude(Exists(taken_out) | Exists(reminded)) if is_open else rows.none()


def reminders(kind: Kind, asked: Any) -> QuerySet[Reminder]:
    return Reminder.objects.filter(kind=kind.name, asked_key=asked.pk).order_by("-at")


def guarded() -> list[type[Guarded]]:
    """Every table that keeps a network's mark."""
    return [model for model in apps.get_models() if issubclass(model, Guarded)]


def unconfirmed_of(kind: Kind, person: Person) -> QuerySet[Arrival]:
    """What nobody said yes to, with a mailbox and name of this person: it waits, or an organizer took it out."""
    points = person.contact_points.filter(kind="email")
    rows = kind.model._default_manager.filter(confirmed_at=None)
    names = [*points.values_list("name_key", flat=True), person.name_key, ""]
    return rows.filter(mailbox_key__in=points.values("value_key"), name_key__in=names)
