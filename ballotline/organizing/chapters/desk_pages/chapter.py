"""One chapter: how far it is and what comes next, the steps of its life, what it says, its area, its history."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, see_other
from ballotline.foundation.audit.queries import history as audit_history
from ballotline.foundation.ui.deeds import what_was_done
from ballotline.foundation.ui.numbers import whole_number
from ballotline.foundation.ui.told import tell
from ballotline.organizing.chapters import queries, rules, words
from ballotline.organizing.chapters.desk_forms import AreaForm, ChapterForm, OpeningForm
from ballotline.organizing.chapters.desk_pages.frame import A_PAGE, decided, found, shown
from ballotline.organizing.chapters.forms import MeetingForm
from ballotline.organizing.chapters.models import Application, Chapter, Requirement
from ballotline.organizing.chapters.services import EditedMeanwhile, NotNow, founding, life
from ballotline.record.places.queries import divisions_named

FOUND_AT_MOST = 20
LOOKED_AT = 200  # divisions of that name, for those that may be given


@door("chapters.read")
@require_safe
def overview(request: DeskRequest, slug: str) -> HttpResponse:
    chapter, at = found(request, slug), timezone.now()
    tasks = queries.checklist(chapter, timezone.localdate(at))
    context: dict[str, Any] = {
        "tasks": [(task, words.PROGRESS[task.progress], words.TURNS[task.turn]) for task in tasks],
        "done": {row.requirement_id: row for row in chapter.done.all()},
        "may_charter": rules.may_be_chartered(tasks),
        "steps": [(verb, words.STEPS[verb]) for verb in rules.LIFE[chapter.state] if verb not in rules.BY_TWO],
        "application": Application.objects.filter(chapter=chapter).select_related("person").first(),
        "members": queries.members(chapter).count(),
        "officers": queries.officers(chapter, timezone.localdate(at)),
        "serves": words.serves(chapter),
        "charter": queries.newest_charter(),
        "to_accept": queries.without_the_newest_charter(request.reach).filter(pk=chapter.pk).exists(),
        "opening_form": _opening_form(chapter, at) if chapter.state == Chapter.State.APPLIED else None,
        "children": queries.in_tree_order(chapter.children.all()),
    }
    return shown(request, chapter, "chapters/desk/overview.html", tab="overview", **context)


def _opening_form(chapter: Chapter, at: datetime) -> OpeningForm:
    on = timezone.localdate(at)
    said = {name: founding.to_open_under(getattr(chapter, name), on) for name in ("name", "place")}
    return OpeningForm(initial=said)


def _call_it(request: DeskRequest, chapter: Chapter, opening: OpeningForm) -> None:
    said = opening.cleaned_data
    name, place = said["name"] or chapter.name, said["place"] if "place" in request.POST else chapter.place
    life.call_it(chapter=chapter, name=name, place=place, by=request.actor, at=timezone.now())


@door("chapters.decide")
@require_POST
def step(request: DeskRequest, slug: str, verb: str) -> HttpResponse:
    """One step of its life; each says what happened and offers Undo."""
    chapter = decided(request, slug)
    if verb not in words.STEPS or verb in rules.BY_TWO:
        raise Http404
    opening = OpeningForm(request.POST)
    if not opening.is_valid():
        tell(request, " ".join(str(told[0]) for told in opening.errors.values()))
        return see_other("chapters_desk:overview", slug)
    try:
        if verb == "approve":
            _call_it(request, chapter, opening)
        life.turn(chapter=chapter, verb=verb, by=request.actor, at=timezone.now())
    except NotNow as reason:
        tell(request, str(reason))
    else:
        back = rules.UNDO.get(verb, "")
        undo = reverse("chapters_desk:step", args=[chapter.slug, back]) if back else ""
        tell(request, str(words.SAID.get(verb) or _("Done.")), undo=undo)
    return see_other("chapters_desk:overview", chapter.slug)


@door("chapters.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: DeskRequest, slug: str) -> HttpResponse:
    """What it says; a second editor is told, and nothing that was typed is lost."""
    chapter = found(request, slug)
    form = ChapterForm(request.POST or None, initial={name: getattr(chapter, name) for name in life.SAYS})
    newer, version = False, chapter.version
    if request.method == "POST" and form.is_valid():
        try:
            life.edit(
                chapter=chapter,
                fields=form.cleaned_data,
                version=_version(request.POST.get("version")),
                by=request.actor,
                at=timezone.now(),
            )
        except EditedMeanwhile:
            newer = True
        else:
            tell(request, _("Saved."))
            return see_other("chapters_desk:overview", slug)
    status = 409 if newer else 422 if form.errors else 200
    context: dict[str, Any] = {"form": form, "newer": newer, "version": version}
    return shown(request, chapter, "chapters/desk/edit.html", tab="edit", status=status, **context)


def _version(text: str | None) -> int:
    """What the form carries; a version that never was where it is no number."""
    return whole_number(text or "", most=10**9) or 0


@door("chapters.read")
@require_safe
def area(request: DeskRequest, slug: str) -> HttpResponse:
    """Which divisions it serves; who decides about it adds and takes off."""
    chapter, said = found(request, slug), request.GET.get("q", "").replace("\x00", "").strip()[:100]
    reach = request.scope.reach("chapters.decide")
    named = divisions_named(said, most=LOOKED_AT) if said else []
    context: dict[str, Any] = {
        "parts": chapter.territory.order_by("name", "ocd_id"),
        "words": said,
        "named": [one for one in named if rules.may_give(reach, one[0])][:FOUND_AT_MOST],
    }
    return shown(request, chapter, "chapters/desk/area.html", tab="area", **context)


@door("chapters.decide")
@require_POST
def serve(request: DeskRequest, slug: str) -> HttpResponse:
    chapter, form = decided(request, slug), AreaForm(request.POST)
    if not form.is_valid():
        tell(request, str(form.errors["division"][0]))
    elif not rules.may_give(request.reach, form.cleaned_data["division"].ocd_id):
        tell(request, _("It lies outside the area of your chapter. Ask the one above to give it."))
    else:
        part = life.serve(chapter=chapter, division=form.cleaned_data["division"], by=request.actor, at=timezone.now())
        tell(request, _("%(name)s is served from here now.") % {"name": part.name})
    return see_other("chapters_desk:area", slug)


@door("chapters.decide")
@require_POST
def serve_no_more(request: DeskRequest, slug: str) -> HttpResponse:
    chapter = decided(request, slug)
    life.serve_no_more(
        chapter=chapter,
        ocd_id=request.POST.get("division", "").replace("\x00", "")[:200],
        by=request.actor,
        at=timezone.now(),
    )
    tell(request, _("Taken off. Look for it by its name to put it back."))
    return see_other("chapters_desk:area", slug)


@door("chapters.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: DeskRequest, slug: str, key: int) -> HttpResponse:
    """Somebody says that a line of the list is done, and on which day."""
    chapter = found(request, slug)
    asked = get_object_or_404(Requirement, pk=key, kind__in=rules.BY_HAND, dropped_at=None)
    today = timezone.localdate()
    form = MeetingForm(request.POST or None, initial={"on": today}, today=today)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        founding.mark(chapter=chapter, requirement=asked, **said, by=request.actor, at=timezone.now())
        tell(request, _("Noted."), undo=reverse("chapters_desk:unmark", args=[slug, key]))
        return see_other("chapters_desk:overview", slug)
    context: dict[str, Any] = {"form": form, "requirement": asked}
    return shown(request, chapter, "chapters/desk/mark.html", status=422 if form.errors else 200, **context)


@door("chapters.edit")
@require_POST
def unmark(request: DeskRequest, slug: str, key: int) -> HttpResponse:
    chapter = found(request, slug)
    asked = get_object_or_404(Requirement, pk=key, kind__in=rules.BY_HAND)
    founding.unmark(chapter=chapter, requirement=asked, by=request.actor, at=timezone.now())
    tell(request, _("Taken back."))
    return see_other("chapters_desk:overview", slug)


@door("chapters.edit")
@require_POST
def accept(request: DeskRequest, slug: str) -> HttpResponse:
    """An officer accepts the charter for the chapter, in the version that stood on the page."""
    chapter, newest = found(request, slug), queries.newest_charter()
    if newest is None or request.POST.get("version") != str(newest.version):
        tell(request, _("There is a newer version. Read it, and press again."))
    else:
        founding.accept(chapter=chapter, charter=newest, by=request.actor, at=timezone.now())
        tell(request, _("Accepted."))
    return see_other("chapters_desk:overview", slug)


@door("chapters.read")
@require_safe
def history(request: DeskRequest, slug: str) -> HttpResponse:
    chapter = found(request, slug)
    page = Paginator(audit_history(*chapter.ref), A_PAGE).get_page(request.GET.get("page"))
    done = what_was_done(request, list(page))
    return shown(request, chapter, "chapters/desk/history.html", tab="history", page=page, deeds=done)
