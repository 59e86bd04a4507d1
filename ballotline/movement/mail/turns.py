"""Whose turn it is: which of the waiting messages the next batch takes, and in which order they leave.

Codes first; of what is below them each lane a few for sure, then by urgency. Within a lane the oldest first, but no
provider keeps those of others waiting: each has a share while others wait, and leaves in turn with them. Little is due
mostly, and then one look is all; a full outbox costs one walk of an index a lane, and some where a provider stands out.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from ballotline.movement.mail import rules, wire
from ballotline.movement.mail.models import Message
from ballotline.movement.mail.queries import due, putting_off
from ballotline.movement.mail.words import Lane

LATER = (Lane.NOTICES, Lane.BROADCASTS)  # what can wait while a provider puts us off
SURE_BELOW_CODES = rules.SURE_PLACES * (len(Lane) - 1)

# Where the walk over the providers of a lane stopped, so that the next batch of this process goes on behind it.
_walked_to: dict[int, str] = {}


class Waiting(NamedTuple):
    id: int
    lane: int
    mail_domain: str


def next_batch(at: datetime) -> list[int]:
    """The ids of the messages that leave next, in their order."""
    lanes = dict(_lanes(at))
    codes = lanes.pop(Lane.CODES, [])
    sure = [one for some in lanes.values() for one in some[: rules.SURE_PLACES]]
    more = [one for some in lanes.values() for one in some[rules.SURE_PLACES :]]
    batch = [*codes[: rules.BATCH - len(sure)], *sure, *more]
    return [one.id for one in batch[: rules.BATCH]]


def _lanes(at: datetime) -> Iterator[tuple[int, list[Waiting]]]:
    """What is due in each lane, the most urgent lane first, each in its turn."""
    lane = 0
    while oldest := _some(due(at).filter(lane__gt=lane).order_by("lane", "due_at", "id"), rules.BATCH):
        has_more = len(oldest) == rules.BATCH
        for lane, some in groupby(oldest, key=lambda one: one.lane):
            yield lane, _in_turn(lane, list(some), at, has_more=has_more and lane == oldest[-1].lane)
        if not has_more:
            return


def _some(messages: QuerySet[Message], most: int) -> list[Waiting]:
    return [Waiting(*row) for row in messages.values_list("id", "lane", "mail_domain")[:most]]


def _in_turn(lane: int, oldest: list[Waiting], at: datetime, *, has_more: bool) -> list[Waiting]:
    """In turn by provider. Where one has more than its share, or is left alone, those behind it come forward."""
    left_alone = putting_off(at) if lane in LATER else set()
    within, beyond = rules.in_turn(one for one in oldest if one.mail_domain not in left_alone)
    if has_more and len(within) < len(oldest):
        skipped = left_alone | {one.mail_domain for one in beyond}
        known = {one.id for one in within}
        behind = _behind(due(at).filter(lane=lane), lane, skipped, len(oldest) - len(within))
        within, more = rules.in_turn([*within, *(one for one in behind if one.id not in known)])
        beyond = [*more, *beyond]
    return [*within, *beyond]


def _behind(waiting: QuerySet[Message], lane: int, skipped: set[str], room: int) -> list[Waiting]:
    """Messages to other providers, some of each in the order of their names, from where the last walk stopped."""
    start = _walked_to.get(lane, min(skipped))
    found: list[Waiting] = []
    for behind, part in ((start, waiting), ("", waiting.filter(mail_domain__lt=start))):
        for some in _walk(part, behind):
            found += [one for one in some if one.mail_domain not in skipped]
            _walked_to[lane] = some[-1].mail_domain
            if len(found) >= room:
                return found[:room]
    return found


def _walk(waiting: QuerySet[Message], behind: str) -> Iterator[list[Waiting]]:
    """Each look begins behind the last provider seen, however many messages to it wait."""
    by_provider = waiting.order_by("mail_domain", "due_at", "id")
    while some := _some(by_provider.filter(mail_domain__gt=behind), rules.OF_ONE_PROVIDER):
        yield some
        behind = some[-1].mail_domain


class Turns:
    """Which of a batch still has its turn while the batch leaves."""

    def __init__(self) -> None:
        self.began = timezone.now()
        self.lower = 0
        self.put_off: Counter[str] = Counter()

    def has_time(self, message: Message) -> bool:
        """A code always; what is below has some seconds, and the few places that are its own for sure."""
        if message.lane == Lane.CODES:
            return True
        self.lower += 1
        return self.lower <= SURE_BELOW_CODES or timezone.now() - self.began < rules.LOWER_LANES_HAVE

    def waits_for_its_provider(self, message: Message) -> bool:
        return message.lane in LATER and self.put_off[message.mail_domain] >= rules.PUT_OFF_AT_MOST

    def note(self, message: Message, problem: Exception) -> None:
        self.put_off[message.mail_domain] += wire.is_their_trouble(problem)
