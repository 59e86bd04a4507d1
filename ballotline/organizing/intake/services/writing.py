"""The sheets that people write to us on, and what a message means once the mailbox's owner has confirmed it."""

from datetime import datetime, timedelta

from ballotline.foundation.access.rules import VISITOR, Actor
from ballotline.organizing.intake import queries
from ballotline.organizing.intake.models import Case, CaseKind, Letter, Message
from ballotline.organizing.intake.services.opening import Question, open_case

SLUG_AT_MOST = 32
FORGET_AFTER = timedelta(days=60)  # what was never confirmed is forgotten before


def letter_for(*, kind: CaseKind, press: str, at: datetime) -> Letter:
    """A new sheet; the same press again, by its key, has the same. Without a key each has its own."""
    if not press:
        return Letter.objects.create(about=kind, at=at)
    return Letter.objects.get_or_create(slug=press[:SLUG_AT_MOST], defaults={"about": kind, "at": at})[0]


def letter_named(slug: str) -> Letter | None:
    return Letter.objects.select_related("about").filter(slug=slug).first()


def receive(message: Message, at: datetime) -> None:
    """What counting a message means: a case, once. What was written under "something else" is guessed."""
    letter, person = message.letter, message.person
    if queries.written_by(message):
        return
    open_case(
        question=Question(
            text=message.text,
            name=message.name,
            email=message.email,
            person=person,
            where=message.zip_code,
            letter=letter,
        ),
        kind=None if letter.about.slug == queries.OTHER else letter.about,
        source=Case.Source.FORM,
        by=Actor.person(person.public_id) if person else VISITOR,
        at=at,
    )


def forget_letters(*, at: datetime) -> int:
    """Sheets on which nothing stands any more; how many."""
    empty = Letter.objects.filter(at__lt=at - FORGET_AFTER, messages=None, cases=None)
    return empty.delete()[0]
