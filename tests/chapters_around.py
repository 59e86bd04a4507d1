"""Four chapters around one officer (the one above, their own, one below it, its neighbor) and what belongs to none;
each with one of everything that an address of the desk can name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from ballotline.foundation.access.rules import SYSTEM, Actor
from ballotline.movement.accounts import agreeing
from ballotline.movement.people import merging, reaching
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Consent, HomeDivision, Person, Tag
from ballotline.organizing.actions import services as asks
from ballotline.organizing.actions.declared import KINDS
from ballotline.organizing.actions.kinds.form.models import Enclosure, Submission
from ballotline.organizing.actions.kinds.form.testing import counted as answered
from ballotline.organizing.actions.kinds.petition.models import Delivery, SignatureBatch, Update
from ballotline.organizing.actions.kinds.petition.services import checking, delivering, telling
from ballotline.organizing.actions.kinds.petition.testing import signed
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.testing import an_open_one
from ballotline.organizing.chapters.models import Chapter, Dues, Membership, OfficerTerm, Requirement
from ballotline.organizing.chapters.services import members
from ballotline.organizing.chapters.services.members import Paid
from ballotline.organizing.chapters.testing import make_chapter, make_member, make_officer
from ballotline.organizing.intake.models import Case, CaseTag
from ballotline.organizing.intake.services import sorting, working
from ballotline.organizing.intake.testing import heard_by_mail, make_case

WARDS = "ocd-division/country:zz/state:mr/place:rivertown/ward:"


@dataclass
class Around:
    """One chapter with all that is its own; without a chapter, what is the organization's. `name` stands in everything
    of it that has a name, so that no page of anybody else may hold it."""

    name: str
    chapter: Chapter | None
    ask: dict[str, Any]
    resident: Person
    look_alike: Person
    correction: int
    consent: Consent
    tag: Tag
    way: int
    way_taken_off: int
    merge: str
    case: Case
    case_tag: CaseTag
    update: Update
    batch: SignatureBatch
    delivery: Delivery
    waiting: str
    file: str
    letter: str
    file_of_case: str
    asked: str
    member: Membership | None = None
    submission: Submission | None = None
    term: OfficerTerm | None = None
    dues: Dues | None = None


def all_around() -> dict[str, Around]:
    """By name: above, own, below, neighbor, nobody's."""
    above = make_chapter("Above", state="provisional")
    own = make_chapter("Own", parent=above, state="provisional", serves=[f"{WARDS}1"])
    below = make_chapter("Below", parent=own, state="provisional", serves=[f"{WARDS}2"])
    neighbor = make_chapter("Neighbor", parent=above, state="provisional", serves=[f"{WARDS}3"])
    chapters = {"above": above, "own": own, "below": below, "neighbor": neighbor, "nobodys": None}
    return {name: _around(name, chapter, number) for number, (name, chapter) in enumerate(chapters.items())}


def one_more(around: dict[str, Around], name: str) -> Around:
    """Another chapter beside theirs, later: with the same of everything."""
    chapter = make_chapter(name, parent=around["above"].chapter, state="provisional", serves=[f"{WARDS}9"])
    return _around(name, chapter, 9)


def _around(name: str, chapter: Chapter | None, number: int) -> Around:
    marker, zip_code = f"Zz{name}zz", f"0009{number}"
    if chapter:
        for part in chapter.territory.all():
            HomeDivision.objects.create(
                home_key=zip_code, ocd_id=part.ocd_id, kind="ward", name=marker, is_sure=True, since=timezone.now()
            )
    rows: dict[str, Any] = {"name": marker, "chapter": chapter, "ask": _asks(marker, chapter)}
    rows |= _people(marker, zip_code) | _of_the_petition(rows["ask"]["petition"], marker)
    if chapter:  # first: who is on duty there answers what comes below
        rows |= _of_the_chapter(chapter, marker)
    rows |= _of_the_form(rows["ask"]["form"], marker)
    rows |= _case(chapter, marker) | {"asked": _asked_for(chapter, marker)}
    return Around(**rows)


def _asked_for(chapter: Chapter | None, marker: str) -> str:
    """Somebody there wants to take people along, which takes a second yes."""
    deed = agreeing.Deed(
        name="people.export",
        about=marker,
        words=f"{marker} people",
        url="/desk/people/",
        permission="people.export",
        chapter=chapter.key if chapter else "",
    )
    return str(agreeing.ask(deed, by=Actor.account(uuid4()), at=timezone.now()).public_id)


def _case(chapter: Chapter | None, marker: str) -> dict[str, Any]:
    """Given to nobody, with a message and its file, closed once, with a tag."""
    at = timezone.now()
    case = make_case(
        f"{marker} Asks", chapter=chapter, text=f"{marker} asks", email=f"asks@{marker.lower()}.example", at=at
    )
    letter = heard_by_mail(case, text=f"{marker} asks again", files={f"{marker}.pdf": b"%PDF-"}, at=at)
    working.close(case=case, by=SYSTEM, at=at)
    return {
        "case": case,
        "case_tag": sorting.tag(case=case, name=marker, by=SYSTEM, at=at),
        "letter": str(letter.public_id),
        "file_of_case": str(letter.attachments.get().public_id),
    }


def _asks(marker: str, chapter: Chapter | None) -> dict[str, Any]:
    """One of every kind, edited once."""
    made = {kind: an_open_one(kind, title=f"{marker} {kind}") for kind in KINDS}
    for one in made.values():
        Action.objects.filter(pk=one.pk).update(chapter=chapter.key if chapter else "")
        one.action.refresh_from_db()
        fields = {"title": f"{marker} {one.action.kind} again"}
        asks.edit(one, fields=fields, version=one.action.version, by=SYSTEM, at=timezone.now())
    return made


def _people(marker: str, zip_code: str) -> dict[str, Any]:
    at = timezone.now() - timedelta(hours=1)
    resident, alike, third = (
        people.identify(name=f"{marker} {who}", email=f"{who}@{marker.lower()}.example", zip_code=zip_code, at=at)
        for who in ("Resident", "Alike", "Third")
    )
    correction = people.correct(person=resident, name=f"{marker} Renamed", zip_code=zip_code, by=SYSTEM, at=at)
    said = {"channel": "email", "purpose": "news", "where": "table", "wording": "May be written to"}
    consent = people.change_consent(person=resident, given=True, by=SYSTEM, at=at, **said)
    way = reaching.write_down(person=resident, kind="phone", value=f"202-555-01{zip_code[-1]}0", by=SYSTEM, at=at)
    spare = reaching.write_down(person=resident, kind="phone", value=f"202-555-01{zip_code[-1]}1", by=SYSTEM, at=at)
    gone = reaching.take_off(point=spare, by=SYSTEM, at=at)
    merge = merging.merge(keep=alike, other=third, choices=(), by=SYSTEM, at=at)
    return {
        "resident": resident,
        "look_alike": alike,
        "correction": correction.pk if correction else 0,
        "consent": consent,
        "tag": people.tag(person=resident, name=f"{marker} tag", by=SYSTEM, at=at),
        "way": way.pk,
        "way_taken_off": gone.pk,
        "merge": str(merge.public_id),
    }


def _of_the_petition(petition: Any, marker: str) -> dict[str, Any]:
    at = timezone.now()
    first, second = (signed(petition, f"{marker} Signer{n}", email=f"s{n}@{marker.lower()}.example") for n in (1, 2))
    batch = checking.take_out(petition=petition, public_ids=[str(first.public_id)], reason="alike", by=SYSTEM, at=at)
    delivery = delivering.make(petition=petition, paper_size="letter", csv_only=True, by=SYSTEM, at=at)
    update = telling.post_update(petition=petition, key=marker, title=marker, body="News.", by=SYSTEM, at=at)
    names = sorted(delivering.files_of(delivery))
    return {
        "update": update,
        "batch": batch,
        "delivery": delivery,
        "waiting": str(second.public_id),
        "file": names[0] if names else "none",
    }


def _of_the_form(form: Any, marker: str) -> dict[str, Any]:
    submission = answered(form, f"{marker} Answers")
    Enclosure.objects.create(submission=submission, key="letter01", name=f"{marker}.txt", content=b"x")
    return {"submission": submission}


def _of_the_chapter(chapter: Chapter, marker: str) -> dict[str, Any]:
    member = make_member(chapter, f"{marker} Member", email=f"member@{marker.lower()}.example", zip_code="")
    paid = Paid(cents=2_500, first_day=date(2026, 1, 1), last_day=date(2026, 12, 31))
    dues = members.note_dues(membership=member, paid=paid, by=SYSTEM, at=timezone.now())
    at = timezone.now() - timedelta(days=1)
    term = make_officer(chapter, f"{marker}Chair", at=at)
    return {"member": member, "dues": dues, "term": term}


Fill = Callable[[Around], object]


def _chapter(one: Around) -> Chapter:
    assert one.chapter is not None
    return one.chapter


# What stands in an address, by the name of its place in it; where the same name means something else, with the page's
FILLS: dict[str, Fill] = {
    "chapters_desk slug": lambda one: _chapter(one).slug,
    "chapters_desk:member public_id": lambda one: one.member and one.member.public_id,
    "chapters_desk:let_go public_id": lambda one: one.member and one.member.public_id,
    "chapters_desk:put_back public_id": lambda one: one.member and one.member.public_id,
    "chapters_desk:standing public_id": lambda one: one.member and one.member.public_id,
    "chapters_desk:strike public_id": lambda one: one.dues and one.dues.public_id,
    "chapters_desk:unstrike public_id": lambda one: one.dues and one.dues.public_id,
    "chapters_desk:end_term public_id": lambda one: one.term and one.term.public_id,
    "chapters_desk:term_again public_id": lambda one: one.term and one.term.public_id,
    "chapters_desk verb": lambda _one: "unapprove",
    "chapters_desk key": lambda _one: Requirement.objects.filter(kind="meeting").values_list("pk", flat=True)[0],
    "chapters_desk to": lambda _one: "lapsed",
    "cases_desk public_id": lambda one: one.case.public_id,
    "cases_desk row": lambda one: one.case_tag.pk,
    "cases_desk:lead_elsewhere row": lambda one: one.case.pk,
    "cases_desk file_id": lambda one: one.file_of_case,
    "cases_desk letter_id": lambda one: one.letter,
    "cases_desk entry_id": lambda one: one.case.entries.order_by("-pk")[0].public_id,
    "verb": lambda _one: "close",
    "version": lambda _one: 1,
    "network": lambda _one: "none",
    "petition_desk:remove_update public_id": lambda one: one.update.public_id,
    "petition_desk:put_back_update public_id": lambda one: one.update.public_id,
    "petition_desk:put_back public_id": lambda one: one.batch.public_id,
    "petition_desk:word public_id": lambda one: one.waiting,
    "petition_desk:take_back_word public_id": lambda one: one.waiting,
    "petition_desk:stop public_id": lambda one: one.delivery.public_id,
    "petition_desk:download public_id": lambda one: one.delivery.public_id,
    "petition_desk name": lambda one: one.file,
    "form_desk public_id": lambda one: one.submission and one.submission.public_id,
    "form_desk key": lambda _one: "letter01",
    " public_id": lambda one: one.asked,
    "desk public_id": lambda one: one.resident.public_id,
    "desk other_id": lambda one: one.look_alike.public_id,
    "desk tag_id": lambda one: one.tag.public_id,
    "desk merge_id": lambda one: one.merge,
    "desk:uncorrect row": lambda one: one.correction,
    "desk:unconsent row": lambda one: one.consent.pk,
    "desk:take_off row": lambda one: one.way,
    "desk:put_way_back row": lambda one: one.way_taken_off,
}


def filled(room: str, page: str, param: str, one: Around) -> object:
    """What stands at `param` of the page `room:page` for this chapter. A page with a place that nobody filled fails."""
    kind = room.removesuffix("_desk")
    if param == "slug" and kind in KINDS:
        return one.ask[kind].action.slug
    if param == "what":
        return next(iter(KINDS[kind].exports), "people")
    for name in (f"{room}:{page} {param}", f"{room} {param}", param):
        if name in FILLS:
            return FILLS[name](one)
    raise AssertionError(f"tests/chapters_around.py says nothing of {param} in {room}:{page}")
