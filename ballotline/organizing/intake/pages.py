"""Writing to us: the doors, the form behind each, and the page that says who answers until when."""

from datetime import datetime
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ballotline.foundation.access.doors import behind_link, public, same_site, see_other
from ballotline.movement.arrivals import queries as arrivals
from ballotline.movement.arrivals import services
from ballotline.movement.arrivals.declared import KINDS
from ballotline.movement.arrivals.guard import address_of
from ballotline.movement.arrivals.links import LinkIsNotWhole
from ballotline.movement.arrivals.pages.asking import take
from ballotline.movement.arrivals.pages.links import not_whole
from ballotline.movement.arrivals.rules import Circumstances, Typed
from ballotline.organizing.chapters import queries as chapters
from ballotline.organizing.intake import queries, words
from ballotline.organizing.intake.forms import MessageForm
from ballotline.organizing.intake.models import Case, CaseKind, Letter, Message
from ballotline.organizing.intake.services import asked, writing


@public
@require_safe
def write(request: HttpRequest) -> HttpResponse:
    """The doors; behind the last, for all else, the form stands at once."""
    kinds = queries.kinds()
    doors = [(kind, _way_in(kind)) for kind in kinds if kind.slug != queries.OTHER]
    [other] = [kind for kind in kinds if kind.slug == queries.OTHER]
    return render(request, "intake/write.html", {"doors": doors} | _context(other, MessageForm()))


def _way_in(kind: CaseKind) -> str:
    """Where a page of its own asks more, that one."""
    try:
        return reverse("chapters:start") if kind.slug == "start" else door_of(kind)
    except NoReverseMatch:
        return door_of(kind)


def door_of(kind: CaseKind) -> str:
    return reverse("intake:door", args=[kind.slug])


def _context(kind: CaseKind, form: MessageForm, send_to: str = "") -> dict[str, Any]:
    odd = arrivals.rate_is_odd(Message, timezone.now())
    within = words.within(kind.answer_within)
    return {"kind": kind, "form": form, "asks_for_proof": odd, "within": within, "send_to": send_to or door_of(kind)}


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, slug: str) -> HttpResponse:
    """One kind of question with its form; each press on it takes a new sheet."""
    form = MessageForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _door(request, _among(queries.kinds(), slug), form)
    kind, key = _among(asked.ours(), slug), form.key_of_this_press(request.path, *_from_where(request))
    return _take(request, form, writing.letter_for(kind=kind, press=key, at=timezone.now()))


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """A sheet that somebody's press took: where the pages after it lead back to."""
    letter, form = writing.letter_named(slug), MessageForm(request.POST or None)
    if letter is None:
        raise Http404
    if request.method != "POST" or not form.is_valid():
        return _door(request, letter.about, form)
    return _take(request, form, letter)


def _from_where(request: HttpRequest) -> tuple[str, str]:
    return address_of(request), request.headers.get("User-Agent", "")


def _among(kinds: list[CaseKind], slug: str) -> CaseKind:
    found = next((kind for kind in kinds if kind.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _take(request: HttpRequest, form: MessageForm, letter: Letter) -> HttpResponse:
    kind = KINDS["message"]
    try:
        return take(request, form, kind=kind, page=kind.page_of(letter), ask=partial(_press, letter))
    except services.NotOpen:
        return see_other("site:write")


def _press(letter: Letter, typed: Typed, how: Circumstances, at: datetime) -> Message:
    return services.ask(draft=Message(letter=letter), typed=typed, how=how, at=at)


def _door(request: HttpRequest, kind: CaseKind, form: MessageForm) -> HttpResponse:
    return render(request, "intake/door.html", _context(kind, form, request.path), status=422 if form.errors else 200)


@public
@require_safe
def sent(request: HttpRequest, token: str) -> HttpResponse:
    """Who answers until when, for whoever wrote."""
    try:
        message = arrivals.behind(token)
    except LinkIsNotWhole:
        return not_whole(request, has_code=True)
    case = queries.written_by(message) if isinstance(message, Message) and message.confirmed_at else None
    if case is None:
        return see_other("arrivals:confirm", token)
    context = {"case": case, "who_answers": who_answers(case, timezone.now())}
    return behind_link(render(request, "intake/sent.html", context))


def who_answers(case: Case, at: datetime) -> str:
    """ "Lena Ortiz of Rivertown chapter answers you by Wed 28 Jan, 6 pm." """
    if not case.is_our_turn:
        return _("We have answered. Look into your mail.")
    chapter = chapters.of_keys([case.chapter]).get(case.chapter)
    by_when = words.by_when(case, at)
    if chapter is None and chapters.exist():
        return _("Nobody is near you yet. The organization’s office answers you %s.") % by_when
    where = queries.chapter_words(queries.of_whom(case.owner, case.chapter, at) if case.owner else chapter)
    if case.owner is None or not case.owner.name:
        return _("%(where)s answers you %(by_when)s.") % {"where": where, "by_when": by_when}
    said = {"who": case.owner.name, "where": where, "by_when": by_when}
    return _("%(who)s of %(where)s answers you %(by_when)s.") % said
