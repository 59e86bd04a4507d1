"""Where a provider posts mail that it took in for us. Nobody looks at it; the password that both know guards it."""

from typing import Any

from anymail.utils import get_request_basic_auth
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ballotline.movement.mail.inbound.posted import NotMail, letters_in
from ballotline.movement.mail.inbound.receiving import NoRoom, TooLarge, receive
from ballotline.movement.mail.rules import POSTED_AT_MOST


@csrf_exempt
@require_POST
def posted(request: HttpRequest) -> HttpResponse:
    """200 once it is kept. What is told 503 comes again; nothing is looked into of who doesn't know the password."""
    mail_in = settings.CONFIG.mail_in
    if mail_in is None or not mail_in.provider:
        raise Http404
    said: Any = get_request_basic_auth(request)
    if not constant_time_compare(said or "", f"{mail_in.user}:{mail_in.password}"):
        return _answer("Not the password of BALLOTLINE_MAIL_IN.", 403)
    body = request.read(POSTED_AT_MOST + 1)
    if len(body) > POSTED_AT_MOST:
        return _answer("A message has 25 MB at most.", 413)
    return _kept(body, request.headers.get("Content-Type", ""), mail_in.provider)


def _kept(body: bytes, content_type: str, provider: str) -> HttpResponse:
    try:
        for one in letters_in(body, content_type, provider):
            receive(one.raw, envelope_from=one.envelope_from, envelope_to=[one.envelope_to], at=timezone.now())
    except NotMail as other:
        return _answer(str(other), 400)
    except TooLarge:
        return _answer("A message has 25 MB at most.", 413)
    except NoRoom:
        return _answer("No room for mail: try again later.", 503)
    return _answer("Kept.", 200)


def _answer(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain")
