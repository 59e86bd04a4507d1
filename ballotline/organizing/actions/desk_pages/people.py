"""Who took part in an ask by a form, whatever its kind:
the list with its filters, set aside and cleared, taken along."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, see_other
from ballotline.foundation.audit import services as audit
from ballotline.foundation.ui.dates import count
from ballotline.foundation.ui.tables import csv_lines
from ballotline.foundation.ui.told import tell
from ballotline.movement.accounts import agreeing
from ballotline.movement.arrivals.models import Arrival, Suspicion
from ballotline.movement.people.where import Where, asked_where
from ballotline.organizing.actions import queries, services
from ballotline.organizing.actions.declared import KINDS, kind_of
from ballotline.organizing.actions.desk_pages.frame import A_PAGE, found, shown
from ballotline.organizing.actions.models import Ask
from ballotline.record.places.queries import places_of

LABELED = {"state": Arrival.State.choices, "suspicion": Suspicion.choices}
# No field asks for these, figures lead here by them; looking further keeps them
NO_FIELD = ("town", "source", "confirmed_by", "through")
HOME = "person__home_key"  # who has not said yes yet is nobody we know, and lives nowhere


@door("actions.people")
@require_safe
def people(request: DeskRequest, kind: str, slug: str) -> HttpResponse:
    ask, said = found(request, kind, slug), KINDS[kind]
    wanted = {name: str(value) for name, value in request.GET.items() if name != "page"}
    asked_for, where = asked_of(ask, wanted)
    page = Paginator(where.of(asked_for, home=HOME), A_PAGE).get_page(request.GET.get("page"))
    if request.method == "GET":
        at = timezone.now()
        audit.record("people viewed", on=ask.ref, by=request.actor, at=at)
        _note_reading(request, ask, f"people of a {ask.WORD} read", at=at, each_time=False)
    return shown(
        request,
        ask,
        "actions/desk/people.html",
        tab="people",
        page=page,
        wanted=wanted,
        kept=[(name, wanted[name]) for name in NO_FIELD if name in wanted],
        where=where,
        unsure=where.only_may_be(asked_for, home=HOME).count() if where.divisions else 0,
        to_take_away=_narrowed_to(request.GET, where),
        question=request.GET.urlencode(),
        can_be_ticked=said.bulk or wanted.get("state") == Arrival.State.QUARANTINED,
        states=LABELED["state"],
        oddities=LABELED["suspicion"],
        known_zips=set(places_of({one.zip_code for one in page})),
    )


def asked_of(ask: Ask, wanted: Mapping[str, str]) -> tuple[QuerySet[Any], Where]:
    """Those of an ask that a list's filters mean but for the place, which may be sure or not; and the place."""
    rows = queries.people_where(queries.people_of(ask), wanted)
    return kind_of(ask).people_where(rows, wanted), asked_where(wanted, of=queries.persons_in(ask))


def all_asked_of(ask: Ask, wanted: Mapping[str, str]) -> QuerySet[Any]:
    """All that the list shows on its pages."""
    asked_for, where = asked_of(ask, wanted)
    return where.of(asked_for, home=HOME)


def _narrowed_to(asked: QueryDict, where: Where) -> list[tuple[str, str]]:
    """(a filter of the list in words, the address without it), in the order of the address."""
    words = {name: _in_words(name, str(value), where) for name, value in asked.items()}
    return [(said, _but(asked, name)) for name, said in words.items() if said]


def _in_words(name: str, value: str, where: Where) -> str:
    """What one filter says; "" of what is none."""
    if name in LABELED:
        return str(dict(LABELED[name]).get(value, ""))
    said = {
        "q": f"“{value}”" if value else "",
        "town": value or _("town not known"),
        "source": value or _("straight to the page"),
        "lives_in": _("lives in %(place)s") % {"place": where.called} if value else "",
        "confirmed_by": _("on their word") if value == "word" else "",
        "through": _("through one person’s link") if value else "",
    }
    return said.get(name, "")


def _but(asked: QueryDict, name: str) -> str:
    kept = asked.copy()
    for gone in (name, "page", *(["may_be"] if name == "lives_in" else [])):
        kept.pop(gone, None)
    return f"?{kept.urlencode()}"


@door("actions.people")
@require_POST
def clear(request: DeskRequest, kind: str, slug: str) -> HttpResponse:
    """Some that were set aside look right: who answered already counts, the others wait for their mail."""
    ids = ticked(request)
    n = services.clear(found(request, kind, slug), public_ids=ids, by=request.actor, at=timezone.now())
    words = ngettext("%(n)s is set aside no more.", "%(n)s are set aside no more.", n) % {"n": f"{n:,}"}
    undo = reverse(KINDS[kind].desk + "set_aside_again", args=[slug]) + these(ids) if n else ""
    tell(request, words if ids else _("Tick somebody first."), undo=undo)
    return see_other(KINDS[kind].desk + "people", slug)


@door("actions.people")
@require_POST
def set_aside_again(request: DeskRequest, kind: str, slug: str) -> HttpResponse:
    ids = ticked(request)
    n = services.set_aside_again(found(request, kind, slug), public_ids=ids, by=request.actor, at=timezone.now())
    tell(request, ngettext("%(n)s is set aside again.", "%(n)s are set aside again.", n) % {"n": f"{n:,}"})
    return see_other(KINDS[kind].desk + "people", slug)


def ticked(request: DeskRequest) -> list[str]:
    """The one whose own button was pressed, else those ticked in the form, or named in an Undo's address; a page of
    them at most."""
    named = request.POST.getlist("one") or request.POST.getlist("id") or request.GET.getlist("id")
    return [text for text in named[:A_PAGE] if is_uuid(text)]


def is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def these(ids: Iterable[object]) -> str:
    """For the address of an Undo."""
    return "?" + "&".join(f"id={public_id}" for public_id in ids)


def _note_reading(
    request: DeskRequest, ask: Ask, verb: str, *, at: datetime, each_time: bool, fields: Iterable[str] = ()
) -> None:
    """Where the officers see it whose people may have been read, also those who don't see this ask."""
    key = ask.action.chapter
    audit.record_read(verb, of=[key], by=request.actor, at=at, each_time=each_time, fields=fields)


@door("actions.export")
@require_http_methods(["GET", "HEAD", "POST"])
def take_along(request: DeskRequest, kind: str, slug: str, what: str) -> HttpResponse | StreamingHttpResponse:
    """A table as CSV, row by row. Who took it along stands in the log; people by the thousand take a second yes."""
    ask, export = found(request, kind, slug), queries.exports_of(KINDS[kind]).get(what)
    if export is None or (export.holds_people and "actions.people" not in queries.may_on(ask, request.scope)):
        raise Http404
    columns = export.columns_of(ask)
    if export.holds_people and (second := _second_yes(request, ask, what)):
        return second
    if request.method != "HEAD":
        audit.record(f"{what} exported", on=ask.ref, by=request.actor, at=timezone.now(), fields=columns)
    table = csv_lines(columns, export.rows(ask))
    response = StreamingHttpResponse(table, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{what}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _second_yes(request: DeskRequest, ask: Any, what: str) -> HttpResponse | None:
    """None where it may leave, which is noted: few, or agreed to by a second person. Else the question, and its press
    asks for one. A look (HEAD) takes nothing along, and a question is answered by a press, never by a look."""
    n, about, at, by = queries.people_of(ask).count(), f"{ask.public_id}:{what}", timezone.now(), request.actor
    is_alone, name = agreeing.may_leave(n, by=by, at=at), "actions.export"
    if request.method == "HEAD" and is_alone:
        return None

    def note(said: list[str]) -> None:
        _note_reading(request, ask, f"people of a {ask.WORD} exported", at=at, each_time=True, fields=said)

    if (is_alone or request.method == "POST") and agreeing.leaves(n, name=name, about=about, by=by, at=at, note=note):
        return None
    words = _("Take along %(n)s people of “%(title)s”") % {"n": count(n), "title": ask.action.title}
    if request.method != "POST":
        asked = agreeing.of(name, about, by=by, at=at)
        context: dict[str, Any] = {"words": words, "asked": asked, "most": agreeing.EXPORT_ROWS}
        return shown(request, ask, "actions/desk/second.html", tab="people", **context)
    deed = agreeing.Deed(
        name="actions.export",
        about=about,
        words=words,
        url=request.path,
        permission="actions.export",
        chapter=ask.action.chapter,
    )
    asked = agreeing.ask(deed, by=request.actor, at=at)
    return see_other("second_yes", asked.public_id)
