"""What waits for an organizer: what the house itself owes, and what each kind of ask declares. A sentence with a person
or thing as its subject, a reason, and where to go; what hurts first on top.

Each is asked only where its permission holds, and knows no more than that permission's reach.
"""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballotline.foundation.access.rules import Reach, Scope
from ballotline.foundation.jobs import queries as jobs
from ballotline.foundation.ui.dates import count
from ballotline.movement.mail import queries as mail
from ballotline.organizing.actions.declared import KINDS, Duties, Duty, Urgency
from ballotline.organizing.actions.today import OF_EVERY_KIND
from ballotline.record.offices import standing
from ballotline.record.offices.words import imports_of_plan, kind_in_words


def failed_mail(reach: Reach, at: datetime) -> Iterator[Duty]:
    n = mail.failed().count()
    if n:
        words = ngettext("%(n)s message could not be sent", "%(n)s messages could not be sent", n) % {"n": n}
        yield Duty(words, _("Every try failed. See why, and try again."), reverse("desk:mail") + "?state=failed", True)


def failed_jobs(reach: Reach, at: datetime) -> Iterator[Duty]:
    n = jobs.failed_count()
    if n:
        words = ngettext("%(n)s piece of work failed", "%(n)s pieces of work failed", n) % {"n": n}
        yield Duty(words, _("See what it was, and start it again."), reverse("desk:jobs"), True)


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


OF_THE_HOUSE = (
    Duties(Urgency.BROKEN, "mail.read", failed_mail),
    Duties(Urgency.BROKEN, "jobs.read", failed_jobs),
    Duties(Urgency.ODD, "offices.edit", plans_out_of_date),
)


def all_duties() -> list[Duties]:
    """Of every kind of ask and of the house, what hurts first on top."""
    of_kinds = [duties for kind in KINDS.values() for duties in kind.duties]
    return sorted([*OF_EVERY_KIND, *of_kinds, *OF_THE_HOUSE], key=lambda duties: duties.urgency)


def rows(scope: Scope, at: datetime) -> list[Duty]:
    allowed = ((scope.reach(one.permission), one) for one in all_duties() if scope.allows(one.permission))
    return [duty for reach, one in allowed for duty in one.found(reach, at)]
