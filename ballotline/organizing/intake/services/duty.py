"""Who is there: who has a case open, who is away until when; and what is late is shown to the chapter above."""

from datetime import date, datetime

from django.db import transaction

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.foundation.jobs import services as jobs
from ballotline.movement.accounts.models import Account
from ballotline.organizing.intake import queries
from ballotline.organizing.intake.models import Case, Entry, Seen, Turn
from ballotline.organizing.intake.services import threads


def look(*, case: Case, account: Account, at: datetime) -> None:
    """Their page is open at this moment."""
    Seen.objects.update_or_create(case=case, account=account, defaults={"at": at})


@transaction.atomic
def be_away(*, account: Account, until: date | None, by: Actor, at: datetime) -> None:
    """No new case comes to them until that day is over; without a day they are there."""
    Turn.objects.update_or_create(account=account, defaults={"away_until": until})
    audit.record("away" if until else "on duty", on=("account", account.public_id), by=by, at=at)


def raise_what_is_late(*, by: Actor, at: datetime) -> int:
    """Each case that is late is shown, once, to the nearest chapter above the one where it lies that has somebody to
    answer it; how many."""
    waiting = queries.late(Case.objects.exclude(chapter="").filter(raised_at=None), at)
    raised = 0
    for case in waiting.order_by("pk").iterator(500):
        jobs.still_working()
        raised += _raise(case, queries.next_above(case.chapter, at), by, at)
    return raised


@transaction.atomic
def _raise(case: Case, above: str, by: Actor, at: datetime) -> bool:
    """Not one that was answered at this very moment."""
    still_late = queries.late(Case.objects.filter(pk=case.pk, raised_at=None), at)
    if not still_late.update(raised_to=above, raised_at=at):
        return False
    threads.write(case, Entry.Kind.RAISED, by=by, at=at, verb="case raised", said=above)
    return True
