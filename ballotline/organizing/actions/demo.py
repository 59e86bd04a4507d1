"""What the kinds give to the invented town of the demo. Each builds its own part in its module `demo`, if it has one.

Such a module has `build(town)`, and `before_removal(asks)` where the kind keeps rows beside the common ones; it may
return what is to be done after the commit. Everything else goes by the flag that an ask of the demo carries.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import reduce
from importlib import import_module
from importlib.util import find_spec
from itertools import chain
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.timezone import localdate

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.organization.queries import our_zone
from ballotline.foundation.ui import dates
from ballotline.movement.arrivals import declared as ways_in
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.models import Arrival
from ballotline.movement.arrivals.queries import as_typed
from ballotline.movement.arrivals.rules import Circumstances, Typed
from ballotline.organizing.actions import services
from ballotline.organizing.actions.declared import KINDS, Kind
from ballotline.organizing.actions.models import Action

Afterwards = list[Callable[[], None]]
Townsperson = tuple[str, str, str]  # name, address, ZIP code
TRUSTED = Circumstances(is_trusted=True)
DAY = timedelta(days=1)
TUESDAY = 1
# How the council's vote on the crossing went, and where that stands
CROSSING_VOTE = {
    "words": "The council voted 6 to 1 to build the crossing.",
    "source": "Minutes of the council meeting",
}


def _tuesday_from(day: date) -> date:
    return day + timedelta(days=(TUESDAY - day.weekday()) % 7)


@dataclass(frozen=True, slots=True)
class Town:
    """`crowd` has no end and no two alike, `at` is the town's today. `subjects` are the asks that were the first of
    their subject.

    What happens in it happens once: every kind asks here for its day. The council meets on Tuesdays.
    """

    crowd: Iterator[Townsperson]
    by: Actor
    at: datetime
    subjects: dict[str, Action] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return localdate(self.at, our_zone())

    @property
    def vote(self) -> date:
        """On the budget, and with it on the library."""
        return _tuesday_from(self.today + timedelta(days=36))

    @property
    def hearing(self) -> date:
        return self.vote - timedelta(days=28)

    @property
    def crossing_vote(self) -> date:
        return _tuesday_from(self.today - timedelta(days=64))

    def moment(self, day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour), our_zone())

    def told(self, text: str) -> str:
        """With the days of what the text names."""
        for name, day in (("{vote}", self.vote), ("{hearing}", self.hearing)):
            text = text.replace(name, dates.day(day, today=self.today))
        return text

    def published(
        self, kind: str, fields: dict[str, Any], *, at: datetime, written: timedelta = timedelta(), subject: str = ""
    ) -> Any:
        """An ask, open since `at`, written so long before. It goes with the first of its subject."""
        said = {name: self.told(value) if isinstance(value, str) else value for name, value in fields.items()}
        said["goes_with"] = self.subjects.get(subject)
        ask = services.draft(kind, fields=said, by=self.by, at=at - written)
        services.step(ask, "publish", by=self.by, at=at)
        if subject:
            self.subjects.setdefault(subject, ask.action)
        return ask

    def takes_part(self, ask: Any, *, at: datetime, **own: Any) -> Arrival:
        """The next of the crowd, with the mailbox's yes; `own` is what only this kind asks for."""
        name, email, zip_code = next(self.crowd)
        typed = Typed(name=name, email=email, zip_code=zip_code, own=own)
        arrival: Arrival = services.take_part(ask, typed=typed, how=TRUSTED, at=at)
        return arrivals.confirm(arrival=arrival, shown=as_typed(arrival), at=at)


def _module(kind: Kind) -> Any:
    name = f"{apps.get_app_config(kind.name).name}.demo"
    return import_module(name) if find_spec(name) else None


def build(town: Town) -> None:
    """In the order of the menus."""
    for module in filter(None, map(_module, KINDS.values())):
        module.build(town)


def remove() -> Afterwards:
    """The demo's asks of every kind go, with everybody who took part. What is left to be done after the commit."""
    return list(chain.from_iterable(map(_remove, KINDS.values())))


def _remove(kind: Kind) -> Afterwards:
    asks = kind.model._default_manager.filter(action__is_demo=True)
    prepare = getattr(_module(kind), "before_removal", None)
    afterwards = prepare(asks) if prepare else None
    for came_in in [one.model for one in ways_in.KINDS.values() if one.model._meta.app_label == kind.name]:
        came_in._default_manager.filter(**{f"{came_in.ASKED}__in": asks}).delete()
    actions = list(asks.values_list("action", flat=True))
    asks.delete()
    Action.objects.filter(pk__in=actions).delete()
    return afterwards or []


def asks_by_kind() -> dict[str, int]:
    """How many asks of the demo there are, by the kind's name; without kinds that have none."""
    found = Action.objects.filter(is_demo=True).values_list("kind").annotate(n=Count("pk"))
    return {name: n for name, n in found.order_by("kind") if name in KINDS}


def taking_part() -> int:
    """How many came in by them, counted or not."""
    models = [kind.people for kind in KINDS.values() if kind.people]
    return sum(one._default_manager.filter(**{f"{one.ASKED}__action__is_demo": True}).count() for one in models)


def takes_part_in_anything() -> Q:
    """For a question about people: who takes part in an ask of any kind."""
    models = [kind.people for kind in KINDS.values() if kind.people]
    rows = [model._default_manager.filter(person=OuterRef("pk")) for model in models]
    return reduce(or_, (Q(Exists(one)) for one in rows), Q(pk__in=[]))
