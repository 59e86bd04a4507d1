"""Somebody asks to start a chapter: the chapter that has applied, and the case in which an organizer answers them."""

from datetime import datetime

from django.utils.translation import gettext as _

from ballotline.foundation.access.rules import VISITOR, Actor
from ballotline.organizing.chapters.models import Application
from ballotline.organizing.chapters.services import founding
from ballotline.organizing.intake import queries
from ballotline.organizing.intake.models import Case
from ballotline.organizing.intake.services import asked, working
from ballotline.organizing.intake.services.opening import Question, open_case


def receive(application: Application, at: datetime) -> None:
    """What an application means once its mailbox's owner has confirmed."""
    chapter, person = founding.found(application, at), application.person
    by = Actor.person(person.public_id) if person else VISITOR
    case = open_case(
        question=Question(
            text=_answers(application),
            subject=_("A chapter in %s") % application.where,
            name=application.name,
            email=application.email,
            person=person,
            where=application.where,
        ),
        kind=asked.kind_named(queries.START),
        source=Case.Source.FORM,
        by=by,
        at=at,
    )
    working.lead_to(case=case, ref=chapter.ref, by=by, at=at)


def _answers(application: Application) -> str:
    """What was typed, for whoever answers."""
    said = (
        (_("Where"), application.where),
        (_("Who is with them"), application.get_together_display()),
        (_("What they want to do first"), application.first),
        (_("Phone"), application.phone),
    )
    return "\n".join(f"{asked}: {answer}" for asked, answer in said if answer)
