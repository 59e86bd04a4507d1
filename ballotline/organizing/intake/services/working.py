"""What an organizer does with a case: answer, note, give, take, close, open again; and the way back of each deed that
changed nothing but our own rows."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.movement.accounts.models import Account
from ballotline.movement.mail import services as mail
from ballotline.organizing.intake import queries, rules
from ballotline.organizing.intake.models import Case, Entry, LedTo, Turn
from ballotline.organizing.intake.services import NoMailbox, WrittenMeanwhile, threads
from ballotline.organizing.intake.services.opening import tell_owner

State, Kind = Case.State, Entry.Kind
MEANWHILE = (Kind.IN, Kind.OUT, Kind.CLOSED, Kind.NOT_OURS)


@transaction.atomic
def answer(*, case: Case, text: str, closes: bool, version: int, by: Account, at: datetime) -> Entry:
    """Leaves as mail. Afterwards it is done, or waits for the other side. A case of nobody's is now the answerer's.

    `version` is that of the page on which it was written. Raises WrittenMeanwhile or NoMailbox.
    """
    if not case.email:
        raise NoMailbox
    _next_version(case, version)
    actor = _actor(by)
    entry = threads.write(case, Kind.OUT, by=actor, at=at, verb="case answered", text=text)
    if case.owner_id is None:
        threads.put(case, owner=by)
    about = entry.public_id.hex
    mail.send("intake.Answer", to=case.email, about=about, at=at, key=f"case answer {about}", person=case.person)
    threads.put(case, state=State.WAITING, done_at=None)  # to this goes back who takes the closing back
    if closes:
        _close(case, Kind.CLOSED, actor, at)
    return entry


def _actor(account: Account) -> Actor:
    return Actor.account(account.public_id, str(account))


def _next_version(case: Case, version: int) -> None:
    """Of two answers at the same moment one goes on."""
    if not Case.objects.filter(pk=case.pk, version=version).update(version=F("version") + 1):
        raise WrittenMeanwhile(queries.last_word(case, of=MEANWHILE))
    case.version = version + 1


@transaction.atomic
def close(*, case: Case, by: Actor, at: datetime, is_ours: bool = True) -> Entry | None:
    """Done, without an answer; or not for us, and nobody is written to. None where it was done already."""
    if case.state == State.DONE:
        return None
    Case.objects.filter(pk=case.pk).update(version=F("version") + 1)
    return _close(case, Kind.CLOSED if is_ours else Kind.NOT_OURS, by, at)


def _close(case: Case, kind: str, by: Actor, at: datetime) -> Entry:
    before = threads.as_it_is(case)
    threads.put(case, state=State.DONE, done_at=at)
    return threads.write(case, kind, by=by, at=at, verb="case closed", before=before)


@transaction.atomic
def reopen(*, case: Case, by: Actor, at: datetime) -> Entry | None:
    """Ours to answer again, with its clock anew. None where it is ours already."""
    if case.is_our_turn:
        return None
    before = threads.as_it_is(case)
    due = rules.due(at, hours=case.kind.answer_within)
    threads.put(case, state=State.REOPENED, done_at=None, due_at=due, **threads.NOT_RAISED)
    return threads.write(case, Kind.REOPENED, by=by, at=at, verb="case opened again", before=before)


@transaction.atomic
def give(*, case: Case, to: Account, by: Actor, at: datetime) -> Entry | None:
    """Theirs to answer from now on; who takes it themselves is not written to. None where it is theirs already."""
    if case.owner_id == to.pk:
        return None
    before = threads.as_it_is(case)
    threads.put(case, owner=to, state=State.OPEN if case.state == State.NEW else case.state)
    Turn.objects.update_or_create(account=to, defaults={"given_at": at})
    if by.id != str(to.public_id):
        tell_owner(case, at)
    return threads.write(case, Kind.GIVEN, by=by, at=at, verb="case given", said=str(to.public_id), before=before)


@transaction.atomic
def note(*, case: Case, text: str, by: Actor, at: datetime) -> Entry:
    """For ourselves; the person can ask to read it."""
    if case.state == State.NEW:
        threads.put(case, state=State.OPEN)
    return threads.write(case, Kind.NOTE, by=by, at=at, verb="case noted", text=text)


@transaction.atomic
def lead_to(*, case: Case, ref: tuple[str, object], by: Actor, at: datetime) -> LedTo:
    """What came of it. Twice is once."""
    kind, id_ = ref[0], str(ref[1])
    made, is_new = LedTo.objects.get_or_create(case=case, kind=kind, object_id=id_, defaults={"at": at})
    if is_new:
        audit.record("case led to", on=case.ref, by=by, at=at, fields=[kind])
    return made


@transaction.atomic
def lead_elsewhere(*, led_to: LedTo, by: Actor, at: datetime) -> None:
    """It did not come of it."""
    audit.record("case did not lead to", on=led_to.case.ref, by=by, at=at, fields=[led_to.kind])
    led_to.delete()


@transaction.atomic
def undo(*, entry: Entry, by: Actor, at: datetime) -> bool:
    """Takes the last deed back, as long as nobody has written since. Did it?"""
    case = Case.objects.select_for_update().get(pk=entry.case_id)
    if queries.may_be_undone(case) != entry:
        return False
    Entry.objects.filter(pk=entry.pk).update(undone_at=at)
    before = threads.as_it_was(entry)
    begins_anew = threads.NOT_RAISED if before["chapter"] != case.chapter else {}
    threads.put(case, **before, **begins_anew, version=case.version + 1)
    audit.record("case: taken back", on=case.ref, by=by, at=at, fields=[entry.kind])
    return True
