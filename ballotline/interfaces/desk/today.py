"""What waits for an organizer: cases, what the house itself owes, and what each kind of ask declares. A sentence with a
person or thing as its subject, a reason, a clock, and where to go; what hurts first on top. What was just done leads on
to the next of it.

Each is asked only where its permission holds, and knows no more than that permission's reach.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ballotline.foundation.access.doors import scope_of
from ballotline.foundation.access.rules import Reach, Scope
from ballotline.foundation.jobs import queries as jobs
from ballotline.foundation.ui.dates import count
from ballotline.foundation.ui.duties import Duties, Duty, Urgency
from ballotline.foundation.ui.seams import Next
from ballotline.interfaces.desk.set_up import next_task
from ballotline.movement.accounts.today import DUTIES as BY_TWO
from ballotline.movement.mail import queries as mail
from ballotline.movement.mail import standing as mail_standing
from ballotline.organizing.actions.declared import KINDS
from ballotline.organizing.actions.today import OF_EVERY_KIND
from ballotline.organizing.actions.words import since
from ballotline.organizing.chapters.today import DUTIES as OF_CHAPTERS
from ballotline.organizing.intake.today import DUTIES as OF_CASES
from ballotline.record.offices import standing
from ballotline.record.offices.words import imports_of_plan, kind_in_words

LOOKED_AT = 5  # failed messages, for one that can be sent again
# A mailbox that is none never takes its message: after two weeks, as long as a link is good, it is a row of the list
STANDS_FOR = timedelta(days=14)


def failed_mail(reach: Reach, at: datetime) -> Iterator[Duty]:
    found = mail.failed().filter(queued_at__gt=at - STANDS_FOR).aggregate(n=Count("pk"), oldest=Min("queued_at"))
    n = found["n"]
    if n:
        words = ngettext("%(n)s message could not be sent", "%(n)s messages could not be sent", n) % {"n": n}
        yield Duty(words, _("Every try failed. See why, and try again."), _where_to_try(at), since(found["oldest"], at))


def _where_to_try(at: datetime) -> str:
    """The question that sends the newest again which can be; the list, where none can."""
    tried = (one for one in mail.failed()[:LOOKED_AT] if not mail_standing.why_not_again(one, at))
    first = next(tried, None)
    return reverse("desk:mail_again", args=[first.public_id]) if first else reverse("desk:mail") + "?state=failed"


def failed_jobs(reach: Reach, at: datetime) -> Iterator[Duty]:
    n = jobs.failed_count()
    if n:
        words = ngettext("%(n)s piece of work failed", "%(n)s pieces of work failed", n) % {"n": n}
        yield Duty(words, _("See what it was, and start it again."), reverse("desk:jobs"))


def plans_out_of_date(reach: Reach, at: datetime) -> Iterator[Duty]:
    """Districts whose last day is over with nothing after it, or of an earlier Congress."""
    on = timezone.localdate(at)
    plans = standing.stale_plans(on)
    n = len(plans)
    if n:
        words = ngettext("%(n)s plan of districts is out of date", "%(n)s plans of districts are out of date", n)
        first, command = plans[0], next(imports_of_plan(plans[0], on))
        said = {"kind": kind_in_words(first.kind), "plan": first.label, "command": command}
        why = _("%(kind)s, %(plan)s. Bring in a newer one: %(command)s") % said
        yield Duty(words % {"n": count(n)}, why, reverse("offices_desk:index"))


WAITS_AS = {
    Urgency.BROKEN: gettext_lazy("broken"),
    Urgency.LATE: gettext_lazy("late"),
    Urgency.DUE_TODAY: gettext_lazy("due today"),
    Urgency.NEW: gettext_lazy("new"),
    Urgency.MINE: gettext_lazy("mine"),
    Urgency.NEWS: gettext_lazy("news"),
    Urgency.ODD: gettext_lazy("to look at"),
    Urgency.BY_A_DAY: gettext_lazy("closing soon"),
    Urgency.IN_TIME: gettext_lazy("in time"),
}

OF_THE_HOUSE = (
    Duties(Urgency.BROKEN, "mail.read", failed_mail),
    Duties(Urgency.BROKEN, "jobs.read", failed_jobs),
    Duties(Urgency.ODD, "offices.edit", plans_out_of_date),
)


def all_duties() -> list[Duties]:
    """Of cases, of every kind of ask, of chapters and of the house, what hurts first on top."""
    of_kinds = [duties for kind in KINDS.values() for duties in kind.duties]
    found = [*OF_CASES, *OF_EVERY_KIND, *of_kinds, *OF_CHAPTERS, *BY_TWO, *OF_THE_HOUSE]
    return sorted(found, key=lambda duties: duties.urgency)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of Today, and what it waits as."""

    urgency: Urgency
    duty: Duty

    @property
    def is_bad(self) -> bool:
        return self.urgency in (Urgency.BROKEN, Urgency.LATE)

    @property
    def waits_as(self) -> str:
        return str(WAITS_AS[self.urgency])


def rows(scope: Scope, at: datetime, me: str = "") -> list[Row]:
    """`me` is the public id of whose Today it is."""
    allowed = ((scope.reach(one.permission), one) for one in all_duties() if scope.allows(one.permission))
    return [Row(one.urgency, duty) for reach, one in allowed for duty in one.of(reach, at, me)]


def rows_of(request: HttpRequest, at: datetime) -> list[Row]:
    """What waits for whoever asks."""
    return rows(scope_of(request), at, me_of(request))


def me_of(request: HttpRequest) -> str:
    return str(getattr(request.user, "public_id", ""))


@dataclass(frozen=True, slots=True)
class Narrowed:
    """ "3 late", and the name of that filter in an address."""

    n: int
    words: str
    name: str


def filters(found: Sequence[Row]) -> list[Narrowed]:
    """In the order of the list, those under which something waits."""
    counts = Counter[Urgency]()
    for row in found:
        counts[row.urgency] += row.duty.stands_for
    return [Narrowed(counts[one], str(WAITS_AS[one]), one.name.lower()) for one in Urgency if counts[one]]


def how_many(found: Sequence[Row]) -> int:
    return sum(row.duty.stands_for for row in found)


def only(found: Sequence[Row], name: str) -> list[Row]:
    """All of them for a name that nothing waits as."""
    return [row for row in found if row.urgency.name.lower() == name] or list(found)


def what_is_next(request: HttpRequest) -> Next | None:
    """On a page of the set-up list its next; elsewhere what Today asks for first on another page."""
    return next_task(request) or _next_that_waits(request)


def _next_that_waits(request: HttpRequest) -> Next | None:
    found = rows_of(request, timezone.now()) if scope_of(request).allows("desk.enter") else []
    asked = [row.duty for row in found if row.urgency != Urgency.NEWS]
    others = [duty for duty in asked if duty.url.partition("?")[0] != request.path]
    return Next(others[0].words, others[0].url) if others else None
