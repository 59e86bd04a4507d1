"""What a case is about, where it lies, and the words that organizers put on it."""

from datetime import datetime

from django.db import transaction

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.movement.people.rules import name_key
from ballotline.organizing.chapters.models import Chapter
from ballotline.organizing.intake import rules
from ballotline.organizing.intake.models import Case, CaseKind, CaseTag, Entry
from ballotline.organizing.intake.services import threads
from ballotline.organizing.intake.services.opening import give_in_turn

TAG_AT_MOST = 60


@transaction.atomic
def set_kind(*, case: Case, kind: CaseKind, by: Actor, at: datetime) -> Entry | None:
    """It is about something else than was guessed; what nobody answered yet has that kind's hours since it came."""
    if case.kind_id == kind.pk:
        return None
    before = threads.as_it_is(case)
    threads.put(case, kind=kind)
    if case.state in (Case.State.NEW, Case.State.OPEN):
        threads.put(case, due_at=rules.due(case.opened_at, hours=kind.answer_within))
    return threads.write(case, Entry.Kind.KIND, by=by, at=at, verb="case sorted", said=kind.slug, before=before)


@transaction.atomic
def move(*, case: Case, to: Chapter | None, by: Actor, at: datetime) -> Entry | None:
    """To another chapter, or to the organization, and there to whoever's turn it is. None where it lies there."""
    key = to.key if to else ""
    if case.chapter == key:
        return None
    before = threads.as_it_is(case)
    threads.put(case, chapter=key, **threads.NOT_RAISED)
    give_in_turn(case, at)
    return threads.write(case, Entry.Kind.MOVED, by=by, at=at, verb="case moved", said=key, before=before)


@transaction.atomic
def tag(*, case: Case, name: str, by: Actor, at: datetime) -> CaseTag | None:
    """The same word twice is one. None for no word."""
    tidy = " ".join(name.replace("\x00", "").split())[:TAG_AT_MOST]
    if not tidy:
        return None
    made, is_new = CaseTag.objects.get_or_create(case=case, name_key=name_key(tidy), defaults={"name": tidy})
    if is_new:
        audit.record("case tagged", on=case.ref, by=by, at=at)
    return made


@transaction.atomic
def untag(*, tag: CaseTag, by: Actor, at: datetime) -> None:
    audit.record("case untagged", on=tag.case.ref, by=by, at=at)
    tag.delete()
