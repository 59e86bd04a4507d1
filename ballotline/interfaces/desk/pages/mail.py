"""Mail at the desk: what people are sent, what became of it, each message as it was sent, and once more if it failed.

Links and codes in a message are hidden here: whoever has one acts for its reader.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from ballotline.foundation.access.doors import DeskRequest, door, no_store, see_other
from ballotline.foundation.audit import services as audit
from ballotline.foundation.audit.queries import history
from ballotline.foundation.organization.queries import us
from ballotline.foundation.ui.told import tell
from ballotline.movement.mail import queries, services, standing, wanted, wire, wordings
from ballotline.movement.mail.models import Message
from ballotline.movement.mail.named import called
from ballotline.movement.mail.words import Words

A_PAGE = 50
ONE_LOOK = timedelta(minutes=10)
QUESTION = ("q", "state", "what")
# A mail program's page, in a frame of ours: nothing in it runs, loads or leads anywhere
INERT = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"


@dataclass(frozen=True, slots=True)
class Line:
    """A message in the list: its subject, or what it is called where that is not on file."""

    message: Message
    subject: str
    topic: str
    called: str
    state: str
    look: str
    why: str


@door("mail.read")
@require_safe
def index(request: DeskRequest) -> HttpResponse:
    return no_store(render(request, "desk/mail.html", _listed(request)))


def _listed(request: DeskRequest) -> dict[str, Any]:
    """What the list pane shows: one page of the messages asked for; beside a message too."""
    asked = {name: request.GET.get(name, "").replace("\x00", "")[:100] for name in QUESTION}
    found = queries.searched(words=asked["q"], state=asked["state"], what=asked["what"])
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "lines": _lines(page, timezone.now()),
        "wanted": asked,
        "is_narrowed": any(asked.values()),
        "question": _question(request.GET),
        "only_kept": queries.only_kept().count(),
        "may_set_mail": request.scope.allows("settings.edit"),
        "states": Message.State.choices,
        "kinds": [(words, words) for words in sorted(set(queries.kinds_in_words().values()))],
    }


def _question(asked: QueryDict) -> str:
    """The list's question as the end of an address, with the page; empty for all messages."""
    kept = QueryDict(mutable=True)
    for name in (*QUESTION, "page"):
        if value := asked.get(name):
            kept[name] = value
    return f"?{kept.urlencode()}" if kept else ""


def _lines(page: Page[Message], at: datetime) -> list[Line]:
    """What still waits is worded as it would be now, each kind at once."""
    waiting = [one for one in page if not one.wording_id and one.state not in standing.OVER]
    words = {pk: wordings.hidden(said) for pk, said in wanted.words_of(waiting, at).items()}
    return [_line(one, words.get(one.pk), at) for one in page]


def _line(message: Message, words: Words | None, at: datetime) -> Line:
    said, what = message.wording or words, called(message.kind)
    return Line(
        message=message,
        subject=said.subject if said else capfirst(what),
        topic=said.topic if said else "",
        called=what,
        state=standing.in_words(message, at),
        look=standing.look(message, at),
        why=standing.why(message, at),
    )


def _found(public_id: str) -> Message:
    found = Message.objects.select_related("wording").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


@door("mail.read")
@require_safe
def message(request: DeskRequest, public_id: str) -> HttpResponse:
    """One message beside the list. Who looked stays noted: it may say what somebody did."""
    found, at = _found(public_id), timezone.now()
    _note_the_look(request, public_id, at)
    words, is_kept = _shown(found, at)
    context = {
        "message": found,
        "line": _line(found, words, at),
        "words": words,
        "text": wire.bodies(words, us())[0].strip() if words else "",
        "is_kept": is_kept,
        "may_be_shown": wordings.may_be_shown(found),
        "sender": wire.sender(us()),
        "why_not_again": standing.why_not_again(found, at) if found.state == Message.State.FAILED else "",
    }
    return no_store(render(request, "desk/message.html", context | _listed(request)))


def _note_the_look(request: DeskRequest, public_id: str, at: datetime) -> None:
    """The page and the frame in it are one look."""
    looks = history("message", public_id).filter(verb="mail viewed", at__gt=at - ONE_LOOK)
    if not looks.filter(actor_kind=request.actor.kind, actor_id=request.actor.id).exists():
        audit.record("mail viewed", on=("message", public_id), by=request.actor, at=at)


def _shown(message: Message, at: datetime) -> tuple[Words | None, bool]:
    """What it said, links and codes hidden, and whether that is as it was sent; else it is as it would be sent now."""
    kept = wordings.words_of(message.wording) if message.wording else None
    if kept or not wordings.may_be_shown(message):
        return kept, kept is not None
    now = wanted.words_of([message], at).get(message.pk)
    return wordings.hidden(now) if now else None, False


@door("mail.read")
@xframe_options_sameorigin
@require_safe
def drawn(request: DeskRequest, public_id: str) -> HttpResponse:
    """Its HTML part, for the frame on its page; noted by itself only where that page was not just opened."""
    at = timezone.now()
    words, _is_kept = _shown(_found(public_id), at)
    _note_the_look(request, public_id, at)
    if words is None:
        raise Http404
    response = no_store(HttpResponse(wire.bodies(words, us())[1]))
    response["Content-Security-Policy"] = INERT
    return response


@door("mail.read")
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: DeskRequest, public_id: str) -> HttpResponse:
    """Asks first, with whom it goes to and what it is: it leaves the house."""
    found, at = _found(public_id), timezone.now()
    if request.method == "POST":
        return _sent_again(request, found, at)
    if found.state != Message.State.FAILED or standing.why_not_again(found, at):
        return see_other("desk:message", public_id)
    words, _is_kept = _shown(found, at)
    return no_store(render(request, "desk/mail_again.html", {"message": found, "line": _line(found, words, at)}))


def _sent_again(request: DeskRequest, found: Message, at: datetime) -> HttpResponse:
    try:
        services.try_again(message=found, at=at)
    except services.NotAgain:
        tell(request, _("It is not sent again. Here is what became of it."))
    else:
        audit.record("mail tried again", on=("message", found.public_id), by=request.actor, at=at)
        tell(request, _("On its way to %(address)s. It can take a minute.") % {"address": found.to_address})
    return see_other("desk:message", found.public_id)
