"""The verbs that only forms have: keep the files of a press beside it, and what begins with answers that count."""

from datetime import date, datetime

from ballotline.foundation.access.rules import VISITOR, Actor
from ballotline.foundation.organization.queries import our_day
from ballotline.movement.arrivals.models import Suspicion
from ballotline.organizing.actions.kinds.form.models import Enclosure, Submission
from ballotline.organizing.actions.kinds.form.rules import answers_in
from ballotline.organizing.chapters.queries import of_keys, serving_place
from ballotline.organizing.intake.models import Case
from ballotline.organizing.intake.services.opening import Question, open_case


def enclose(submission: Submission) -> None:
    """Stores what was sent with this press. What a bot sends is not kept."""
    if submission.suspicion == Suspicion.HONEYPOT:
        return
    rows = [
        Enclosure(submission=submission, key=key, name=sent.name, content=sent.content)
        for key, sent in submission.sent.items()
    ]
    Enclosure.objects.bulk_create(rows)


def counted(submission: Submission, at: datetime) -> None:
    """The mailbox's owner said yes, or an organizer heard it: what becomes of the answers begins here.

    A file that its owner did not send along goes, and with it whatever nobody but the owner could say.
    """
    named = {answer.question.key for answer in answers_in(submission.answers) if answer.question.kind == "file"}
    submission.enclosures.exclude(key__in=named).delete()
    open_case(
        question=_question(submission, at),
        source=Case.Source.FORM,
        by=Actor.person(submission.person.public_id) if submission.person else VISITOR,
        at=at,
        chapter=of_keys([submission.form.action.chapter]).get(submission.form.action.chapter),
    )


def _question(submission: Submission, at: datetime) -> Question:
    """What a case says of it: each question with its answer, as they stood."""
    said = [f"{asked}\n{answered}" for asked, answered in submission.answers_in_words()]
    return Question(
        subject=submission.form.action.title,
        text="\n\n".join(said),
        name=submission.name,
        email=submission.email,
        where=_where(submission, our_day(at)),
        person=submission.person,
    )


def _where(submission: Submission, on: date) -> str:
    """The first place that they named for which a chapter answers; else where they live."""
    places = [str(one.said) for one in answers_in(submission.answers) if one.question.kind == "place"]
    return next((place for place in places if place and serving_place(place, on)), submission.zip_code)
