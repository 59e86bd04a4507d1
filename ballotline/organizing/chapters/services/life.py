"""A chapter's states, what it says, where it stands in the tree, and which area it serves."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from ballotline.foundation.access.rules import Actor
from ballotline.foundation.audit import services as audit
from ballotline.foundation.jobs import services as jobs
from ballotline.foundation.organization import services as organization
from ballotline.foundation.organization.queries import our_day
from ballotline.foundation.ui.slugs import save_under_a_free_slug, slug_of
from ballotline.organizing.chapters import queries, rules
from ballotline.organizing.chapters.models import (
    Application,
    Chapter,
    Done,
    Founding,
    Membership,
    OfficerTerm,
    Requirement,
    TerritoryPart,
)
from ballotline.organizing.chapters.services import EditedMeanwhile, NotNow, asked, members, officers
from ballotline.record.places.models import Division

TAKEN_WORDS = ("start", "new", "founding", "charter")  # other pages stand there
SAYS = ("name", "place", "body", "write_to", "meets_at", "meets_where")
State = Chapter.State
DONE = {
    "approve": "chapter approved",
    "decline": "chapter declined",
    "take-up": "chapter taken up again",
    "charter": "chapter chartered",
    "suspend": "chapter suspended",
    "restore": "chapter restored",
    "dissolve": "chapter dissolved",
    "unapprove": "approval taken back",
    "uncharter": "charter taken back",
}


@transaction.atomic
def draft(
    *, name: str, place: str, parent: Chapter | None, by: Actor, at: datetime, state: str = State.PROVISIONAL
) -> Chapter:
    """A new chapter, by somebody who may decide about those of its parent; or one that has applied. Raises NotNow."""
    asked.ours()
    chapter = Chapter(name=name, place=place, parent=parent, state=state, since=at, created_at=at)
    _save_under_its_name(chapter)
    audit.record("chapter begun", on=chapter.ref, by=by, at=at)
    _now_it_shows(chapter)
    return chapter


def _save_under_its_name(chapter: Chapter) -> None:
    """Where more have the name than addresses are tried for it, behind a few signs of its own."""
    stem = slug_of(chapter.name, otherwise="chapter")
    stems = (stem, f"{stem[:40]}-{chapter.public_id.hex[:8]}")
    if not any(save_under_a_free_slug(chapter, one, taken=TAKEN_WORDS) for one in stems):
        raise NotNow(_("Too many chapters have this name. Choose another one."))


@transaction.atomic
def call_it(*, chapter: Chapter, name: str, place: str, by: Actor, at: datetime) -> None:
    """Under which name its page opens, and the address that is made of it: of one that has applied nobody but
    organizers has seen either. Raises NotNow."""
    Chapter.objects.select_for_update().get(pk=chapter.pk)
    chapter.refresh_from_db()
    if chapter.state != State.APPLIED:
        return
    said = {"name": name, "place": place}
    changed = [one for one, value in said.items() if getattr(chapter, one) != value]
    chapter.name, chapter.place = name, place
    _save_under_its_name(chapter)
    if changed:
        audit.record("chapter changed", on=chapter.ref, by=by, at=at, fields=changed)


def _now_it_shows(chapter: Chapter) -> None:
    """From the first chapter at work on, menus have their line; a stranger's application makes none."""
    if chapter.is_at_work:
        organization.change({"has_chapters": True})


@transaction.atomic
def turn(*, chapter: Chapter, verb: str, by: Actor, at: datetime) -> Chapter:
    """One step of its life (rules.LIFE). Raises NotNow where its state has no such step, or the checklist is not done.

    Of two presses at the same moment one does it.
    """
    into = rules.LIFE[chapter.state].get(verb)
    if into is None:
        raise NotNow(_("That was done already, or something else was done meanwhile. Look at the page as it is now."))
    _before(chapter, verb, at)
    if not Chapter.objects.filter(pk=chapter.pk, state=chapter.state).update(state=into, since=at):
        raise NotNow(_("Somebody did something else with this chapter at the same moment. Look at it as it is now."))
    chapter.state, chapter.since = into, at
    _now_it_shows(chapter)
    if verb == "approve":
        _they_talked(chapter, at)
        _first_member(chapter, at)
    if into == State.DISSOLVED:
        _end_all(chapter, by, at)
    audit.record(DONE[verb], on=chapter.ref, by=by, at=at)
    return chapter


def _before(chapter: Chapter, verb: str, at: datetime) -> None:
    if verb == "charter" and not rules.may_be_chartered(queries.checklist(chapter, our_day(at))):
        raise NotNow(_("The checklist is not done yet. What is missing stands on it."))
    if verb == "dissolve" and chapter.children.exclude(state__in=[State.DISSOLVED, State.DECLINED]).exists():
        raise NotNow(_("There are chapters below this one. Move them first, to another chapter or to the top."))


def _they_talked(chapter: Chapter, at: datetime) -> None:
    """Who approves an application has talked with those who applied."""
    for talk in Requirement.objects.filter(kind=Requirement.Kind.TALK, dropped_at=None):
        Done.objects.get_or_create(chapter=chapter, requirement=talk, defaults={"on": our_day(at), "at": at})


def _first_member(chapter: Chapter, at: datetime) -> None:
    """Whoever asked to start it founds it."""
    asked_for_it = Application.objects.filter(chapter=chapter).exclude(person=None).select_related("person").first()
    if asked_for_it and (person := asked_for_it.person):
        members.join(chapter=chapter, person=person, by=Actor.person(person.public_id), at=at)


def _end_all(chapter: Chapter, by: Actor, at: datetime) -> None:
    for term in chapter.terms.filter(ended_on=None, last_day__gte=our_day(at)):
        officers.end(term=term, how=OfficerTerm.Ended.DISSOLVED, by=by, at=at)
    for membership in queries.members(chapter):
        members.end(membership=membership, how=Membership.Ended.DISSOLVED, by=by, at=at)


@transaction.atomic
def edit(*, chapter: Chapter, fields: Mapping[str, Any], version: int, by: Actor, at: datetime) -> None:
    """Saves what it says over `version`. Raises EditedMeanwhile."""
    said = {name: fields[name] for name in SAYS if name in fields}
    changed = [name for name, value in said.items() if getattr(chapter, name) != value]
    if not Chapter.objects.filter(pk=chapter.pk, version=version).update(**said, version=F("version") + 1):
        raise EditedMeanwhile
    if changed:
        audit.record("chapter changed", on=chapter.ref, by=by, at=at, fields=changed)


@transaction.atomic
def move(*, chapter: Chapter, under: Chapter | None, by: Actor, at: datetime) -> None:
    """Another place in the tree, or the top. Raises NotNow where it would stand below itself."""
    _one_at_a_time()
    if under and under.key in queries.Tree.on_file().below(chapter.key):
        raise NotNow(_("A chapter cannot stand below itself. Choose another one."))
    chapter.parent = under
    chapter.save(update_fields=["parent"])
    audit.record("chapter moved", on=chapter.ref, by=by, at=at)


def _one_at_a_time() -> None:
    """Two moves at the same moment could make a circle that neither sees."""
    Founding.objects.select_for_update().filter(pk=asked.ours().pk).first()


@transaction.atomic
def serve(*, chapter: Chapter, division: Division, by: Actor, at: datetime) -> TerritoryPart:
    """From now on it serves this division, too. Twice is once."""
    part, is_new = TerritoryPart.objects.get_or_create(
        chapter=chapter,
        ocd_id=division.ocd_id,
        defaults={"kind": division.kind, "name": division.name or division.ocd_id},
    )
    if is_new:
        audit.record("area added", on=chapter.ref, by=by, at=at, fields=[division.ocd_id])
    return part


@transaction.atomic
def serve_no_more(*, chapter: Chapter, ocd_id: str, by: Actor, at: datetime) -> None:
    if TerritoryPart.objects.filter(chapter=chapter, ocd_id=ocd_id).delete()[0]:
        audit.record("area taken off", on=chapter.ref, by=by, at=at, fields=[ocd_id])


@transaction.atomic
def merge(*, chapter: Chapter, into: Chapter, by: Actor, at: datetime) -> None:
    """`into` takes it in: its members become members there, its area is served from there, the chapters below it stand
    below there. Its page leads on; its history stays. Raises NotNow."""
    _one_at_a_time()
    if into.key in queries.Tree.on_file().below(chapter.key) or not into.is_at_work:
        raise NotNow(_("Choose a chapter that is at work and does not stand below this one."))
    for membership in queries.members(chapter):
        members.move(membership=membership, to=into, by=by, at=at)
    for part in chapter.territory.all():
        TerritoryPart.objects.get_or_create(
            chapter=into, ocd_id=part.ocd_id, defaults={"kind": part.kind, "name": part.name}
        )
    chapter.children.update(parent=into)
    turn(chapter=chapter, verb="dissolve", by=by, at=at)
    chapter.territory.all().delete()
    Chapter.objects.filter(pk=chapter.pk).update(merged_into=into)
    audit.record("chapter taken in", on=into.ref, by=by, at=at)


@transaction.atomic
def split(*, chapter: Chapter, name: str, place: str, takes: Collection[str], by: Actor, at: datetime) -> Chapter:
    """A new chapter beside it, being founded, serves these divisions from now on, of its area or inside it; its members
    who surely live there are members of the new one, and who only may is told of it. What was done until now stays
    where it was done. Raises NotNow."""
    _one_at_a_time()
    parts = [one for one in queries.may_be_split_off(chapter) if one.ocd_id in takes]
    if not chapter.is_at_work:
        raise NotNow(_("This chapter is not at work. Restore it, then split it."))
    if not parts:
        raise NotNow(_("Choose which part of the area the new chapter serves."))
    if {one.ocd_id for one in parts} >= set(chapter.territory.values_list("ocd_id", flat=True)):
        raise NotNow(_("It would keep no area. Leave it a part, or let the other chapter take it in."))
    begun = draft(name=name, place=place, parent=chapter.parent, by=by, at=at)
    chapter.territory.filter(ocd_id__in=[one.ocd_id for one in parts]).delete()
    TerritoryPart.objects.bulk_create(
        [TerritoryPart(chapter=begun, ocd_id=one.ocd_id, kind=one.kind, name=one.name) for one in parts]
    )
    for membership in list(queries.members_in(chapter, [one.ocd_id for one in parts], surely=True)):
        if queries.serving_home_of(membership.person) == begun:
            members.move(membership=membership, to=begun, by=by, at=at)
    jobs.enqueue("chapters.tell_of_the_part", at=at, chapter=chapter.key, begun=begun.key)
    audit.record("chapter split", on=chapter.ref, by=by, at=at, fields=[one.ocd_id for one in parts])
    return begun
