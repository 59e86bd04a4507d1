"""How many still wait for their message, by mail provider and day, over every way in:
that is how one that blocks us is found.

Aggregates only. A provider that few use stands with the others, since its name may be a person's.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from ballotline.movement.arrivals import queries, rules
from ballotline.movement.arrivals.declared import KINDS
from ballotline.movement.arrivals.models import Arrival, Suspicion
from ballotline.movement.arrivals.rules import NOBODY, Share

Shares = dict[str, dict[date, Share]]


@dataclass(frozen=True, slots=True)
class Provider:
    """`domain` as typed after the @, "" for the others together. `by_day` goes from the oldest day to today."""

    domain: str
    week: Share
    by_day: tuple[Share, ...]
    rest: Share

    @property
    def stands_out(self) -> bool:
        return bool(self.domain) and rules.stands_out(self.week, self.rest)


@dataclass(frozen=True, slots=True)
class Week:
    days: tuple[date, ...]
    providers: tuple[Provider, ...]
    all: Share

    @property
    def standing_out(self) -> list[Provider]:
        return [provider for provider in self.providers if provider.stands_out]


def week(*, at: datetime, zone: tzinfo) -> Week:
    """The last seven days on the clock of `zone`, without the last hour: mail takes its time. The most used first."""
    today = at.astimezone(zone).date()
    days = tuple(today - timedelta(days=back) for back in reversed(range(rules.PROVIDERS_FOR)))
    shares = _put_together(_shares(days[0], at, zone))
    everybody = sum((share for by_day in shares.values() for share in by_day.values()), NOBODY)
    found = (_provider(domain, by_day, days, everybody) for domain, by_day in shares.items())
    providers = sorted(found, key=lambda one: (one.domain == "", -one.week.pressed, one.domain))
    return Week(days, tuple(providers), everybody)


def _provider(domain: str, by_day: dict[date, Share], days: tuple[date, ...], everybody: Share) -> Provider:
    its = sum(by_day.values(), NOBODY)
    return Provider(domain, its, tuple(by_day.get(day, NOBODY) for day in days), everybody - its)


def _put_together(shares: Shares) -> Shares:
    """Those that few use become one."""
    found: Shares = defaultdict(lambda: defaultdict(lambda: NOBODY))
    for domain, by_day in shares.items():
        few = sum(by_day.values(), NOBODY).pressed < rules.PROVIDER_NAMED_FROM
        for day, share in by_day.items():
            found["" if few else domain][day] += share
    return found


def _shares(first: date, at: datetime, zone: tzinfo) -> Shares:
    found: Shares = defaultdict(lambda: defaultdict(lambda: NOBODY))
    since = datetime.combine(first, time(), tzinfo=zone)
    for kind in KINDS.values():
        pressed = kind.model._default_manager.filter(pressed_at__range=(since, at - rules.MAIL_TAKES))
        for rows, waits in _each_once(pressed.exclude(suspicion=Suspicion.HONEYPOT)):
            by_day = (
                rows.annotate(day=TruncDate("pressed_at", tzinfo=zone)).order_by().values_list("mail_domain", "day")
            )
            for domain, day, n in by_day.annotate(n=Count("pk")):
                found[domain][day] += Share(n, n if waits else 0)
    return found


def _each_once(pressed: QuerySet[Arrival]) -> Iterator[tuple[QuerySet[Arrival], bool]]:
    """(rows, do they wait): each mailbox and name once. Who counts on their word never heard from us either."""
    answered = pressed.filter(confirmed_at__isnull=False)
    yield answered.filter(confirmed_by=Arrival.ConfirmedBy.MAIL), False
    yield answered.filter(confirmed_by=Arrival.ConfirmedBy.WORD), True
    yield queries.each_once(pressed.filter(confirmed_at=None)), True
