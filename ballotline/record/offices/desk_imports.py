"""What the host brought in, at the desk: from which files, what was reported, and one press that takes it back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, no_store, see_other
from ballotline.foundation.ingest.models import Import
from ballotline.foundation.ingest.undoing import KEPT, CantUndo, may_undo
from ballotline.foundation.jobs import services as jobs
from ballotline.foundation.ui.dates import day_of_record
from ballotline.foundation.ui.deeds import who_did
from ballotline.foundation.ui.told import tell
from ballotline.record.offices.words import import_in_words
from ballotline.record.places.importer.words import sentences_kept

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """An import as a page has it: what was said `beside` its files, and its days here (done, at last to be taken back,
    taken back, and by whom that was). `cant` says why it can't be."""

    row: Import
    title: str
    beside: str
    said: list[str]
    on: date
    until: date
    undone_on: date | None
    undone_by: str
    cant: str = ""


@door("offices.edit")
@require_safe
def index(request: DeskRequest) -> HttpResponse:
    page = Paginator(Import.objects.order_by("-pk"), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": list(_shown(request, page, timezone.now()))}
    return no_store(render(request, "offices/desk/imports.html", context))


@door("offices.edit")
@require_safe
def one(request: DeskRequest, pk: int) -> HttpResponse:
    [shown] = _shown(request, [_found(pk)], timezone.now(), why=True)
    return no_store(render(request, "offices/desk/import.html", {"shown": shown, "row": shown.row}))


@door("offices.edit")
@require_POST
def take_back(request: DeskRequest, pk: int) -> HttpResponse:
    """Asks the worker for it: a country's list takes a minute. A second press asks for nothing more."""
    found, at = _found(pk), timezone.now()
    try:
        may_undo(found, at=at)
    except CantUndo as problem:
        tell(request, str(problem))
        return see_other("offices_desk:import", pk)
    with transaction.atomic():
        if Import.objects.filter(pk=pk, undo_asked_at=None).update(undo_asked_at=at):
            jobs.enqueue("places.take_back_import", at=at, number=pk, account=request.actor.id)
    tell(request, _("It is being taken back. That may take a minute."))
    return see_other("offices_desk:import", pk)


def _found(pk: int) -> Import:
    found = Import.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _shown(request: DeskRequest, rows: Iterable[Import], at: datetime, *, why: bool = False) -> Iterator[Shown]:
    rows = list(rows)
    who = who_did(request, [(("import", row.pk), row.undone_at) for row in rows])
    for row, undone_by in zip(rows, who, strict=True):
        yield Shown(
            row,
            title=import_in_words(row.kind),
            beside=", ".join(_beside(row)),
            said=sentences_kept(row.report),
            on=timezone.localdate(row.at),
            until=timezone.localdate(row.at + KEPT),
            undone_on=timezone.localdate(row.undone_at) if row.undone_at else None,
            undone_by=undone_by,
            cant=_why_not(row, at) if why else "",
        )


def _beside(row: Import) -> Iterator[str]:
    for name, value in row.said.items():
        yield _("as of %s") % day_of_record(date.fromisoformat(value)) if name == "as_of" else value


def _why_not(row: Import, at: datetime) -> str:
    try:
        may_undo(row, at=at)
    except CantUndo as problem:
        return str(problem)
    return ""
