"""Which chapters there are, as far as one sees; a new one; and what is asked of all."""

from hashlib import sha256

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, no_store, see_other
from ballotline.foundation.ui.deeds import who_did
from ballotline.foundation.ui.told import tell
from ballotline.movement.accounts import agreeing
from ballotline.organizing.chapters import queries
from ballotline.organizing.chapters.desk_forms import CharterForm, NewChapterForm, RequirementForm
from ballotline.organizing.chapters.models import Chapter, Requirement
from ballotline.organizing.chapters.services import NotNow, asked, life


@door("chapters.read")
@require_safe
def index(request: DeskRequest) -> HttpResponse:
    """The tree, with a search by name or place, and by state."""
    said, state = request.GET.get("q", "").replace("\x00", "").strip()[:100], request.GET.get("state", "")
    found = queries.searched(queries.within(request.reach), words=said, state=state)
    counts = queries.member_counts(found)
    reach = request.scope.reach("chapters.decide")
    context = {
        "rows": [(one, depth, counts.get(one.pk, 0)) for one, depth in queries.in_tree_order(found)],
        "words": said,
        "state": state,
        "states": Chapter.State.choices,
        "may_begin": bool(reach),
        "may_ask": reach.everywhere,
    }
    return no_store(render(request, "chapters/desk/index.html", context))


@door("chapters.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    above = queries.may_stand_above(request.reach)
    form = NewChapterForm(request.POST or None, above=above, may_top=request.reach.everywhere)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if queries.called(said["name"]) and not request.POST.get("twice"):
            return no_store(render(request, "chapters/desk/new.html", {"form": form, "is_called_so": True}, status=409))
        try:
            chapter = life.draft(
                name=said["name"], place=said["place"], parent=said["under"], by=request.actor, at=timezone.now()
            )
        except NotNow as reason:
            form.add_error("name", str(reason))
        else:
            tell(request, _("It is being founded. Say which area it serves, and who belongs to it."))
            return see_other("chapters_desk:overview", chapter.slug)
    return no_store(render(request, "chapters/desk/new.html", {"form": form}, status=422 if form.errors else 200))


def _of_the_house(request: DeskRequest) -> None:
    """What is asked of all chapters is for who decides about all."""
    if not request.reach.everywhere:
        raise Http404


@door("chapters.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def what_is_asked(request: DeskRequest) -> HttpResponse:
    """The list that each chapter goes through; the POST adds a line."""
    _of_the_house(request)
    asked.ours()
    form = RequirementForm(request.POST or None, initial={"needed": 1, "rank": 9})
    if request.method == "POST" and form.is_valid():
        asked.ask_for(requirement=Requirement(), fields=form.cleaned_data, by=request.actor, at=timezone.now())
        tell(request, _("Added. Chapters that are being founded see it now."))
        return see_other("chapters_desk:asked")
    newest = queries.newest_charter()
    context = {
        "form": form,
        "requirements": queries.requirements(),
        "is_open": queries.founding().is_open,
        "dropped": Requirement.objects.exclude(dropped_at=None).order_by("-dropped_at"),
        "charter": newest,
        "older": queries.charters()[1:],
        "who": who_did(request, [(("charter", newest.version), newest.at)])[0] if newest else "",
    }
    return no_store(render(request, "chapters/desk/asked.html", context, status=422 if form.errors else 200))


@door("chapters.decide")
@require_POST
def take_applications(request: DeskRequest, is_open: bool) -> HttpResponse:
    _of_the_house(request)
    asked.take_applications(is_open=is_open, by=request.actor, at=timezone.now())
    back = reverse("chapters_desk:take_none" if is_open else "chapters_desk:take_some")
    said = _("Everybody can ask to start a chapter.") if is_open else _("Nobody can ask to start a chapter now.")
    tell(request, said, undo=back)
    return see_other("chapters_desk:asked")


@door("chapters.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def requirement(request: DeskRequest, public_id: str) -> HttpResponse:
    _of_the_house(request)
    one = get_object_or_404(Requirement, public_id=public_id)
    as_it_is = {name: getattr(one, name) for name in ("words", "kind", "needed", "rank")}
    form = RequirementForm(request.POST or None, initial=as_it_is)
    if request.method == "POST" and form.is_valid():
        asked.ask_for(requirement=one, fields=form.cleaned_data, by=request.actor, at=timezone.now())
        tell(request, _("Saved."))
        return see_other("chapters_desk:asked")
    context = {"form": form, "requirement": one}
    return no_store(render(request, "chapters/desk/requirement.html", context, status=422 if form.errors else 200))


@door("chapters.decide")
@require_POST
def drop(request: DeskRequest, public_id: str, dropped: bool) -> HttpResponse:
    _of_the_house(request)
    one = get_object_or_404(Requirement, public_id=public_id)
    asked.drop(requirement=one, dropped=dropped, by=request.actor, at=timezone.now())
    back = reverse("chapters_desk:ask_again" if dropped else "chapters_desk:drop", args=[one.public_id])
    tell(request, _("It is asked of no chapter any more.") if dropped else _("It is asked again."), undo=back)
    return see_other("chapters_desk:asked")


CHARTER = "chapters.charter"


def _write(request: DeskRequest, body: str) -> HttpResponse:
    """A new version takes two: what the second has read is what is written."""
    about, at = sha256(body.encode()).hexdigest(), timezone.now()
    if agreeing.may(CHARTER, about, by=request.actor, at=at):
        written = asked.write_charter(body=body, by=request.actor, at=at)
        tell(request, _("Version %(n)s holds now. Every chapter is asked to accept it.") % {"n": written.version})
        return see_other("chapters_desk:asked")
    deed = agreeing.Deed(
        name=CHARTER,
        about=about,
        words=_("A new version of the charter"),
        url=reverse("chapters_desk:charter"),
        permission="chapters.decide",
        content=body,
    )
    asked_for = agreeing.ask(deed, by=request.actor, at=at)
    tell(request, _("It takes a second person’s yes. They find it under Today."))
    return see_other("second_yes", asked_for.public_id)


@door("chapters.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def charter(request: DeskRequest) -> HttpResponse:
    """The text that chapters accept; each change is a new version."""
    _of_the_house(request)
    newest = queries.newest_charter()
    form = CharterForm(request.POST or None, initial={"body": newest.body if newest else ""})
    if request.method == "POST" and form.is_valid():
        return _write(request, form.cleaned_data["body"])
    waiting = agreeing.standing(timezone.now()).filter(deed=CHARTER, asked_by=request.actor.id).first()
    context = {"form": form, "charter": newest, "waiting": waiting}
    return no_store(render(request, "chapters/desk/charter.html", context, status=422 if form.errors else 200))
