"""The list of one kind's asks, and what each says: write it, look at it, and bring back what it said before."""

from datetime import datetime
from typing import Any

from django.core.files import File
from django.core.paginator import Paginator
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, no_store, see_other
from ballotline.foundation.ui.numbers import whole_number
from ballotline.foundation.ui.told import tell
from ballotline.organizing.actions import queries, services
from ballotline.organizing.actions.context import by_place, page_context
from ballotline.organizing.actions.declared import KINDS, kind_of
from ballotline.organizing.actions.desk_pages.frame import A_PAGE, found, shown
from ballotline.organizing.actions.desk_pages.waiting import who_waits
from ballotline.organizing.actions.models import Action
from ballotline.organizing.actions.rules import chapter_of_new
from ballotline.organizing.actions.services import EditedMeanwhile, NotNow
from ballotline.organizing.actions.versions import between_editors, version_in
from ballotline.organizing.actions.words import facts as facts_of
from ballotline.organizing.actions.words import tally

AS_IF_OPEN = {"is_open": True, "is_over": False}
NOT_KEPT = ("look", "csrfmiddlewaretoken")


@door("actions.read")
@require_safe
def index(request: DeskRequest, kind: str) -> HttpResponse:
    said, at = KINDS[kind], timezone.now()
    words, state = request.GET.get("q", ""), request.GET.get("state", "")
    asks = queries.searched(queries.within(said.model, request.reach), words=words, state=state)
    page = Paginator(asks, A_PAGE).get_page(request.GET.get("page"))
    facts = facts_of(list(page), at)
    context = {
        "kind": said,
        "desk": said.desk,
        "page": page,
        "rows": [(ask, said, [said.standing(ask, at), *facts.get(ask.pk, [])]) for ask in page],
        "may_write": chapter_of_new(request.scope.reach("actions.edit")) is not None,
        "words": words,
        "state": state,
        "states": Action.State.choices,
        **said.above_the_list(request),
    }
    return no_store(render(request, "actions/desk/index.html", context))


@door("actions.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest, kind: str) -> HttpResponse:
    said, chapter = KINDS[kind], chapter_of_new(request.reach)
    if chapter is None:
        raise Http404
    begun, among = said.ready.get(request.GET.get("from", "")), queries.may_go_with(request.reach)
    initial = said.form.shown(queries.plain(begun.fields)) if begun else None
    form = said.form(request.POST or None, request.FILES or None, initial=initial, among=among)
    if request.method == "POST" and form.is_valid():
        try:
            fields, at = form.fields_to_save, timezone.now()
            ask = services.draft(kind, fields=fields, chapter=chapter, by=request.actor, at=at)
        except NotNow as reason:
            form.add_error("title", str(reason))
        else:
            tell(request, _("Saved as a draft. Nobody but organizers sees it yet."))
            return see_other(said.desk + "preview", ask.action.slug)
    context = {"form": form, "kind": said, "desk": said.desk, "fields_template": said.template("fields")}
    return no_store(render(request, "actions/desk/new.html", context, status=422 if form.errors else 200))


@door("actions.read")
@require_safe
def overview(request: DeskRequest, kind: str, slug: str) -> HttpResponse:
    ask, said = found(request, kind, slug), KINDS[kind]
    context = {**_who_takes_part(request, ask, timezone.now()), **said.overview(request, ask)}
    return shown(request, ask, said.template("overview"), tab="overview", **context)


def _who_takes_part(request: DeskRequest, ask: Any, at: datetime) -> dict[str, Any]:
    counted = {"tally": tally(ask, at)}
    if kind_of(ask).people is None:
        return counted
    by_state = queries.people_by_state([ask])[ask.pk]
    return {**counted, "figures": by_state, "unanswered": who_waits(request, ask), **by_place(ask)}


@door("actions.edit")
@require_safe
def preview(request: DeskRequest, kind: str, slug: str) -> HttpResponse:
    """The public page as it will look, with the question that publishes it."""
    return _as_it_looks(request, found(request, kind, slug))


def _as_it_looks(request: DeskRequest, ask: Any, **more: Any) -> HttpResponse:
    kind = kind_of(ask)
    context = {
        **page_context(ask, timezone.now()),
        **AS_IF_OPEN,
        "desk": kind.desk,
        "page_template": kind.page,
        **more,
    }
    return no_store(render(request, "actions/desk/preview.html", context))


@door("actions.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: DeskRequest, kind: str, slug: str) -> HttpResponse:
    ask, form_of = found(request, kind, slug), KINDS[kind].form
    among = queries.may_go_with(request.reach, ask)
    if request.method != "POST":
        return _editing(request, ask, form_of(initial=form_of.shown(queries.values_of(ask)), among=among))
    form, version = form_of(request.POST, request.FILES, among=among), version_in(request)
    if not form.is_valid():
        return _editing(request, ask, form, version=version, status=422 if form.errors else 200)
    if "change" in request.POST:
        return _editing(request, ask, form, version=version)
    try:
        return (_look if "look" in request.POST else _save)(request, ask, form, version)
    except NotNow as reason:
        form.add_error(None, str(reason))
        return _editing(request, found(request, kind, slug), form, version=version, status=422)
    except EditedMeanwhile:
        current = found(request, kind, slug)
        return _editing(request, current, form, newer=between_editors(form, current), status=409)


def _editing(
    request: DeskRequest, ask: Any, form: Form, *, version: int | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    version = ask.action.version if version is None else version
    context = {"form": form, "version": version, "fields_template": kind_of(ask).template("fields"), **more}
    return shown(request, ask, "actions/desk/edit.html", tab="edit", status=status, **context)


def _save(request: DeskRequest, ask: Any, form: Any, version: int) -> HttpResponse:
    services.edit(ask, fields=form.fields_to_save, version=version, by=request.actor, at=timezone.now())
    tell(request, _("Saved."), undo=_way_back(ask, to=version, over=version + 1))
    return see_other(kind_of(ask).desk + "overview", ask.action.slug)


def _look(request: DeskRequest, ask: Any, form: Any, version: int) -> HttpResponse:
    """The public page as it would look with what was typed. Nothing is saved; the page carries it on."""
    fields = {name: value for name, value in form.fields_to_save.items() if not isinstance(value, File)}
    kept = [(name, values) for name, values in request.POST.lists() if name not in NOT_KEPT]
    with transaction.atomic():
        seen = services.edit(ask, fields=fields, version=version, by=request.actor, at=timezone.now())
        page = _as_it_looks(request, seen, kept=kept, photo_is_missing=bool(request.FILES))
        transaction.set_rollback(True)
    return page


def _way_back(ask: Any, *, to: int, over: int) -> str:
    """The address that brings the words of version `to` back, as long as nobody has written over `over`."""
    return reverse(kind_of(ask).desk + "restore", args=[ask.action.slug, to]) + f"?over={over}"


@door("actions.edit")
@require_POST
def restore(request: DeskRequest, kind: str, slug: str, version: int) -> HttpResponse:
    """An earlier version's words stand there again.
    An Undo names the version that it takes back: it takes back no other."""
    ask, over = found(request, kind, slug), whole_number(request.GET.get("over"))
    try:
        if over and over != ask.action.version:
            raise EditedMeanwhile
        services.restore(ask, version=version, by=request.actor, at=timezone.now())
    except EditedMeanwhile:
        tell(request, _("Somebody has changed it since. Look here at what it said before, and bring that back."))
        return see_other(KINDS[kind].desk + "history", slug)
    except NotNow as reason:
        tell(request, str(reason))
    else:
        undo = _way_back(ask, to=ask.action.version - 1, over=ask.action.version)
        tell(request, _("The earlier words are back."), undo=undo)
    return see_other(KINDS[kind].desk + "overview", slug)
