"""The list of people: its question in the address, and one tag for everybody who is ticked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, no_store, see_other
from ballotline.foundation.audit import services as audit
from ballotline.foundation.audit.queries import readings as audit_readings
from ballotline.foundation.ui.dates import count
from ballotline.foundation.ui.dates import people as people_words
from ballotline.foundation.ui.deeds import what_was_done
from ballotline.foundation.ui.tables import csv_lines
from ballotline.foundation.ui.told import tell
from ballotline.interfaces.desk.acts import deeds
from ballotline.interfaces.desk.pages.people_asked import (
    NARROWING,
    QUESTION,
    all_asked_for,
    asked,
    question,
    to_take_away,
    what_to_ask,
)
from ballotline.movement.accounts import agreeing
from ballotline.movement.people import queries
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Activity, Person
from ballotline.movement.people.rules import Step, step_of
from ballotline.movement.people.where import Where
from ballotline.organizing.actions.declared import KINDS, Words, desk_places
from ballotline.organizing.actions.models import Action
from ballotline.organizing.chapters.queries import above, topmost, tops
from ballotline.record.places.queries import places_of

A_PAGE = 50
ASKED_AT_MOST = 200  # in one list to choose from
SORTS = {"name": "name_key", "new": "-created_at"}
COLUMNS = ("id", "name", "zip_code", "email", "phone", "may_be_written_to", "tags", "since", "lives_in")
STEPS: dict[Step, Words] = {
    Step.READER: gettext_lazy("reader"),
    Step.SUPPORTER: gettext_lazy("supporter"),
    Step.SIGNER: gettext_lazy("signer"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """What a list says of somebody: their town, their step on the ladder, what they did last, when, and the title of
    what that was about. Since when we know them, if they did nothing yet."""

    person: Person
    town: str
    step: Words
    did: str
    at: datetime
    about: str


@door("people.read")
@require_safe
def index(request: DeskRequest) -> HttpResponse:
    return no_store(render(request, "desk/people.html", listed(request)))


@door("people.read")
@require_safe
def readings(request: DeskRequest) -> HttpResponse:
    """Who read lists of people and took them along: of an officer's chapters, of those above, and of everybody."""
    of = None if request.reach.everywhere else ["", *request.reach.chapters, *above(request.reach.chapters)]
    page = Paginator(audit_readings(of), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "deeds": what_was_done(request, list(page))}
    return no_store(render(request, "desk/readings.html", context))


def listed(request: DeskRequest) -> dict[str, Any]:
    """What the list pane shows: one page of the people asked for; beside a person too. That it was read is noted."""
    note_reading(request, "list of people read")
    question_asked, sort = asked(request), request.GET.get("sort", "new")
    narrowed, where = question_asked.of(queries.within(request.reach)), question_asked.where
    found = where.of(narrowed).order_by(SORTS.get(sort, "-created_at"), "id")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return {
        "people": page,
        "rows": rows_of(page.object_list),
        "wanted": {name: request.GET.get(name, "") for name in QUESTION},
        "asked": question_asked,
        "to_take_away": to_take_away(question_asked, request.GET),
        "where": where,
        "unsure": where.only_may_be(narrowed).count() if where.divisions else 0,
        "only_may_be": _only_may_be(page, where),
        "is_narrowed": any(request.GET.get(name) for name in NARROWING),
        "question": question(request.GET),
        "asked_at": desk_places(),
        "sees_everybody": request.reach.everywhere,
        "may_tag": request.scope.allows("people.edit"),
        "may_take": request.scope.allows("people.export"),
        **what_to_ask(request.scope, most=ASKED_AT_MOST),
    }


def note_reading(request: DeskRequest, verb: str) -> None:
    """Of everybody whom this reader sees, once an hour: neither what was asked for nor who was found."""
    if request.method == "GET":
        audit.record_read(verb, of=_of_whom(request), by=request.actor, at=timezone.now(), each_time=False)


def _of_whom(request: DeskRequest) -> list[str]:
    """The chapters at the top of what they may read; whoever has none reads as the organization does."""
    return tops(request.scope.reach("people.read")) or [""]


def _only_may_be(page: Page[Person], where: Where) -> set[int]:
    """Those on the page of whom it is not sure that they live there."""
    shown = Person.objects.filter(pk__in=[one.pk for one in page])
    return set(where.only_may_be(shown).values_list("pk", flat=True)) if where.may_be else set()


def rows_of(some: Iterable[Person]) -> list[Row]:
    """Of a page of people, in three statements however many they are."""
    some = list(some)
    towns, acts = places_of({one.zip_code for one in some}), queries.acts_of(some)
    asks = asks_about(theirs[-1] for theirs in acts.values())
    return [_row(one, _town(one, towns.get(one.zip_code)), acts.get(one.pk, []), asks) for one in some]


def _town(person: Person, place: Any) -> str:
    if place:
        return str(place.town)
    return _("ZIP code %(zip)s, no town on file") % {"zip": person.zip_code} if person.zip_code else ""


def _row(person: Person, town: str, acts: list[Activity], asks: dict[str, Action]) -> Row:
    step = STEPS[step_of({act.kind for act in acts})]
    if not acts:
        return Row(person, town, step, _("on file since"), person.created_at, "")
    last = acts[-1]
    about = asks.get(last.about_id)
    return Row(person, town, step, str(deeds().get(last.kind, last.kind)), last.at, about.title if about else "")


def asks_about(acts: Iterable[Activity]) -> dict[str, Action]:
    """What these were about, where it is an ask of any kind, by its id; one statement."""
    words = {kind.model.WORD for kind in KINDS.values()}
    ids = {act.about_id for act in acts if act.about_kind in words}
    return {str(one.public_id): one for one in Action.objects.filter(public_id__in=ids)}


@door("people.export")
@require_POST
def take_along(request: DeskRequest) -> HttpResponse | StreamingHttpResponse:
    """The people asked for as CSV, all pages of the list. That it was taken, and how many, stays noted; more than a
    thousand a day take a second person's yes."""
    found = all_asked_for(request).order_by("name_key", "id")
    at, n = timezone.now(), found.count()

    def note(said: list[str]) -> None:
        audit.record_read("people exported", of=_of_whom(request), by=request.actor, at=at, fields=said)

    if not agreeing.leaves(n, name=EXPORT, about=_about(request), by=request.actor, at=at, note=note):
        return _ask_a_second(request, n)
    lines = csv_lines(COLUMNS, _rows(found))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="people-{at:%Y-%m-%d}.csv"'
    response["Cache-Control"] = "no-store"
    return response


EXPORT = "people.export"


def _about(request: DeskRequest) -> str:
    """The same for the same question of somebody with the same reach."""
    return sha256(question(request.GET).encode()).hexdigest()


def _ask_a_second(request: DeskRequest, n: int) -> HttpResponse:
    reach = request.scope.reach(EXPORT)
    deed = agreeing.Deed(
        name=EXPORT,
        about=_about(request),
        words=_("Take along %(n)s people as a table") % {"n": count(n)},
        url=reverse("desk:people") + question(request.GET),
        permission=EXPORT,
        chapter=topmost(reach),
    )
    asked_for = agreeing.ask(deed, by=request.actor, at=timezone.now())
    said = _("More than %(n)s people a day leave with a second person’s yes. They find it under Today.")
    tell(request, said % {"n": count(agreeing.EXPORT_ROWS)})
    return see_other("second_yes", asked_for.public_id)


def _rows(found: QuerySet[Person]) -> Iterator[list[str]]:
    full = found.prefetch_related("contact_points", "taggings__tag", "consents")
    lives_in = queries.sure_divisions()
    for person in full.iterator(chunk_size=1_000):
        ways = {kind: _ways(person, kind) for kind in ("email", "phone")}
        newest = max(
            (c for c in person.consents.all() if c.purpose == "news"), key=lambda c: (c.at, c.pk), default=None
        )
        tags = sorted(tagging.tag.name for tagging in person.taggings.all())
        may = "yes" if newest and newest.given else "no"
        row = [ways["email"], ways["phone"], may, ", ".join(tags), f"{person.created_at:%Y-%m-%d}"]
        surely = " ".join(lives_in.get(person.home_key, ()))
        yield [str(person.public_id), person.name, person.zip_code, *row, surely]


def _ways(person: Person, kind: str) -> str:
    """Each once, also a mailbox that stands under two names of theirs."""
    return " ".join(
        {point.value_key: point.value for point in person.contact_points.all() if point.kind == kind}.values()
    )


@door("people.edit")
@require_POST
def tag_many(request: DeskRequest) -> HttpResponse:
    """Tags the ticked people, or all that the question finds. Undo takes it off those who did not have it before."""
    name = " ".join(request.POST.get("name", "").replace("\x00", "").split())[:60]
    chosen = _ticked(request)
    if not name or not chosen.exists():
        tell(request, _("Tick people first, then write a tag.") if name else _("Write the tag that they get."))
        return see_other(reverse("desk:people") + question(request.GET))
    batch, new = people.tag_many(people=chosen, name=name, by=request.actor, at=timezone.now())
    words = _("%(people)s got the tag “%(tag)s”.")
    undo = reverse("desk:untag_many", args=[batch]) if new else ""
    tell(request, words % {"people": people_words(new), "tag": name}, undo=undo)
    return see_other(reverse("desk:people") + question(request.GET))


def _ticked(request: DeskRequest) -> QuerySet[Person]:
    if request.POST.get("everybody") == "on":
        return all_asked_for(request)
    visible = queries.within(request.reach)
    return visible.filter(public_id__in=[one for one in request.POST.getlist("person")[:A_PAGE] if _is_id(one)])


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@door("people.edit")
@require_POST
def untag_many(request: DeskRequest, batch: UUID) -> HttpResponse:
    theirs = queries.within(request.reach)
    taken_off = people.untag_many(people=theirs, batch=batch, by=request.actor, at=timezone.now())
    tell(request, _("Taken back: the tag is off %(people)s again.") % {"people": people_words(taken_off)})
    return see_other("desk:people")
