"""Passing a petition on: the link, words in the first person, messengers by plain links, a QR code."""

from urllib.parse import quote

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from ballotline.foundation.ui import qr
from ballotline.organizing.actions.kinds.petition.models import Petition, Signature


def sharing(petition: Petition, link: str) -> dict[str, object]:
    """What petition/share.html shows of a link."""
    words = petition.share_words or _("I signed “%(title)s”. Will you?") % {"title": petition.action.title}
    return {
        "link": link,
        "qr": qr.svg(link),
        "share_words": words,
        "messengers": _messengers(words, link, petition.action.title),
    }


def share_url(request: HttpRequest, petition: Petition, signature: Signature | None) -> str:
    """The personal link, or the petition's own address where nobody is known."""
    if signature:
        return request.build_absolute_uri(reverse("petition:shared", args=[signature.share_code]))
    return request.build_absolute_uri(reverse("petition:page", args=[petition.action.slug]))


def _messengers(words: str, link: str, title: str) -> list[tuple[str, str]]:
    """(label, plain link) each; nobody is told before it is pressed."""
    text = quote(f"{words} {link}")
    return [
        (_("Mail"), f"mailto:?subject={quote(title)}&body={text}"),
        (_("Text message"), f"sms:?&body={text}"),
        ("WhatsApp", f"https://wa.me/?text={text}"),
    ]
