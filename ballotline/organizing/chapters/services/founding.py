"""How a chapter comes to be: an application, the lines of the checklist that somebody ticks, and the
charter."""

import re
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ballotline.foundation.access.rules import SYSTEM, Actor
from ballotline.foundation.audit import services as audit
from ballotline.foundation.organization.queries import our_day
from ballotline.movement.arrivals import services as arrivals
from ballotline.movement.arrivals.rules import Circumstances, Typed
from ballotline.organizing.chapters import queries
from ballotline.organizing.chapters.models import Acceptance, Application, Chapter, Charter, Done, Requirement
from ballotline.organizing.chapters.services import asked, life
from ballotline.record.offices.queries import located

HAS_A_NUMBER = re.compile(r"\d")


def apply(*, typed: Typed, how: Circumstances, at: datetime) -> Application:
    """A stranger's press. Raises arrivals' NotOpen."""
    return arrivals.ask(draft=Application(founding=asked.ours()), typed=typed, how=how, at=at)


def found(application: Application, at: datetime) -> Chapter:
    """What an application means once its mailbox's owner has confirmed: a chapter that has applied, below the one that
    serves the place. Once it is approved, whoever asked for it is its first founding member."""
    by = Actor.person(application.person.public_id) if application.person else SYSTEM
    name = public_name(application.where, our_day(at))
    chapter = life.draft(
        name=name,
        place=name,
        parent=queries.serving_place(application.where, our_day(at)),
        by=by,
        at=at,
        state=Chapter.State.APPLIED,
    )
    application.chapter = chapter
    application.save(update_fields=["chapter"])
    return chapter


def public_name(where: str, on: date) -> str:
    """What a chapter is called that shall be there, until whoever approves it says under which name its page opens: the
    town. An address, which may be somebody's home, is no name; what has no number in it is taken for a place's."""
    placement = located(where, on=on)
    name = placement.town or (where if not HAS_A_NUMBER.search(where) else _("New chapter"))
    if placement.town and queries.called(name):
        name = f"{name} {placement.asked.zip_code}"
    return name[:100]


def to_open_under(text: str, on: date) -> str:
    """What to suggest, to whoever approves a chapter, as its name or its place: the text it has, if that can be no
    address."""
    return public_name(text, on) if HAS_A_NUMBER.search(text) else text


@transaction.atomic
def mark(*, chapter: Chapter, requirement: Requirement, on: date, note: str, by: Actor, at: datetime) -> Done:
    """Somebody says that this was done, on which day. Said anew, the new day stands."""
    done, _is_new = Done.objects.update_or_create(
        chapter=chapter, requirement=requirement, defaults={"on": on, "note": note, "at": at}
    )
    audit.record("requirement done", on=chapter.ref, by=by, at=at, fields=[requirement.kind])
    return done


@transaction.atomic
def unmark(*, chapter: Chapter, requirement: Requirement, by: Actor, at: datetime) -> None:
    if Done.objects.filter(chapter=chapter, requirement=requirement).delete()[0]:
        audit.record("requirement not done", on=chapter.ref, by=by, at=at, fields=[requirement.kind])


@transaction.atomic
def accept(*, chapter: Chapter, charter: Charter, by: Actor, at: datetime) -> Acceptance:
    """The chapter accepts this version. Twice is once."""
    accepted, is_new = Acceptance.objects.get_or_create(chapter=chapter, charter=charter, defaults={"at": at})
    if is_new:
        audit.record("charter accepted", on=chapter.ref, by=by, at=at, fields=[f"version {charter.version}"])
    return accepted
