"""The demo's mailbox: every message that would have left, as it would have looked. Not there outside the demo."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ballotline.foundation.access.doors import no_store, public
from ballotline.foundation.organization.queries import us
from ballotline.movement.mail import wire
from ballotline.movement.mail.models import Message
from ballotline.movement.mail.named import mail_class
from ballotline.movement.mail.words import Words


def _only_in_the_demo() -> None:
    if not settings.CONFIG.demo:
        raise Http404


@public
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    _only_in_the_demo()
    messages = Message.objects.order_by("-queued_at", "-id")
    if wanted := request.GET.get("q", "").strip():
        messages = messages.filter(to_address__contains=wanted[:254])
    page = Paginator(messages, 50).get_page(request.GET.get("page"))
    rows = [(message, words_of(message)) for message in page]
    return no_store(render(request, "site/mailbox.html", {"page": page, "rows": rows, "q": wanted}))


@public
@require_safe
def message(request: HttpRequest, public_id: str) -> HttpResponse:
    _only_in_the_demo()
    found = Message.objects.filter(public_id=public_id).first()
    words = words_of(found) if found else None
    if found is None:
        raise Http404
    text = wire.bodies(words, us())[0] if words else ""
    context = {"message": found, "words": words, "text": text}
    return no_store(render(request, "site/mailbox_message.html", context))


def words_of(message: Message) -> Words | None:
    """None where the message is no longer needed (the signature it asked about is counted, say)."""
    if message.content:
        return wire.words_of_content(message.content)
    mails = mail_class(message.kind)
    loaded = mails.load([message.about], at=timezone.now()) if mails else {}
    return loaded[message.about].words() if message.about in loaded else None
