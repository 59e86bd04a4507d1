"""Who is there: who has a case open, who is away until when; what is late is shown to the chapter above, and what lies
with somebody or some chapter that answers no more goes on."""

from datetime import date, datetime

from django.db import transaction

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.foundation.jobs import services as jobs
from ballotline.movement.accounts.models import Account
from ballotline.organizing.intake import queries, rules
from ballotline.organizing.intake.models import Case, Entry, Seen, Turn
from ballotline.organizing.intake.services import threads
from ballotline.organizing.intake.services.opening import give_in_turn


def look(*, case: Case, account: Account, at: datetime) -> None:
    """Their page is open at this moment."""
    Seen.objects.update_or_create(case=case, account=account, defaults={"at": at})


@transaction.atomic
def be_away(*, account: Account, until: date | None, by: Actor, at: datetime) -> None:
    """No new case comes to them until that day is over; without a day they are there."""
    Turn.objects.update_or_create(account=account, defaults={"away_until": until})
    audit.record("away" if until else "on duty", on=("account", account.public_id), by=by, at=at)


def raise_what_is_late(*, by: Actor, at: datetime) -> int:
    """Each case that is late is shown to the nearest chapter above the one where it lies that has somebody to answer
    it; still late after as many hours again, to the next above that one, up to the organization. How many."""
    raised = 0
    for case in queries.to_be_raised(at).order_by("pk").iterator(500):
        jobs.still_working()
        if case.raised_at is None or rules.due(case.raised_at, hours=case.kind.answer_within) < at:
            raised += _raise(case, queries.next_above(case, at), by, at)
    return raised


@transaction.atomic
def _raise(case: Case, above: str, by: Actor, at: datetime) -> bool:
    """Not one that was answered at this very moment."""
    still_late = queries.late(Case.objects.filter(pk=case.pk, raised_at=case.raised_at), at)
    if not still_late.update(raised_to=above, raised_at=at):
        return False
    threads.write(case, Entry.Kind.RAISED, by=by, at=at, verb="case raised", said=above)
    return True


def pass_on(*, by: Actor, at: datetime) -> int:
    """What lies with a chapter that was dissolved goes to the one that took it in, else to the one above; what lies
    with somebody who answers there no more, whose term is over say, goes to whoever's turn it is. How many."""
    passed = 0
    for chapter in queries.where_cases_stand():
        jobs.still_working()
        place, answers = queries.place_after(chapter), queries.may_answer(chapter, at)
        for case in queries.to_be_passed_on(chapter, answers, all_of_them=place != chapter).iterator(500):
            jobs.still_working()
            passed += _pass_on(case, place, by, at)
    return passed


@transaction.atomic
def _pass_on(case: Case, place: str, by: Actor, at: datetime) -> bool:
    """Not one that somebody took or closed at this very moment. What stays where it lies is shown above as before."""
    moves = place != case.chapter
    unchanged = Case.objects.filter(pk=case.pk, chapter=case.chapter, owner=case.owner, state=case.state)
    if not unchanged.update(chapter=place, owner=None, **(threads.NOT_RAISED if moves else {})):
        return False
    case.chapter, case.owner = place, None
    if moves:
        threads.write(case, Entry.Kind.MOVED, by=by, at=at, verb="case moved", said=place)
    if case.is_our_turn:
        give_in_turn(case, at)
    threads.write_owner(case, by=by, at=at)
    return True
