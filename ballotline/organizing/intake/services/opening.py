"""A case begins, whichever way the question came in; and its person writes again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from ballotline.foundation.access.rules import SYSTEM, Actor
from ballotline.foundation.organization.queries import our_day
from ballotline.movement.mail import services as mail
from ballotline.movement.people.models import Person
from ballotline.movement.people.rules import mailbox_key, name_key
from ballotline.organizing.chapters import queries as chapters
from ballotline.organizing.chapters.models import Chapter
from ballotline.organizing.intake import queries, rules
from ballotline.organizing.intake.models import Case, CaseKind, Entry, Letter, Turn
from ballotline.organizing.intake.services import asked, threads
from ballotline.record.places.queries import place_of

State = Case.State
AN_HOUR = timedelta(hours=1)
NOTICES_AN_HOUR = 20  # a busy evening of a large chapter
KNOWN_BY_AT_MOST = 410


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What came in. Where a person is known, name and address are those that this question came with. `divisions`,
    (id, kind), are where they surely live; without, `where` says it, a ZIP code or a place as typed, else the person's
    home. `quoted` is what a mail repeats of earlier ones."""

    text: str
    subject: str = ""
    name: str = ""
    email: str = ""
    person: Person | None = None
    where: str = ""
    place: str = ""
    divisions: Sequence[tuple[str, str]] = ()
    quoted: str = ""
    message_id: str = ""
    letter: Letter | None = None

    @property
    def in_short(self) -> str:
        return rules.subject_of(self.subject) or rules.subject_of(self.text)


@transaction.atomic
def open_case(
    *,
    question: Question,
    source: str,
    by: Actor,
    at: datetime,
    kind: CaseKind | None = None,
    chapter: Chapter | None = None,
) -> Case:
    """A new case with its clock, at the chapter that serves the place, given to whoever's turn it is there.

    Without a `kind` it is guessed; without a `chapter` the place decides.
    """
    about = kind or queries.kind_guessed(f"{question.subject}\n{question.text}", asked.ours())
    served = chapter or _serving(question, at)
    case = Case.objects.create(
        kind=about,
        subject=question.in_short,
        person=question.person,
        name=question.name,
        email=question.email,
        mailbox_key=mailbox_key(question.email) if question.email else "",
        found_by=_known_by(question.name, question.in_short),
        place=question.place or _town(question.where),
        chapter=served.key if served else "",
        letter=question.letter,
        source=source,
        opened_at=at,
        due_at=rules.due(at, hours=about.answer_within),
    )
    _hear(case, question, by, at, verb="case opened")
    give_in_turn(case, at)
    return case


def _serving(question: Question, at: datetime) -> Chapter | None:
    """Which chapter answers for the place; None is the organization itself."""
    if not chapters.exist():
        return None
    if question.divisions:
        return chapters.serving(question.divisions)
    if question.where:
        return chapters.serving_place(question.where, our_day(at))
    return chapters.answering_at_home_of(question.person, our_day(at)) if question.person else None


def _known_by(*texts: str) -> str:
    return "".join(f" {word}" for text in texts for word in name_key(text).split())[:KNOWN_BY_AT_MOST]


def _town(where: str) -> str:
    place = place_of(where) if where else None
    return f"{place.town}, {place.state}" if place else where


def _hear(case: Case, question: Question, by: Actor, at: datetime, *, verb: str) -> Entry:
    said = {"text": question.text, "quoted": question.quoted, "message_id": question.message_id}
    return threads.write(case, Entry.Kind.IN, by=by, at=at, verb=verb, **said)


def give_in_turn(case: Case, at: datetime) -> None:
    """To whoever waits the longest for one of those on duty; to nobody where nobody is, and Today says so."""
    owner = rules.next_in_turn(queries.on_duty(case.chapter, at))
    threads.put(case, owner=owner)
    if owner:
        Turn.objects.update_or_create(account=owner, defaults={"given_at": at})
        tell_owner(case, at)


def tell_owner(case: Case, at: datetime) -> None:
    """By mail, with a link and the hour, once for each time that it becomes theirs to answer. Beyond so many an hour
    Today alone says it: whoever writes to us without end fills nobody's mailbox."""
    owner = case.owner
    if owner and queries.notices_to(owner, since=at - AN_HOUR) < NOTICES_AN_HOUR:
        about = f"{case.public_id.hex}.{owner.public_id.hex}"
        mail.send("intake.YoursToAnswer", to=owner.email, about=about, at=at, key=f"case {about} {at.timestamp()}")


@transaction.atomic
def heard_again(*, case: Case, question: Question, by: Actor, at: datetime) -> Entry:
    """Its person writes again: what waited for them is ours again and what was done is open again, each with its clock
    anew. Whoever writes an answer at this moment is told."""
    entry = _hear(case, question, by, at, verb="case: wrote again")
    Case.objects.filter(pk=case.pk).update(version=F("version") + 1)
    if case.state in (State.WAITING, State.DONE):
        state = State.OPEN if case.state == State.WAITING else State.REOPENED
        due = rules.due(at, hours=case.kind.answer_within)
        threads.put(case, state=state, done_at=None, due_at=due, **threads.NOT_RAISED)
        if case.owner and queries.answers_now(case.owner, case.chapter, at):
            tell_owner(case, at)
        else:
            give_in_turn(case, at)
            threads.write_owner(case, by=SYSTEM, at=at)
    return entry
