"""The queue: what waits for an answer, what hurts first on top; and one more that somebody told us by mouth."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.core.cache import caches
from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, no_store, scope_of, see_other
from ballotline.foundation.ui.dates import day
from ballotline.foundation.ui.told import tell
from ballotline.movement.accounts.models import Account
from ballotline.organizing.chapters.queries import within as chapters_within
from ballotline.organizing.intake import queries, rules, words
from ballotline.organizing.intake.desk_forms import AwayForm, NewCaseForm
from ballotline.organizing.intake.models import Case
from ballotline.organizing.intake.services import asked as services_asked
from ballotline.organizing.intake.services import duty
from ballotline.organizing.intake.services.opening import Question, open_case

A_PAGE = 50
COUNT_KEPT_FOR = 10  # seconds
QUESTION = ("q", "show", "kind", "chapter")
SHOWS = {
    "late": gettext_lazy("late"),
    "today": gettext_lazy("due today"),
    "new": gettext_lazy("new"),
    "mine": gettext_lazy("mine"),
    "nobodys": gettext_lazy("nobody’s"),
    "waiting": gettext_lazy("waiting for them"),
    "done": gettext_lazy("done"),
    "all": gettext_lazy("all, done ones too"),
}
COUNTED = ("late", "new", "mine")
WAITS_FOR_THEM = ExpressionWrapper(Q(state=rules.WAITING), BooleanField())  # they stand below what is our turn


@dataclass(frozen=True, slots=True)
class Row:
    """A case in the list: who wants what, where and whose it is, its clock."""

    case: Case
    title: str
    look: str
    clock: str
    chapter: str


def account_of(request: DeskRequest) -> Account:
    """Behind a door somebody is signed in."""
    return cast(Account, request.user)


def shown(show: str, account: Account, at: datetime) -> Q:
    """What a filter of the list means; an unknown one is none."""
    ours, day_ends = Q(state__in=rules.OUR_TURN), queries.end_of_day(at)
    by_name = {
        "late": ours & Q(due_at__lt=at),
        "today": ours & Q(due_at__range=(at, day_ends)),
        "new": Q(state=rules.NEW),
        "mine": ours & Q(owner=account),
        "nobodys": Q(state__in=rules.STANDING, owner=None),
        "waiting": Q(state=rules.WAITING),
        "done": Q(state=rules.DONE),
        "all": Q(),
    }
    return by_name.get(show, Q(state__in=rules.STANDING))


@door("cases.read")
@require_safe
def index(request: DeskRequest) -> HttpResponse:
    return no_store(render(request, "intake/desk/queue.html", listed(request)))


def listed(request: DeskRequest) -> dict[str, Any]:
    """What the list pane shows: one page of the cases asked for; beside a case too."""
    at, account, wanted = timezone.now(), account_of(request), asked(request.GET)
    reached = queries.within(request.reach)
    narrowed = _narrowed(reached, wanted).filter(shown(wanted["show"], account, at))
    order = ["-done_at"] if wanted["show"] == "done" else [WAITS_FOR_THEM, "due_at"]
    found = narrowed.select_related("kind", "person", "owner").order_by(*order, "pk")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "rows": _rows(page, at),
        "wanted": wanted,
        "is_narrowed": any(wanted.values()),
        "question": question(request.GET),
        "counts": _counts(reached, account, at),
        "shows": list(SHOWS.items()),
        "kinds": [(kind.slug, kind.words) for kind in queries.kinds()],
        "chapters": _chapters(request),
        "places": words.places(request.reach),
        "away_until": (until := queries.turn_of(account).away_until),
        "away_form": AwayForm(initial={"until": until}, today=timezone.localdate()),
        "may_answer_some": request.scope.allows("cases.answer"),
        "may_set": request.scope.allows("cases.edit"),
    }


def asked(given: QueryDict) -> dict[str, str]:
    return {name: given.get(name, "").replace("\x00", "")[:100] for name in QUESTION}


def question(given: QueryDict) -> str:
    """The list's question as the end of an address, with the page; empty for the list as it opens."""
    kept = QueryDict(mutable=True)
    for name in (*QUESTION, "page"):
        if value := given.get(name, "").replace("\x00", ""):
            kept[name] = value
    return f"?{kept.urlencode()}" if kept else ""


def _narrowed(cases: QuerySet[Case], wanted: Mapping[str, str]) -> QuerySet[Case]:
    found = queries.searched(cases, wanted["q"])
    if wanted["kind"]:
        found = found.filter(kind__slug=wanted["kind"])
    if wanted["chapter"]:
        key = "" if wanted["chapter"] == "office" else wanted["chapter"]
        found = found.filter(chapter=key)
    return found


def _rows(page: Page[Case], at: datetime) -> list[Row]:
    cases = list(page.object_list)
    names = queries.chapter_names({case.chapter for case in cases})
    return [Row(case, words.title(case), *words.clock(case, at), names.get(case.chapter, "")) for case in cases]


def _counts(cases: QuerySet[Case], account: Account, at: datetime) -> list[tuple[str, str, int]]:
    """ "3 late", "9 new", "6 mine", each with its filter; one statement for all."""
    found = cases.aggregate(**{name: Count("pk", filter=shown(name, account, at)) for name in COUNTED})
    return [(name, str(SHOWS[name]), found[name]) for name in COUNTED]


def waiting(request: HttpRequest) -> int:
    """How many wait for us where this organizer answers; every page of the desk says it, so it is kept for a few
    seconds."""
    reach = scope_of(request).reach("cases.read")
    key = f"cases.waiting.{request.user.pk}"
    kept: int | None = caches["near"].get(key)
    if kept is None:
        kept = queries.at_home(queries.within(reach), reach).filter(state__in=rules.OUR_TURN).count()
        caches["near"].set(key, kept, COUNT_KEPT_FOR)
    return kept


def _chapters(request: DeskRequest) -> list[tuple[str, str]]:
    """To choose from, where there are several places."""
    office = [("office", _("the organization’s office"))] if request.reach.everywhere else []
    found = [(one.key, queries.chapter_words(one)) for one in chapters_within(request.reach).order_by("name")]
    return office + found if len(found) > 1 or (office and found) else []


@door("cases.answer")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """Somebody rang, or asked at a table."""
    form = NewCaseForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return no_store(render(request, "intake/desk/new.html", {"form": form}, status=status))
    typed = form.cleaned_data
    kind = services_asked.kind_named(typed.pop("kind"))
    where, at = typed.pop("zip_code"), timezone.now()
    case = open_case(
        question=Question(**typed, where=where),
        kind=kind,
        chapter=queries.where_it_is_written_down(where, request.reach, at),
        source=Case.Source.DESK,
        by=request.actor,
        at=at,
    )
    if not request.reach.covers(public_id=case.public_id, chapter=case.chapter):
        tell(request, _("Written down. It lies with another chapter, which answers it."))
        return see_other("cases_desk:index")
    tell(request, _("Written down."))
    return see_other("cases_desk:case", case.public_id)


@door("cases.answer")
@require_POST
def away(request: DeskRequest) -> HttpResponse:
    """No new case comes to them until that day is over; without a day they are back."""
    form, until = AwayForm(request.POST, today=timezone.localdate()), None
    if request.POST.get("until"):
        if not form.is_valid():
            context = listed(request) | {"form": form, "away_form": form}
            return no_store(render(request, "intake/desk/queue.html", context, status=422))
        until = form.cleaned_data["until"]
    duty.be_away(account=account_of(request), until=until, by=request.actor, at=timezone.now())
    said = _("Until %s no new case comes to you. Those that you have stay yours until their person writes again.")
    tell(request, said % day(until, today=timezone.localdate()) if until else _("You are on duty."))
    return see_other("cases_desk:index")
