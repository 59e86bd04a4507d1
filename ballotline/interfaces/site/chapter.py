"""The public page of one chapter: what the chapter says of itself, and what is asked there now; its members' own
page; and that of who asked to start one: how far it is, and who answers them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ballotline.foundation.access.doors import public, same_site
from ballotline.organizing.actions.context import front_row
from ballotline.organizing.actions.queries import live_of_every_kind
from ballotline.organizing.chapters import pages
from ballotline.organizing.chapters.models import Chapter
from ballotline.organizing.intake.pages import who_answers
from ballotline.organizing.intake.queries import that_led_to


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def chapter(request: HttpRequest, slug: str) -> HttpResponse:
    return pages.one(request, slug, more={"asks": _asked_there(request, slug)})


def _asked_there(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """What the chapter asks for now, as the front page shows it."""
    found, at = Chapter.objects.filter(slug=slug).first(), timezone.now()
    asks = [ask for ask in live_of_every_kind(at) if found and ask.action.chapter == found.key]
    return [front_row(request, ask, at) for ask in asks]


@public
@require_http_methods(["GET", "HEAD"])
def member(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    return pages.member(request, slug, token, more={"asks": _asked_there(request, slug)})


@same_site
@require_http_methods(["GET", "HEAD", "POST"])
def applied(request: HttpRequest, token: str) -> HttpResponse:
    application = pages.application_behind(token)
    chapter = application.chapter if application else None
    case = that_led_to(chapter.ref, asked_by=application.email) if application and chapter else None
    return pages.applied(request, token, more={"who_answers": who_answers(case, timezone.now()) if case else ""})
