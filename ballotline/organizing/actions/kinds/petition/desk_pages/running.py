"""The list of petitions, one petition at a glance, and the steps of its life: write, look, publish, close."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, no_store, see_other
from ballotline.foundation.audit.queries import history as audit_history
from ballotline.foundation.organization.queries import our_zone
from ballotline.foundation.ui import charts
from ballotline.foundation.ui.told import tell
from ballotline.organizing.actions.kinds.petition import queries
from ballotline.organizing.actions.kinds.petition.context import page_context
from ballotline.organizing.actions.kinds.petition.desk_forms import PetitionForm, initial_of
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature
from ballotline.organizing.actions.kinds.petition.rules import is_near_its_end
from ballotline.organizing.actions.kinds.petition.services import running
from ballotline.organizing.actions.services import EditedMeanwhile
from ballotline.organizing.actions.versions import version_in

A_PAGE = 50
AS_IF_OPEN = {"is_open": True, "is_over": False}


def found(request: DeskRequest, slug: str) -> Petition:
    """A petition in the organizer's scope, else 404."""
    petition = queries.visible_to(request.scope).filter(action__slug=slug).first()
    if petition is None:
        raise Http404
    return petition


def shown(request: DeskRequest, petition: Petition, tab: str, status: int = 200, **more: object) -> HttpResponse:
    """One tab of a petition, with its head: state, the one next thing, and how many comments wait."""
    figures, at = queries.figures(petition), timezone.now()
    count = figures["confirmed"] + figures["paper"]
    context = {
        "petition": petition,
        "action": petition.action,
        "tab": tab,
        "may": request.scope.may,
        "figures": figures,
        "waiting_comments": waiting_comments(petition).count(),
        "is_open": petition.is_open(at),
        "is_near_its_end": is_near_its_end(count=count, goal=petition.goal, closes=petition.action.closes_at, at=at),
    }
    return no_store(render(request, f"petition/desk/{tab}.html", context | more, status=status))


def waiting_comments(petition: Petition) -> QuerySet[Signature]:
    waiting = petition.signatures.filter(comment_state=Signature.Comment.WAITING, state=Signature.State.CONFIRMED)
    return waiting.order_by("id")


@door("actions.read")
@require_safe
def index(request: DeskRequest) -> HttpResponse:
    petitions = queries.visible_to(request.scope).order_by("-action__created_at")
    page = Paginator(petitions, A_PAGE).get_page(request.GET.get("page"))
    rows = [(petition, queries.figures(petition), waiting_comments(petition).count()) for petition in page]
    return no_store(render(request, "petition/desk/index.html", {"page": page, "rows": rows}))


@door("actions.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    form = PetitionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        petition = running.draft(fields=form.fields_to_save, by=request.actor, at=timezone.now())
        tell(request, _("Saved as a draft. Nobody but organizers sees it yet."))
        return see_other("petition_desk:preview", petition.action.slug)
    return render(request, "petition/desk/new.html", {"form": form}, status=422 if form.errors else 200)


@door("actions.read")
@require_safe
def overview(request: DeskRequest, slug: str) -> HttpResponse:
    petition = found(request, slug)
    days = queries.by_day(petition, our_zone())
    events = [(note.posted_at.date(), note.title) for note in queries.updates(petition)]
    chart = (
        charts.columns_by_day(
            days,
            title=_("Signatures a day"),
            description=_("Counted signatures by the day of their confirmation."),
            source=_("Our own count"),
            as_of=timezone.localdate(),
            events=events,
        )
        if days
        else ""
    )
    towns, sources = queries.by_town(petition), queries.by_source(petition)
    return shown(request, petition, "overview", chart=chart, towns=towns, sources=sources)


@door("actions.read")
@require_safe
def sharing(request: DeskRequest, slug: str) -> HttpResponse:
    petition = found(request, slug)
    may_see = request.scope.allows("actions.people")
    return shown(
        request,
        petition,
        "sharing",
        sources=queries.by_source(petition),
        sharers=queries.sharers(petition) if may_see else [],
        link=request.build_absolute_uri(reverse("petition:page", args=[slug])),
        embed=request.build_absolute_uri(reverse("petition:embed", args=[slug])),
    )


@door("actions.edit")
@require_safe
def preview(request: DeskRequest, slug: str) -> HttpResponse:
    """The public page as it will look, with the question that publishes it."""
    petition = found(request, slug)
    context = page_context(petition, at=timezone.now()) | AS_IF_OPEN
    return no_store(render(request, "petition/desk/preview.html", context))


@door("actions.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: DeskRequest, slug: str) -> HttpResponse:
    petition = found(request, slug)
    if request.method != "POST":
        form = PetitionForm(initial=initial_of(petition))
        return shown(request, petition, "edit", form=form, version=petition.action.version)
    form = PetitionForm(request.POST, request.FILES)
    version = version_in(request)
    if not form.is_valid():
        return shown(request, petition, "edit", form=form, version=version, status=422)
    if "look" in request.POST:
        return _look(request, petition, form, version)
    if "change" in request.POST:
        return shown(request, petition, "edit", form=form, version=version)
    try:
        running.edit(
            petition=petition, fields=form.fields_to_save, version=version, by=request.actor, at=timezone.now()
        )
    except EditedMeanwhile:
        current = found(request, slug)
        return shown(request, current, "edit", form=form, version=current.action.version, newer=current, status=409)
    tell(request, _("Saved."), undo=reverse("petition_desk:restore", args=[slug, version]))
    return see_other("petition_desk:overview", slug)


def _look(request: DeskRequest, petition: Petition, form: PetitionForm, version: int) -> HttpResponse:
    """The public page as it would look with what was typed. Nothing is saved; the page carries it on."""
    typed = {name: value for name, value in form.fields_to_save.items() if name != "image"}
    for name, value in typed.items():
        setattr(petition.action if name in running.ACTION_FIELDS else petition, name, value)
    kept = [(name, values) for name, values in request.POST.lists() if name not in ("look", "csrfmiddlewaretoken")]
    context = page_context(petition, at=timezone.now()) | {"kept": kept, "version": version}
    context |= AS_IF_OPEN | {"photo_is_missing": bool(form.cleaned_data.get("image"))}
    return no_store(render(request, "petition/desk/preview.html", context))


@door("actions.edit")
@require_POST
def restore(request: DeskRequest, slug: str, version: int) -> HttpResponse:
    petition = found(request, slug)
    revision = petition.revisions.filter(version=version).first()
    if revision is None:
        raise Http404
    running.restore(petition=petition, revision=revision, by=request.actor, at=timezone.now())
    tell(request, _("The earlier words are back."))
    return see_other("petition_desk:overview", slug)


STEPS = {"publish": running.publish, "close": running.close, "reopen": running.reopen, "unpublish": running.unpublish}
SAID = {
    "publish": (gettext_lazy("Published. It is on the front page now."), "unpublish"),
    "close": (gettext_lazy("Closed. Nobody can sign any more."), "reopen"),
    "reopen": (gettext_lazy("Open again."), "close"),
    "unpublish": (gettext_lazy("Back to a draft."), "publish"),
}


@door("actions.edit")
@require_POST
def step(request: DeskRequest, slug: str, verb: str) -> HttpResponse:
    """Publish, close, and their way back; each says what happened and offers Undo."""
    if verb not in STEPS:
        raise Http404
    petition = found(request, slug)
    try:
        STEPS[verb](petition=petition, by=request.actor, at=timezone.now())
    except running.NotNow as reason:
        tell(request, str(reason))
    else:
        words, back = SAID[verb]
        tell(request, str(words), undo=reverse("petition_desk:step", args=[slug, back]))
    return see_other("petition_desk:overview", slug)


@door("actions.read")
@require_safe
def history(request: DeskRequest, slug: str) -> HttpResponse:
    petition = found(request, slug)
    page = Paginator(audit_history(*petition.ref), A_PAGE).get_page(request.GET.get("page"))
    batches = petition.batches.order_by("-at")[:50] if request.scope.allows("actions.people") else []
    revisions = petition.revisions.order_by("-version")[:50]
    return shown(request, petition, "history", page=page, batches=batches, revisions=revisions)
