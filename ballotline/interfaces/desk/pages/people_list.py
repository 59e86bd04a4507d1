"""The list of people: its question in the address, and one tag for everybody who is ticked."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, no_store, see_other
from ballotline.foundation.access.rules import Scope
from ballotline.foundation.audit import services as audit
from ballotline.foundation.ui.dates import people as people_words
from ballotline.foundation.ui.tables import csv_lines
from ballotline.foundation.ui.told import tell
from ballotline.movement.people import queries
from ballotline.movement.people import services as people
from ballotline.movement.people.models import Activity, Person, Tag
from ballotline.movement.people.where import Where, asked_where
from ballotline.organizing.actions.declared import KINDS, Words, deeds, desk_places
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.queries import of_every_kind_within
from ballotline.record.places.queries import places_of

A_PAGE = 50
ASKED_AT_MOST = 200  # in one list to choose from
SORTS = {"name": "name_key", "new": "-created_at"}
COLUMNS = ("id", "name", "zip_code", "email", "phone", "may_be_written_to", "tags", "since", "lives_in")
NARROWING = ("q", "lives_in", "tag", "part")
QUESTION = (*NARROWING, "may_be", "sort")


@door("people.read")
@require_safe
def index(request: DeskRequest) -> HttpResponse:
    return no_store(render(request, "desk/people.html", listed(request)))


def listed(request: DeskRequest) -> dict[str, Any]:
    """What the list pane shows: one page of the people asked for; beside a person too."""
    visible = queries.within(request.reach)
    where = _where(request)
    narrowed = _asked_for(request, visible)
    found = where.of(narrowed)
    sort = request.GET.get("sort", "new")
    page = Paginator(found.order_by(SORTS.get(sort, "-created_at"), "id"), A_PAGE).get_page(request.GET.get("page"))
    wanted = {name: request.GET.get(name, "") for name in QUESTION}
    return {
        "people": page,
        "rows": _with_what_is_useful(page),
        "wanted": wanted,
        "where": where,
        "unsure": where.only_may_be(narrowed).count() if where.divisions else 0,
        "only_may_be": _only_may_be(page, where),
        "is_narrowed": any(wanted[name] for name in NARROWING),
        "question": question(request.GET),
        "tags": Tag.objects.order_by("name_key")[:ASKED_AT_MOST],
        "asks": _asks_to_choose_from(request.scope),
        "asked_at": desk_places(),
        "took_part_in": _ask(request, wanted["part"]),
        "may_tag": request.scope.allows("people.edit"),
        "may_take": request.scope.allows("people.export"),
    }


def _only_may_be(page: Page[Person], where: Where) -> set[int]:
    """Those on the page of whom it is not sure that they live there."""
    shown = Person.objects.filter(pk__in=[one.pk for one in page])
    return set(where.only_may_be(shown).values_list("pk", flat=True)) if where.may_be else set()


def _with_what_is_useful(page: Page[Person]) -> list[tuple[Person, str, str, datetime]]:
    """(person, their town or what they typed for one, what they did last, when);
    since when we know them if nothing yet."""
    towns, acts = places_of({one.zip_code for one in page}), queries.last_acts(page)
    rows, did_in_words = [], deeds()
    for one in page:
        place, act = towns.get(one.zip_code), acts.get(one.pk)
        where = f"{place.town}, {place.state}" if place else one.zip_code
        did = str(did_in_words.get(act.kind, act.kind)) if act else _("here since")
        rows.append((one, where, did, act.at if act else one.created_at))
    return rows


def question(asked: QueryDict) -> str:
    """The list's question as the end of an address, with the page; empty for everybody."""
    kept = QueryDict(mutable=True)
    for name in (*QUESTION, "page"):
        if value := asked.get(name):
            kept[name] = value
    return f"?{kept.urlencode()}" if kept else ""


def _asks_to_choose_from(scope: Scope) -> list[tuple[Words, list[Action]]]:
    """(a kind in words, what of it was published), the newest, as far as the scope goes."""
    asks = of_every_kind_within(scope.reach("actions.read")).exclude(state=Action.State.DRAFT)
    newest = list(asks.order_by("-pk")[:ASKED_AT_MOST])
    by_kind = {kind.many: [one for one in newest if one.kind == name] for name, kind in KINDS.items()}
    return [(many, found) for many, found in by_kind.items() if found]


def _ask(request: DeskRequest, slug: str) -> Action | None:
    """What somebody took part in, whatever its kind; None where the organizer sees no such ask."""
    asks = of_every_kind_within(request.scope.reach("actions.read"))
    return asks.filter(slug=slug[:70].replace("\x00", "")).first() if slug else None


def _asked_for(request: DeskRequest, found: QuerySet[Person]) -> QuerySet[Person]:
    """The filters of the list but for the place: words, a tag, what somebody took part in."""
    wanted = request.GET
    found = queries.search(found, wanted.get("q", "").replace("\x00", "")[:100])
    if tag := wanted.get("tag", ""):
        found = found.filter(taggings__tag__name_key=tag[:60].replace("\x00", ""))
    if slug := wanted.get("part", ""):
        found = _who_took_part(found, _ask(request, slug))
    return found


def _where(request: DeskRequest) -> Where:
    """Only places are named in which somebody lives whom the organizer may see."""
    everybody = request.reach.everywhere
    return asked_where(request.GET, of=None if everybody else queries.within(request.reach))


def _all_asked_for(request: DeskRequest) -> QuerySet[Person]:
    return _where(request).of(_asked_for(request, queries.within(request.reach)))


def _who_took_part(found: QuerySet[Person], action: Action | None) -> QuerySet[Person]:
    if action is None:
        return found.none()
    kind = KINDS[action.kind]
    about = {"about_kind": kind.model.WORD, "about_id": str(action.public_id)}
    return found.filter(pk__in=Activity.objects.filter(kind__in=list(kind.did), **about).values("person"))


@door("people.export")
@require_POST
def take_along(request: DeskRequest) -> StreamingHttpResponse:
    """The people asked for as CSV, all pages of the list. That it was taken, and how many, stays noted."""
    found = _all_asked_for(request).order_by("name_key", "id")
    at = timezone.now()
    audit.record("people exported", on=("organization", 1), by=request.actor, at=at, fields=[f"{found.count()} people"])
    lines = csv_lines(COLUMNS, _rows(found))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="people-{at:%Y-%m-%d}.csv"'
    response["Cache-Control"] = "no-store"
    return response


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
        return _all_asked_for(request)
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
