"""What everybody sees of chapters: which there are, one chapter, how to join, leave and start one.

The page of one chapter is composed in `interfaces/site`, which adds what is asked there now; so is that of a member,
and that of who applied, which adds who answers.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballotline.foundation.access.doors import behind_link, public, same_site, see_other
from ballotline.foundation.access.rules import Actor
from ballotline.movement.arrivals import declared as ways_in
from ballotline.movement.arrivals import queries as arrivals
from ballotline.movement.arrivals.forms import HIDDEN, ArrivalForm
from ballotline.movement.arrivals.models import Arrival
from ballotline.movement.arrivals.pages.asking import take
from ballotline.movement.arrivals.pages.links import not_whole
from ballotline.movement.arrivals.queries import rate_is_odd
from ballotline.movement.arrivals.services import NotOpen
from ballotline.organizing.chapters import queries, words
from ballotline.organizing.chapters.forms import ApplyForm, JoinForm, MeetingForm
from ballotline.organizing.chapters.models import Application, Chapter, Charter, Joining, Membership, Requirement
from ballotline.organizing.chapters.rules import Progress, Task
from ballotline.organizing.chapters.services import founding, members
from ballotline.organizing.chapters.words import page_of
from ballotline.record.offices.asked_where import WhereForm
from ballotline.record.places.found import Placement
from ballotline.record.places.words import HINTS

ANSWERED = (Arrival.State.CONFIRMED, Arrival.State.WITHDRAWN)


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """All of them, and which one serves an address. The address travels in the body and is not kept."""
    form, status, answer = WhereForm(request.POST or None), 200, {}
    if request.method == "POST":
        placement = form.looked_up(on=timezone.localdate())
        status = 422 if form.errors else 200
        answer = _near(placement, form.cleaned_data["where"]) if placement and not form.errors else {}
    found = list(queries.public().order_by("name"))
    counts = queries.member_counts(found)
    context = {
        "form": form,
        "rows": [(chapter, words.size(counts.get(chapter.pk, 0))) for chapter in found],
        "may_start": queries.founding().is_open,
        **answer,
    }
    response = render(request, "chapters/index.html", context, status=status)
    return behind_link(response) if request.method == "POST" else response


def _near(placement: Placement, where: str) -> dict[str, Any]:
    """Which one answers there; and where that is likely only, what would make it sure."""
    serving = queries.serving_found(placement, where)
    surely = queries.serving((one.ocd_id, one.kind) for one in placement.found if one.sure)
    return {"was_asked": True, "serving": serving, "is_sure": serving == surely, "hint": HINTS.get(placement.hint)}


def one(request: HttpRequest, slug: str, *, more: Mapping[str, Any]) -> HttpResponse:
    """One chapter; the POST is somebody's press on "Join". What was taken in by another leads on to it."""
    chapter = Chapter.objects.select_related("merged_into").filter(slug=slug).first()
    if chapter and chapter.merged_into:
        return see_other(page_of(chapter.merged_into))
    if chapter is None or not queries.public().filter(pk=chapter.pk).exists():
        raise Http404
    form = JoinForm(request.POST or None)
    if request.method != "POST":
        return _page(request, chapter, form, more)
    if not form.is_valid():
        return _page(request, chapter, form, more, status=422)
    try:
        return take(
            request,
            form,
            kind=ways_in.kind_of(Joining),
            page=page_of(chapter),
            ask=lambda typed, how, at: members.ask_to_join(chapter=chapter, typed=typed, how=how, at=at),
        )
    except NotOpen:
        return _page(request, chapter, form, more)


def _page(
    request: HttpRequest, chapter: Chapter, form: JoinForm, more: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    context = {
        "chapter": chapter,
        "serves": words.serves(chapter),
        "size": words.size(queries.members(chapter).count()),
        "officers": queries.officers(chapter, timezone.localdate(at)),
        "founders": _of_founders(chapter) if chapter.state == Chapter.State.PROVISIONAL else None,
        "accepted": chapter.acceptances.select_related("charter").order_by("charter__version").last(),
        "meets": _next_meeting(chapter, at),
        **_form_context(form),
        **more,
    }
    return render(request, "chapters/page.html", context, status=status)


@public
@require_safe
def charter(request: HttpRequest, version: int) -> HttpResponse:
    """One version of what chapters accept, as it was and is."""
    found = get_object_or_404(Charter, version=version)
    return render(request, "chapters/charter.html", {"charter": found, "newest": queries.newest_charter()})


def _next_meeting(chapter: Chapter, at: datetime) -> datetime | None:
    return chapter.meets_at if chapter.meets_at and chapter.meets_at > at else None


def _of_founders(chapter: Chapter) -> Task | None:
    tasks = queries.checklist(chapter, timezone.localdate())
    return next((task for task in tasks if task.asked.kind == Requirement.Kind.FOUNDERS), None)


def _form_context(form: ArrivalForm) -> dict[str, Any]:
    model: type[Arrival] = Joining if isinstance(form, JoinForm) else Application
    return {
        "form": form,
        "asked_fields": [form[name] for name in form.fields if name not in HIDDEN],
        "asks_for_proof": rate_is_odd(model, timezone.now()),
    }


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Start a chapter: five answers."""
    form, way = ApplyForm(request.POST or None), queries.founding()
    if request.method == "POST" and form.is_valid():
        try:
            return take(
                request,
                form,
                kind=ways_in.kind_of(Application),
                page=request.path,
                ask=lambda typed, how, at: founding.apply(typed=typed, how=how, at=at),
            )
        except NotOpen:
            way.is_open = False
    context = {"is_open": way.is_open, **_form_context(form)}
    status = 422 if form.errors else 200 if way.is_open else 410
    return render(request, "chapters/start.html", context, status=status)


def applied(request: HttpRequest, token: str, *, more: Mapping[str, Any]) -> HttpResponse:
    """Whoever applied, behind their link: how far it is, as the organizers see it. The POST tells the first meeting."""
    application = application_behind(token)
    if application is None or application.chapter is None:
        return not_whole(request)
    form = MeetingForm(request.POST or None, today=timezone.localdate())
    if request.method != "POST":
        return _list(request, token, application, form, more)
    if not form.is_valid():
        return _list(request, token, application, form, more, status=422)
    asked = Requirement.objects.filter(kind=Requirement.Kind.MEETING, dropped_at=None).first()
    if asked and _founds(application):
        said, by, at = form.cleaned_data, _who(application), timezone.now()
        founding.mark(chapter=application.chapter, requirement=asked, **said, by=by, at=at)
    return behind_link(see_other("site:applied", token))


def _list(
    request: HttpRequest,
    token: str,
    application: Application,
    form: MeetingForm,
    more: Mapping[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    chapter, at = application.chapter, timezone.now()
    assert chapter is not None  # `applied` has looked
    tasks = queries.checklist(chapter, timezone.localdate(at))
    context = {
        "application": application,
        "chapter": chapter,
        "token": token,
        "tasks": [(task, words.PROGRESS[task.progress], words.TURNS[task.turn]) for task in tasks],
        "open": {task.asked.kind for task in tasks if task.progress == Progress.TO_DO and _founds(application)},
        "charter": queries.newest_charter(),
        "form": form,
        **more,
    }
    return behind_link(render(request, "chapters/applied.html", context, status=status))


def _founds(application: Application) -> bool:
    """Whoever asked for it speaks for the chapter while it is being founded and they belong to it; afterwards its
    officers do, who sign in."""
    chapter = application.chapter
    if chapter is None or chapter.state != Chapter.State.PROVISIONAL:
        return False
    return queries.members(chapter).filter(person=application.person).exists()


@same_site
@require_POST
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The founding members accept the charter, in the version that stood on the page."""
    application, newest = application_behind(token), queries.newest_charter()
    if application is None or application.chapter is None:
        return not_whole(request)
    if newest and _founds(application) and request.POST.get("version") == str(newest.version):
        founding.accept(chapter=application.chapter, charter=newest, by=_who(application), at=timezone.now())
    return behind_link(see_other("site:applied", token))


def member(request: HttpRequest, slug: str, token: str, *, more: Mapping[str, Any]) -> HttpResponse:
    """A member's own page of their chapter, behind their link: when it meets, who leads it, since when they belong to
    it and what they have paid, and the way out."""
    joining, at = _joined(token, slug), timezone.now()
    if joining is None:
        return see_other("arrivals:confirm", token)
    membership = _membership(joining)
    chapter, person, on = joining.chapter, joining.person, timezone.localdate(at)
    belongs_to = queries.memberships_of(person) if person else []
    theirs = [one.chapter for one in belongs_to]
    context = {
        "chapter": chapter,
        "past": None if membership else _past_membership(joining),
        "belongs_to": belongs_to,
        "membership": membership,
        "dues": membership.dues.filter(struck_at=None).order_by("-first_day", "-pk") if membership else [],
        "officers": queries.officers(chapter, timezone.localdate(at)),
        "meets": _next_meeting(chapter, at),
        "elsewhere": queries.served_elsewhere(person, theirs, on) if membership and person else None,
        "token": token,
        **more,
    }
    return behind_link(render(request, "chapters/member.html", context))


@same_site
@require_POST
def leave(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    joining = _joined(token, slug)
    if joining is None:
        return see_other("arrivals:confirm", token)
    if (membership := _membership(joining)) is not None:
        members.end(membership=membership, how=Membership.Ended.LEFT, by=_who(joining), at=timezone.now())
    return behind_link(see_other("site:member", slug, token))


def _membership(joining: Joining) -> Membership | None:
    return Membership.objects.filter(chapter=joining.chapter, person=joining.person, ended_at=None).first()


def _past_membership(joining: Joining) -> Membership | None:
    return Membership.objects.filter(chapter=joining.chapter, person=joining.person).order_by("-ended_at").first()


def _who(arrival: Arrival) -> Actor:
    return Actor.person(arrival.person.public_id) if arrival.person else Actor("person")


def application_behind(token: str) -> Application | None:
    """What somebody asked for and confirmed; None for any other link."""
    found = arrivals.sent_for(token, Application)
    return found if found and found.state in ANSWERED else None


def _joined(token: str, slug: str) -> Joining | None:
    """How somebody came to this chapter, a member still or not; None for any other link."""
    found = arrivals.sent_for(token, Joining)
    return found if found and found.state in ANSWERED and found.chapter.slug == slug else None
